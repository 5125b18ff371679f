"""Results grouped for readers: cells in words, broken clauses by cause."""

import pytest
from hypothesis import given

from reports.analysis.grouping import (
    BrokenClause,
    HarnessError,
    broken_clauses,
    causes,
    describe_cells,
    group_name,
    harness_errors,
    without_clock_values,
)
from reports.model import Level, Verdict
from selftest.support.report_builder import clause, result
from selftest.support.report_strategies import reports

FAIL = Verdict.FAIL
CLAUSES = [clause("a.b"), clause("a.c"), clause("a.d")]


def test_engines_with_the_same_storage_types_are_named_together():
    cells = [
        result("a", Verdict.FAIL, type, engine=engine) for engine in "xy" for type in ("local", "memory")
    ]
    assert describe_cells(cells) == "local, memory in x, y"


def test_engines_with_other_storage_types_are_named_apart_and_each_type_once():
    cells = [result("a", storage_type=type, engine="x") for type in ("local", "memory", "local")]
    cells += [result("a", engine="y"), result("a", storage_type="", engine="z")]
    assert describe_cells(cells) == "local, memory in x; local in y; z"


def test_group_of_a_clause_is_what_comes_before_the_first_full_stop():
    assert (group_name("a.b.c"), group_name("a")) == ("a", "a")


def test_broken_clauses_are_in_order_of_level_and_quote_their_first_cell():
    clauses = [clause("a.b", Level.SHOULD), clause("a.c"), clause("a.d"), clause("a.e")]
    cells = [
        result("a.b", FAIL, expected="1", observed="2"),
        result("a.b", FAIL, "session", expected="1", observed="3"),
        *(result(id, FAIL) for id in ("a.d", "a.c")),
    ]
    firm = [BrokenClause(each, "local in chromium", "", "", 0) for each in clauses[1:3]]
    soft = BrokenClause(clauses[0], "local, session in chromium", "1", "2", 1)
    assert broken_clauses(cells, clauses) == [*firm, soft]


def test_errors_with_one_reason_are_counted_at_the_first_cell():
    errors = [
        result("a.b", Verdict.ERROR, reason="browser lost"),
        result("a.c", Verdict.ERROR, reason="no server"),
        result("a.d", Verdict.ERROR, "session", reason="browser lost"),
    ]
    assert harness_errors(errors) == [
        HarnessError("browser lost", "a.b", "local in chromium", 2),
        HarnessError("no server", "a.c", "local in chromium", 1),
    ]


def test_a_cell_without_engine_is_described_as_no_browser():
    assert describe_cells([result("a", storage_type="", engine="")]) == "no browser"


@pytest.mark.parametrize(
    "text", ["1795915949", "1795915949123", "1795915949.25", "at 1795915949123,", "[1795915949]"]
)
def test_times_since_the_epoch_are_clock_values(text):
    assert "TIME" in without_clock_values(text)
    assert not any(char.isdigit() for char in without_clock_values(text))


def test_what_stands_around_a_clock_value_stays():
    assert without_clock_values("at 1795915949123, not 2") == "at TIME, not 2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('["at 1795915949", "at 1795915950", "at 1795915951"]', '["at TIME"]'),
        ('["at 1795915949", "of 1795915949"]', '["at TIME", "of TIME"]'),
        ('["", "", "at 1795915949"]', '["", "", "at TIME"]'),
        ("[1795915949, 1795915949]", "[TIME, TIME]"),
    ],
)
def test_text_about_a_clock_value_comes_once_however_often_it_is_repeated(text, expected):
    assert without_clock_values(text) == expected


@pytest.mark.parametrize(
    "text", ["42", "11000000000000000", "179591594912", "9795915949123", "0.1795915949123"]
)
def test_other_numbers_are_no_clock_values(text):
    assert without_clock_values(text) == text


def test_ways_that_differ_in_clock_values_only_are_one_way():
    cells = [
        result("a.b", FAIL, storage_type, expected=f"179591594912{place}", observed=observed)
        for place, (storage_type, observed) in enumerate([("local", "1"), ("session", "1"), ("memory", "2")])
    ]
    (broken,) = broken_clauses(cells, CLAUSES)
    assert broken.other_ways == 1


def test_clauses_that_failed_with_one_message_have_one_cause():
    cells = [
        result("a.b", FAIL, expected="1795915949123", observed="1"),
        result("a.c", FAIL, expected="1", observed="1"),
        result("a.d", FAIL, expected="1795915949999", observed="1"),
    ]
    found = [[each.clause.id for each in cause.broken] for cause in causes(cells, CLAUSES)]
    assert found == [["a.b", "a.d"], ["a.c"]]


@pytest.mark.parametrize("message", [{"expected": "1"}, {"observed": "2"}])
def test_message_with_only_one_half_joins_clauses_to_a_cause_that_quotes_it(message):
    (cause,) = causes([result("a.b", FAIL, **message), result("a.c", FAIL, **message)], CLAUSES)
    assert {"expected": cause.expected, "observed": cause.observed} == {
        "expected": "",
        "observed": "",
    } | message
    assert len(cause.broken) == 2


def test_clauses_without_any_message_have_a_cause_each():
    cells = [result("a.b", FAIL), result("a.c", FAIL)]
    assert [len(cause.broken) for cause in causes(cells, CLAUSES)] == [1, 1]


@given(reports())
def test_every_broken_clause_has_exactly_one_cause(report):
    broken = broken_clauses(report.results, report.clauses)
    found = [each for cause in causes(report.results, report.clauses) for each in cause.broken]
    assert sorted(map(repr, found)) == sorted(map(repr, broken))
