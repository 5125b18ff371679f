"""Compares two reports cell by cell, whatever versions of store, engine and suite they come from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from compat import StrEnum
from reports.analysis.conclusion import BROKEN, CONFORMANT
from reports.analysis.grouping import describe_cells
from reports.analysis.merge import Source, cells
from reports.analysis.prerequisites import positions
from reports.model import Clause, Report, Result, Verdict

BAD = (Verdict.FAIL, Verdict.BLOCKED, Verdict.ERROR)
"""Verdicts that make a cell regressed if it passed before."""
FIXABLE = (*BAD, Verdict.DEVIATION)
"""Verdicts that make a cell fixed if it passes in the new report."""


class Kind(StrEnum):
    """How a cell changed."""

    REGRESSED = "regressed"
    FIXED = "fixed"
    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_JUDGED = "not judged"


UNLISTED = (Kind.UNCHANGED, Kind.NOT_JUDGED)
"""What is only counted: a run of a few clauses would otherwise list all others of its baseline."""


@dataclass(frozen=True)
class CellChange:
    """One cell, with its result in the old report and in the new one, None if that has no such cell.

    `in_contract` says whether the contract of the new report has the clause.
    """

    clause: Clause
    old: Result | None
    new: Result | None
    in_contract: bool = True

    @property
    def cell(self) -> Result:
        """The newest result on the cell."""
        newest = self.new or self.old
        assert newest, "each change is about a cell of one of the reports"
        return newest

    @property
    def verdicts(self) -> str:
        """The old verdict and the new one, for example "pass -> fail"."""
        return " -> ".join(each.verdict for each in (self.old, self.new) if each)

    @property
    def kind(self) -> Kind:
        """How the cell changed, judged by its verdicts only."""
        match self.old and self.old.verdict, self.new and self.new.verdict:
            case None, _:
                return Kind.NEW
            case _, None:
                return Kind.NOT_JUDGED if self.in_contract else Kind.GONE
            case old, new if old is new:
                return Kind.UNCHANGED
            case Verdict.PASS, new if new in BAD:
                return Kind.REGRESSED
            case old, Verdict.PASS if old in FIXABLE:
                return Kind.FIXED
        return Kind.CHANGED


@dataclass(frozen=True)
class ClauseChange:
    """One clause of one implementation, and those of its cells that changed in the same way."""

    kind: Kind
    clause: Clause
    implementation: str
    verdicts: str
    where: str


@dataclass(frozen=True)
class Comparison:
    """How each cell changed since the `baseline`, which was read from the file `origin`.

    `changes` has every cell of either report, in the order of the new contract, then of the old one.
    """

    origin: str
    baseline: Report
    changes: list[CellChange]

    @property
    def counts(self) -> str:
        """How many cells changed in which way."""
        counts = Counter(change.kind for change in self.changes)
        return ", ".join(f"{counts[kind]} {kind}" for kind in Kind)

    @property
    def exit_code(self) -> int:
        """1 if any cell regressed, else 0."""
        return BROKEN if any(change.kind is Kind.REGRESSED for change in self.changes) else CONFORMANT

    @property
    def clause_changes(self) -> list[ClauseChange]:
        """The changes to list, cells of a clause that changed in the same way together, regressions first."""
        alike: dict[tuple[Kind, str, str, str], list[CellChange]] = {}
        for change in self.changes:
            key = change.kind, change.clause.id, change.cell.implementation, change.verdicts
            alike.setdefault(key, []).append(change)
        found = [
            ClauseChange(
                kind, changes[0].clause, store, verdicts, describe_cells(change.cell for change in changes)
            )
            for (kind, _, store, verdicts), changes in alike.items()
            if kind not in UNLISTED
        ]
        return sorted(found, key=lambda change: list(Kind).index(change.kind))


def compare(old: Source, new: Source) -> Comparison:
    """Return how `new` differs from `old`. Raises Disagreement if either contradicts itself."""
    before, after = cells([old]), cells([new])
    present = {clause.id: clause for clause in new[1].clauses}
    clauses = {**present, **{clause.id: clause for clause in old[1].clauses if clause.id not in present}}
    order = positions(clauses.values())
    found = [
        CellChange(clauses[cell.clause], before.get(cell), after.get(cell), cell.clause in present)
        for cell in after | before
    ]
    return Comparison(*old, sorted(found, key=lambda change: order[change.clause.id]))
