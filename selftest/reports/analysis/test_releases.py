"""Several releases of a store are compared clause by clause."""

from dataclasses import replace
from html import unescape

import pytest

from reports.__main__ import main
from reports.analysis.merge import Disagreement
from reports.analysis.releases import State, releases, state_of
from reports.command import USAGE_ERROR
from reports.formats.html import render_releases
from reports.formats.markdown import releases_table
from reports.formats.outputs import write
from reports.model import Engine, Implementation, Level, Verdict
from selftest.support.html_page import Page
from selftest.support.report_builder import NASTY, STORE, clause, report, result, saying

CLAUSES = [clause("a.kept"), clause("b.fixed", Level.SHOULD), clause("c.broke")]
PASS, FAIL = Verdict.PASS, Verdict.FAIL


def release(version, fixed, broke, clauses=CLAUSES):
    """Return a release and its report, with those verdicts on b.fixed and c.broke."""
    results = [
        result("a.kept"),
        result("b.fixed", fixed),
        result("c.broke", broke),
        result("c.broke", PASS, "session"),
    ]
    made = report(clauses, results)
    return version, type(made)(**{**vars(made), "implementations": [Implementation(STORE, version)]})


SOURCES = [release("1.0", FAIL, PASS), release("2.0", PASS, FAIL), release("3.0", PASS, FAIL)]


def test_clause_broke_or_was_fixed_if_the_release_before_differs():
    compared = releases(SOURCES)
    assert compared.names == ["1.0", "2.0", "3.0"]
    assert [(row.id, [(state.word, state.change) for state in states]) for row, states in compared.rows] == [
        ("a.kept", [("kept", ""), ("kept", ""), ("kept", "")]),
        ("b.fixed", [("broken", ""), ("kept", "fixed"), ("kept", "")]),
        ("c.broke", [("kept", ""), ("broken", "broke"), ("broken", "")]),
    ]


def test_releases_are_of_one_store_and_name_all_browsers():
    engines = [Engine("chromium", "120"), Engine("firefox", "130")]
    compared = releases([SOURCES[0], ("2.0", replace(SOURCES[1][1], engines=engines))])
    assert (compared.store, compared.browsers) == (STORE, ["chromium 120", "chromium 120, firefox 130"])


def test_cells_are_named_if_a_clause_broke_only_in_some():
    (_, states) = releases(SOURCES).rows[2]
    assert states[1] == State("broken", "local in chromium", "broke")


def test_state_of_a_clause_is_that_of_its_worst_cells_which_are_named_if_others_are_better():
    cells = [
        result("a.b"),
        result("a.b", FAIL, "session"),
        result("a.b", Verdict.DEVIATION, "memory"),
        result("a.b", Verdict.BLOCKED, "session", engine="firefox"),
    ]
    assert state_of(cells) == State("broken", "session, memory in chromium")
    assert state_of(cells[:1]) == State("kept", "")
    assert state_of([]) == State("not judged", "")


def without_cells(source, *cells):
    """Return the release without the results on those cells."""
    source[1].results[:] = [
        each for each in source[1].results if (each.clause, each.storage_type) not in cells
    ]
    return source


def test_cell_judged_in_one_release_only_shows_no_change():
    first, second = release("1.0", FAIL, PASS), release("2.0", PASS, FAIL)
    first, second = without_cells(first, ("c.broke", "local")), without_cells(second, ("b.fixed", "local"))
    second[1].results.append(result("b.fixed", PASS, "memory"))
    compared = {row.id: states for row, states in releases([first, second]).rows}
    assert compared["b.fixed"] == [
        State("broken", "local in chromium"),
        State("kept", "memory in chromium"),
    ]
    assert compared["c.broke"] == [State("kept", "session in chromium"), State("broken", "local in chromium")]


def test_clauses_not_always_kept_are_in_order_of_level():
    assert [row.id for row, _ in releases(SOURCES).not_always_kept] == ["c.broke", "b.fixed"]


def when(verdicts):
    """Return in which releases, from 1.0 on, a clause with these verdicts was kept and broken."""
    sources = []
    for number, verdict in enumerate(verdicts, 1):
        own = report([clause("a.b")], [result("a.b", verdict)])
        sources.append((f"{number}", replace(own, implementations=[Implementation(STORE, f"{number}.0")])))
    return [each.when for each in releases(sources).changes]


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([PASS, PASS, FAIL, FAIL], "kept until 2.0, broken since 3.0"),
        ([FAIL, Verdict.DEVIATION, PASS], "broken until 2.0, kept since 3.0"),
        ([PASS, FAIL, PASS], "kept until 1.0, broken in 2.0, kept since 3.0"),
        ([PASS, FAIL, FAIL, PASS], "kept until 1.0, broken from 2.0 to 3.0, kept since 4.0"),
        ([PASS, FAIL, FAIL, FAIL, PASS], "kept until 1.0, broken from 2.0 to 4.0, kept since 5.0"),
        ([PASS, Verdict.UNTESTABLE, FAIL], "kept until 1.0 at least, broken since 3.0"),
        ([FAIL, Verdict.BLOCKED, PASS, PASS], "broken until 1.0 at least, kept since 3.0"),
        ([PASS, Verdict.BLOCKED, PASS], None),
        ([FAIL, FAIL], None),
        ([Verdict.UNTESTABLE, PASS], None),
    ],
)
def test_change_says_until_when_a_clause_was_kept_and_since_when_it_is_broken(verdicts, expected):
    assert when(verdicts) == [expected] * (expected is not None)


