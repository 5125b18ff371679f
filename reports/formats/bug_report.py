"""A broken clause as a report for the tracker of the store, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from errors import UserError
from reports.analysis.grouping import describe_cells
from reports.formats.templating import render
from reports.formats.trace import trace_lines
from reports.model import Clause, Implementation, Level, Report, Result, Verdict
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


def bug_reports(report: Report, clause_id: str) -> Iterator[BugReport]:
    """Yield a bug report for each store that breaks the clause. Raises NotBroken if there is none."""
    broken = list(dict.fromkeys(each.clause for each in report.results if each.verdict in BROKEN))
    if clause_id not in broken:
        raise NotBroken(
            f"{one_line(clause_id)}: no store breaks this clause; name one of {', '.join(broken) or 'none'}"
        )
    clause = next(each for each in report.clauses if each.id == clause_id)
    for implementation in report.implementations:
        own = [each for each in report.results if each.key[:2] == (clause_id, implementation.spec)]
        if any(each.verdict in BROKEN for each in own):
            yield bug_report(report, clause, implementation, own)


def bug_report(
    report: Report, clause: Clause, implementation: Implementation, results: list[Result]
) -> BugReport:
    """Return the bug report on that store. `results` are its cells of the clause, one of which is broken.
    The first one that is tells what happened."""
    broken = [each for each in results if each.verdict in BROKEN]
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
