"""A broken clause as a report for the tracker of the store, in Markdown."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from markupsafe import Markup

from errors import UserError
from reports.analysis.grouping import describe_cells
from reports.analysis.paths import differences_by_path
from reports.formats.templating import render
from reports.formats.trace import trace_lines
from reports.model import FAILED, FLASK, CellKey, Clause, Implementation, Level, Report, Result, Verdict
from reports.text import one_line, short_both

IN_THE_DOCS = {
    Level.MUST: ("breaks a promise of the docs", "The docs of dcc.Store say so"),
    Level.SHOULD: ("breaks what the docs imply", "It follows from the docs of dcc.Store"),
    Level.REFERENCE: (
        "breaks what apps rely on",
        "The docs of dcc.Store do not promise it, but dcc.Store has done it. The nearest words",
    ),
}
"""What the title says of the store, and how the report leads to the words of the docs."""
WIDTH = 600
"""Characters of an expected or observed value."""
MOBILE = "-mobile"
"""Ends the name of an engine that is used as on a phone."""
PACKAGES = ("dash", "python", "operating system")
"""The versions that matter to whoever repeats the failure."""


class NotBroken(UserError):
    """The report has no failure of the clause."""


@dataclass(frozen=True)
class BugReport:
    """A bug report in two parts, so that a page that shows the app already need not repeat it.

    `text` is all of it if there is no `app`; otherwise the app follows, as a block of Python.
    """

    text: str
    app: str

    def __str__(self) -> str:
        return render("bug_app.md.j2", report=self) if self.app else self.text


def bug_reports(report: Report, clause_id: str) -> list[BugReport]:
    """Return a bug report for each store that breaks the clause. Raises NotBroken if there is none."""
    found = bug_reports_by_cell(report)
    if own := [bug_report for cell, bug_report in found.items() if cell.clause == clause_id]:
        return own
    broken = ", ".join(dict.fromkeys(cell.clause for cell in found)) or "none"
    raise NotBroken(f"{one_line(clause_id)}: no store breaks this clause; those that are broken: {broken}")


def bug_reports_by_cell(report: Report) -> dict[CellKey, BugReport]:
    """Return a bug report for each clause and store that breaks it, by the cell that tells what happened."""
    clauses = {each.id: each for each in report.clauses}
    stores = {each.spec: each for each in report.implementations}
    cells: dict[tuple[str, str], list[Result]] = {}
    for each in report.results:
        cells.setdefault((each.clause, each.implementation), []).append(each)
    found: dict[CellKey, BugReport] = {}
    for (id, spec), results in cells.items():
        if broken := [each for verdict in FAILED for each in results if each.verdict is verdict]:
            found[broken[0].key] = _bug_report(report, clauses[id], stores[spec], results, broken)
    return found


def _bug_report(
    report: Report,
    clause: Clause,
    implementation: Implementation,
    results: list[Result],
    broken: list[Result],
) -> BugReport:
    engines = {each.engine for each in broken}
    cell = broken[0]
    breaks, in_the_docs = IN_THE_DOCS[clause.level]
    text = render(
        "bug_report.md.j2",
        clause=clause,
        name=implementation.spec.replace(":", "."),
        implementation=implementation,
        cell=cell,
        where=describe_cells([cell]),
        broken=describe_cells(broken),
        kept=describe_cells(each for each in results if each.verdict is Verdict.PASS),
        breaks=Markup(breaks),
        in_the_docs=Markup(in_the_docs),
        steps="\n".join(trace_lines(cell)),
        values="\n".join(_values(cell)),
        engines=[each for each in report.engines if each.name in engines],
        versions={name: report.run.versions[name] for name in PACKAGES if name in report.run.versions},
        suite=report.suite,
        rerun=shlex.join(_rerun(report, cell)),
    )
    return BugReport(text, cell.repro)


def _rerun(report: Report, cell: Result) -> list[str]:
    """Return the command that judges the cell again, without what only this machine has."""
    engine = next((each for each in report.engines if each.name == cell.engine), None)
    command = ["store-conformance", "run", "--clause", cell.clause]
    if cell.storage_type:
        command += ["--storage-type", cell.storage_type]
    if engine:
        browser = engine.browser.removesuffix(MOBILE)
        command += ["--engine", browser]
        command += ["--form-factor", "mobile"] if browser != engine.browser else []
        command += ["--backend", engine.backend] if engine.backend != FLASK else []
    return [*command, "--store", cell.implementation]


def _values(cell: Result) -> list[str]:
    """Return what was expected and observed, and where it differs, as lines."""
    expected, observed = short_both(cell.expected, cell.observed, WIDTH)
    places = differences_by_path(cell.expected, cell.observed)
    return [f"Expected: {expected}", f"Observed: {observed}", *places]
