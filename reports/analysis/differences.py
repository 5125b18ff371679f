"""Clauses on which engines disagree: a finding in itself, whichever engine is right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.model import Clause, Result, Verdict

JUDGED = (Verdict.PASS, Verdict.FAIL, Verdict.DEVIATION)
"""Verdicts that can disagree. A cell that is blocked or untestable says nothing about the store."""


@dataclass(frozen=True)
class Difference:
    """One clause for one storage type ("" if it has none), with the engines of each verdict."""

    clause: Clause
    storage_type: str
    engines: dict[Verdict, list[str]]

    def __str__(self) -> str:
        return "; ".join(f"{verdict} in {', '.join(engines)}" for verdict, engines in self.engines.items())


def differences(results: Iterable[Result], clauses: list[Clause]) -> list[Difference]:
    """Return the disagreements among `results` on one implementation, in the order of `clauses`.

    Engines that all break a clause agree, whether the manifest declares it or not.
    """
    by_cell: dict[tuple[str, str], dict[Verdict, list[str]]] = {}
    for result in results:
        if result.verdict in JUDGED:
            engines = by_cell.setdefault((result.clause, result.storage_type), {})
            engines.setdefault(result.verdict, []).append(result.engine)
    return [
        Difference(clause, storage_type, engines)
        for clause in clauses
        for (judged, storage_type), engines in by_cell.items()
        if judged == clause.id and Verdict.PASS in engines and len(engines) > 1
    ]
