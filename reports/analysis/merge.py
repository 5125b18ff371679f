"""Makes one report of several: on other stores, in other engines, or from the shards of one run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from itertools import chain

from errors import UserError
from reports.analysis.conclusion import with_blocked
from reports.analysis.grouping import describe_cells
from reports.model import Clause, Engine, Figure, Implementation, Report, Result, Run
from reports.text import short, visible

Source = tuple[str, Report]
"""A report, and where it is from."""
Cell = tuple[str, str, str, str]
"""Implementation, engine, clause id and storage type."""


class Disagreement(UserError):
    """Reports contradict each other; the message says in one line what, where, and how to mend it."""


def merge(sources: Sequence[Source]) -> Report:
    """What one run would have told that judged all cells of `sources`, of which there is at least one.

    Raises Disagreement if they judge by different contracts or levels, or differ on a store or a cell.
    """
    check_contract(sources)
    implementations = _implementations(sources)  # before the cells: it would be why they differ
    reports = [report for _, report in sources]
    clauses = reports[0].clauses
    places = {clause.id: place for place, clause in enumerate(clauses)}
    # A failure may rest on a clause that another report saw broken.
    results = with_blocked(list(cells(sources).values()), clauses)
    return Report(
        suite=_versions(report.suite for report in reports),
        run=_run(sources),
        implementations=implementations,
        engines=_engines(reports),
        clauses=clauses,
        results=sorted(results, key=lambda each: (places[each.clause], each.implementation, each.engine)),
        figures=_figures(reports),
    )


def cells(sources: Iterable[Source]) -> dict[Cell, Result]:
    """The results of all `sources` by cell, the first where several agree. Raises Disagreement."""
    found: dict[Cell, tuple[str, Result]] = {}
    for origin, report in sources:
        for result in report.results:
            cell = (result.implementation, result.engine, result.clause, result.storage_type)
            first, known = found.setdefault(cell, (origin, result))
            if known.verdict is not result.verdict:
                told = f"{result.clause} on {result.implementation} [{describe_cells([result])}]"
                mend = "judge that cell again, or leave one of them out"
                raise _differs(told, (known.verdict, first), (result.verdict, origin), mend)
    return {cell: result for cell, (_, result) in found.items()}


def check_contract(sources: Sequence[Source]) -> None:
    """Raises Disagreement unless all have the same clauses, word for word, whatever faults prove them."""
    (first, report), *others = sources
    contract = _promises(report)
    for origin, other in others:
        theirs = _promises(other)
        for id in contract | theirs:
            if contract.get(id) != theirs.get(id):
                what, one, another = _difference(contract.get(id), theirs.get(id))
                mend = "these are two versions of the contract: judge again by one"
                raise _differs(f"{what} of clause {id}", (one, first), (another, origin), mend)


def _promises(report: Report) -> dict[str, Clause]:
    """Its clauses by id, but for the faults that prove them: those are about the suite, not about stores."""
    return {clause.id: replace(clause, faults=[]) for clause in report.clauses}


def _difference(one: Clause | None, other: Clause | None) -> tuple[str, str, str]:
    """The first part in which two unequal clauses differ, and how each has it."""
    if one is None or other is None:
        return "the text", one.text if one else "absent", other.text if other else "absent"
    parts = ((field.name, getattr(one, field.name), getattr(other, field.name)) for field in fields(Clause))
    return next((f"the {name}", str(ours), str(theirs)) for name, ours, theirs in parts if ours != theirs)


def _run(sources: Sequence[Source]) -> Run:
    """Raises Disagreement if the runs asked for different levels."""
    runs = [report.run for _, report in sources]
    (first, _), level = sources[0], runs[0].level
    for origin, report in sources:
        if report.run.level is not level:
            mend = "judge again at one level, or give the reports of one"
            raise _differs("the level asked for", (level, first), (report.run.level, origin), mend)
    return Run(
        started=min(run.started for run in runs),  # all in UTC: the order of the texts is that of the times
        seconds=sum(run.seconds for run in runs),
        command=" ; ".join(dict.fromkeys(run.command for run in runs)),
        level=level,
        versions=_versions(run.versions for run in runs),
        interrupted=any(run.interrupted for run in runs),
    )


def _versions(told: Iterable[dict[str, str]]) -> dict[str, str]:
    """By name the version, or the versions where they differ."""
    found: dict[str, dict[str, None]] = {}
    for name, version in chain.from_iterable(each.items() for each in told):
        found.setdefault(name, {})[version] = None
    return {name: ", ".join(versions) for name, versions in found.items()}


def _implementations(sources: Iterable[Source]) -> list[Implementation]:
    """Each store once, with all its stale declarations. Raises Disagreement if one has two versions:
    results name their store without it, so that nobody could tell which of them broke what."""
    found: dict[str, tuple[str, Implementation]] = {}
    for origin, report in sources:
        for each in report.implementations:
            first, known = found.setdefault(each.spec, (origin, each))
            if known.version != each.version:
                told = f"the version of {each.spec}"
                mend = "merge reports on one version, or compare these"
                raise _differs(told, (known.version, first), (each.version, origin), mend)
            stale = list(dict.fromkeys([*known.stale, *each.stale]))
            found[each.spec] = first, Implementation(each.spec, each.version, stale)
    return [implementation for _, implementation in found.values()]


def _engines(reports: Iterable[Report]) -> list[Engine]:
    """Each engine once a version. One that was never started has told none, and gives way to one that has."""
    engines = list(dict.fromkeys(chain.from_iterable(report.engines for report in reports)))
    versioned = {engine.name for engine in engines if engine.version}
    return [engine for engine in engines if engine.version or engine.name not in versioned]


def _figures(reports: Iterable[Report]) -> list[Figure]:
    """All that was measured; what was measured more than once, as the first told it."""
    found: dict[tuple[str, ...], Figure] = {}
    for each in chain.from_iterable(report.figures for report in reports):
        key = (each.measure, each.of, each.implementation, each.engine, each.storage_type)
        found.setdefault(key, each)
    return list(found.values())


def _differs(what: str, one: tuple[str, str], other: tuple[str, str], mend: str) -> Disagreement:
    """`one` and `other` are what is told, and where."""
    # Shortened one by one: none may push the rest out of sight.
    name, told, origin, otherwise, elsewhere = (
        short(visible(text), 160) or "empty" for text in (what, *one, *other)
    )
    return Disagreement(f"{name} is {told} in {origin} and {otherwise} in {elsewhere}; {mend}")
