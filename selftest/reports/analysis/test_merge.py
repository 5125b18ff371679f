"""Merging reports loses nothing, repeats nothing, and refuses contradictions."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reports.__main__ import main
from reports.analysis.conclusion import BROKEN, CONFORMANT, exit_code
from reports.analysis.merge import Disagreement, cells, merge
from reports.document import read
from reports.model import Deviation, Engine, Figure, Implementation, Level, Measure, PlannedCells, Verdict
from selftest.support.documents import DOCUMENTS, refused, saved
from selftest.support.report_builder import NASTY, STORE, clause, planned, report, result, saying
from selftest.support.report_strategies import deduplicated, whole_reports

FAIL, BLOCKED = Verdict.FAIL, Verdict.BLOCKED


def merged(*reports):
    return merge([(f"{place}.json", report) for place, report in enumerate(reports)])


@given(whole_reports, st.randoms(use_true_random=False))
def test_a_report_split_by_cells_and_merged_is_the_report_again(report, random):
    shards: tuple[list, list] = ([], [])
    for each in report.results:
        random.choice(shards).append(each)
    one, other = (replace(report, results=results) for results in shards)
    other = replace(other, figures=[], run=replace(other.run, seconds=0))
    assert deduplicated(merged(one, other)) == report


@given(whole_reports)
def test_report_merged_with_itself_differs_only_in_its_seconds(report):
    twice = merged(report, report)
    once = merged(report)
    assert twice == replace(once, run=replace(once.run, seconds=2 * report.run.seconds))
    assert deduplicated(once) == report


@given(whole_reports, st.data())
def test_a_cell_with_two_verdicts_is_refused_in_one_line(report, data):
    assume(report.results)
    cell = data.draw(st.sampled_from(report.results))
    verdict = data.draw(st.sampled_from([each for each in Verdict if each is not cell.verdict]))
    with pytest.raises(Disagreement) as problem:
        merged(report, replace(report, results=[replace(cell, verdict=verdict)]))
    assert str(problem.value).isprintable()
    assert f"is {cell.verdict} in 0.json and {verdict} in 1.json; " in str(problem.value)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("faults", (["one"], ["one", "two"])),
        ("in_browser", (True, False)),
        ("test", ("test_a.py::test_a", "test_b.py::test_b")),
        ("source", ("", "def test_a(): ...")),
    ],
)
def test_what_is_about_the_suite_is_no_part_of_the_contract(field, values):
    older, newer = (report([clause("a.b", **{field: value})], []) for value in values)
    assert merged(newer, older).clauses == newer.clauses


def test_of_two_equal_verdicts_on_a_cell_the_first_result_is_kept():
    first, second = (report([clause("a.b")], [result("a.b", observed=seen)]) for seen in "12")
    assert merged(first, second).results == first.results


def test_of_two_equal_measurements_the_first_is_kept():
    def measured(engine, value):
        figure = Figure(Measure.CAPACITY, "ASCII", STORE, engine, "local", value, "characters")
        return replace(report([clause("a.b")], []), figures=[figure])

    one, other, elsewhere = measured("chromium", 1), measured("chromium", 2), measured("firefox", 3)
    assert merged(one, other, elsewhere).figures == one.figures + elsewhere.figures


def test_the_cells_of_a_report_are_found_by_store_engine_clause_and_storage_type():
    output = report([clause("a.b")], [result("a.b")])
    assert cells([("a.json", output)]) == {output.results[0].key: output.results[0]}


def test_results_are_in_the_order_of_the_contract():
    clauses = [clause("z.z"), clause("a.a")]
    one = report(clauses, [result("a.a"), result("z.z", engine="firefox")])
    other = report(clauses, [result("z.z")])
    output = [(each.clause, each.engine) for each in merged(one, other).results]
    assert output == [("z.z", "chromium"), ("z.z", "firefox"), ("a.a", "chromium")]


def test_a_failure_whose_prerequisite_is_broken_in_another_report_is_blocked():
    clauses = [clause("a"), clause("b", depends_on=["a"])]
    output = merged(report(clauses, [result("b", FAIL)]), report(clauses, [result("a", FAIL)]))
    assert [(each.verdict, each.reason) for each in output.results] == [
        (FAIL, ""),
        (BLOCKED, "depends on a, which failed"),
    ]


def test_stale_declaration_names_only_cells_that_no_report_blocks():
    clauses = [clause("a", blocks_when_declared=True), clause("b", depends_on=["a"])]
    declared = Deviation("b", "known")
    shard = report(clauses, [result("b", storage_type=each) for each in ("local", "session")])
    shard.implementations[0] = replace(
        shard.implementations[0],
        stale=[f"{declared}: no longer happens (local, session in chromium); remove it from the manifest"],
        deviations=[Deviation("a", "known"), declared],
    )
    output = merged(shard, report(clauses, [result("a", Verdict.DEVIATION, storage_type="local")]))
    assert output.implementations[0].stale == [
        f"{declared}: no longer happens (session in chromium); remove it from the manifest"
    ]


@pytest.mark.parametrize("is_blocked", [True, False])
def test_declared_clause_that_another_report_blocks_is_not_stale(is_blocked):
    clauses = [clause("a", blocks_when_declared=is_blocked), clause("b", depends_on=["a"])]
    declared = Deviation("b", "known")
    shard = report(clauses, [result("b")])
    shard.implementations[0] = replace(
        shard.implementations[0],
        stale=[f"{declared}: no longer happens (local in chromium); remove it from the manifest"],
        deviations=[Deviation("a", "known"), declared],
    )
    output = merged(shard, report(clauses, [result("a", Verdict.DEVIATION)]))
    assert output.implementations[0].stale == ([] if is_blocked else shard.implementations[0].stale)
    assert exit_code(output) == (CONFORMANT if is_blocked else BROKEN)


def test_runs_become_one_run():
    runs: list[dict[str, Any]] = [
        {"started": "2024-02-03T10:00:00+00:00", "seconds": 1.5, "command": "pytest --engine chromium"},
        {"started": "2024-02-03T09:00:00+00:00", "seconds": 2, "command": "pytest --engine firefox"},
    ]
    one = report([], [], versions={"dash": "4", "python": "3.11"}, **runs[0])
    other = report([], [], versions={"dash": "4", "python": "3.12", "pip": "25"}, interrupted=True, **runs[1])
    run = merged(one, other).run
    assert (run.started, run.seconds, run.interrupted) == (runs[1]["started"], 3.5, True)
    assert run.command == "pytest --engine chromium ; pytest --engine firefox"
    assert run.versions == {"dash": "4", "python": "3.11, 3.12", "pip": "25"}


def test_each_store_is_listed_once_with_all_stale_declarations():
    shards = [
        replace(report([], []), implementations=[Implementation(STORE, "1", stale)])
        for stale in (["one"], ["one", "two"])
    ]
    shards.append(replace(shards[0], implementations=[Implementation("other:Store", "2")]))
    assert merged(*shards).implementations == [
        Implementation(STORE, "1", ["one", "two"]),
        Implementation("other:Store", "2"),
    ]


def test_planned_cells_of_a_clause_are_listed_once():
    clauses = [clause("a"), clause("b")]
    shards = [
        replace(
            report(clauses, []), implementations=[Implementation(STORE, "1", planned=planned(some, engines))]
        )
        for some, engines in ((clauses, ["firefox"]), (clauses[:1], ["chromium", "firefox"]))
    ]
    assert merged(*shards).implementations[0].planned == [
        PlannedCells("a", ["firefox", "chromium"], ["local"]),
        PlannedCells("b", ["firefox"], ["local"]),
    ]


def test_each_declared_deviation_is_listed_once():
    one, other = Deviation("a.b", "known"), Deviation("c.d", "known", engines=["firefox"])
    shards = [
        replace(report([], []), implementations=[Implementation(STORE, "1", deviations=declared)])
        for declared in ([one], [one, other])
    ]
    assert merged(*shards).implementations == [Implementation(STORE, "1", deviations=[one, other])]


def test_a_declaration_that_is_stale_in_several_shards_is_listed_once():
    fix = "; remove it from the manifest"
    shards = [
        replace(report([], []), implementations=[Implementation(STORE, "1", [line])])
        for line in (
            f"a.b: no longer happens (local in chromium){fix}",
            f"a.b: no longer happens (local in firefox){fix}",
            f"c.d: no longer happens (local in firefox){fix}",
        )
    ]
    assert merged(*shards).implementations[0].stale == [
        f"a.b: no longer happens (local in chromium; local in firefox){fix}",
        f"c.d: no longer happens (local in firefox){fix}",
    ]


def test_an_engine_of_two_versions_is_listed_with_both_and_one_never_started_is_not():
    shards = [
        replace(report([], []), engines=[Engine("chromium", version)]) for version in ("120", "", "121")
    ]
    assert merged(*shards).engines == [Engine("chromium", "120"), Engine("chromium", "121")]
    assert merged(shards[1]).engines == [Engine("chromium", "")]


BASE = report([clause("a.b")], [result("a.b")])
SUITE = "these are two versions of the contract: judge again with one version of the suite"


@pytest.mark.parametrize(
    ("other", "output"),
    [
        (
            report([clause("a.b", Level.SHOULD)], []),
            f"the level of clause a.b is must in 0.json and should in 1.json; {SUITE}",
        ),
        (
            report([clause("a.b", text="Else.")], []),
            f"the text of clause a.b is The promise of a.b. in 0.json and Else. in 1.json; {SUITE}",
        ),
        (
            report([clause("a.b"), clause("a.c")], []),
            f"the text of clause a.c is absent in 0.json and The promise of a.c. in 1.json; {SUITE}",
        ),
        (
            report([], []),
            f"the text of clause a.b is The promise of a.b. in 0.json and absent in 1.json; {SUITE}",
        ),
        (
            report([clause("a.b", text="x" * 161)], []),
            f"the text of clause a.b is The promise of a.b. in 0.json and {'x' * 157}... in 1.json; {SUITE}",
        ),
        (
            report([clause("a.b", text="x" * 160)], []),
            f"the text of clause a.b is The promise of a.b. in 0.json and {'x' * 160} in 1.json; {SUITE}",
        ),
        (
            report([clause("a.b")], [], Level.REFERENCE),
            "the level asked for is must in 0.json and reference in 1.json;"
            " judge again at one level, or leave out one of the reports",
        ),
        (
            replace(
                report([clause("a.b")], [result("a.b", FAIL)]), implementations=[Implementation(STORE, "")]
            ),
            f"the version of {STORE} is 1.0 in 0.json and empty in 1.json;"
            " merge reports on one version, or use compare",
        ),
        (
            report([clause("a.b")], [result("a.b", FAIL)]),
            f"a.b on {STORE} [local in chromium] is pass in 0.json and fail in 1.json;"
            " judge that cell again, or leave out one of the reports",
        ),
    ],
)
def test_reports_that_contradict_each_other_are_refused_by_name(other, output):
    with pytest.raises(Disagreement) as problem:
        merged(BASE, other)
    assert str(problem.value) == output


def test_two_builds_of_one_version_are_not_merged():
    first, second = (
        replace(report([], []), implementations=[Implementation(STORE, "4.4.1", content=content)])
        for content in ("1a2b", "3c4d")
    )
    with pytest.raises(Disagreement) as problem:
        merged(first, second)
    assert str(problem.value) == (
        f"the content of {STORE} 4.4.1 is 1a2b in 0.json and 3c4d in 1.json;"
        " merge reports on one build, or use compare"
    )


@pytest.mark.parametrize("text", NASTY)
def test_refusal_is_one_short_line_whatever_the_reports_contain(text):
    with pytest.raises(Disagreement) as problem:
        merged(saying(text * 1000), saying("else"))
    assert str(problem.value).isprintable()
    assert len(str(problem.value)) < 1000


# The commands


@pytest.mark.parametrize(("verdict", "code"), [(Verdict.PASS, 0), (FAIL, 1), (Verdict.ERROR, 3)])
def test_the_exit_code_of_a_merge_is_that_of_the_merged_report(tmp_path, capsys, verdict, code):
    clauses = [clause("a.b")]
    shards = report(clauses, [result("a.b")]), report(clauses, [result("a.b", verdict, "session")])
    files = [saved(shard, tmp_path / str(place)) for place, shard in enumerate(shards)]
    assert main(["merge", *files, f"--report={tmp_path / 'all'}"]) == code
    assert read(tmp_path / "all" / "report.json") == merged(*shards)
    output = capsys.readouterr().out.splitlines()
    assert STORE in output[0]
    assert output[-len(DOCUMENTS) :] == [str(tmp_path / "all" / name) for name in DOCUMENTS]


def test_a_merge_of_contradicting_reports_writes_nothing(tmp_path, capsys):
    one = saved(BASE, tmp_path / "1")
    other = saved(report([clause("a.b")], [result("a.b", FAIL)]), tmp_path / "2")
    output = refused(capsys, "merge", one, other, f"--report={tmp_path / 'all'}")
    assert f"[local in chromium] is pass in {one} and fail in {other}; " in output
    assert not (tmp_path / "all").exists()


def test_a_report_made_elsewhere_is_rendered(tmp_path, capsys):
    file = saved(BASE, tmp_path / "1")
    assert main(["render", file, f"--report={tmp_path / '2'}"]) == 0
    for name in DOCUMENTS:
        assert (tmp_path / "2" / name).read_bytes() == (tmp_path / "1" / name).read_bytes()
    assert len(capsys.readouterr().out.splitlines()) == len(DOCUMENTS)


def test_validate_prints_one_line_for_a_valid_report(tmp_path, capsys):
    file = saved(BASE, tmp_path)
    assert main(["validate", file]) == 0
    assert capsys.readouterr().out == f"{file}: valid report, 1 cell\n"


@pytest.mark.parametrize("command", [["validate"], ["render", "--report=out"], ["merge", "--report=out"]])
@pytest.mark.parametrize("content", [None, b"", b"\xff", b"{}", json.dumps({"\x1b[2J\n": 1}).encode()])
def test_unreadable_report_is_refused_by_every_command(tmp_path, monkeypatch, capsys, command, content):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "r\u00e9port.json"
    if content is not None:
        file.write_bytes(content)
    assert r"r\xe9port.json: " in refused(capsys, *command, str(file))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments", [[], ["merge"], ["render", "r.json"], ["validate", "a", "b\x1b\n"], ["else"]]
)
def test_a_misused_command_is_refused_in_one_line(capsys, arguments):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 4
    output = capsys.readouterr().err
    assert output.removesuffix("\n").isprintable()
    assert "--help" in output


def test_a_folder_that_cannot_be_written_to_exits_with_3(tmp_path, capsys):
    file = saved(BASE, tmp_path)
    assert main(["render", file, f"--report={file}"]) == 3
    assert capsys.readouterr().err.startswith(f"{file}: cannot write the report (")
