"""Clauses on which engines disagree are listed, in the summary and on the page."""

from hypothesis import given

from reports.analysis.differences import differences
from reports.formats.html import render
from reports.formats.terminal import lines
from reports.model import Verdict
from selftest.support.report_builder import clause, report, result
from selftest.support.report_strategies import reports

CLAUSES = [clause("a.b"), clause("a.c")]


def described(*results):
    return [str(each) for each in differences(results, CLAUSES)]


def test_engines_that_disagree_are_named_with_their_verdicts():
    assert described(
        result("a.b", Verdict.FAIL, engine="webkit"),
        result("a.b", engine="chromium"),
        result("a.b", engine="firefox"),
    ) == ["fail in webkit; pass in chromium, firefox"]


def test_storage_types_of_one_engine_do_not_disagree():
    assert described(result("a.b", Verdict.FAIL, "local"), result("a.b", Verdict.PASS, "session")) == []


def test_engines_that_all_break_it_agree_declared_or_not():
    declared = result("a.b", Verdict.DEVIATION, engine="firefox")
    assert described(result("a.b", Verdict.FAIL), declared) == []
    assert described(result("a.b"), declared) == ["pass in chromium; deviation in firefox"]


def test_cells_that_were_not_judged_do_not_disagree():
    unjudged = (Verdict.BLOCKED, Verdict.UNTESTABLE, Verdict.UNSUPPORTED, Verdict.ERROR)
    results = [result("a.b", verdict, engine=verdict) for verdict in unjudged]
    assert described(result("a.b", engine="chromium"), *results) == []


def test_summary_and_page_list_a_difference():
    shown = report(CLAUSES, [result("a.b", engine="chromium"), result("a.b", Verdict.FAIL, engine="webkit")])
    line = "  DIFFERENCE a.b [local]: pass in chromium; fail in webkit"
    assert [each for each in lines(shown) if "DIFFERENCE" in each] == [line]
    assert "pass in chromium; fail in webkit" in render(shown)


def test_without_a_difference_there_is_no_heading_for_them():
    shown = report(CLAUSES, [result("a.b", engine="chromium"), result("a.b", engine="webkit")])
    assert not [each for each in lines(shown) if "DIFFERENCE" in each]
    assert "Where engines differ" not in render(shown)


@given(reports())
def test_a_difference_has_two_verdicts_at_least(report):
    assert all(len(each.engines) > 1 for each in differences(report.results, report.clauses))
