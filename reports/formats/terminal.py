"""The plain-text summary for the end of a terminal run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from reports.analysis.conclusion import Conclusion, conclusions
from reports.analysis.differences import differences
from reports.analysis.grouping import BrokenClause, HarnessError, broken_clauses, harness_errors
from reports.model import Report, Verdict
from reports.text import plain, short


def lines(report: Report) -> list[str]:
    """The summary, a line each, in printable ASCII whatever a store says.

    For each implementation: the sentence, the cells by level and verdict, and one line for each clause
    broken, each finding below the asked level, each clause on which engines disagree, and each distinct
    error of the judge.
    """
    return [plain(line) for conclusion in conclusions(report) for line in _told(conclusion, report)]


def _told(conclusion: Conclusion, report: Report) -> Iterator[str]:
    yield conclusion.sentence
    for level, counts in conclusion.counts.items():
        if counts.total():
            yield f"  {level:<10} {_counted(counts)}"
    for broken in broken_clauses(conclusion.broken, report.clauses):
        yield f"  BROKEN {_line(broken)}"
    for stale in conclusion.stale:
        yield f"  DECLARED {short(plain(stale), 300)}"
    for finding in broken_clauses(conclusion.findings, report.clauses):
        yield f"  FINDING ({finding.clause.level}) {_line(finding)}"
    for difference in differences(conclusion.results, report.clauses):
        kind = f" [{difference.storage_type}]" if difference.storage_type else ""
        yield f"  DIFFERENCE {difference.clause.id}{kind}: {difference}"
    for fault in harness_errors(conclusion.errors):
        yield f"  ERROR {_fault(fault)}"


def _counted(counts: Counter[Verdict]) -> str:
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])


def _line(broken: BrokenClause) -> str:
    # Shortened after escaping: a store's escapes may not push the rest out of sight.
    promise, expected, observed = (
        short(plain(text), width)
        for text, width in ((broken.clause.text, 100), (broken.expected, 60), (broken.observed, 60))
    )
    ways = "way" if broken.other_ways == 1 else "ways"
    otherwise = f" (otherwise in {broken.other_ways} more {ways})" if broken.other_ways else ""
    return f"{broken.clause.id} [{broken.where}] {promise}: expected {expected} -> {observed}{otherwise}"


def _fault(fault: HarnessError) -> str:
    cells = f" ({fault.cells} cells, the first" if fault.cells > 1 else " (in"
    return f"{short(plain(fault.reason), 160)}{cells} {fault.clause} [{fault.where}])"
