"""What became of each cell from one report to another, whatever versions they are on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from compat import StrEnum
from reports.analysis.conclusion import BROKEN, CONFORMANT
from reports.analysis.grouping import describe_cells
from reports.analysis.merge import Source, cells
from reports.model import Clause, Report, Result, Verdict
from reports.text import plain, short

BAD = (Verdict.FAIL, Verdict.BLOCKED, Verdict.ERROR)
"""What a pass is lost to, and mended from. A declared deviation is neither: it is told as changed."""


class Kind(StrEnum):
    """What became of a cell."""

    REGRESSED = "regressed"
    FIXED = "mended"
    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    SAME = "the same"


@dataclass(frozen=True)
class Change:
    """One cell, with its result in the old report and in the new one; None where that has no such cell."""

    clause: Clause
    old: Result | None
    new: Result | None

    @property
    def cell(self) -> Result:
        """The newest result on the cell."""
        told = self.new or self.old
        assert told, "a change is of a cell that one of the reports has"
        return told

    @property
    def verdicts(self) -> str:
        """The old one and the new one, as far as there are any."""
        return " -> ".join(each.verdict for each in (self.old, self.new) if each)

    @property
    def kind(self) -> Kind:
        """What became of the cell, by its verdicts alone."""
        match self.old and self.old.verdict, self.new and self.new.verdict:
            case None, _:
                return Kind.NEW
            case _, None:
                return Kind.GONE
            case old, new if old is new:
                return Kind.SAME
            case Verdict.PASS, new if new in BAD:
                return Kind.REGRESSED
            case old, Verdict.PASS if old in BAD:
                return Kind.FIXED
        return Kind.CHANGED


@dataclass(frozen=True)
class Turn:
    """One clause of one implementation, and where its cells changed alike."""

    kind: Kind
    clause: Clause
    implementation: str
    verdicts: str
    where: str


@dataclass(frozen=True)
class Comparison:
    """What became of each cell since the `baseline`, the report of the file `origin`.

    `changes` has every cell that either report has, in the order of the new contract, then of the old one.
    """

    origin: str
    baseline: Report
    changes: list[Change]

    @property
    def counts(self) -> str:
        """How many cells came to what."""
        counts = Counter(change.kind for change in self.changes)
        return ", ".join(f"{counts[kind]} {kind}" for kind in Kind)

    @property
    def exit_code(self) -> int:
        """A gate's: broken if any cell regressed."""
        return BROKEN if any(change.kind is Kind.REGRESSED for change in self.changes) else CONFORMANT

    @property
    def turns(self) -> list[Turn]:
        """What is not the same, cells that changed alike together, regressions first."""
        alike: dict[tuple[Kind, str, str, str], list[Change]] = {}
        for change in self.changes:
            key = change.kind, change.clause.id, change.cell.implementation, change.verdicts
            alike.setdefault(key, []).append(change)
        turns = [
            Turn(kind, changes[0].clause, store, verdicts, describe_cells(change.cell for change in changes))
            for (kind, _, store, verdicts), changes in alike.items()
            if kind is not Kind.SAME
        ]
        return sorted(turns, key=lambda turn: list(Kind).index(turn.kind))


def compare(old: Source, new: Source) -> Comparison:
    """The report `new` held against `old`. Raises Disagreement if either contradicts itself."""
    before, after = cells([old]), cells([new])
    clauses = {clause.id: clause for clause in new[1].clauses}
    clauses |= {clause.id: clause for clause in old[1].clauses if clause.id not in clauses}
    places = {id: place for place, id in enumerate(clauses)}
    found = [Change(clauses[cell[2]], before.get(cell), after.get(cell)) for cell in after | before]
    return Comparison(*old, sorted(found, key=lambda change: places[change.clause.id]))


def lines(comparison: Comparison) -> list[str]:
    """The comparison, a line each, in printable ASCII whatever a report says; the last has the counts."""
    return [plain(line) for line in _told(comparison)]


def _told(comparison: Comparison) -> Iterator[str]:
    heading = None
    for change in comparison.changes:
        if change.kind is Kind.SAME:
            continue
        clause = change.clause
        if clause is not heading:
            heading = clause
            yield f"{clause.id} ({clause.level}) {short(plain(clause.text), 100)}"
        yield f"  {change.kind:<9} {_line(change)}"
    yield comparison.counts


def _line(change: Change) -> str:
    cell = change.cell
    # Shortened after escaping, as in the summary.
    reason, expected, observed = (
        short(plain(text), width)
        for text, width in ((cell.reason, 120), (cell.expected, 60), (cell.observed, 60))
    )
    seen = f"expected {expected}, observed {observed}" if expected or observed else ""
    why = (reason or seen) if change.new and cell.verdict is not Verdict.PASS else ""
    return f"{cell.implementation} [{describe_cells([cell])}] {change.verdicts}{': ' if why else ''}{why}"
