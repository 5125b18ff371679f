"""Counts verdicts for the table at the top of the page, and WebDriver commands for its end."""

from __future__ import annotations

from collections import Counter
from statistics import median

from reports.analysis.grouping import engine_name
from reports.model import Clause, Level, Result, Verdict


def by_level(results: list[Result], clauses: list[Clause]) -> dict[Level, dict[str, Counter[Verdict]]]:
    """Return the verdict counts by level and engine."""
    levels = {clause.id: clause.level for clause in clauses}
    engines = dict.fromkeys(map(engine_name, sorted(results, key=_without_browser)))
    counts = {level: {name: Counter[Verdict]() for name in engines} for level in Level}
    for result in results:
        counts[levels[result.clause]][engine_name(result)][result.verdict] += 1
    return counts


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
