"""Compares several releases of one store: which clause broke or was fixed in which release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.analysis.conclusion import conclusions
from reports.analysis.grouping import describe_cells
from reports.analysis.merge import Disagreement, Source, check_contract
from reports.model import Clause, Level, Report, Result, Verdict

WORDS = {
    Verdict.ERROR: "error",
    Verdict.FAIL: "broken",
    Verdict.DEVIATION: "broken",
    Verdict.BLOCKED: "blocked",
    Verdict.UNSUPPORTED: "unsupported",
    Verdict.UNTESTABLE: "untestable",
    Verdict.PASS: "kept",
}
"""The word for a clause whose worst cell has that verdict, the worst first."""
KEPT, BROKEN, NOT_JUDGED = "kept", "broken", "not judged"


@dataclass(frozen=True)
class State:
    """The state of a clause in a release. `where` names its cells, or is "" if they are all that any release
    was judged in. `change` is "broke" or "fixed" if it was the other way round in the release before, in
    cells that both releases were judged in, else ""."""

    word: str
    where: str
    change: str = ""


@dataclass(frozen=True)
class Releases:
    """Several releases of `store`: `names` are its versions, `sentences` the conclusions of their runs, and
    `rows` the states of each clause in them."""

    store: str
    names: list[str]
    sentences: list[str]
    rows: list[tuple[Clause, list[State]]]

    @property
    def not_always_kept(self) -> list[tuple[Clause, list[State]]]:
        """The rows of the clauses that are not kept in every release, the firmest level first."""
        order = list(Level)
        rows = [row for row in self.rows if {state.word for state in row[1]} != {KEPT}]
        return sorted(rows, key=lambda row: order.index(row[0].level))


def releases(sources: Sequence[Source]) -> Releases:
    """Return the releases that the reports are on, in that order.

    Raises Disagreement unless each report is on one store, the same in all, by the same contract.
    """
    check_contract(sources)
    reports = [report for _, report in sources]
    for origin, report in sources:
        stores = [each.spec for each in report.implementations]
        if len(stores) != 1 or report.implementations[0].spec != reports[0].implementations[0].spec:
            raise Disagreement(
                f"{origin}: must be on one store, and on the same as {sources[0][0]}; leave it out"
            )
    return Releases(
        reports[0].implementations[0].spec,
        [report.implementations[0].version for report in reports],
        [conclusions(report)[0].sentence for report in reports],
        [(clause, list(_states(clause, reports))) for clause in reports[0].clauses],
    )


def _states(clause: Clause, reports: list[Report]) -> Iterator[State]:
    judged = [[each for each in report.results if each.clause == clause.id] for report in reports]
    cells = {_cell(each) for own in judged for each in own}
    for before, own in zip([[], *judged[:-1]], judged, strict=True):
        word, worst = _worst(own)
        yield State(word, describe_cells(worst) if len(worst) < len(cells) else "", _change(before, own))


def _change(before: list[Result], own: list[Result]) -> str:
    """Return "broke", "fixed" or "". A cell that only one of the releases was judged in shows no change."""
    (old, old_cells), (new, new_cells) = _worst(before), _worst(own)
    if (old, new) == (KEPT, BROKEN) and any(_cell(each) in map(_cell, before) for each in new_cells):
        return "broke"
    if (old, new) == (BROKEN, KEPT) and all(_cell(each) in map(_cell, own) for each in old_cells):
        return "fixed"
    return ""


def _cell(result: Result) -> tuple[str, str]:
    return result.engine, result.storage_type


def _worst(results: list[Result]) -> tuple[str, list[Result]]:
    """Return the word for the worst of the cells, and the cells that it describes."""
    for verdict, word in WORDS.items():
        if any(result.verdict is verdict for result in results):
            return word, [result for result in results if WORDS[result.verdict] == word]
    return NOT_JUDGED, []
