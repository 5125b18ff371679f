"""Puts reports on several releases of one store side by side: which clause broke or healed in which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.analysis.conclusion import conclusions
from reports.analysis.grouping import describe_cells
from reports.analysis.merge import Disagreement, Source, check_contract
from reports.formats.markdown import escaped, table
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
"""What is said of a clause whose worst cell has that verdict, the worst first."""
KEPT, BROKEN, NOT_JUDGED = "kept", "broken", "not judged"


@dataclass(frozen=True)
class State:
    """What became of a clause in a release; `where` says in which cells, if not in all that any of the
    releases was judged in. `turn` is "broke" or "healed" where it was otherwise in the release before, by
    cells that were judged in both, else ""."""

    word: str
    where: str
    turn: str = ""


@dataclass(frozen=True)
class Releases:
    """`names` are the versions of the store, in the order given; `rows` what became of each clause in each,
    `sentences` what the runs concluded."""

    store: str
    names: list[str]
    sentences: list[str]
    rows: list[tuple[Clause, list[State]]]

    @property
    def unsteady(self) -> list[tuple[Clause, list[State]]]:
        """The rows of clauses that are not kept in every release, the firmest level first."""
        order = list(Level)
        rows = [row for row in self.rows if {state.word for state in row[1]} != {KEPT}]
        return sorted(rows, key=lambda row: order.index(row[0].level))


def releases(sources: Sequence[Source]) -> Releases:
    """The reports side by side. Raises Disagreement if they are not on one store each, and the same one, or
    judge by different contracts."""
    check_contract(sources)
    reports = [report for _, report in sources]
    for origin, report in sources:
        stores = [each.spec for each in report.implementations]
        if len(stores) != 1 or report.implementations[0].spec != reports[0].implementations[0].spec:
            raise Disagreement(
                f"{origin}: not on one store, or on another than {sources[0][0]}; leave it out"
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
        word, said_of = _worst(own)
        yield State(word, describe_cells(said_of) if len(said_of) < len(cells) else "", _turn(before, own))


def _turn(before: list[Result], own: list[Result]) -> str:
    """What happened from one release to the next. What was not judged before has not broken, what is not
    judged again has not healed."""
    (was, said_then), (now, said_now) = _worst(before), _worst(own)
    if (was, now) == (KEPT, BROKEN) and any(_cell(each) in map(_cell, before) for each in said_now):
        return "broke"
    if (was, now) == (BROKEN, KEPT) and all(_cell(each) in map(_cell, own) for each in said_then):
        return "healed"
    return ""


def _cell(result: Result) -> tuple[str, str]:
    return result.engine, result.storage_type


def _worst(results: list[Result]) -> tuple[str, list[Result]]:
    """The word for the worst of the cells, and the cells that it is said of."""
    for verdict, word in WORDS.items():
        if any(result.verdict is verdict for result in results):
            return word, [result for result in results if WORDS[result.verdict] == word]
    return NOT_JUDGED, []


def markdown(compared: Releases, command: str) -> str:
    """The table of what is not kept in every release, and the command that made it."""
    kept = len(compared.rows) - len(compared.unsteady)
    rows = [
        [clause.level, f"{escaped(clause.text)} ({escaped(clause.id)})", *map(_told, states)]
        for clause, states in compared.unsteady
    ]
    lines = [
        f"# {escaped(compared.store)} in {len(compared.names)} releases",
        "",
        f"Made by `{command}`. Clauses that are not listed, {kept} of {len(compared.rows)},"
        " are kept wherever they were judged.",
        "",
        *table(["level", "clause", *map(escaped, compared.names)], rows),
        *(
            f"- {escaped(name)}: {escaped(sentence)}"
            for name, sentence in zip(compared.names, compared.sentences, strict=True)
        ),
    ]
    return "\n".join(lines) + "\n"


def _told(state: State) -> str:
    told = f"{state.word}: {escaped(state.where)}" if state.where else state.word
    return f"**{state.turn}** ({told})" if state.turn else told
