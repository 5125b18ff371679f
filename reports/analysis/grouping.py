"""Results grouped for readers: cells in words, broken clauses by cause, errors in the suite by message."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reports.model import Clause, Result

NO_BROWSER = "no browser"
"""Stands in place of the engine if a clause needs none."""
CLOCK_VALUE = re.compile(r"(?<![\d.])[12]\d{9}(\d{3})?(\.\d+)?(?!\d)")
"""A time since the epoch, in seconds or milliseconds."""
REPEATED = re.compile(r'("[^"]*TIME[^"]*")(?:, \1)+')
"""A JSON text about such a time that comes several times in turn."""


@dataclass(frozen=True)
class BrokenClause:
    """One clause of one implementation that failed in one cell or more.

    `expected` and `observed` are those of the first cell; `other_ways` counts the different ways in which
    other cells failed.
    """

    clause: Clause
    where: str
    expected: str
    observed: str
    other_ways: int


@dataclass(frozen=True)
class Cause:
    """Broken clauses that failed with the same message. `expected` and `observed` are those of the first."""

    expected: str
    observed: str
    broken: list[BrokenClause]


@dataclass(frozen=True)
class HarnessError:
    """One error in the suite itself: its message, the first cell that it ended, and how many it ended."""

    reason: str
    clause: str
    where: str
    cells: int


def engine_name(result: Result) -> str:
    """Return the engine of a cell, in words."""
    return result.engine or NO_BROWSER


def group_name(clause_id: str) -> str:
    """Return the group of a clause: its id up to the first full stop."""
    return clause_id.partition(".")[0]


def storage_types_by_engine(results: Iterable[Result]) -> dict[str, list[str]]:
    """Return the storage types of `results` by engine, each once, in order; "" if a cell has none."""
    found: dict[str, list[str]] = {}
    for result in results:
        storage_types = found.setdefault(engine_name(result), [])
        if result.storage_type not in storage_types:
            storage_types.append(result.storage_type)
    return found


def engines_by_storage_types(results: Iterable[Result]) -> dict[tuple[str, ...], list[str]]:
    """Return the engines of `results` that have the same storage types, by these."""
    found: dict[tuple[str, ...], list[str]] = {}
    for engine, storage_types in storage_types_by_engine(results).items():
        found.setdefault(tuple(filter(None, storage_types)), []).append(engine)
    return found


def describe_cells(results: Iterable[Result]) -> str:
    """Return the storage types and engines of `results` in words: "local, session in chromium"."""
    return "; ".join(
        " in ".join(filter(None, [", ".join(storage_types), ", ".join(engines)]))
        for storage_types, engines in engines_by_storage_types(results).items()
    )


def without_clock_values(text: str) -> str:
    """Return `text` with "TIME" in place of every time since the epoch.

    A text about a time that is repeated in a list comes once: with a coarse clock, chance decides how often.
    """
    return REPEATED.sub(r"\1", CLOCK_VALUE.sub("TIME", text))


def message_key(result: Result | BrokenClause) -> tuple[str, str]:
    """Return what two failures with the same message have in common."""
    return without_clock_values(result.expected), without_clock_values(result.observed)


def broken_clauses(failed: Iterable[Result], clauses: list[Clause]) -> list[BrokenClause]:
    """Return the clauses that `failed` break, firmest level first, then in the order of `clauses`."""
    by_clause: dict[str, list[Result]] = {}
    for result in failed:
        by_clause.setdefault(result.clause, []).append(result)
    return [
        _broken_clause(clause, by_clause[clause.id])
        for clause in sorted(clauses, key=lambda clause: clause.level.rank)
        if clause.id in by_clause
    ]


def _broken_clause(clause: Clause, results: list[Result]) -> BrokenClause:
    ways = set(map(message_key, results))
    where = describe_cells(results)
    return BrokenClause(clause, where, results[0].expected, results[0].observed, len(ways) - 1)


def causes(failed: Iterable[Result], clauses: list[Clause]) -> list[Cause]:
    """Return the clauses that `failed` break, those with the same message together.

    Messages are the same if they differ in clock values only. Clauses without any message stay apart.
    """
    found: dict[tuple[str, ...], Cause] = {}
    for each in broken_clauses(failed, clauses):
        key = message_key(each) if each.expected or each.observed else (each.clause.id,)
        found.setdefault(key, Cause(each.expected, each.observed, [])).broken.append(each)
    return list(found.values())


def harness_errors(errors: Iterable[Result]) -> list[HarnessError]:
    """Return the different reasons of `errors`, in the order in which they came."""
    by_reason: dict[str, list[Result]] = {}
    for result in errors:
        by_reason.setdefault(result.reason, []).append(result)
    return [
        HarnessError(reason, results[0].clause, describe_cells(results[:1]), len(results))
        for reason, results in by_reason.items()
    ]
