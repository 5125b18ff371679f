"""Many values on one page, as a search wants them judged: first hundreds, then ever fewer of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fixtures.jsontext import as_json, brief
from fixtures.page.page import Page
from judge.generate.search import Told

STORES = 50
"""On a page: as many as cost no more than loading it."""
ALONE = STORES - 1
"""Values that get a store of their own."""


class _Batch:
    """Puts values into the stores of the page that is open, however often, and tells how it went."""

    def __init__(self, page: Page, storage_type: str) -> None:
        self._page = page
        self._stored = storage_type != "memory"
        self._area = f"{storage_type}Storage"
        self._begun = len(page.history)
        self._wrong_at_once = False
        self._new = True

    def __call__(self, values: list[Any], anew: bool = False) -> list[Told]:
        """What is expected of each and what is observed, be it `anew`, in stores that have had nothing yet.
        Raises StoreFailed if the page breaks."""
        del self._page.history[self._begun :]
        if anew:
            self._renew()
        self._act(values)
        self._new = False
        told = self._told(values)
        if any(expected != observed for expected, observed in told):
            self._wrong_at_once = True
        elif self._stored and not self._wrong_at_once:
            self._page.reload()
            told = self._told(values)
        return told

    def _act(self, values: list[Any]) -> None:
        raise NotImplementedError

    def _told(self, values: list[Any]) -> list[Told]:
        raise NotImplementedError

    def _renew(self) -> None:
        if self._stored:
            self._page.clear_storage(self._area)
        self._page.reload()
        self._new = True

    def _put(self, values: Sequence[Any]) -> None:
        """Put each in a store of its own, from the first on."""
        stores = self._page.stores[: len(values)]
        written = {(store.name, "data"): value for store, value in zip(stores, values, strict=True)}
        self._page.act(written, f"put {brief(list(values), 400)} in as many stores")

    def _read(self, values: Sequence[Any]) -> list[Any]:
        """What callbacks last received of as many stores."""
        return [store.data for store in self._page.stores[: len(values)]]


class RoundTrip(_Batch):
    """Each value is expected to be read as it was put, here and, where it is stored, after a reload. Those
    that find no store of their own travel in a list. All are put where nothing or 0 was: what becomes of
    more that was there before is another clause's matter."""

    def _act(self, values: list[Any]) -> None:
        alone, others = values[:ALONE], values[ALONE:]
        self._written = [*alone, others] if others else alone
        if not self._new:
            self._put([0] * len(self._written))
        self._put(self._written)

    def _told(self, values: list[Any]) -> list[Told]:
        alone, others = values[:ALONE], values[ALONE:]
        read = self._read(self._written)
        told = _compared(alone, read[: len(alone)])
        if not others:
            return told
        if isinstance(read[-1], list) and len(read[-1]) == len(others):
            return told + _compared(others, read[-1])
        return told + _compared([others], read[-1:]) * len(others)


class Change(_Batch):
    """Each value is a pair: putting the second after the first is expected to be a modification, after
    which nothing is read but the second, here and, where it is stored, after a reload."""

    def _act(self, values: list[Any]) -> None:
        firsts, seconds = zip(*values, strict=True)
        self._put(firsts)
        before = self._timestamps(values)
        self._put(seconds)
        after = self._timestamps(values)
        self._later = [_is_later(then, now) for then, now in zip(before, after, strict=True)]

    def _told(self, values: list[Any]) -> list[Told]:
        return [
            (_change(first, second, second, later=True), _change(first, second, read, later))
            for (first, second), read, later in zip(values, self._read(values), self._later, strict=True)
        ]

    def _timestamps(self, values: Sequence[Any]) -> list[Any]:
        return [store.timestamp for store in self._page.stores[: len(values)]]


def _compared(put: Sequence[Any], read: Sequence[Any]) -> list[Told]:
    return [(as_json(value), as_json(found)) for value, found in zip(put, read, strict=True)]


def _change(first: Any, second: Any, read: Any, later: bool) -> str:
    told = f"{as_json(first)}, then {as_json(second)}: {as_json(read)} is read"
    return f"{told}, with a later timestamp" if later else f"{told}, with no later timestamp"


def _is_later(then: Any, now: Any) -> bool:
    """Whether `now` is a timestamp after `then`, which may be none."""
    return isinstance(now, int | float) and (not isinstance(then, int | float) or now > then)
