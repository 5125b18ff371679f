"""Verdicts counted by level and engine, and WebDriver commands by engine."""

from reports.analysis.tallies import by_level, commands
from reports.model import Level, Verdict
from selftest.support.report_builder import clause, result

PASS, FAIL = Verdict.PASS, Verdict.FAIL


def test_verdicts_are_counted_by_level_and_engine_and_those_without_a_browser_come_last():
    clauses = [clause("a"), clause("b", Level.SHOULD)]
    results = [
        result("b", storage_type="", engine=""),
        result("a"),
        result("a", storage_type="memory"),
        result("a", FAIL, "session"),
        result("a", engine="firefox"),
        result("b", engine="firefox"),
    ]
    counts = by_level(results, clauses)
    assert counts == {
        Level.MUST: {"chromium": {PASS: 2, FAIL: 1}, "firefox": {PASS: 1}, "no browser": {}},
        Level.SHOULD: {"chromium": {}, "firefox": {PASS: 1}, "no browser": {PASS: 1}},
        Level.REFERENCE: {"chromium": {}, "firefox": {}, "no browser": {}},
    }
    assert list(counts) == list(Level)
    assert {tuple(engines) for engines in counts.values()} == {("chromium", "firefox", "no browser")}


def test_commands_are_the_median_of_the_cells_that_needed_any():
    numbers = [("chromium", 1), ("chromium", 0), ("chromium", 5), ("chromium", 2), ("firefox", 0)]
    cells = [result("a", engine=engine, commands=number) for engine, number in numbers]
    assert commands([*cells, result("a", engine="", commands=3)]) == {"chromium": 2, "no browser": 3}
