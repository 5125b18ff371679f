"""Clauses on which engines, or backends, disagree are listed, in the summary and on the page."""

from dataclasses import replace

from hypothesis import given

from reports.analysis.differences import backend_differences, engine_differences
from reports.formats.html import render
from reports.formats.markdown import summary
from reports.formats.terminal import lines
from reports.model import Engine, Report, Verdict
from selftest.support.report_builder import clause, report, result
from selftest.support.report_strategies import reports

CLAUSES = [clause("a.b"), clause("a.c")]


def described(*results):
    return [str(each) for each in engine_differences(results, report(CLAUSES, [*results]))]


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


def on_backends(*results):
    """Return a report with those results in chromium and webkit, on flask and fastapi."""
    engines = [
        Engine("chromium", "120"),
        Engine("webkit", "2"),
        Engine("chromium-fastapi", "120", "fastapi"),
        Engine("webkit-fastapi", "2", "fastapi"),
    ]
    return replace(report(CLAUSES, [*results]), engines=engines)


def test_backends_that_disagree_in_an_engine_are_a_finding_of_their_own():
    shown = on_backends(
        result("a.b", engine="chromium"),
        result("a.b", engine="webkit"),
        result("a.b", Verdict.FAIL, engine="chromium-fastapi"),
        result("a.b", Verdict.FAIL, engine="webkit-fastapi"),
    )
    found = "pass in chromium, webkit; fail in chromium-fastapi, webkit-fastapi"
    assert [each for each in lines(shown) if "DIFFERENCE" in each] == [
        f"  DIFFERENCE OF BACKENDS a.b [local]: {found}"
    ]
    page = render(shown)
    assert "Where backends differ" in page
    assert "Where engines differ" not in page
    assert f"- backends differ: a.b local: {found}" in summary(shown)


def test_engines_that_disagree_on_every_backend_are_no_difference_of_backends():
    shown = on_backends(
        result("a.b", engine="chromium"),
        result("a.b", Verdict.FAIL, engine="webkit"),
        result("a.b", engine="chromium-fastapi"),
        result("a.b", Verdict.FAIL, engine="webkit-fastapi"),
    )
    assert backend_differences(shown.results, shown) == []
    assert [str(each) for each in engine_differences(shown.results, shown)] == [
        "pass in chromium, chromium-fastapi; fail in webkit, webkit-fastapi"
    ]


def test_engines_of_different_backends_are_not_compared():
    shown = on_backends(
        result("a.b", engine="chromium"), result("a.b", Verdict.FAIL, engine="webkit-fastapi")
    )
    assert engine_differences(shown.results, shown) == backend_differences(shown.results, shown) == []


def test_engine_of_an_older_report_is_on_flask():
    data = report(CLAUSES, [result("a.b")]).to_json()
    del data["engines"][0]["backend"]
    assert Report.from_json(data).engines[0].backend == "flask"


def test_without_a_difference_there_is_no_heading_for_them():
    shown = report(CLAUSES, [result("a.b", engine="chromium"), result("a.b", engine="webkit")])
    assert not [each for each in lines(shown) if "DIFFERENCE" in each]
    assert "Where engines differ" not in render(shown)


@given(reports())
def test_a_difference_has_two_verdicts_at_least(report):
    for found in (engine_differences, backend_differences):
        assert all(len(each.engines) > 1 for each in found(report.results, report))
