"""Clauses on which engines, or backends, disagree: a finding in itself, whichever of them is right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reports.analysis.conclusion import JUDGED
from reports.model import Clause, Engine, Report, Result, Verdict


@dataclass(frozen=True)
class Difference:
    """One clause for one storage type ("" if it has none), with the engines of each verdict."""

    clause: Clause
    storage_type: str
    engines: dict[Verdict, list[str]]

    def __str__(self) -> str:
        return "; ".join(f"{verdict} in {', '.join(engines)}" for verdict, engines in self.engines.items())


def engine_differences(results: Iterable[Result], report: Report) -> list[Difference]:
    """Return where engines on the same backend disagree, among `results` of `report` on one implementation,
    in the order of the clauses.

    Engines that all break a clause agree, whether the manifest declares it or not.
    """
    return _differences(results, report, lambda engine: engine.backend)


def backend_differences(results: Iterable[Result], report: Report) -> list[Difference]:
    """Return, in the same way, where backends disagree in the same browser."""
    return _differences(results, report, lambda engine: engine.browser)


def _differences(
    results: Iterable[Result], report: Report, side: Callable[[Engine], str]
) -> list[Difference]:
    """Return the disagreements within each `side`: among the engines for which it is the same."""
    engines = {engine.name: engine for engine in report.engines}
    by_cell: dict[tuple[str, str], dict[str, list[Result]]] = {}
    for result in results:
        if result.verdict in JUDGED:  # others say nothing about the store, so they cannot disagree
            sides = by_cell.setdefault((result.clause, result.storage_type), {})
            engine = engines.get(result.engine, Engine(result.engine, ""))
            sides.setdefault(side(engine), []).append(result)
    return [
        Difference(clause, storage_type, engines_by_verdict)
        for clause in report.clauses
        for (id, storage_type), sides in by_cell.items()
        if id == clause.id
        and (engines_by_verdict := _by_verdict(own for own in sides.values() if _disagree(own)))
    ]


def _disagree(results: list[Result]) -> bool:
    verdicts = {result.verdict for result in results}
    return Verdict.PASS in verdicts and len(verdicts) > 1


def _by_verdict(sides: Iterable[list[Result]]) -> dict[Verdict, list[str]]:
    """Return the engines of the results by verdict."""
    found: dict[Verdict, list[str]] = {}
    for results in sides:
        for result in results:
            found.setdefault(result.verdict, []).append(result.engine)
    return found
