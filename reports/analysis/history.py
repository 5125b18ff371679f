"""Many reports on one store over time: what each run found, and which clauses broke or were fixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.analysis.conclusion import conclusions
from reports.analysis.merge import Source
from reports.analysis.releases import State, is_always_kept, only_store, states
from reports.model import Clause, Report


@dataclass(frozen=True)
class PastRun:
    """One run: the file it was read from, when it began, what was judged where, what it found, and how long
    it took in seconds."""

    origin: str
    started: str
    version: str
    commit: str
    browsers: str
    sentence: str
    exit_code: int
    seconds: float


@dataclass(frozen=True)
class StoreHistory:
    """The runs on `store`, oldest first, and the state of each clause in each."""

    store: str
    runs: list[PastRun]
    rows: list[tuple[Clause, list[State]]]

    @property
    def flipped(self) -> list[tuple[Clause, list[State]]]:
        """The rows of the clauses that broke or were fixed between two runs, those that did so most often
        first."""
        rows = [(flips, clause, own) for clause, own in self.rows if (flips := sum(map(_is_flip, own)))]
        return [(clause, own) for _, clause, own in sorted(rows, key=lambda row: -row[0])]

    @property
    def unchanged_but_not_kept(self) -> list[tuple[Clause, list[State]]]:
        """The rows of the clauses that neither broke nor were fixed, but are not kept everywhere."""
        return [row for row in self.rows if not any(map(_is_flip, row[1])) and not is_always_kept(row[1])]


def history(sources: Sequence[Source]) -> StoreHistory:
    """Return the history that the reports tell. Raises Disagreement unless all are on one store.

    The contract may have changed in between: a clause that a run does not know was not judged in it.
    """
    store = only_store(sources)
    ordered = sorted(sources, key=lambda source: source[1].run.started)
    reports = [report for _, report in ordered]
    clauses = {clause.id: clause for report in reports for clause in report.clauses}
    return StoreHistory(
        store,
        [_past_run(origin, report) for origin, report in ordered],
        [(clause, list(states(clause, reports))) for clause in clauses.values()],
    )


def _past_run(origin: str, report: Report) -> PastRun:
    (conclusion,) = conclusions(report)
    (implementation,) = report.implementations
    return PastRun(
        origin,
        report.run.started,
        implementation.version,
        implementation.commit,
        ", ".join(f"{each.name} {each.version}" for each in report.engines),
        conclusion.sentence,
        conclusion.exit_code,
        report.run.seconds,
    )


def _is_flip(state: State) -> bool:
    return bool(state.change)
