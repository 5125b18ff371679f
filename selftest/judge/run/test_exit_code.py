"""The exit code of a run follows from its verdicts and its options, and the last lines give the reasons."""

from dataclasses import replace

import pytest

from judge.run.exit_code import RunEnd
from judge.run.last_lines import last_lines
from reports.analysis.compare import compare
from reports.model import Verdict
from selftest.support.report_builder import STORE, clause, report, result

CHAIN = [clause("a"), clause("b", depends_on=["a"]), clause("c")]


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
