"""pytest's counts and the last lines of a run agree with the report's verdicts."""

import json
import re
from collections import Counter
from dataclasses import asdict, replace
from types import SimpleNamespace
from typing import Any

import pytest

from judge.run.collector import suite
from judge.run.exit_code import RunEnd
from judge.run.last_lines import count_final_verdicts, last_lines
from judge.run.verdict import PROPERTY, category
from reports.analysis.compare import compare
from reports.analysis.conclusion import with_blocked
from reports.model import Verdict
from selftest.support.judged_run import nodes
from selftest.support.report_builder import STORE, clause, report, result

CHAIN = [clause("a"), clause("b", depends_on=["a"]), clause("c")]
MATRIX: Any = SimpleNamespace(cell=lambda nodeid: None)


def report_of_test(found):
    """Return pytest's report of a test with that result."""
    properties = [(PROPERTY, json.dumps(asdict(found)))]
    outcome: Any = "failed" if found.verdict is Verdict.FAIL else "passed"
    place = ("conformance/test_a.py", 1, found.clause)
    return pytest.TestReport(found.clause, place, {}, outcome, None, "call", user_properties=properties)


def test_pytest_counts_a_failure_that_turned_out_to_be_blocked_as_blocked():
    found = [result("a", Verdict.FAIL), result("b", Verdict.FAIL), result("c")]
    final = report(CHAIN, with_blocked(found, CHAIN))
    failed, passed = [report_of_test(each) for each in found[:2]], [report_of_test(found[2])]
    reporter = SimpleNamespace(
        stats={"": ["setup"], "deselected": ["an item"], "failed": failed, "passed": passed}
    )
    count_final_verdicts(reporter, final, MATRIX)
    assert reporter.stats == {
        "": ["setup"],
        "deselected": ["an item"],
        "failed": failed[:1],
        "blocked": failed[1:],
        "passed": passed,
    }


def test_pytest_counts_cells_without_a_test_too():
    untestable = result("a", Verdict.UNTESTABLE)
    reporter = SimpleNamespace(stats={})
    count_final_verdicts(reporter, report(CHAIN, [untestable]), MATRIX)
    assert reporter.stats == {"untestable": [untestable]}


def ending(found, since=None, *, only_regressions=False, pytest_exit_code=0, is_complete=True):
    return list(last_lines(RunEnd(found, since, pytest_exit_code, only_regressions, is_complete)))


def test_last_lines_say_why_the_exit_code_is_0():
    found = report(CHAIN, [result(each.id) for each in CHAIN])
    assert ending(found) == [
        f"{STORE} is CONFORMANT at level must: 3 clauses kept, none broken.",
        "Exit code 0: no clause of level must is broken.",
    ]


def test_last_lines_say_why_the_exit_code_is_1():
    found = report(CHAIN, [result("a", Verdict.FAIL), result("b"), result("c")])
    found.implementations[0] = replace(found.implementations[0], stale=["c no longer happens"])
    assert ending(found)[-1] == (
        "Exit code 1: 1 clause of level must broken; 1 declaration of the manifest no longer true."
    )


def test_last_lines_count_regressions():
    before = report(CHAIN, [result("a"), result("c", Verdict.FAIL)])
    after = report(CHAIN, [result("a", Verdict.FAIL), result("c", Verdict.FAIL)])
    since = compare(("old.json", before), ("this run", after))
    assert ending(after, since)[-1] == (
        "Exit code 1: 2 clauses of level must broken; 1 cell regressed since old.json."
    )
    assert ending(after, since, only_regressions=True)[-1] == (
        "Exit code 1: 1 cell regressed since old.json; nothing else counts with --fail-on regressions."
    )


def test_only_a_regression_counts_with_fail_on_regressions():
    found = report(CHAIN, [result("a", Verdict.FAIL), result("c")])
    found.implementations[0] = replace(found.implementations[0], stale=["c no longer happens"])
    since = compare(("old.json", found), ("this run", found))
    assert ending(found, since)[-1].startswith("Exit code 1: ")
    assert ending(found, since, only_regressions=True)[-1] == (
        "Exit code 0: no cell regressed since old.json; nothing else counts with --fail-on regressions."
    )


def test_run_without_a_verdict_stays_one_with_fail_on_regressions():
    found = report(CHAIN, [result("a", Verdict.ERROR)])
    since = compare(("old.json", found), ("this run", found))
    assert ending(found, since, only_regressions=True)[-1] == f"Exit code 3: no verdict on {STORE}."


@pytest.mark.parametrize(
    ("found", "pytest_exit_code", "is_complete", "code", "reason"),
    [
        (report(CHAIN, [result("a", Verdict.ERROR)]), 1, True, 3, f"no verdict on {STORE}"),
        (report(CHAIN, [result("a")], interrupted=True), 0, True, 2, "the run was interrupted"),
        (report(CHAIN, [result("a")], interrupted=True), 3, True, 3, "the run did not end as planned"),
        (report(CHAIN, [result("a")]), 0, False, 3, "a file could not be written"),
    ],
)
def test_last_lines_say_why_there_is_no_verdict(found, pytest_exit_code, is_complete, code, reason):
    lines = ending(found, pytest_exit_code=pytest_exit_code, is_complete=is_complete)
    assert lines[-1] == f"Exit code {code}: {reason}."


def test_fail_on_regressions_needs_a_baseline(refusal):
    message = "--fail-on regressions: needs --compare-to, the report.json to compare with"
    assert refusal("--fail-on", "regressions").count(message) == 1


def test_run_ends_with_the_sentence_and_the_reason_for_its_exit_code(judge):
    run = judge(*nodes("component.help", "id.required"), "--store=dash.html:Div", "-v")
    assert run.exit_code() == 1
    counts, sentence, reason = run.output.splitlines()[-3:]
    counted = {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", counts.partition(" in ")[0])}
    final = Counter(category(Verdict(each["verdict"])) for each in run.report["results"])
    assert {word: number for word, number in counted.items() if word != "deselected"} == final
    assert final["failed"] == 2
    assert sentence == "dash.html:Div is NOT CONFORMANT at level must: 2 clauses broken."
    assert reason == "Exit code 1: 2 clauses of level must broken."
    assert "dash.html:Div" in run.output.partition("collecting")[0]
    assert "content " in run.output.partition("collecting")[0]
    assert f"suite: {', '.join(suite().values())}" in run.output.partition("collecting")[0]
    assert run.report["suite"] == suite()
    (judged,) = run.report["implementations"]
    assert judged["file"].endswith("__init__.py")
    assert len(judged["content"]) == 12
    assert run.report["run"]["versions"]["operating system"]
