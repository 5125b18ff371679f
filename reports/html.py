"""Renders a report as one HTML page that needs no network. What a store says gets in as text only."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import charts
from reports.charts import Chart
from reports.compare import Comparison
from reports.conclusion import Conclusion, conclusions
from reports.differences import Difference, differences
from reports.model import Clause, Implementation, Level, Report, Result, Verdict
from reports.releases import NOT_JUDGED, WORDS, Releases
from reports.words import Break, Fault, breaks, faults, visible

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
class Grid:
    """Verdicts counted by group of clauses (rows) and by engine and storage type (columns)."""

    engines: dict[str, list[str]]
    rows: dict[str, list[Counter[Verdict]]]


@dataclass(frozen=True)
class Judged:
    """What the first screen says of one implementation."""

    implementation: Implementation
    conclusion: Conclusion
    broken: list[Break]
    findings: list[Break]
    differences: list[Difference]
    faults: list[Fault]
    grid: Grid
    figures: list[Chart]
    seconds: Chart


@dataclass(frozen=True)
class Entry:
    """A clause with its cells, worst first."""

    clause: Clause
    cells: list[Result]
    counts: Counter[Verdict]


def render(report: Report, comparison: Comparison | None = None) -> str:
    """The page, with the `comparison` to a baseline if there is one.

    It may hold no lone surrogate and no control character but line breaks and tabs.
    """
    page = _environment().get_template("report.html.j2")
    return page.render(
        report=report,
        comparison=comparison,
        judged=list(map(_judged, repeat(report), report.implementations, conclusions(report))),
        groups=_groups(report),
        levels=list(Level),
        verdicts=list(Verdict),
        signs=SIGNS,
        style=_source("report.css"),
        script=_source("report.js"),
    )


def render_releases(compared: Releases) -> str:
    """The page that has several releases of one store side by side."""
    page = _environment().get_template("releases.html.j2")
    classes = {word: str(verdict) for verdict, word in WORDS.items()} | {NOT_JUDGED: "none"}
    return page.render(compared=compared, classes=classes, style=_source("report.css"))


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
    return environment


def _shown(value: Any) -> Any:
    """Every value on its way into the page, but for markup of our own, which is let through."""
    return visible(value, keep="\n\t") if isinstance(value, str) and not isinstance(value, Markup) else value


def _source(name: str) -> Markup:
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))


def _hash(source: str) -> str:
    """What a content security policy calls `source`, so that no other script or style is run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def _judged(report: Report, implementation: Implementation, conclusion: Conclusion) -> Judged:
    own = [result for result in report.results if result.implementation == implementation.spec]
    return Judged(
        implementation,
        conclusion,
        breaks(conclusion.broken, report.clauses),
        breaks(conclusion.findings, report.clauses),
        differences(own, report.clauses),
        faults(conclusion.errors),
        _grid(own, report),
        charts.figures(report, implementation.spec),
        charts.seconds(report, implementation.spec),
    )


def _grid(results: list[Result], report: Report) -> Grid:
    engines: dict[str, list[str]] = {}
    for result in results:
        types = engines.setdefault(result.engine, [])
        if result.storage_type not in types:
            types.append(result.storage_type)
    columns = [(engine, storage_type) for engine, types in engines.items() for storage_type in types]
    rows = {_group(clause.id): [Counter[Verdict]() for _ in columns] for clause in report.clauses}
    for result in results:
        column = columns.index((result.engine, result.storage_type))
        rows[_group(result.clause)][column][result.verdict] += 1
    return Grid(engines, rows)


def _groups(report: Report) -> dict[str, list[Entry]]:
    cells: dict[str, list[Result]] = {clause.id: [] for clause in report.clauses}
    for result in report.results:
        cells[result.clause].append(result)
    worst_first = list(SIGNS)
    groups: dict[str, list[Entry]] = {}
    for clause in report.clauses:
        own = sorted(cells[clause.id], key=lambda cell: worst_first.index(cell.verdict))
        entry = Entry(clause, own, Counter(cell.verdict for cell in own))
        groups.setdefault(_group(clause.id), []).append(entry)
    return groups


def _group(clause: str) -> str:
    return clause.partition(".")[0]
