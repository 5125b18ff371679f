"""How xdist's processes share the cells: each stays with an engine, for browser starts are dear, and cells
that take over a story from one another go to one process.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from xdist.scheduler import LoadScheduling  # type: ignore[import-untyped]
from xdist.workermanage import WorkerController  # type: ignore[import-untyped]

from fixtures.browsers import ENGINES
from fixtures.browsers.engine import FORM_FACTORS
from judge.contract.catalogue import STORAGE_TYPES, marked_tests, stories
from judge.run.cells import in_form_factors


class EngineScheduler(LoadScheduling):  # type: ignore[misc]
    """One cell at a time, in the order of each engine, but for those side by side that share a story.

    A process is given cells of the engine that it has been given before, as long as there are any; then of
    the one with the most cells left for each of its processes: what is slow or begun late is helped."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._engines: dict[WorkerController, str] = {}

    def _send_tests(self, node: WorkerController, num: int) -> None:
        engine = self._engine_for(node)
        if engine:
            self._engines[node] = engine
        self.pending.sort(key=lambda cell: self._engine(cell) not in (None, engine))
        while 0 < num < len(self.pending) and self._share(*self.pending[num - 1 : num + 1]):
            num += 1
        super()._send_tests(node, num)

    def _engine_for(self, node: WorkerController) -> str | None:
        """The engine that the process is to have cells of; None if none is left that has one."""
        left = Counter(filter(None, map(self._engine, self.pending)))
        own = self._engines.get(node)
        if own in left:
            return own
        held = Counter(self._engines[each] for each in self.nodes if each in self._engines)
        return max(left, key=lambda engine: left[engine] / (held[engine] + 1), default=None)

    def _engine(self, cell: int) -> str | None:
        assert self.collection is not None
        return _engine(self.collection[cell])

    def _share(self, one: int, other: int) -> bool:
        assert self.collection is not None
        story = _story(self.collection[one])
        return story is not None and story == _story(self.collection[other])


@cache
def _engine(nodeid: str) -> str | None:
    """The engine that a cell is judged in, if it needs one."""
    test, cell = _told(nodeid)
    engines = in_form_factors(list(ENGINES.values()), list(FORM_FACTORS)) if test in marked_tests() else []
    return next((each.name for each in engines if cell.endswith(f"-{each.name}")), None)


def _story(nodeid: str) -> tuple[str, str] | None:
    """The story that a test shares with others, if it does, and of which store in which engine it is told."""
    test, cell = _told(nodeid)
    return (stories()[test], cell) if test in stories() else None


def _told(nodeid: str) -> tuple[str, str]:
    """The test of a node id, and of its cell all but the storage type."""
    test, _, cell = nodeid.rpartition("/")[2].removesuffix("]").partition("[")
    for storage_type in STORAGE_TYPES:
        cell = cell.removesuffix(f"-{storage_type}")
    return test, cell
