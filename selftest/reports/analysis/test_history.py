"""Many reports on one store are put in order, and show which clauses broke and were fixed in between."""

from dataclasses import replace

import pytest

from reports.__main__ import main
from reports.analysis.history import PastRun, history
from reports.analysis.merge import Disagreement
from reports.command import USAGE_ERROR
from reports.formats.history import history_page
from reports.formats.outputs import write
from reports.model import Engine, Implementation, Verdict
from selftest.support.html_page import Page
from selftest.support.report_builder import NASTY, STORE, clause, report, result, saying

PASS, FAIL = Verdict.PASS, Verdict.FAIL


def run(day, *verdicts, clauses=("a.flaky", "b.broke", "c.never")):
    """Return a run of that day of 2024-03, and its name."""
    results = [result(id, verdict) for id, verdict in zip(clauses, verdicts, strict=True)]
    started = f"2024-03-{day:02}T10:00:00+00:00"
    return f"run-{day}", report(list(map(clause, clauses)), results, started=started, seconds=60.0 * day)


RUNS = [run(3, PASS, FAIL, FAIL), run(1, PASS, PASS, FAIL), run(2, FAIL, PASS, FAIL)]


def test_runs_are_in_the_order_in_which_they_began():
    assert [each.origin for each in history(RUNS).runs] == ["run-1", "run-2", "run-3"]


def test_order_of_runs_does_not_depend_on_the_names_of_their_files():
    past = history([("a", RUNS[0][1]), ("b", RUNS[1][1]), ("c", RUNS[2][1])])
    assert [each.origin for each in past.runs] == ["b", "c", "a"]


def test_run_says_what_it_judged_and_how_it_ended():
    name, own = RUNS[0]
    store = Implementation(STORE, "1.0", commit="1a2b")
    engines = [Engine("chromium", "120"), Engine("firefox", "130")]
    past = history([(name, replace(own, implementations=[store], engines=engines))])
    sentence = f"{STORE} is NOT CONFORMANT at level must: 2 clauses broken."
    assert past.store == STORE
    assert past.runs == [
        PastRun(name, own.run.started, "1.0", "1a2b", "chromium 120, firefox 130", sentence, 1, 180.0)
    ]


def test_clauses_that_flipped_most_often_come_first():
    past = history(RUNS)
    assert [(row.id, [state.change for state in states]) for row, states in past.flipped] == [
        ("a.flaky", ["", "broke", "fixed"]),
        ("b.broke", ["", "", "broke"]),
    ]
    assert [row.id for row, _ in past.unchanged_but_not_kept] == ["c.never"]


def test_clause_that_a_run_did_not_know_was_not_judged_in_it():
    past = history([run(1, PASS, clauses=["a.flaky"]), *RUNS[2:]])
    assert [[state.word for state in states] for _, states in past.rows] == [
        ["kept", "broken"],
        ["not judged", "kept"],
        ["not judged", "broken"],
    ]


def test_reports_on_several_stores_are_refused():
    name, other = RUNS[0]
    with pytest.raises(Disagreement, match="other: must be on one store, and on the same as run-3"):
        history([(name, other), ("other", replace(other, implementations=[Implementation("x:Y", "")]))])


def test_command_finds_reports_at_any_depth(tmp_path, capsys):
    for name, each in RUNS:
        write(each, tmp_path / "kept" / name)
    assert main(["history", str(tmp_path / "kept"), f"--report={tmp_path / 'all'}"]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'all/history.html'}\n"
    page = Page((tmp_path / "all/history.html").read_text(encoding="utf-8"))
    assert "3:00 min" in page.text
    assert page.leads_to() <= set(page.values("id"))


def test_folder_without_reports_is_refused(tmp_path, capsys):
    assert main(["history", str(tmp_path), f"--report={tmp_path / 'all'}"]) == USAGE_ERROR
    assert "contains no report.json" in capsys.readouterr().err


@pytest.mark.parametrize("text", NASTY)
def test_page_shows_what_a_store_says_as_text(text):
    said = saying(text)
    page = Page(history_page(history([("run", replace(said, run=replace(said.run, started="2024-03-01")))])))
    assert "planted" not in {tag for tag, _ in page.shape()}
