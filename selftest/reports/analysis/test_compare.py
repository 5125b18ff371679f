"""Comparing two reports lists each cell whose verdict changed, and nothing else."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reports.__main__ import main
from reports.analysis.compare import BAD, Kind, compare
from reports.formats.terminal import comparison_lines
from reports.model import Implementation, Level, Report, Verdict
from selftest.support.documents import refused, saved
from selftest.support.report_builder import NASTY, STORE, clause, report, result, saying
from selftest.support.report_strategies import whole_reports

PASS, FAIL = Verdict.PASS, Verdict.FAIL


def compared_lines(old: Report, new: Report) -> list[str]:
    return comparison_lines(compare(("old.json", old), ("new.json", new)))


def kinds(old: Report, new: Report) -> list[Kind]:
    return [change.kind for change in compare(("old.json", old), ("new.json", new)).changes]


def on_one_cell(verdict: Verdict | None) -> Report:
    return report([clause("a.b")], [result("a.b", verdict)] if verdict else [])


def missing(kinds: list[Kind]) -> int:
    """Return how many of the changes are about a cell that the new report does not have."""
    return kinds.count(Kind.GONE) + kinds.count(Kind.NOT_JUDGED)


def counts(**named: int) -> str:
    return ", ".join(f"{named.get(kind.replace(' ', '_'), 0)} {kind}" for kind in Kind)


@given(whole_reports)
def test_report_compared_with_itself_has_only_counts(report):
    assert compared_lines(report, report) == [counts(unchanged=len(report.results))]


@given(whole_reports, st.data())
def test_a_planted_regression_is_the_only_change_listed(report, data):
    assume(report.results)
    place = data.draw(st.integers(0, len(report.results) - 1))
    verdict = data.draw(st.sampled_from(BAD))

    def planted(verdict: Verdict) -> Report:
        results = list(report.results)
        results[place] = replace(results[place], verdict=verdict)
        return replace(report, results=results)

    heading, line, last = compared_lines(planted(PASS), planted(verdict))
    assert heading.startswith(f"{report.results[place].clause} (")
    assert line.startswith("  regressed ")
    assert f" pass -> {verdict}" in line
    assert last == counts(regressed=1, unchanged=len(report.results) - 1)


@given(whole_reports, whole_reports)
def test_any_two_reports_give_lines_of_printable_ascii_and_every_cell_is_counted(old, new):
    assert all(line.isascii() and line.isprintable() for line in compared_lines(old, new))
    found = kinds(old, new)
    assert len(found) - found.count(Kind.NEW) == len(old.results)
    assert len(found) - missing(found) == len(new.results)
    back = kinds(new, old)
    assert (found.count(Kind.NEW), missing(found)) == (missing(back), back.count(Kind.NEW))
    assert found.count(Kind.REGRESSED) <= back.count(Kind.FIXED)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        *((PASS, bad, Kind.REGRESSED) for bad in (FAIL, Verdict.BLOCKED, Verdict.ERROR)),
        *((bad, PASS, Kind.FIXED) for bad in (FAIL, Verdict.BLOCKED, Verdict.ERROR)),
        (None, FAIL, Kind.NEW),
        (FAIL, None, Kind.NOT_JUDGED),
        (FAIL, Verdict.BLOCKED, Kind.CHANGED),
        (PASS, Verdict.DEVIATION, Kind.CHANGED),
        (Verdict.DEVIATION, FAIL, Kind.CHANGED),
        (Verdict.DEVIATION, PASS, Kind.FIXED),
        (Verdict.UNTESTABLE, PASS, Kind.CHANGED),
        *((verdict, verdict, Kind.UNCHANGED) for verdict in Verdict),
    ],
)
def test_kind_of_a_change_follows_from_its_verdicts(old, new, kind):
    assert kinds(on_one_cell(old), on_one_cell(new)) == [kind]


def test_cells_that_a_run_of_some_clauses_leaves_out_are_counted_and_not_listed():
    clauses = [clause("a.b"), clause("a.c")]
    whole = report(clauses, [result("a.b"), result("a.c"), result("a.c", storage_type="session")])
    assert compared_lines(whole, report(clauses, [result("a.b")])) == [counts(unchanged=1, not_judged=2)]
    compared = compare(("old.json", whole), ("new.json", report(clauses, [result("a.b")])))
    assert compared.clause_changes == []


def test_each_clause_that_changed_is_a_heading_with_a_line_for_each_cell():
    clauses = [clause("a.b"), clause("a.c", Level.SHOULD), clause("a.d")]
    old = [result("a.b"), result("a.b", storage_type="session"), result("a.c", FAIL), result("a.d")]
    new = [
        result("a.b", FAIL, expected="1", observed="\x1b[2J"),
        result("a.b", Verdict.BLOCKED, "session", reason="depends on a.e, which failed"),
        result("a.c", expected="1", observed="1"),
        result("a.e", FAIL, "", engine=""),
    ]
    assert compared_lines(report(clauses, old), report([*clauses[:2], clause("a.e")], new)) == [
        "a.b (must) The promise of a.b.",
        rf"  regressed {STORE} [local in chromium] pass -> fail: expected 1, observed \x1b[2J",
        f"  regressed {STORE} [session in chromium] pass -> blocked: depends on a.e, which failed",
        "a.c (should) The promise of a.c.",
        f"  fixed     {STORE} [local in chromium] fail -> pass",
        "a.e (must) The promise of a.e.",
        f"  new       {STORE} [no browser] fail",
        "a.d (must) The promise of a.d.",
        f"  gone      {STORE} [local in chromium] pass",
        counts(regressed=2, fixed=1, new=1, gone=1),
    ]


def test_two_versions_of_a_store_are_compared_cell_by_cell():
    old = on_one_cell(PASS)
    new = replace(on_one_cell(FAIL), implementations=[Implementation(STORE, "2.0")])
    assert kinds(old, new) == [Kind.REGRESSED]


@pytest.mark.parametrize("text", NASTY)
def test_control_characters_of_a_report_are_escaped(text):
    for pair in ((saying(text), saying("else")), (saying(text), on_one_cell(PASS))):
        assert all(line.isascii() and line.isprintable() for line in compared_lines(*pair))


@pytest.mark.parametrize(("old", "new", "code"), [(PASS, FAIL, 1), (FAIL, PASS, 0), (None, FAIL, 0)])
def test_the_exit_code_is_1_if_a_cell_regressed(tmp_path, capsys, old, new, code):
    files = [saved(on_one_cell(verdict), tmp_path / str(place)) for place, verdict in enumerate((old, new))]
    assert main(["compare", *files]) == code
    assert capsys.readouterr().out.splitlines() == compared_lines(on_one_cell(old), on_one_cell(new))


def test_comparison_with_an_interrupted_run_has_no_verdict(tmp_path, capsys):
    old = saved(report([clause("a.b")], [result("a.b")]), tmp_path / "old")
    new = saved(report([clause("a.b")], [], interrupted=True), tmp_path / "new")
    assert main(["compare", old, new]) == 2
    assert "interrupted run" in capsys.readouterr().out.splitlines()[-1]


def test_cells_that_changed_in_the_same_way_are_grouped_regressions_first():
    old = [result("a.b", FAIL), result("a.c"), result("a.c", storage_type="session"), result("a.d")]
    new = [result("a.b"), result("a.c", FAIL), result("a.c", FAIL, "session"), result("a.d")]
    clauses = [clause("a.b"), clause("a.c"), clause("a.d")]
    compared = compare(("old.json", report(clauses, old)), ("new.json", report(clauses, new)))
    assert [(turn.kind, turn.clause.id, turn.verdicts, turn.where) for turn in compared.clause_changes] == [
        (Kind.REGRESSED, "a.c", "pass -> fail", "local, session in chromium"),
        (Kind.FIXED, "a.b", "fail -> pass", "local in chromium"),
    ]


def test_a_report_is_rendered_with_what_changed_since_another(tmp_path):
    old, new = (saved(on_one_cell(verdict), tmp_path / verdict) for verdict in (PASS, FAIL))
    assert main(["render", new, f"--report={tmp_path / 'page'}", f"--compare-to={old}"]) == 0
    page = (tmp_path / "page" / "index.html").read_text(encoding="utf-8")
    assert counts(regressed=1) in page
    assert old in page


@pytest.mark.parametrize("place", [0, 1])
def test_a_report_that_cannot_be_read_is_refused(tmp_path, capsys, place):
    files = [saved(on_one_cell(PASS), tmp_path)]
    files.insert(place, str(tmp_path / "absent.json"))
    assert refused(capsys, "compare", *files).startswith(f"{tmp_path}/absent.json: cannot be read (")


def test_a_report_that_contradicts_itself_is_refused(tmp_path, capsys):
    file = saved(report([clause("a.b")], [result("a.b"), result("a.b", FAIL)]), tmp_path)
    assert "[local in chromium] is pass in" in refused(capsys, "compare", file, file)


def test_compare_is_a_command_of_the_module(tmp_path):
    files = [saved(on_one_cell(verdict), tmp_path / verdict) for verdict in (PASS, FAIL)]
    run = subprocess.run(
        [sys.executable, "-m", "reports", "compare", *files],
        cwd=Path(__file__).parents[3], capture_output=True, text=True,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (1, "")
    assert run.stdout.endswith(f"{counts(regressed=1)}\n")
