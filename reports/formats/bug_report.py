"""A broken clause as a report for the tracker of the store, in Markdown."""

from __future__ import annotations

from dataclasses import dataclass

from errors import UserError
from reports.analysis.grouping import describe_cells
from reports.formats.templating import render
from reports.formats.trace import trace_lines
from reports.model import CellKey, Clause, Implementation, Level, Report, Result, Verdict
from reports.text import one_line

BROKEN = (Verdict.FAIL, Verdict.DEVIATION)
IN_THE_DOCS = {
    Level.MUST: "The docs of dcc.Store say so",
    Level.SHOULD: "It follows from the docs of dcc.Store",
    Level.REFERENCE: "The docs of dcc.Store do not promise it, but apps rely on it. The nearest words",
}
"""How the report leads to the words of the docs."""
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
        if broken := [each for verdict in BROKEN for each in results if each.verdict is verdict]:
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
    text = render(
        "bug_report.md.j2",
        clause=clause,
        name=implementation.spec.replace(":", "."),
        implementation=implementation,
        cell=broken[0],
        where=describe_cells(broken[:1]),
        broken=describe_cells(broken),
        kept=describe_cells(each for each in results if each.verdict is Verdict.PASS),
        in_the_docs=IN_THE_DOCS[clause.level],
        steps="\n".join(trace_lines(broken[0])),
        engines=[each for each in report.engines if each.name in engines],
        versions={name: report.run.versions[name] for name in PACKAGES if name in report.run.versions},
        suite=report.suite,
    )
    return BugReport(text, broken[0].repro)
