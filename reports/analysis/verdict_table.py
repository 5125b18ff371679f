"""The verdicts of a store as a table: rows for clauses, by group; columns for engines and storage types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from reports.analysis.compare import Kind
from reports.analysis.grouping import NO_BROWSER, engine_name, group_name, storage_types_by_engine
from reports.model import CellKey, Clause, Result, Verdict

QUIET = (Verdict.PASS, Verdict.BLOCKED, Verdict.UNSUPPORTED, Verdict.UNTESTABLE)
"""Verdicts that call for nothing: what blocks a cell has a row of its own."""


@dataclass(frozen=True)
class Slot:
    """The results in `span` adjacent columns: one, unless an older report judged a clause in two ways.

    A clause that is judged once for all storage types spans their columns.
    """

    span: int
    results: list[Result]


@dataclass(frozen=True)
class Row:
    """A clause with its results. `quiet` ones need no attention: nothing is broken, nothing changed."""

    clause: Clause
    slots: list[Slot]
    quiet: bool


@dataclass(frozen=True)
class Group:
    """The clauses of a group, and the counts of their verdicts in each column."""

    name: str
    counts: list[Counter[Verdict]]
    rows: list[Row]


@dataclass(frozen=True)
class VerdictTable:
    """The table of a store. `engines` has the storage types of each engine, "" if it has none."""

    engines: dict[str, list[str]]
    groups: list[Group]

    @property
    def width(self) -> int:
        """The number of columns."""
        return sum(map(len, self.engines.values()))


def verdict_table(
    results: list[Result], clauses: list[Clause], changes: Mapping[CellKey, Kind]
) -> VerdictTable:
    """Return the table of `results` on one store; `changes` since the baseline draw attention to a clause."""
    engines = _engines(results)
    columns = [(engine, storage_type) for engine, types in engines.items() for storage_type in types]
    by_clause: dict[str, list[tuple[range, Result]]] = {}
    for result in results:
        by_clause.setdefault(result.clause, []).append((_covered(result, columns), result))
    groups: dict[str, Group] = {}
    for clause in clauses:
        if clause.id not in by_clause:
            continue
        name = group_name(clause.id)
        group = groups.setdefault(name, Group(name, [Counter() for _ in columns], []))
        cells = by_clause[clause.id]
        for covered, result in cells:
            for column in covered:
                group.counts[column][result.verdict] += 1
        quiet = all(_is_quiet(result, changes) for _, result in cells)
        group.rows.append(Row(clause, _slots(cells, len(columns)), quiet))
    return VerdictTable(engines, list(groups.values()))


def _engines(results: list[Result]) -> dict[str, list[str]]:
    """Return the storage types of each engine. What is judged once for all needs no column of its own."""
    found = {
        engine: [each for each in types if each]
        for engine, types in storage_types_by_engine(
            sorted(results, key=lambda each: not each.engine)
        ).items()
    }
    if len(found) > 1 and not found.get(NO_BROWSER, True):
        del found[NO_BROWSER]
    return {engine: types or [""] for engine, types in found.items()}


def _covered(result: Result, columns: list[tuple[str, str]]) -> range:
    """Return the columns that the result is about: all if it has neither engine nor storage type."""
    found = [
        place
        for place, (engine, storage_type) in enumerate(columns)
        if (engine == engine_name(result) and result.storage_type in ("", storage_type))
        or not (result.engine or result.storage_type)
    ]
    return range(found[0], found[-1] + 1)


def _slots(cells: list[tuple[range, Result]], width: int) -> list[Slot]:
    """Return the cells from left to right, with empty slots in place of what is missing."""
    slots: list[Slot] = []
    end = 0
    for covered, result in sorted(cells, key=lambda cell: (cell[0].start, -cell[0].stop)):
        if covered.start < end:
            slots[-1].results.append(result)
            continue
        if covered.start > end:
            slots.append(Slot(covered.start - end, []))
        slots.append(Slot(len(covered), [result]))
        end = covered.stop
    return [*slots, Slot(width - end, [])] if end < width else slots


def _is_quiet(result: Result, changes: Mapping[CellKey, Kind]) -> bool:
    changed = changes.get(result.key) in (Kind.REGRESSED, Kind.FIXED)
    return result.verdict in QUIET and not result.found and not changed
