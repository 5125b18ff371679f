"""Compares several releases of one store: which clause broke or was fixed in which release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.analysis.conclusion import conclusions
from reports.analysis.grouping import describe_cells
from reports.analysis.merge import Disagreement, Source, check_contract
from reports.model import Clause, Report, Result, Verdict

WORDS = {
    Verdict.ERROR: "error",
    Verdict.FAIL: "broken",
    Verdict.DEVIATION: "broken",
    Verdict.BLOCKED: "blocked",
    Verdict.UNSUPPORTED: "unsupported",
    Verdict.UNTESTABLE: "untestable",
    Verdict.PASS: "kept",
}
"""The word for a clause by the first of these verdicts that a cell of it has."""
KEPT, BROKEN, NOT_JUDGED = "kept", "broken", "not judged"
CHANNEL = "channel."
"""How the ids of clauses about a channel begin; its name follows."""


@dataclass(frozen=True)
class State:
    """The state of a clause in a release. `where` names its cells, or is "" if they are all that any release
    was judged in. `change` is "broke" or "fixed" if it was the other way round in the release before, in
    cells that both releases were judged in, else ""."""

    word: str
    where: str
    change: str = ""


@dataclass(frozen=True)
class ReleaseChange:
    """A clause that was kept in some releases and broken in others: `when` says in which. `where` names the
    cells that this is about, or is "" if it is all cells of the clause."""

    clause: Clause
    where: str
    when: str

    @property
    def promise(self) -> str:
        """The text of the clause without the period, to begin a sentence."""
        return self.clause.text.rstrip(".")

    @property
    def about(self) -> str:
        """The level of the clause and the cells."""
        return ", ".join(filter(None, [self.clause.level, self.where]))


@dataclass(frozen=True)
class Releases:
    """Several releases of `store`: `names` are its versions, `browsers` what they were judged in, `sentences`
    the conclusions of their runs, `rows` the states of each clause in them, and `changes` the clauses that
    are kept in some of them and broken in others, the firmest level first. `channels` has the channels by
    name, and whether each release has them: "yes", "no" or NOT_JUDGED."""

    store: str
    names: list[str]
    browsers: list[str]
    sentences: list[str]
    rows: list[tuple[Clause, list[State]]]
    changes: list[ReleaseChange]
    channels: dict[str, list[str]]

    @property
    def not_always_kept(self) -> list[tuple[Clause, list[State]]]:
        """The rows of the clauses that are not kept in every release they were judged in, the firmest level
        first."""
        rows = [row for row in self.rows if not is_always_kept(row[1])]
        return sorted(rows, key=lambda row: row[0].level.rank)


def is_always_kept(states: Iterable[State]) -> bool:
    """Return whether the clause is kept wherever it was judged."""
    return {state.word for state in states} <= {KEPT, NOT_JUDGED}


def releases(sources: Sequence[Source]) -> Releases:
    """Return the releases that the reports are on, in that order.

    Raises Disagreement unless each report is on one store, the same in all, by the same contract.
    """
    check_contract(sources)
    store = only_store(sources)
    reports = [report for _, report in sources]
    return Releases(
        store,
        [_version(report) for report in reports],
        [", ".join(f"{each.name} {each.version}" for each in report.engines) for report in reports],
        [conclusions(report)[0].sentence for report in reports],
        [(clause, list(states(clause, reports))) for clause in reports[0].clauses],
        [
            change
            for clause in sorted(reports[0].clauses, key=lambda clause: clause.level.rank)
            for change in _changes(clause, reports)
        ],
        _channels(reports),
    )


def only_store(sources: Sequence[Source]) -> str:
    """Return the store that all the reports are on. Raises Disagreement."""
    first, report = sources[0]
    expected = [each.spec for each in report.implementations][:1]
    for origin, other in sources:
        stores = [each.spec for each in other.implementations]
        if len(stores) != 1 or stores != expected:
            raise Disagreement(f"{origin}: must be on one store, and on the same as {first}; leave it out")
    return expected[0]


def state_of(results: list[Result]) -> State:
    """Return the state of a clause in these cells of one report."""
    word, worst = _worst(results)
    return State(word, describe_cells(worst) if len(worst) < len(results) else "")


def _channels(reports: list[Report]) -> dict[str, list[str]]:
    """Return which reports show that their release has a channel: any cell of its clauses was testable."""
    ids = [clause.id for clause in reports[0].clauses if clause.id.startswith(CHANNEL)]
    names = dict.fromkeys(id.split(".")[1] for id in ids)
    return {name: [_presence(f"{CHANNEL}{name}.", report) for report in reports] for name in names}


def _presence(clauses: str, report: Report) -> str:
    verdicts = {result.verdict for result in report.results if result.clause.startswith(clauses)}
    if not verdicts:
        return NOT_JUDGED
    return "no" if verdicts == {Verdict.UNTESTABLE} else "yes"


def _version(report: Report) -> str:
    return report.implementations[0].version


def _changes(clause: Clause, reports: list[Report]) -> Iterator[ReleaseChange]:
    """Yield a change for each group of cells that changed in the same releases."""
    cells: dict[tuple[str, str], list[tuple[str, Result]]] = {}
    for report in reports:
        for result in report.results:
            if result.clause == clause.id:
                cells.setdefault(_cell(result), []).append((_version(report), result))
    groups: dict[str, list[Result]] = {}
    for judged in cells.values():
        groups.setdefault(_when(judged), []).append(judged[0][1])
    for when, results in groups.items():
        if when:
            yield ReleaseChange(clause, describe_cells(results) if len(groups) > 1 else "", when)


def _kept_or_broken(result: Result) -> str:
    """Return KEPT, BROKEN, or "" if the result shows neither."""
    word = BROKEN if result.found else WORDS[result.verdict]
    return word if word in (KEPT, BROKEN) else ""


def _when(judged: list[tuple[str, Result]]) -> str:
    """Return in which releases a cell was kept and in which it was broken, "" if that never changed.

    It says "at least" if the releases between two that differ show neither.
    """
    known = [(version, word) for version, result in judged if (word := _kept_or_broken(result))]
    spans = [
        (word, [version for version, _ in span]) for word, span in groupby(known, key=lambda each: each[1])
    ]
    if len(spans) < 2:
        return ""
    (first, until), *between, (last, since) = spans
    versions = [version for version, _ in judged]
    is_gap = versions.index(spans[1][1][0]) > versions.index(until[-1]) + 1
    middle = [
        f"{word} in {versions[0]}" if len(versions) == 1 else f"{word} from {versions[0]} to {versions[-1]}"
        for word, versions in between
    ]
    start = f"{first} until {until[-1]}{' at least' if is_gap else ''}"
    return ", ".join([start, *middle, f"{last} since {since[0]}"])


def states(clause: Clause, reports: Sequence[Report]) -> Iterator[State]:
    """Yield the state of the clause in each of the reports, with how it changed since the one before."""
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
