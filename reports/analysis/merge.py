"""Merges reports: of other stores, of other engines, or of the shards of one run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from itertools import chain

from errors import UserError
from reports.analysis.conclusion import with_blocked
from reports.analysis.grouping import describe_cells
from reports.analysis.prerequisites import in_order
from reports.model import (
    CellKey,
    Clause,
    Engine,
    Figure,
    Implementation,
    PlannedCells,
    Report,
    Result,
    Run,
    Verdict,
)
from reports.text import short, visible

Source = tuple[str, Report]
"""The name of the file that a report was read from, and the report."""


STALE = ": no longer happens ({})"
"""How a declaration is said to be stale: with the cells in which the clause passed."""
STALE_CELLS = re.compile(r": no longer happens \((.+)\)")


class Disagreement(UserError):
    """Reports contradict each other. The message says in one line what, where, and how to fix it."""


def merge(sources: Sequence[Source]) -> Report:
    """Return the report of a run that judged all cells of `sources`, of which there is at least one.

    Raises Disagreement if they differ on the contract, the level, the version of a store or a verdict.
    """
    check_contract(sources)
    implementations = _implementations(sources)  # checked first: it explains why cells differ
    reports = [report for _, report in sources]
    clauses = reports[0].clauses
    # A failure may depend on a clause that another report saw broken.
    results = with_blocked(list(cells(sources).values()), clauses)
    implementations = [replace(each, stale=_still_stale(each, results)) for each in implementations]
    return Report(
        suite=_versions(report.suite for report in reports),
        run=_run(sources),
        implementations=implementations,
        engines=_engines(reports),
        clauses=clauses,
        results=in_order(results, clauses),
        figures=_figures(reports),
    )


def cells(sources: Iterable[Source]) -> dict[CellKey, Result]:
    """Return the results of all `sources` by cell, the first if several agree. Raises Disagreement."""
    found: dict[CellKey, tuple[str, Result]] = {}
    for origin, report in sources:
        for result in report.results:
            first, known = found.setdefault(result.key, (origin, result))
            if known.verdict is not result.verdict:
                what = f"{result.clause} on {result.implementation} [{describe_cells([result])}]"
                fix = "judge that cell again, or leave out one of the reports"
                raise _disagreement(what, (known.verdict, first), (result.verdict, origin), fix)
    return {cell: result for cell, (_, result) in found.items()}


def check_contract(sources: Sequence[Source]) -> None:
    """Raise Disagreement unless all have the same clauses, word for word; their faults may differ."""
    (first, report), *others = sources
    contract = _promises(report)
    for origin, other in others:
        theirs = _promises(other)
        for id in contract | theirs:
            if contract.get(id) != theirs.get(id):
                what, one, another = _difference(contract.get(id), theirs.get(id))
                fix = "these are two versions of the contract: judge again with one version of the suite"
                raise _disagreement(f"{what} of clause {id}", (one, first), (another, origin), fix)


def _promises(report: Report) -> dict[str, Clause]:
    """Return its clauses by id, without the fields that are about the suite and not about stores."""
    return {
        clause.id: replace(clause, faults=[], in_browser=True, test="", source="")
        for clause in report.clauses
    }


def _difference(one: Clause | None, other: Clause | None) -> tuple[str, str, str]:
    """Return the first part in which two clauses differ, and what it is in each."""
    if one is None or other is None:
        return "the text", one.text if one else "absent", other.text if other else "absent"
    parts = ((field.name, getattr(one, field.name), getattr(other, field.name)) for field in fields(Clause))
    return next((f"the {name}", str(ours), str(theirs)) for name, ours, theirs in parts if ours != theirs)


def _run(sources: Sequence[Source]) -> Run:
    """Return the runs as one. Raises Disagreement if they asked for different levels."""
    runs = [report.run for _, report in sources]
    (first, _), level = sources[0], runs[0].level
    for origin, report in sources:
        if report.run.level is not level:
            fix = "judge again at one level, or leave out one of the reports"
            raise _disagreement("the level asked for", (level, first), (report.run.level, origin), fix)
    return Run(
        started=min(run.started for run in runs),  # all in UTC, so texts sort as times
        seconds=sum(run.seconds for run in runs),
        command=" ; ".join(dict.fromkeys(run.command for run in runs)),
        level=level,
        versions=_versions(run.versions for run in runs),
        interrupted=any(run.interrupted for run in runs),
    )


def _versions(all_versions: Iterable[dict[str, str]]) -> dict[str, str]:
    """Return the version by name, or the different versions with commas between them."""
    found: dict[str, dict[str, None]] = {}
    for name, version in chain.from_iterable(each.items() for each in all_versions):
        found.setdefault(name, {})[version] = None
    return {name: ", ".join(versions) for name, versions in found.items()}


def _implementations(sources: Iterable[Source]) -> list[Implementation]:
    """Return each store once, with all its declarations.

    Raises Disagreement if a store has two versions: a result does not say which of them it is about.
    """
    found: dict[str, tuple[str, Implementation]] = {}
    for origin, report in sources:
        for each in report.implementations:
            first, known = found.setdefault(each.spec, (origin, each))
            if known.version != each.version:
                what = f"the version of {each.spec}"
                fix = "merge reports on one version, or use compare"
                raise _disagreement(what, (known.version, first), (each.version, origin), fix)
            if known.content and each.content and known.content != each.content:
                what = f"the content of {each.spec} {each.version}"
                fix = "merge reports on one build, or use compare"
                raise _disagreement(what, (known.content, first), (each.content, origin), fix)
            stale = _stale([*known.stale, *each.stale])
            planned = _planned([*known.planned, *each.planned])
            deviations = [*known.deviations, *(new for new in each.deviations if new not in known.deviations)]
            found[each.spec] = first, replace(known, stale=stale, planned=planned, deviations=deviations)
    return [implementation for _, implementation in found.values()]


def _planned(parts: Iterable[PlannedCells]) -> list[PlannedCells]:
    """Return the planned cells of each clause as one."""
    found: dict[str, PlannedCells] = {}
    for each in parts:
        known = found.get(each.clause, each)
        engines = list(dict.fromkeys([*known.engines, *each.engines]))
        storage_types = list(dict.fromkeys([*known.storage_types, *each.storage_types]))
        found[each.clause] = PlannedCells(each.clause, engines, storage_types)
    return list(found.values())


def _stale(lines: Iterable[str]) -> list[str]:
    """Return a line for each declaration, with the cells of all reports in which it no longer happens."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for line in lines:
        cells = STALE_CELLS.search(line)
        start, end = (line[: cells.start()], line[cells.end() :]) if cells else (line, "")
        found.setdefault((start, end), {})[cells[1] if cells else ""] = None
    return [
        f"{start}{STALE.format('; '.join(cells))}{end}" if any(cells) else start
        for (start, end), cells in found.items()
    ]


