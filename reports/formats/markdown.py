"""Markdown: the summary that a CI server shows of a run, and the table of releases."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat

from reports.analysis.compare import Comparison
from reports.analysis.conclusion import Conclusion, conclusions
from reports.analysis.differences import Difference, backend_differences, engine_differences
from reports.analysis.grouping import BrokenClause, HarnessError, broken_clauses, harness_errors
from reports.analysis.releases import Releases
from reports.formats.templating import render
from reports.model import Implementation, Report, Verdict


@dataclass(frozen=True)
class StoreSummary:
    """What the summary says of one implementation; `verdicts` are those that occur."""

    implementation: Implementation
    conclusion: Conclusion
    verdicts: list[Verdict]
    broken: list[BrokenClause]
    also_failed: list[BrokenClause]
    engine_differences: list[Difference]
    backend_differences: list[Difference]
    errors: list[HarnessError]


def summary(report: Report, comparison: Comparison | None = None) -> str:
    """Return the summary: what changed since the baseline, if there is one, then each implementation with its
    conclusion, its verdicts by level, and what is broken where."""
    stores = list(map(_store, conclusions(report), report.implementations, repeat(report)))
    return render("summary.md.j2", stores=stores, comparison=comparison)


def releases_table(compared: Releases, command: str) -> str:
    """Return what changed between the releases of a store. `command` is what made it."""
    return render("releases.md.j2", compared=compared, command=command)


def _store(conclusion: Conclusion, implementation: Implementation, report: Report) -> StoreSummary:
    return StoreSummary(
        implementation,
        conclusion,
        [verdict for verdict in Verdict if any(counts[verdict] for counts in conclusion.counts.values())],
        broken_clauses([*conclusion.broken, *conclusion.findings], report.clauses),
        broken_clauses(filter(lambda each: each.found, conclusion.results), report.clauses),
        engine_differences(conclusion.results, report),
        backend_differences(conclusion.results, report),
        harness_errors(conclusion.errors),
    )
