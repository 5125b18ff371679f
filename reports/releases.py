"""Puts reports on several releases of one store side by side: which clause broke or healed in which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.conclusion import conclusions
from reports.markdown import escaped, table
from reports.merge import Disagreement, Source, check_contract
from reports.model import Clause, Level, Report, Result, Verdict
from reports.words import where

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
KEPT, NOT_JUDGED = "kept", "not judged"


@dataclass(frozen=True)
class State:
    """What became of a clause in a release; `where` says in which cells, if not in all. `turn` is "broke" or
    "healed" where it was otherwise in the release before, else ""."""

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
        if [each.spec for each in report.implementations] != [reports[0].implementations[0].spec]:
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
    before = ""
    for report in reports:
        own = [result for result in report.results if result.clause == clause.id]
        word, cells = _worst(own)
        turn = {(KEPT, "broken"): "broke", ("broken", KEPT): "healed"}.get((before, word), "")
        yield State(word, where(cells) if len(cells) < len(own) else "", turn)
        before = word


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
        [clause.level, f"{escaped(clause.text)} ({escaped(clause.id)})", *map(_cell, states)]
        for clause, states in compared.unsteady
    ]
    lines = [
        f"# {escaped(compared.store)} in {len(compared.names)} releases",
        "",
        f"Made by `{command}`. Clauses that are not listed, {kept} of {len(compared.rows)}, are kept in all.",
        "",
        *table(["level", "clause", *map(escaped, compared.names)], rows),
        *(
            f"- {escaped(name)}: {escaped(sentence)}"
            for name, sentence in zip(compared.names, compared.sentences, strict=True)
        ),
    ]
    return "\n".join(lines) + "\n"


def _cell(state: State) -> str:
    told = f"{state.word}: {escaped(state.where)}" if state.where else state.word
    return f"**{state.turn}** ({told})" if state.turn else told
