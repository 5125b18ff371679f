"""What histories have found so far: the shortest one that ended wrong, and whether to try more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fixtures.jsontext import brief
from fixtures.page.action import Step
from fixtures.page.page import Page

MAX_SHRINKS = 60
"""Histories that are tried to find a shorter counterexample."""


class StopSearch(BaseException):
    """Ends the search from inside a history. Not an Exception, which Hypothesis would take for a failure."""


@dataclass(frozen=True)
class Counterexample:
    """A history that ended wrong: what was observed and expected, or the failure that stopped it. The storage
    types are those to blame, if that is known."""

    history: list[Step]
    observed: Any = None
    expected: Any = None
    storage_types: tuple[str, ...] = ()
    failure: Exception | None = None

    def blames(self, storage_type: str) -> bool:
        """Return whether a store of that type is to blame. An error in the suite concerns all types."""
        return storage_type in self.storage_types or not self.is_verdict

    @property
    def is_verdict(self) -> bool:
        """Whether it is about the store, not an error in the suite."""
        return self.failure is None or isinstance(self.failure, AssertionError)

    @property
    def ambiguity(self) -> str:
        """What happened, if it is unknown which of several stores is to blame; else ""."""
        return "" if self.storage_types else brief(str(self.failure))

    def conclusion(self) -> tuple[Any, Any]:
        """Return what was observed and what was expected at the end. Raise the failure that stopped it."""
        if self.failure:
            raise self.failure
        return self.observed, self.expected


class Histories:
    """Histories of stores of those types on one page; `shortest` is the shortest counterexample."""

    def __init__(
        self, page: Page, storage_types: tuple[str, ...], can_restart: bool, max_shrinks: int = MAX_SHRINKS
    ) -> None:
        """`can_restart`: whether histories may restart the browser. `max_shrinks`: how many histories may be
        tried to find a shorter counterexample."""
        self.page = page
        self.storage_types = storage_types
        self.can_restart = can_restart
        self._max_shrinks = max_shrinks
        self.shortest: Counterexample | None = None
        self._shrinks = 0

    def begin(self) -> None:
        """Begin another history. Raise StopSearch if no more may be tried."""
        self._shrinks += self.shortest is not None
        if self._shrinks > self._max_shrinks:
            raise StopSearch
        try:
            self.page.reset()
        except Exception as failure:
            self.stopped([], failure)

    def stopped(self, history: list[Step], failure: Exception) -> None:
        """Note a history that a failure stopped. Raise StopSearch if no more can be tried."""
        to_blame = self.storage_types if len(self.storage_types) == 1 else ()
        self.note(Counterexample(history, storage_types=to_blame, failure=failure))

    def note(self, found: Counterexample) -> None:
        """Note a counterexample. Raise StopSearch if no more histories can be tried."""
        if self.shortest is None or (found.is_verdict and len(found.history) < len(self.shortest.history)):
            self.shortest = found
        if not (found.is_verdict and self.page.is_sound):
            raise StopSearch

    def conclusion(self) -> tuple[Any, Any]:
        """Return what was observed and expected at the end of the shortest counterexample, and give its
        history to the page; return equal values if there is none. Raise the failure that stopped it."""
        if self.shortest is None:
            return None, None
        conclusion = self.shortest.conclusion()
        if self.page.history is not self.shortest.history and self.page.is_sound:
            self.page.reset()  # later observations belong to another history
        self.page.history = self.shortest.history
        return conclusion
