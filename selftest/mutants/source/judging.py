"""Judges mutants: first by a few clauses that most of them break, then those that are left by all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from fixtures.server.backends import FASTAPI, FLASK, not_in_this_dash
from judge.contract.clause import marked_tests
from judge.run.matrix import STORES_A_PAGE
from judge.run.verdict import HANGS
from reports.document import BadReport
from reports.model import Report, Result, Verdict
from selftest.mutants.faulty_run import run_suite
from selftest.mutants.source import __name__ as module
from selftest.mutants.source import stop

TELLING = (
    *("data.put-is-seen", "data.nested", "stored.survives-reload", "memory.empty-after-reload"),
    *("local.in-local-storage", "session.in-session-storage", "initial.first-visit", "initial.put-wins"),
    *("timestamp.unset", "timestamp.time-of-modification", "timestamp.read-only"),
    *("timestamp.kept-over-reload", "redraw.memory-kept", "tabs.session-untouched"),
    *("clear.callbacks-see-none", "clear.gone-after-reload", "clear.in-layout", "redraw.data-kept"),
    *("redraw.not-cleared-again", "put.only-new-data", "put.members-in-new-order", "put.layout-data"),
    *("edit.stored", "tabs.put-is-seen", "limits.storage-refused", "recovery.foreign-text"),
    *("channel.clientside.undefined", "quiet.no-console-errors", "rest.listeners-removed"),
)
"""Clauses of which most broken stores break one, each quickly judged."""
SHORT = 3.0
"""Seconds of the deadline for these. A mutant that hangs takes that long for each cell."""
FIRST_GROUP, GROUP = 4 * STORES_A_PAGE, 2 * STORES_A_PAGE
"""Mutants of one run, by a few clauses and by all. A start is expensive; an interrupted run is lost."""


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant.

    `judged` are the clauses that were judged, `killed_by` those that failed, `reason` is what the first
    failure expected and observed. `errors` are those of the suite: no kills. `seconds` is the mutant's share
    of its runs. `by_all` says whether all clauses were judged, if none failed.
    """

    judged: tuple[str, ...] = ()
    killed_by: tuple[str, ...] = ()
    reason: str = ""
    errors: tuple[str, ...] = ()
    seconds: float = 0
    by_all: bool = False

    @property
    def is_final(self) -> bool:
        """Whether the mutant is killed, or survives."""
        return bool(self.killed_by) or (self.by_all and not self.errors)


@dataclass(frozen=True)
class Judging:
    """Runs of the suite on the mutants of the source of that name, in one engine, `workers` at a time.

    They are on the backend fastapi, which has every clause, or on flask if this Dash has only that.
    `unmutated` is the folder of the report on the unmutated store.
    """

    source: str
    engine: str
    workers: int
    unmutated: Path

    def judge_unmutated(self) -> Report:
        """Judge the unmutated store by all clauses and return the report. Raises BadReport."""
        return self._run(["unmutated"], self.unmutated, "-n", str(self.workers))

    def by_telling_clauses(self, ids: Sequence[str]) -> Iterator[dict[str, Outcome]]:
        """Yield the outcomes of the mutants, a group at a time."""
        return self._in_groups(ids, FIRST_GROUP, *_selecting(TELLING), f"--deadline={SHORT}")

    def by_all_clauses(self, ids: Sequence[str]) -> Iterator[dict[str, Outcome]]:
        """Yield the outcomes of the mutants, a group at a time."""
        return self._in_groups(ids, GROUP)

    def _in_groups(self, ids: Sequence[str], size: int, *options: str) -> Iterator[dict[str, Outcome]]:
        groups = [ids[first : first + size] for first in range(0, len(ids), size)]
        with ThreadPoolExecutor(self.workers) as pool:
            runs = [pool.submit(self._judge, group, *options) for group in groups]
            try:
                yield from (run.result() for run in as_completed(runs))
            finally:
                pool.shutdown(cancel_futures=True)

    def _judge(self, ids: Sequence[str], *options: str) -> dict[str, Outcome]:
        """Return the outcomes of one group. What fails because of a short deadline is judged again."""
        with TemporaryDirectory() as folder:
            try:
                report = self._run_mutants(ids, Path(folder), *options)
                hasty = {id: _hasty(report, self._store(id)) for id in ids} if options else {}
                again = [id for id in ids if hasty.get(id)]
                clauses = {clause for id in again for clause in hasty[id]}
                confirmed = self._run_mutants(again, Path(folder), *_selecting(clauses)) if again else report
            except BadReport as problem:
                return {id: Outcome(errors=(str(problem),)) for id in ids}
        seconds = (report.run.seconds + (confirmed.run.seconds if again else 0)) / len(ids)
        outcomes = {id: _outcome(confirmed if id in again else report, self._store(id)) for id in ids}
        return {
            id: replace(each, seconds=round(seconds, 1), by_all=not options) for id, each in outcomes.items()
        }

    def _run_mutants(self, ids: Sequence[str], folder: Path, *options: str) -> Report:
        plugin = ["-p", stop.__name__, f"{stop.OPTION}={self.unmutated / 'report.json'}"]
        return self._run(ids, folder, "-n", "0", *plugin, "--stores-share-pages", *options)

    def _run(self, ids: Sequence[str], folder: Path, *options: str) -> Report:
        stores = [f"--store={self._store(id)}" for id in ids]
        backend = FLASK if not_in_this_dash(FASTAPI) else FASTAPI
        fixed = ("-q", f"--engine={self.engine}", f"--backend={backend}")
        return run_suite([*fixed, *stores, *options], folder)

    def _store(self, id: str) -> str:
        return f"{module}:{self.source}-{id}"


def _selecting(clauses: Collection[str]) -> list[str]:
    """Return the arguments that select these clauses. That of their tests saves the collection of all."""
    tests = (test for test, ids in marked_tests().items() if not set(ids).isdisjoint(clauses))
    return [*(f"conformance/{test}" for test in tests), *(f"--clause={id}" for id in clauses)]


def _hasty(report: Report, store: str) -> list[str]:
    """Return the clauses that the store fails, if each failure may be due to the short deadline."""
    failed = [each for each in _results(report, store) if each.verdict is Verdict.FAIL]
    is_due = all(each.seconds >= SHORT or each.expected.startswith(HANGS) for each in failed)
    return [each.clause for each in failed] if is_due else []


def _results(report: Report, store: str) -> list[Result]:
    return [each for each in report.results if each.implementation == store]


def _outcome(report: Report, store: str) -> Outcome:
    results = _results(report, store)
    failed = [each for each in results if each.verdict is Verdict.FAIL]
    errors = [each for each in results if each.verdict is Verdict.ERROR]
    judged = [each for each in results if each.verdict is not Verdict.UNTESTABLE]
    return Outcome(
        tuple(dict.fromkeys(each.clause for each in judged)),
        tuple(dict.fromkeys(each.clause for each in failed)),
        next((_failure(each) for each in failed), ""),
        tuple(f"{each.clause} [{each.storage_type}]: {each.reason}" for each in errors),
    )


def _failure(result: Result) -> str:
    where = f" [{result.storage_type}]" if result.storage_type else ""
    return f"{result.clause}{where}: expected {result.expected}, observed {result.observed}"
