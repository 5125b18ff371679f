"""Shares the cells out to xdist's workers so that browsers start seldom and recordings are reused."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

import pytest
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadScheduling  # type: ignore[import-untyped]
from xdist.workermanage import WorkerController  # type: ignore[import-untyped]

from judge.run.matrix import Cell, Matrix


class EngineScheduler(LoadScheduling):  # type: ignore[misc]
    """Load scheduling that keeps each worker on one engine, and cells of one scenario on one worker.

    A worker gets cells of the engine that it had before, as long as there are any; then of the engine with
    the most cells left for each of its workers, so that engines that are slow or began late get help. Cells
    come in the order of the matrix; those next to each other that share a scenario are sent together.

    It overrides `_send_tests`, the one place where LoadScheduling decides which tests a worker gets. The
    documented `LoadScopeScheduling._split_scope` cannot do that: it shares out fixed groups of tests to
    whichever worker is free, regardless of the engine that worker has open.
    """

    def __init__(self, config: pytest.Config, log: Producer, matrix: Matrix) -> None:
        super().__init__(config, log)
        self._matrix = matrix
        self._engines: dict[WorkerController, str] = {}

    def _send_tests(self, node: WorkerController, num: int) -> None:
        engine = self._engine_for(node)
        if engine:
            self._engines[node] = engine
        self.pending.sort(key=lambda index: self._engine(index) not in (None, engine))
        while 0 < num < len(self.pending) and self._share_scenario(*self.pending[num - 1 : num + 1]):
            num += 1
        super()._send_tests(node, num)

    def _engine_for(self, node: WorkerController) -> str | None:
        """Return the engine whose cells the worker gets; None if no cell that needs one is left."""
        left = Counter(filter(None, map(self._engine, self.pending)))
        own = self._engines.get(node)
        if own in left:
            return own
        held = Counter(self._engines[each] for each in self.nodes if each in self._engines)
        return max(left, key=lambda engine: left[engine] / (held[engine] + 1), default=None)

    def _engine(self, index: int) -> str | None:
        cell = self._cells[index]
        return cell.engine.name if cell and cell.engine else None

    def _share_scenario(self, one: int, other: int) -> bool:
        return self._scenarios[one] != () and self._scenarios[one] == self._scenarios[other]

    @cached_property
    def _cells(self) -> list[Cell | None]:
        """The cell of each collected test, None for a test that judges none."""
        assert self.collection is not None
        return [self._matrix.cell(nodeid) for nodeid in self.collection]

    @cached_property
    def _scenarios(self) -> list[tuple[str, ...]]:
        """The scenario of each collected test, () for a test without one."""
        return [self._matrix.scenario(cell) if cell else () for cell in self._cells]
