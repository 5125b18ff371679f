"""The findings: what an app author should know about each promise that the store breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from compat import tomllib
from reports.analysis.grouping import describe_cells
from reports.analysis.releases import BROKEN, KEPT, Releases
from reports.formats.bug_report import bug_reports
from reports.model import FAILED, Clause, Report, Result

FILE = Path(__file__).with_name("findings.toml")


@dataclass(frozen=True)
class Explanation:
    """An entry of findings.toml: what happens to whom, where the cause is, the workaround in words, and when
    the app of the bug report was last run by hand and showed the failure."""

    clause: str
    title: str
    happens: str
    who: str
    function: str
    cause: str
    workaround: str
    confirmed: str


@dataclass(frozen=True)
class Code:
    """The lines of an app that meets the failure, and those that work around it."""

    usual: str
    instead: str

    @property
    def marked(self) -> list[tuple[str, bool]]:
        """The lines of `instead`, each with whether `usual` does not have it."""
        before = self.usual.splitlines()
        return [(line, line not in before) for line in self.instead.splitlines()]


@dataclass(frozen=True)
class Finding:
    """A clause that the store breaks: in which cells, since when, and the first failure.

    `explanation` and `code` are None if nobody has written them yet. `bug_report` is for the
    store's tracker, in Markdown.
    """

    clause: Clause
    where: str
    since: str
    example: Result
    explanation: Explanation | None
    code: Code | None
    bug_report: str

    @property
    def title(self) -> str:
        """What happens, in a line."""
        return self.explanation.title if self.explanation else self.clause.text

    @property
    def file(self) -> str:
        """The name of its page."""
        return f"findings/{self.clause.id}.html"


def explanations() -> dict[str, Explanation]:
    """Return the entries of findings.toml, by clause."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["finding"]
    return {entry["clause"]: Explanation(**entry) for entry in entries}


CodeOf = Callable[[str, str], "Code | None"]
"""Returns the code on a clause, for a store of that storage type."""


def findings(report: Report, compared: Releases | None, code_of: CodeOf) -> list[Finding]:
    """Return the findings on the store of the report, the firmest level first."""
    explained = explanations()
    failed = list(_failed(report))
    return [
        Finding(
            clause,
            describe_cells(own),
            _since(clause, compared),
            own[0],
            explained.get(clause.id),
            code_of(clause.id, own[0].storage_type),
            "".join(map(str, bug_reports(report, clause.id))),
        )
        for clause in sorted(report.clauses, key=lambda clause: clause.level.rank)
        if (own := [each for each in failed if each.clause == clause.id])
    ]


def _failed(report: Report) -> Iterator[Result]:
    """Yield the cells that failed, declared or not, and not because of another clause."""
    return (each for each in report.results if each.verdict in FAILED)


def _since(clause: Clause, compared: Releases | None) -> str:
    """Return since when the clause is broken, in words, or "" if that is unknown."""
    rows = compared.rows if compared else []
    names = compared.names if compared else []
    states = next((own for each, own in rows if each.id == clause.id), [])
    judged = [
        (name, state.word) for name, state in zip(names, states, strict=False) if state.word in (KEPT, BROKEN)
    ]
    broken = list(takewhile(lambda each: each[1] == BROKEN, reversed(judged)))
    if not broken:
        return ""
    first = broken[-1][0]
    before = [name for name, word in judged if word == KEPT]
    if len(broken) == len(judged):
        return f"in every release that was judged, the oldest of which is {first}"
    return f"since {first}; kept in {before[-1]}"
