"""Counts verdicts for the tables at the top of the page, and WebDriver commands for its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median

from reports.analysis.grouping import engine_name, group_name, storage_types_by_engine
from reports.model import Clause, Level, Result, Verdict


@dataclass(frozen=True)
class VerdictTable:
    """Verdict counts: a row a group of clauses, a column an engine and storage type."""

    engines: dict[str, list[str]]
    rows: dict[str, list[Counter[Verdict]]]


def by_level(results: list[Result], clauses: list[Clause]) -> dict[Level, dict[str, Counter[Verdict]]]:
    """Return the verdict counts by level and engine."""
    levels = {clause.id: clause.level for clause in clauses}
    engines = dict.fromkeys(map(engine_name, sorted(results, key=_without_browser)))
    counts = {level: {name: Counter[Verdict]() for name in engines} for level in Level}
    for result in results:
        counts[levels[result.clause]][engine_name(result)][result.verdict] += 1
    return counts


def by_group(results: list[Result], clauses: list[Clause]) -> VerdictTable:
    """Return the verdict counts by group, engine and storage type."""
    engines = storage_types_by_engine(sorted(results, key=_without_browser))
    columns = [(name, storage_type) for name, types in engines.items() for storage_type in types]
    rows = {group_name(clause.id): [Counter[Verdict]() for _ in columns] for clause in clauses}
    for result in results:
        column = columns.index((engine_name(result), result.storage_type))
        rows[group_name(result.clause)][column][result.verdict] += 1
    return VerdictTable(engines, rows)


def commands(results: list[Result]) -> dict[str, float]:
    """Return the median number of WebDriver commands of a cell, by engine, of the cells that needed any.

    Through a Grid, each command is a round trip over the network.
    """
    needed: dict[str, list[int]] = {}
    for result in results:
        if result.commands:
            needed.setdefault(engine_name(result), []).append(result.commands)
    return {name: median(own) for name, own in needed.items()}


def _without_browser(result: Result) -> bool:
    """Sort key that keeps the order of the cells, those without a browser last."""
    return not result.engine
