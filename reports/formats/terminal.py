"""The plain-text summary at the end of a run, and what changed between two reports, for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from textwrap import wrap

from reports.analysis.compare import UNLISTED, CellChange, Comparison
from reports.analysis.conclusion import Conclusion, conclusions
from reports.analysis.differences import Difference, backend_differences, engine_differences
from reports.analysis.grouping import (
    BrokenClause,
    Cause,
    HarnessError,
    broken_clauses,
    causes,
    describe_cells,
    harness_errors,
)
from reports.model import Report, Result, Verdict
from reports.text import plain, short, short_both

WIDTH = 100
"""Characters of a line that lists clauses."""


def lines(report: Report) -> list[str]:
    """Return the summary as lines of printable ASCII, whatever a store says.

    For each implementation: its conclusion, its verdicts by level, its broken clauses by cause, findings
    below the asked level, clauses on which engines or backends differ, and errors in the suite.
    """
    return [plain(line) for conclusion in conclusions(report) for line in _summary(conclusion, report)]


def comparison_lines(comparison: Comparison) -> list[str]:
    """Return the changes as lines of printable ASCII, whatever a report says; the last has the counts."""
    return [plain(line) for line in _changes(comparison)]


def _summary(conclusion: Conclusion, report: Report) -> Iterator[str]:
    yield conclusion.sentence
    for level, counts in conclusion.counts.items():
        if counts.total():
            yield f"  {level:<10} {_format_counts(counts)}"
    for cause in causes(conclusion.broken, report.clauses):
        yield from _cause("BROKEN", cause)
    for each in broken_clauses(filter(_was_found_broken, conclusion.results), report.clauses):
        yield f"  FAILED TOO, BUT BLOCKED {_clause(each)}: {_message(each)}"
    for unjudged in conclusion.not_judged:
        yield f"  {short(plain(str(unjudged)), 300)}:"
        names = ", ".join(map(plain, unjudged.clauses))
        yield from wrap(names, WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
    for line in conclusion.stale:
        yield f"  MANIFEST OUTDATED {short(plain(line), 300)}"
    for cause in causes(conclusion.findings, report.clauses):
        yield from _cause(f"FINDING ({cause.broken[0].clause.level})", cause)
    for difference in engine_differences(conclusion.results, report):
        yield f"  DIFFERENCE {_difference(difference)}"
    for difference in backend_differences(conclusion.results, report):
        yield f"  DIFFERENCE OF BACKENDS {_difference(difference)}"
    for error in harness_errors(conclusion.errors):
        yield f"  ERROR {_harness_error(error)}"


def _was_found_broken(result: Result) -> bool:
    return bool(result.found)


def _format_counts(counts: Counter[Verdict]) -> str:
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])


def _cause(label: str, cause: Cause) -> Iterator[str]:
    if len(cause.broken) == 1:
        (only,) = cause.broken
        yield f"  {label} {_clause(only)}: {_message(cause)}{_other_ways(only)}"
        return
    yield f"  {label} {len(cause.broken)} clauses with one message: {_message(cause)}"
    for each in cause.broken:
        yield f"    {_clause(each)}{_other_ways(each)}"


def _clause(broken: BrokenClause) -> str:
    return f"{broken.clause.id} [{broken.where}] {short(plain(broken.clause.text), 100)}"


def _difference(difference: Difference) -> str:
    storage_type = f" [{difference.storage_type}]" if difference.storage_type else ""
    return f"{difference.clause.id}{storage_type}: {difference}"


def _message(failure: BrokenClause | Cause | Result) -> str:
    # Shortened after escaping: a store's escapes must not push the rest out of sight.
    expected, observed = short_both(plain(failure.expected), plain(failure.observed), 60)
    return f"expected {expected}, observed {observed}"


def _other_ways(broken: BrokenClause) -> str:
    if not broken.other_ways:
        return ""
    return f" (fails in {broken.other_ways} other {'way' if broken.other_ways == 1 else 'ways'} too)"


def _harness_error(error: HarnessError) -> str:
    cells = f" ({error.cells} cells, first in" if error.cells > 1 else " (in"
    return f"{short(plain(error.reason), 160)}{cells} {error.clause} [{error.where}])"


def _changes(comparison: Comparison) -> Iterator[str]:
    heading = None
    for change in comparison.changes:
        if change.kind in UNLISTED:
            continue
        clause = change.clause
        if clause is not heading:
            heading = clause
            yield f"{clause.id} ({clause.level}) {short(plain(clause.text), 100)}"
        yield f"  {change.kind:<9} {_change(change)}"
    yield comparison.counts


def _change(change: CellChange) -> str:
    cell = change.cell
    cause = ""
    if change.new and cell.verdict is not Verdict.PASS:
        cause = short(plain(cell.reason), 120)
        if not cause and (cell.expected or cell.observed):
            cause = _message(cell)
    head = f"{cell.implementation} [{describe_cells([cell])}] {change.verdicts}"
    return f"{head}: {cause}" if cause else head
