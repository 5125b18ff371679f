"""Where engines disagree about a clause: a finding in itself, whichever of them is right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.model import Clause, Result, Verdict

JUDGED = (Verdict.PASS, Verdict.FAIL, Verdict.DEVIATION)
"""Verdicts on the store itself; what was blocked or could not be shown disagrees with nobody."""


@dataclass(frozen=True)
class Difference:
    """One clause for one storage type ("": it has none), with the engines of each verdict."""

    clause: Clause
    storage_type: str
    engines: dict[Verdict, list[str]]

    def __str__(self) -> str:
        told = (f"{verdict} in {', '.join(engines)}" for verdict, engines in self.engines.items())
        return "; ".join(told)


def differences(results: Iterable[Result], clauses: list[Clause]) -> list[Difference]:
    """The disagreements among `results`, which are those of one implementation, in the order of `clauses`.
    Where all break a clause they agree, declared or not."""
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