def _still_stale(implementation: Implementation, results: Iterable[Result]) -> list[str]:
    """Return its stale lines without the cells that another report shows to be blocked."""
    passed = [
        each
        for each in results
        if each.implementation == implementation.spec and each.verdict is Verdict.PASS
    ]
    lines = []
    for line in implementation.stale:
        start, *cells = STALE_CELLS.split(line)
        declared = [each for each in implementation.deviations if cells and str(each) == start]
        kept = [result for result in passed if any(each.covers(result) for each in declared)]
        if kept:
            lines.append(f"{start}{STALE.format(describe_cells(kept))}{cells[-1]}")
        elif not declared:
            lines.append(line)
    return lines


def _engines(reports: Iterable[Report]) -> list[Engine]:
    """Return each engine once a version. One that was never started is left out if another report used it."""
    engines = list(dict.fromkeys(chain.from_iterable(report.engines for report in reports)))
    versioned = {engine.name for engine in engines if engine.version}
    return [engine for engine in engines if engine.version or engine.name not in versioned]


def _figures(reports: Iterable[Report]) -> list[Figure]:
    """Return all figures; of those measured more than once, the first."""
    found: dict[tuple[str, ...], Figure] = {}
    for each in chain.from_iterable(report.figures for report in reports):
        key = (each.measure, each.of, each.implementation, each.engine, each.storage_type)
        found.setdefault(key, each)
    return list(found.values())


def _disagreement(what: str, one: tuple[str, str], other: tuple[str, str], fix: str) -> Disagreement:
    """Return the error that `what` has two values; `one` and `other` are a value and its file."""
    # Shortened one by one: none may push the rest out of sight.
    name, value, origin, other_value, other_origin = (
        short(visible(text), 160) or "empty" for text in (what, *one, *other)
    )
    return Disagreement(f"{name} is {value} in {origin} and {other_value} in {other_origin}; {fix}")