def test_change_names_no_cells_if_all_of_the_clause_changed_alike():
    compared = releases([release("1.0", FAIL, PASS), release("2.0", PASS, FAIL)])
    assert [(each.clause.id, each.where) for each in compared.changes] == [
        ("c.broke", "local in chromium"),
        ("b.fixed", ""),
    ]


def test_blocked_clause_whose_test_failed_counts_as_broken():
    sources = [release("1.0", PASS, PASS), release("2.0", PASS, Verdict.BLOCKED)]
    last = sources[1][1].results
    last[:] = [replace(each, found="fail" if each.verdict is Verdict.BLOCKED else "") for each in last]
    (change,) = releases(sources).changes
    assert (change.about, change.when) == ("must, local in chromium", "kept until 1.0, broken since 2.0")


def test_page_begins_with_a_sentence_for_each_change_with_public_reports_and_the_note():
    sources = [
        release("1.0", PASS, FAIL),
        release("2.0", PASS, PASS),
    ]
    reports = ["shop/stores #1", "shop/stores #2"]
    clauses = [replace(each, seen_in=reports, note="Dash decides it.") for each in CLAUSES]
    seen = [(origin, replace(each, clauses=clauses)) for origin, each in sources]
    sentence = (
        "The promise of c.broke (must, local in chromium): broken until 1.0, kept since 2.0,"
        " seen in shop/stores #1 and shop/stores #2. Dash decides it."
    )
    assert sentence in Page(render_releases(releases(seen), "make releases")).text
    lines = unescape(releases_table(releases(seen), "make releases")).splitlines()
    assert lines[lines.index("## What changed") + 2] == f"- {sentence}"


def test_page_says_that_nothing_changed_and_what_each_release_was_judged_in():
    table = unescape(releases_table(releases([SOURCES[1], SOURCES[2]]), "make releases"))
    assert "- Nothing: no clause is kept in one release and broken in another." in table
    assert "- 2.0 in chromium 120: " in table


def test_a_clause_without_a_result_is_not_judged():
    unjudged = release("2.0", PASS, PASS)
    unjudged[1].results[:] = []
    compared = releases([unjudged])
    assert {state.word for _, states in compared.rows for state in states} == {"not judged"}
    assert compared.not_always_kept == []


def test_table_names_the_command_and_counts_the_omitted_clauses():
    table = releases_table(releases(SOURCES), "make releases")
    assert "<code>make releases</code>" in table
    assert "All others, 1 of 3, are kept wherever they were judged" in table
    assert "(<code>c.broke</code>) | kept | **broke** (broken: local in chromium) | broken: local" in table
    assert "a.kept" not in table.replace("&#46;", ".")


@pytest.mark.parametrize("text", NASTY)
def test_text_of_a_report_adds_no_element_and_no_row(text):
    said, harmless = (releases([("report.json", saying(each))]) for each in (text, "harmless"))
    pages = [Page(render_releases(each, "make releases")) for each in (said, harmless)]
    assert pages[0].shape() == pages[1].shape()
    tables = [releases_table(each, "make releases").splitlines() for each in (said, harmless)]
    assert [line.count("|") for line in tables[0]] == [line.count("|") for line in tables[1]]


def test_a_report_on_no_store_is_refused():
    none = release("1.0", PASS, PASS)
    none[1].implementations.clear()
    with pytest.raises(Disagreement, match="must be on one store"):
        releases([none])


def test_reports_on_other_stores_are_refused():
    other = release("1.0", PASS, PASS)
    other[1].implementations[:] = [Implementation("another:Store", "1.0")]
    with pytest.raises(Disagreement, match="and on the same as"):
        releases([SOURCES[0], other])


def test_command_writes_both_files_and_refuses_other_contracts_in_one_line(tmp_path, capsys):
    files = []
    for name, made in [
        *SOURCES,
        release("4.0", PASS, PASS, [*CLAUSES[:2], clause("c.broke", text="Otherwise.")]),
    ]:
        write(made, tmp_path / name)
        files.append(str(tmp_path / name / "report.json"))
    assert main(["releases", *files[:3], f"--report={tmp_path}"]) == 0
    page = Page((tmp_path / "releases.html").read_text(encoding="utf-8"))
    assert "fixed" in page.text
    assert "Written by python -m reports releases" in page.text
    assert (tmp_path / "releases.md").exists()
    assert main(["releases", *files, f"--report={tmp_path}"]) == USAGE_ERROR
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_release_has_the_channels_of_which_any_cell_could_be_judged():
    clauses = [clause(f"channel.{name}.seen") for name in ("patch", "set-props", "websocket")]
    verdicts = {"1.0": (FAIL, Verdict.UNTESTABLE), "2.0": (PASS, PASS)}
    sources = []
    for version, found in verdicts.items():
        results = [result(each.id, verdict) for each, verdict in zip(clauses, found, strict=False)]
        made = replace(report(clauses, results), implementations=[Implementation(STORE, version)])
        sources.append((version, made))
    compared = releases(sources)
    assert compared.channels == {
        "patch": ["yes", "yes"],
        "set-props": ["no", "yes"],
        "websocket": ["not judged", "not judged"],
    }
    assert "| set-props | no | yes |" in releases_table(compared, "make releases")
    page = render_releases(compared, "make releases")
    assert '<th scope="row">set-props</th><td>no</td><td>yes</td>' in page
