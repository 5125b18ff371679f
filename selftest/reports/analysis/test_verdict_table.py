"""The table of verdicts has every cell exactly once, under its engine and storage type."""

from collections import Counter

from hypothesis import given

from reports.analysis.compare import Kind
from reports.analysis.verdict_table import VerdictTable, verdict_table
from reports.model import Result, Verdict
from selftest.support.report_builder import clause, result
from selftest.support.report_strategies import reports

PASS, FAIL, BLOCKED = Verdict.PASS, Verdict.FAIL, Verdict.BLOCKED
CLAUSES = [clause("a.b"), clause("a.c"), clause("d.e")]


def spans(table: VerdictTable) -> list[list[tuple[int, int]]]:
    """Return for each row the span of each slot and the number of its cells."""
    return [
        [(slot.span, len(slot.results)) for slot in row.slots] for group in table.groups for row in group.rows
    ]


def both_engines(id: str, *storage_types: str) -> list[Result]:
    return [result(id, PASS, each, engine=engine) for engine in ("x", "y") for each in storage_types]


def test_each_engine_has_its_storage_types_and_what_is_judged_once_spans_them():
    cells = [
        *both_engines("a.b", "memory", "local"),
        *both_engines("a.c", ""),
        result("d.e", storage_type="", engine=""),
    ]
    table = verdict_table(cells, CLAUSES, {})
    assert table.engines == {"x": ["memory", "local"], "y": ["memory", "local"]}
    assert spans(table) == [[(1, 1)] * 4, [(2, 1)] * 2, [(4, 1)]]
    assert [(group.name, len(group.rows)) for group in table.groups] == [("a", 2), ("d", 1)]


def test_engines_are_in_the_order_of_their_cells_and_what_needs_none_has_no_column():
    cells = [result("d.e", storage_type="", engine=""), result("a.b", engine="y"), result("a.b", engine="x")]
    table = verdict_table(cells, CLAUSES, {})
    assert list(table.engines.items()) == [("y", ["local"]), ("x", ["local"])]
    assert [row.clause.id for group in table.groups for row in group.rows] == ["a.b", "d.e"]
    assert verdict_table(cells[:2], CLAUSES, {}).engines == {"y": ["local"]}


def test_columns_without_a_cell_are_an_empty_slot():
    cells = [*both_engines("a.b", "memory", "local"), *both_engines("a.c", "local")[:1]]
    assert spans(verdict_table(cells, CLAUSES, {}))[1] == [(1, 0), (1, 1), (2, 0)]


def test_clause_that_was_judged_in_two_ways_has_all_its_cells_in_one_slot():
    cells = [result("a.b", storage_type=each) for each in ("memory", "", "local")]
    (group,) = verdict_table([*cells, result("a.c")], CLAUSES, {}).groups
    (slot,) = group.rows[0].slots
    assert (slot.span, slot.results) == (2, [cells[1], cells[0], cells[2]])


def test_without_any_browser_there_is_one_column():
    table = verdict_table([result("a.b", storage_type="", engine="")], CLAUSES, {})
    assert (table.engines, spans(table)) == ({"no browser": [""]}, [[(1, 1)]])


def test_groups_count_the_verdicts_of_each_column():
    cells = [result("a.b", FAIL), result("a.b", PASS, "memory"), result("a.c", storage_type="")]
    (group,) = verdict_table(cells, CLAUSES, {}).groups
    assert (group.name, group.counts) == ("a", [Counter([FAIL, PASS]), Counter([PASS, PASS])])


def test_only_what_is_broken_or_changed_is_not_quiet():
    cells = [result("a.b", FAIL), result("a.c"), result("d.e")]
    table = verdict_table(cells, CLAUSES, {cells[1].key: Kind.NEW, cells[2].key: Kind.FIXED})
    assert [row.quiet for group in table.groups for row in group.rows] == [False, True, False]
    blocked = [result("a.b", BLOCKED), result("a.c", BLOCKED, found="fail")]
    assert [row.quiet for row in verdict_table(blocked, CLAUSES, {}).groups[0].rows] == [True, False]


@given(reports())
def test_every_cell_is_in_the_table_once_and_every_row_has_its_width(report):
    table = verdict_table(report.results, report.clauses, {})
    rows = [row for group in table.groups for row in group.rows]
    shown = [each for row in rows for slot in row.slots for each in slot.results]
    assert Counter(map(repr, shown)) == Counter(map(repr, report.results))
    assert {sum(slot.span for slot in row.slots) for row in rows} <= {table.width}
