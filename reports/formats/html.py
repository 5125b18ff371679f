"""Renders a report as one HTML page that needs no network. What a store says gets in as text only."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.analysis.compare import Comparison
from reports.analysis.conclusion import Conclusion, conclusions
from reports.analysis.differences import Difference, differences
from reports.analysis.grouping import (
    BrokenClause,
    HarnessError,
    broken_clauses,
    engine_name,
    group_name,
    harness_errors,
)
from reports.analysis.releases import NOT_JUDGED, WORDS, Releases
from reports.analysis.tallies import VerdictTable, by_group, by_level, commands
from reports.formats import charts
from reports.formats.charts import Chart
from reports.model import Clause, Implementation, Level, Report, Result, Verdict
from reports.text import ends, visible

TEMPLATES = Path(__file__).with_name("templates")
SIGNS = {
    Verdict.FAIL: "✗",
    Verdict.ERROR: "!",
    Verdict.BLOCKED: "⊘",
    Verdict.DEVIATION: "≈",
    Verdict.UNTESTABLE: "?",
    Verdict.UNSUPPORTED: "–",
    Verdict.PASS: "✓",
}
"""The sign of each verdict, worst first; a sign never stands without its word."""


@dataclass(frozen=True)
class Judged:
    """What the first screen says of one implementation."""

    implementation: Implementation
    conclusion: Conclusion
    broken: list[BrokenClause]
    findings: list[BrokenClause]
    differences: list[Difference]
    faults: list[HarnessError]
    counts: dict[Level, dict[str, Counter[Verdict]]]
    grid: VerdictTable
    figures: list[Chart]
    seconds: Chart


@dataclass(frozen=True)
class Cell:
    """A cell as the page has it: `open` where it tells of a way to fail that no cell before it does,
    `told_by` the cell that has passed in the very same story, if one before it has, `pictured_by` the one
    with the same screenshot."""

    result: Result
    open: bool
    told_by: Result | None
    pictured_by: Result | None


@dataclass(frozen=True)
class Entry:
    """A clause with its cells, worst first; `kinds` are the verdicts on them, each with its engine and its
    store."""

    clause: Clause
    cells: list[Cell]
    counts: Counter[Verdict]
    kinds: list[tuple[str, str, str]]


def render(report: Report, comparison: Comparison | None = None) -> str:
    """The page, with the `comparison` to a baseline if there is one.

    It may hold no lone surrogate and no control character but line breaks and tabs.
    """
    page = _environment().get_template("report.html.j2")
    source = page.render(
        report=report,
        comparison=comparison,
        judged=list(map(_judged, repeat(report), report.implementations, conclusions(report))),
        groups=_groups(report),
        engines=list(dict.fromkeys(map(engine_name, report.results))),
        commands=commands(report.results),
        levels=list(Level),
        several=len(report.implementations) > 1,
        signs=SIGNS,
        style=_source("report.css"),
        script=_source("report.js"),
    )
    return _lighter(source)


def render_contract(clauses: list[Clause]) -> str:
    """The contract as a page, each clause under its id: what the page of the report links to, beside it."""
    page = _environment().get_template("contract.html.j2")
    groups: dict[str, list[Clause]] = {}
    for clause in clauses:
        groups.setdefault(group_name(clause.id), []).append(clause)
    return page.render(groups=groups, style=_source("report.css"))


def render_releases(compared: Releases, command: str) -> str:
    """The page that has several releases of one store side by side, and the command that made it."""
    page = _environment().get_template("releases.html.j2")
    classes = {word: str(verdict) for verdict, word in WORDS.items()} | {NOT_JUDGED: "none"}
    return page.render(compared=compared, command=command, classes=classes, style=_source("report.css"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["hash"] = _hash
    environment.filters["zip"] = zip
    environment.filters["ends"] = ends
    environment.filters["engine"] = engine_name
    environment.filters["visible"] = visible
    return environment


def _shown(value: Any) -> Any:
    """Every value on its way into the page, but for markup of our own, which is let through."""
    return visible(value, keep="\n\t") if isinstance(value, str) and not isinstance(value, Markup) else value


def _lighter(page: str) -> str:
    """The page with the quotes of its texts as they are: in attributes alone they need an escape."""
    return re.sub(">[^<]+", lambda text: text[0].replace("&#34;", '"').replace("&#39;", "'"), page)


def _source(name: str) -> Markup:
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))


def _hash(source: str) -> str:
    """What a content security policy calls `source`, so that no other script or style is run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def _judged(report: Report, implementation: Implementation, conclusion: Conclusion) -> Judged:
    own = conclusion.results
    return Judged(
        implementation,
        conclusion,
        broken_clauses(conclusion.broken, report.clauses),
        broken_clauses(conclusion.findings, report.clauses),
        differences(own, report.clauses),
        harness_errors(conclusion.errors),
        by_level(own, report.clauses),
        by_group(own, report.clauses),
        charts.figures(report, implementation.spec),
        charts.seconds(report, implementation.spec),
    )


def _groups(report: Report) -> dict[str, list[Entry]]:
    cells: dict[str, list[Result]] = {clause.id: [] for clause in report.clauses}
    for result in report.results:
        cells[result.clause].append(result)
    stories: dict[str, Result] = {}
    pictures: dict[str, Result] = {}
    groups: dict[str, list[Entry]] = {}
    for clause in report.clauses:
        groups.setdefault(group_name(clause.id), []).append(
            _entry(clause, cells[clause.id], stories, pictures)
        )
    return groups


def _entry(
    clause: Clause, results: list[Result], stories: dict[str, Result], pictures: dict[str, Result]
) -> Entry:
    """The clause with those cells; `stories` are the ones told so far, each with the cell that told it,
    `pictures` the screenshots shown."""
    worst_first = list(SIGNS)
    cells: list[Cell] = []
    ways: set[tuple[str, ...]] = set()
    for result in sorted(results, key=lambda each: worst_first.index(each.verdict)):
        first = stories.setdefault(
            repr((result.implementation, result.engine, result.history, result.observations)), result
        )
        way = (result.verdict, result.expected, result.observed, result.reason)
        passed = result.verdict is Verdict.PASS
        told_by = first if passed and result.history and first is not result else None
        shown = pictures.setdefault(result.screenshot, result)
        pictured_by = shown if result.screenshot and shown is not result else None
        cells.append(Cell(result, not passed and way not in ways, told_by, pictured_by))
        ways.add(way)
    kinds = list(
        dict.fromkeys((str(each.verdict), engine_name(each), each.implementation) for each in results)
    )
    return Entry(clause, cells, Counter(result.verdict for result in results), kinds)
