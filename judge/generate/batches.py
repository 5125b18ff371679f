"""What a search judges values with: puts them into stores of one page, as often as it asks, and compares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from fixtures.apps import DataPatch
from fixtures.jsontext import Verbatim, as_json
from fixtures.page.page import Page
from fixtures.server.channels import SERVER
from judge.generate.search import OWN_STORES, Comparison

STORES = OWN_STORES + 1
"""Stores on the page: filling them costs no more than loading it. Values without a store of their own share
the last one."""


class _BatchJudge(ABC):
    """Puts values into the stores of the page that is open, any number of times, and compares the outcome."""

    def __init__(self, page: Page, storage_type: str, channel: str = SERVER) -> None:
        """The values reach the stores through that channel."""
        self._page = page
        self._channel = channel
        self._is_stored = storage_type != "memory"
        self._area = f"{storage_type}Storage"
        self._history_length = len(page.history)
        self._was_wrong_before_reload = False
        self._is_fresh = True

    def __call__(self, values: list[Any], fresh: bool = False) -> list[Comparison]:
        """Return a comparison for each value; if `fresh`, from stores that have never held anything. The
        page's history then shows only this call. Raise StoreFailed if the page breaks."""
        del self._page.history[self._history_length :]
        if fresh:
            self._make_fresh()
        self._write(values)
        self._is_fresh = False
        comparisons = self._compare(values)
        if any(expected != observed for expected, observed in comparisons):
            self._was_wrong_before_reload = True
        elif self._is_stored and not self._was_wrong_before_reload:
            self._page.reload()
            comparisons = self._compare(values)
        return comparisons

    @abstractmethod
    def _write(self, values: list[Any]) -> None: ...

    @abstractmethod
    def _compare(self, values: list[Any]) -> list[Comparison]: ...

    def _make_fresh(self) -> None:
        if self._is_stored:
            self._page.clear_storage(self._area)
        self._page.reload()
        self._is_fresh = True

    def _put(self, values: Sequence[Any]) -> None:
        """Put each value in a store of its own, starting with the first store."""
        self._page.put_in(self._page.stores[: len(values)], values, self._channel)

    def _read(self, number: int) -> list[Any]:
        """Return what callbacks last received from that many stores."""
        return [store.data for store in self._page.stores[:number]]


class RoundTrip(_BatchJudge):
    """Expects each value to be read as it was put and, if it is stored, again after a reload.

    Values without a store of their own travel in a list. Stores are set to 0 first: whether a value replaces
    all of an earlier dict or list is judged by data.replaced.
    """

    def _write(self, values: list[Any]) -> None:
        single, shared = values[:OWN_STORES], values[OWN_STORES:]
        self._written = [*single, shared] if shared else single
        self._put_written()

    def _put_written(self) -> None:
        if not self._is_fresh:
            self._put([0] * len(self._written))
        self._put(self._written)

    def _compare(self, values: list[Any]) -> list[Comparison]:
        single, shared = values[:OWN_STORES], values[OWN_STORES:]
        read = self._read(len(self._written))
        comparisons = _compare_json(single, read[: len(single)])
        if not shared:
            return comparisons
        if isinstance(read[-1], list) and len(read[-1]) == len(shared):
            return comparisons + _compare_json(shared, read[-1])
        return comparisons + _compare_json([shared], read[-1:]) * len(shared)


class Assigned(RoundTrip):
    """Expects the same of each value that a Patch assigns to the only member of a dict."""

    MEMBER = "value"
    """The name of that member."""

    def _put_written(self) -> None:
        stores = self._page.stores[: len(self._written)]
        self._put([{self.MEMBER: 0}] * len(stores))
        patches = [DataPatch(f"patch[{self.MEMBER!r}] = value", value) for value in self._written]
        self._page.put_in(stores, patches, self._channel)

    def _read(self, number: int) -> list[Any]:
        read = super()._read(number)
        return [
            data[self.MEMBER] if isinstance(data, dict) and [*data] == [self.MEMBER] else data
            for data in read
        ]


class Change(_BatchJudge):
    """Expects of each pair of values that putting the second after the first is a modification: only the
    second is read and, if it is stored, again after a reload, with a later timestamp."""

    def _write(self, values: list[Any]) -> None:
        firsts, seconds = zip(*values, strict=True)
        self._put(firsts)
        before = self._timestamps(len(values))
        self._put(seconds)
        after = self._timestamps(len(values))
        self._is_later = [_is_later(old, new) for old, new in zip(before, after, strict=True)]

    def _compare(self, values: list[Any]) -> list[Comparison]:
        return [
            (_change_text(first, second, second, True), _change_text(first, second, read, is_later))
            for (first, second), read, is_later in zip(
                values, self._read(len(values)), self._is_later, strict=True
            )
        ]

    def _timestamps(self, number: int) -> list[Any]:
        return [store.timestamp for store in self._page.stores[:number]]


def _compare_json(put: Sequence[Any], read: Sequence[Any]) -> list[Comparison]:
    return [(as_json(value), as_json(found)) for value, found in zip(put, read, strict=True)]


def _change_text(first: Any, second: Any, read: Any, is_later: bool) -> Verbatim:
    text = f"{as_json(first)}, then {as_json(second)}: {as_json(read)} is read"
    return Verbatim(f"{text}, with {'a' if is_later else 'no'} later timestamp")


def _is_later(before: Any, after: Any) -> bool:
    """Return whether `after` is a timestamp later than `before`, which may be missing."""
    return isinstance(after, int | float) and (not isinstance(before, int | float) or after > before)
