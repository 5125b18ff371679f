"""The pages: a report, the contract, releases. Each is one HTML file that needs no network.

Everything that a store says goes into them as text, never as markup.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import repeat

from reports.analysis.compare import Comparison
from reports.analysis.conclusion import Conclusion, conclusions
from reports.analysis.differences import Difference, backend_differences, engine_differences
from reports.analysis.grouping import (
    BrokenClause,
    Cause,
    HarnessError,
    broken_clauses,
    causes,
    engine_name,
    group_name,
    harness_errors,
    message_key,
    without_clock_values,
)
from reports.analysis.releases import NOT_JUDGED, WORDS, Releases
from reports.analysis.tallies import VerdictTable, by_group, by_level, commands
from reports.formats import charts
from reports.formats.bug_report import bug_reports_by_cell
from reports.formats.charts import Chart
from reports.formats.templating import render as render_template
from reports.formats.templating import source
from reports.model import CellKey, Clause, Implementation, Level, Report, Result, Verdict

SIGNS = {
    Verdict.FAIL: "✗",
    Verdict.ERROR: "!",
    Verdict.BLOCKED: "⊘",
    Verdict.DEVIATION: "≈",
    Verdict.UNTESTABLE: "?",
    Verdict.UNSUPPORTED: "–",
    Verdict.PASS: "✓",
}
"""The sign of each verdict, worst first. A sign never stands without its word."""


@dataclass(frozen=True)
class StoreSummary:
    """What the top of the page shows of one implementation."""

    implementation: Implementation
    conclusion: Conclusion
    broken: list[Cause]
    findings: list[Cause]
    also_failed: list[BrokenClause]
    engine_differences: list[Difference]
    backend_differences: list[Difference]
    errors: list[HarnessError]
    counts: dict[Level, dict[str, Counter[Verdict]]]
    table: VerdictTable
    figures: list[Chart]
    seconds: Chart


@dataclass(frozen=True)
class CellEntry:
    """A cell on the page. `change` says how it changed since the baseline, "" if there is none. `open` marks
    the first cell with its message.

    `same_steps_as` and `same_screenshot_as` are earlier cells to link to instead.
    """

    result: Result
    change: str
    open: bool
    same_steps_as: Result | None
    same_screenshot_as: Result | None


@dataclass(frozen=True)
class ClauseEntry:
    """A clause with its cells, worst first. `kinds` has each verdict on it with its engine, its store and how
    it changed since the baseline."""

    clause: Clause
    cells: list[CellEntry]
    counts: Counter[Verdict]
    kinds: list[tuple[str, str, str, str]]


def render(report: Report, comparison: Comparison | None = None) -> str:
    """Return the page of a report, with the `comparison` to a baseline if there is one.

    It contains no lone surrogate, and no control character except line breaks and tabs.
    """
    changed = comparison.changes if comparison else []
    changes = {each.new.key: str(each.kind) for each in changed if each.new}
    page = render_template(
        "report.html.j2",
        report=report,
        comparison=comparison,
        stores=list(map(_store, repeat(report), report.implementations, conclusions(report))),
        groups=_groups(report, changes),
        changes=list(dict.fromkeys(changes.values())),
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
    classes = {word: str(verdict) for verdict, word in WORDS.items()} | {NOT_JUDGED: "none"}
    return render_template(
        "releases.html.j2", compared=compared, command=command, classes=classes, style=source("report.css")
    )


def _unescape_quotes(page: str) -> str:
    """Return the page, smaller: quotes need an escape in attributes only, not in text."""
    return re.sub(">[^<]+", lambda text: text[0].replace("&#34;", '"').replace("&#39;", "'"), page)


def _store(report: Report, implementation: Implementation, conclusion: Conclusion) -> StoreSummary:
    own = conclusion.results
    return StoreSummary(
        implementation,
        conclusion,
        causes(conclusion.broken, report.clauses),
        causes(conclusion.findings, report.clauses),
        broken_clauses(filter(lambda each: each.found, own), report.clauses),
        engine_differences(own, report),
        backend_differences(own, report),
        harness_errors(conclusion.errors),
        by_level(own, report.clauses),
        by_group(own, report.clauses),
        charts.figures(report, implementation.spec),
        charts.seconds(report, implementation.spec),
    )


def _groups(report: Report, changes: dict[CellKey, str]) -> dict[str, list[ClauseEntry]]:
    cells: dict[str, list[Result]] = {clause.id: [] for clause in report.clauses}
    for result in report.results:
        cells[result.clause].append(result)
    shown = _Shown()
    groups: dict[str, list[ClauseEntry]] = {}
    for clause in report.clauses:
        groups.setdefault(group_name(clause.id), []).append(_entry(clause, cells[clause.id], shown, changes))
    return groups


@dataclass
class _Shown:
    """What the page shows already: the first cell with each list of steps, and with each screenshot."""

    steps: dict[str, Result] = field(default_factory=dict)
    screenshots: dict[str, Result] = field(default_factory=dict)

    def same_steps_as(self, result: Result) -> Result | None:
        """Return the earlier cell with the same steps, if `result` passed and so adds nothing to them."""
        steps = repr((result.implementation, result.engine, result.history, result.observations))
        first = self.steps.setdefault(steps, result)
        passed = result.verdict is Verdict.PASS and result.history
        return first if passed and first is not result else None

    def same_screenshot_as(self, result: Result) -> Result | None:
        """Return the earlier cell with the same screenshot, if there is one."""
        first = self.screenshots.setdefault(result.screenshot, result)
        return first if result.screenshot and first is not result else None


def _entry(clause: Clause, results: list[Result], shown: _Shown, changes: dict[CellKey, str]) -> ClauseEntry:
    worst_first = list(SIGNS)
    cells: list[CellEntry] = []
    messages: set[tuple[str, ...]] = set()
    for result in sorted(results, key=lambda each: worst_first.index(each.verdict)):
        message = (result.verdict, *message_key(result), without_clock_values(result.reason))
        is_open = result.verdict is not Verdict.PASS and message not in messages
        messages.add(message)
        cells.append(
            CellEntry(
                result,
                changes.get(result.key, ""),
                is_open,
                shown.same_steps_as(result),
                shown.same_screenshot_as(result),
            )
        )
    kinds = (
        (str(each.verdict), engine_name(each), each.implementation, changes.get(each.key, ""))
        for each in results
    )
    return ClauseEntry(clause, cells, Counter(each.verdict for each in results), list(dict.fromkeys(kinds)))
