"""The pages: a report, the contract, releases. Each is one HTML file that needs no network.

Everything that a store says goes into them as text, never as markup.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from reports.analysis.blocking import DeclaredDeviation, Root, declared_deviations, roots
from reports.analysis.compare import Comparison, Kind
from reports.analysis.conclusion import Conclusion, conclusions
from reports.analysis.differences import Difference, backend_differences, engine_differences
from reports.analysis.grouping import (
    HarnessError,
    causes,
    engine_name,
    group_name,
    harness_errors,
)
from reports.analysis.releases import NOT_JUDGED, WORDS, Releases
from reports.analysis.tallies import by_level, commands
from reports.analysis.verdict_table import VerdictTable, verdict_table
from reports.formats import charts
from reports.formats.bug_report import bug_reports_by_cell
from reports.formats.charts import Chart
from reports.formats.entries import SIGNS, anchors, by_group
from reports.formats.templating import render as render_template
from reports.formats.templating import source
from reports.model import CellKey, Clause, Implementation, Level, Report, Verdict

STATE_CLASSES = {word: str(verdict) for verdict, word in reversed(WORDS.items())} | {NOT_JUDGED: "none"}
"""The class of each word for the state of a clause: that of the worst verdict which the word stands for."""


@dataclass(frozen=True)
class StoreSection:
    """What the top of the page shows of one implementation."""

    implementation: Implementation
    conclusion: Conclusion
    broken: list[Root]
    findings: list[Root]
    deviations: list[DeclaredDeviation]
    engine_differences: list[Difference]
    backend_differences: list[Difference]
    errors: list[HarnessError]
    counts: dict[Level, dict[str, Counter[Verdict]]]
    table: VerdictTable
    figures: list[Chart]
    seconds: Chart


def render(report: Report, comparison: Comparison | None = None) -> str:
    """Return the page of a report, with the `comparison` to a baseline if there is one.

    It contains no lone surrogate, and no control character except line breaks and tabs.
    """
    changed = comparison.changes if comparison else []
    changes = {each.new.key: each.kind for each in changed if each.new}
    groups = by_group(report, changes)
    page = render_template(
        "report.html.j2",
        report=report,
        comparison=comparison,
        stores=[
            _store(report, *each, changes)
            for each in zip(report.implementations, conclusions(report), strict=True)
        ],
        groups=groups,
        anchors=anchors(groups),
        changes=changes,
        engines=list(dict.fromkeys(map(engine_name, report.results))),
        commands=commands(report.results),
        bug_reports=bug_reports_by_cell(report),
        levels=list(Level),
        several=len(report.implementations) > 1,
        signs=SIGNS,
        style=source("report.css"),
        script=source("report.js"),
    )
    return _unescape_quotes(page)


def render_contract(clauses: list[Clause]) -> str:
    """Return the contract as a page, each clause under its id. The page of the report links to it."""
    groups: dict[str, list[Clause]] = {}
    for clause in clauses:
        groups.setdefault(group_name(clause.id), []).append(clause)
    return render_template("contract.html.j2", groups=groups, style=source("report.css"))


def render_releases(compared: Releases, command: str) -> str:
    """Return the page with several releases of one store side by side. `command` is what made it."""
    return render_template(
        "releases.html.j2",
        compared=compared,
        command=command,
        classes=STATE_CLASSES,
        style=source("report.css"),
    )


def _unescape_quotes(page: str) -> str:
    """Return the page, smaller: quotes need an escape in attributes only, not in text."""
    return re.sub(">[^<]+", lambda text: text[0].replace("&#34;", '"').replace("&#39;", "'"), page)


def _store(
    report: Report, implementation: Implementation, conclusion: Conclusion, changes: Mapping[CellKey, Kind]
) -> StoreSection:
    own = conclusion.results
    return StoreSection(
        implementation,
        conclusion,
        roots(causes(conclusion.broken, report.clauses), own, report.clauses),
        roots(causes(conclusion.findings, report.clauses), own, report.clauses),
        declared_deviations(implementation, own, report.clauses),
        engine_differences(own, report),
        backend_differences(own, report),
        harness_errors(conclusion.errors),
        by_level(own, report.clauses),
        verdict_table(own, report.clauses, changes),
        charts.figures(report, implementation.spec),
        charts.seconds(report, implementation.spec),
    )
