"""Collects the results that the worker processes report, and makes the run's report of them."""

from __future__ import annotations

import platform
import shlex
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest

from compat import UTC
from fixtures.identity import commit_of, installed_commit
from fixtures.server import backends
from judge.run.matrix import Cell, Matrix
from judge.run.verdict import ENGINE, result_of
from reports import model
from reports.analysis.conclusion import with_blocked
from reports.analysis.prerequisites import in_order
from reports.model import CellKey, Level, Report, Result, Verdict

SUITE = {"name": "Store Conformance", "version": "0.1.0"}
"""Its name and version; `suite` adds the commit."""
PACKAGES = ("dash", "hypothesis", "pytest", "selenium")


@cache
def suite() -> dict[str, str]:
    """Return what names the suite: its name, its version and, if it is known, its commit."""
    commit = commit_of(Path(__file__)) or installed_commit("store-conformance")
    return {**SUITE, "commit": commit} if commit else SUITE


class ResultCollector:
    """A pytest plugin: the results of a run so far, one a cell."""

    def __init__(self, matrix: Matrix, level: Level, effort: str) -> None:
        """`effort` says how much is drawn at random."""
        self._matrix = matrix
        self._level = level
        self._effort = effort
        self._results: dict[CellKey, Result] = {}
        self._versions: dict[str, str] = {}
        self._started = datetime.now(UTC)
        self._clock = time.monotonic()
        self.was_interrupted = False

    @property
    def is_empty(self) -> bool:
        """Whether no cell has been judged."""
        return not self._results

    def pytest_keyboard_interrupt(self) -> None:
        """Note that Ctrl-C or pytest.exit ended the run: the latter may name any exit code."""
        self.was_interrupted = True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record the outcome of a phase of a test, in this process or in one of xdist's workers."""
        if result := result_of(report):
            self._results[result.key] = result
        elif report.failed and (cell := self._matrix.cell(report.nodeid)):
            # The node id is all that is left of a test whose worker crashed.
            self._results[cell.key] = _error(cell, str(report.longrepr))
        for name, value in report.user_properties:
            if name == ENGINE:
                engine, _, engine_version = str(value).partition(" ")
                self._versions[engine] = engine_version

    def report(self, command: list[str], interrupted: bool) -> Report:
        """Return the report of the run so far."""
        matrix, clauses = self._matrix, self._matrix.catalogue.clauses
        results = with_blocked([*self._results.values(), *self._untestable()], clauses)
        planned = matrix.planned()
        return Report(
            suite=suite(),
            run=self._run(command, interrupted),
            implementations=[
                model.Implementation(
                    each.spec,
                    each.version,
                    matrix.manifest(each.spec).stale(results, matrix.today),
                    planned,
                    deviations=matrix.manifest(each.spec).deviations,
                    **asdict(each.identity),
                )
                for each in matrix.implementations
            ],
            engines=[
                model.Engine(each.name, self._versions.get(each.name, ""), each.backend)
                for each in matrix.engines
            ],
            clauses=clauses,
            results=in_order(results, clauses),
        )

    def _run(self, command: list[str], interrupted: bool) -> model.Run:
        return model.Run(
            started=self._started.isoformat(timespec="seconds"),
            seconds=round(time.monotonic() - self._clock, 2),
            command=shlex.join(command),
            level=self._level,
            versions={
                "operating system": platform.platform(),
                "python": platform.python_version(),
                **{name: version(name) for name in [*PACKAGES, *self._packages_of_backends()]},
                "hypothesis profile": self._effort,
            },
            interrupted=interrupted,
        )

    def _packages_of_backends(self) -> Iterator[str]:
        for backend in dict.fromkeys(each.backend for each in self._matrix.engines):
            if not backends.not_in_this_dash(backend):
                yield from backends.PACKAGES[backend]

    def _untestable(self) -> Iterator[Result]:
        for clause in self._matrix.catalogue.clauses:
            if clause.untestable:
                for implementation in self._matrix.implementations:
                    for storage_type in clause.storage_types or [""]:
                        key = CellKey(clause.id, implementation.spec, "", storage_type)
                        yield Result(*key, Verdict.UNTESTABLE, reason=clause.untestable)


def _error(cell: Cell, problem: str) -> Result:
    lines = [line for line in problem.splitlines() if line.strip()] or ["no message"]
    return Result(*cell.key, Verdict.ERROR, reason=lines[-1][:300])
