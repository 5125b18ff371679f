"""For a report's readers: which clauses broken clauses block, and which depend on declared deviations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reports.analysis.conclusion import blocked_by
from reports.analysis.grouping import BrokenClause, Cause, broken_clauses, describe_cells
from reports.model import Clause, Deviation, Implementation, Result, Verdict


@dataclass(frozen=True)
class BlockedClause:
    """A clause that a broken one keeps from being judged, and in which cells.

    `failed` says how it failed in the cells whose test ran nevertheless, None if it failed in none.
    """

    clause: Clause
    where: str
    failed: BrokenClause | None


@dataclass(frozen=True)
class Root:
    """Broken clauses with one message, and what they block, directly or through others."""

    cause: Cause
    blocks: list[BlockedClause]


@dataclass(frozen=True)
class DeclaredDeviation:
    """A deviation that a manifest declares, and what became of it in the run.

    `clause` is None if the report does not list it; `where` has the cells that deviate as declared; `stale`
    says why the declaration no longer holds, "" if it does; `dependents` has the verdicts on each clause that
    depends on it, directly or through others.
    """

    deviation: Deviation
    clause: Clause | None
    where: str
    stale: str
    dependents: list[tuple[Clause, Counter[Verdict]]]


def roots(causes: list[Cause], results: list[Result], clauses: list[Clause]) -> list[Root]:
    """Return each of `causes` with what it blocks among `results` on one store.

    Firmer levels come first, and of one level those that block most clauses.
    """
    by_reason: dict[str, list[Result]] = {}
    for result in results:
        if result.verdict is Verdict.BLOCKED:
            by_reason.setdefault(result.reason, []).append(result)
    found = [Root(cause, _blocked(_cells_behind(cause, by_reason), clauses)) for cause in causes]
    return sorted(found, key=lambda root: (root.cause.broken[0].clause.level.rank, -len(root.blocks)))


def _cells_behind(cause: Cause, by_reason: dict[str, list[Result]]) -> list[Result]:
    return [cell for each in cause.broken for cell in by_reason.get(blocked_by(each.clause.id), [])]


def _blocked(cells: list[Result], clauses: list[Clause]) -> list[BlockedClause]:
    """Return the clauses of the blocked `cells`, first those that failed too."""
    failed = {
        each.clause.id: each for each in broken_clauses((cell for cell in cells if cell.found), clauses)
    }
    by_clause: dict[str, list[Result]] = {}
    for cell in cells:
        by_clause.setdefault(cell.clause, []).append(cell)
    found = [
        BlockedClause(clause, describe_cells(by_clause[clause.id]), failed.get(clause.id))
        for clause in clauses
        if clause.id in by_clause
    ]
    return sorted(found, key=lambda each: each.failed is None)


def declared_deviations(
    implementation: Implementation, results: list[Result], clauses: list[Clause]
) -> list[DeclaredDeviation]:
    """Return the deviations that the manifest of a store declares, in its order; `results` are on that store.

    Older reports do not have them: their cells then tell clause and reason.
    """
    by_id = {clause.id: clause for clause in clauses}
    deviating = [each for each in results if each.verdict is Verdict.DEVIATION]
    known = implementation.deviations or [
        Deviation(clause, reason)
        for clause, reason in dict.fromkeys((each.clause, each.reason) for each in deviating)
    ]
    return [
        DeclaredDeviation(
            deviation,
            by_id.get(deviation.clause),
            describe_cells(filter(deviation.covers, deviating)),
            _stale(deviation, implementation.stale),
            _verdicts(dependents(deviation.clause, clauses), results),
        )
        for deviation in known
    ]


def _stale(deviation: Deviation, lines: Iterable[str]) -> str:
    start = f"{deviation}: "
    return next((line.removeprefix(start) for line in lines if line.startswith(start)), "")


def dependents(id: str, clauses: list[Clause]) -> list[Clause]:
    """Return those of `clauses` that depend on the clause `id`, directly or through others."""
    found: set[str] = set()
    waiting = [id]
    while waiting:
        prerequisite = waiting.pop()
        new = {clause.id for clause in clauses if prerequisite in clause.depends_on} - found
        found |= new
        waiting += new
    return [clause for clause in clauses if clause.id in found]


def _verdicts(clauses: list[Clause], results: list[Result]) -> list[tuple[Clause, Counter[Verdict]]]:
    """Return the clauses with the counts of the verdicts on their cells, without those that have no cell."""
    counts = {clause.id: Counter[Verdict]() for clause in clauses}
    for result in results:
        if result.clause in counts:
            counts[result.clause][result.verdict] += 1
    return [(clause, counts[clause.id]) for clause in clauses if counts[clause.id]]
