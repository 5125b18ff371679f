"""pytest's counts and the last lines of a run agree with the report's verdicts."""

import json
import re
from collections import Counter
from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

import pytest

from judge.run.collector import suite
from judge.run.last_lines import count_final_verdicts
from judge.run.verdict import PROPERTY, category
from reports.analysis.conclusion import with_blocked
from reports.model import Verdict
from selftest.support.judged_run import nodes
from selftest.support.report_builder import clause, report, result

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
