"""How xdist's processes share the cells: those that take over a story from one another go to one process."""

from __future__ import annotations

from xdist.scheduler import LoadScheduling  # type: ignore[import-untyped]
from xdist.workermanage import WorkerController  # type: ignore[import-untyped]

from conformance.catalogue import STORAGE_TYPES, stories


class Sharing(LoadScheduling):  # type: ignore[misc]
    """One cell at a time, in their order, but for those that stand side by side and share a story."""

    def _send_tests(self, node: WorkerController, num: int) -> None:
        while 0 < num < len(self.pending) and self._share(*self.pending[num - 1 : num + 1]):
            num += 1
        super()._send_tests(node, num)

    def _share(self, one: int, other: int) -> bool:
        assert self.collection is not None
        story = _story(self.collection[one])
        return story is not None and story == _story(self.collection[other])


def _story(nodeid: str) -> tuple[str, str] | None:
    """The story that a test shares with others, if it does, and of which store in which engine it is told."""
    test, _, cell = nodeid.rpartition("/")[2].removesuffix("]").partition("[")
    for storage_type in STORAGE_TYPES:
        cell = cell.removesuffix(f"-{storage_type}")
    return (stories()[test], cell) if test in stories() else None
