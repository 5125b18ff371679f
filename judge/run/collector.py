"""Gathers the results that the test processes report, and makes the run's report of them."""

from __future__ import annotations

import platform
import shlex
import time
from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import version

import pytest

from compat import UTC
from judge.contract.catalogue import STORAGE_TYPES, marked_tests
from judge.run.cells import Cell
from judge.run.matrix import Matrix
from judge.run.verdict import ENGINE, result_of
from reports import model
from reports.analysis.conclusion import with_blocked
from reports.model import Level, Report, Result, Verdict

SUITE = {"name": "Store Conformance", "version": "0.1.0"}
PACKAGES = ("dash", "hypothesis", "pytest", "selenium")


class ResultCollector:
    """A pytest plugin: the results of a run so far, one a cell."""

    def __init__(self, plan: Matrix, level: Level, profile: str) -> None:
        """`profile` says in words what Hypothesis draws."""
        self._plan = plan
        self._level = level
        self._profile = profile
        self._results: dict[tuple[str, str, str, str], Result] = {}
        self._versions: dict[str, str] = {}
        self._started = datetime.now(UTC)
        self._clock = time.monotonic()

    @property
    def empty(self) -> bool:
        """Whether no cell has been judged."""
        return not self._results

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take note of what a phase of a test came to, in this process or in one of xdist's workers."""
        if result := result_of(report):
            self._results[_key(result)] = result
        elif report.failed and (cell := self._cell(report.nodeid)):
            self._results[cell.key] = _error(cell, str(report.longrepr))
        for name, told in report.user_properties:
            if name == ENGINE:
                engine, _, told_version = str(told).partition(" ")
                self._versions[engine] = told_version

    def _cell(self, nodeid: str) -> Cell | None:
        """The cell that a node id stands for: all that is left of a test whose process crashed."""
        test, _, cell = nodeid.rpartition("/")[2].removesuffix("]").partition("[")
        for clause in marked_tests().get(test, []):
            for on_page in (True, False):
                for each in self._plan.cells(clause, on_page):
                    if str(each) == cell:
                        return each
        return None

    def report(self, command: list[str], interrupted: bool) -> Report:
        """The report of the run as it stands."""
        clauses = self._plan.catalogue.clauses
        results = with_blocked([*self._results.values(), *self._untestable()], clauses)
        places = {clause.id: place for place, clause in enumerate(clauses)}

        def place(result: Result) -> tuple[int, str, str, int]:
            storage_type = STORAGE_TYPES.index(result.storage_type) if result.storage_type else -1
            return places[result.clause], result.implementation, result.engine, storage_type

        return Report(
            suite=SUITE,
            run=model.Run(
                started=self._started.isoformat(timespec="seconds"),
                seconds=round(time.monotonic() - self._clock, 2),
                command=shlex.join(command),
                level=self._level,
                versions={
                    "python": platform.python_version(),
                    **{name: version(name) for name in PACKAGES},
                    "hypothesis profile": self._profile,
                },
                interrupted=interrupted,
            ),
            implementations=[
                model.Implementation(each.spec, each.version, self._lapsed(each.spec, results))
                for each in self._plan.implementations
            ],
            engines=[
                model.Engine(each.name, self._versions.get(each.name, "")) for each in self._plan.engines
            ],
            clauses=clauses,
            results=sorted(results, key=place),
        )

    def _lapsed(self, store: str, results: list[Result]) -> list[str]:
        """The declarations of the store's manifest that do not hold, a line each."""
        manifest = self._plan.manifests.get(store)
        return manifest.stale(results, self._plan.today) if manifest else []

    def _untestable(self) -> Iterable[Result]:
        for clause in self._plan.catalogue.clauses:
            if clause.untestable:
                for implementation in self._plan.implementations:
                    for storage_type in clause.storage_types or [""]:
                        yield Result(
                            clause.id,
                            implementation.spec,
                            "",
                            storage_type,
                            Verdict.UNTESTABLE,
                            reason=clause.untestable,
                        )


def _key(result: Result) -> tuple[str, str, str, str]:
    return result.clause, result.implementation, result.engine, result.storage_type


def _error(cell: Cell, problem: str) -> Result:
    clause, implementation, engine, storage_type = cell.key
    lines = [line for line in problem.splitlines() if line.strip()] or ["no word of what went wrong"]
    return Result(clause, implementation, engine, storage_type, Verdict.ERROR, reason=lines[-1][:300])
