"""Put many values at once, each in a store of its own, and read them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fixtures.apps import many_stores
from fixtures.jsontext import as_json
from fixtures.page.observation import StoreFailed
from fixtures.page.page import Page


def as_put(values: Sequence[Any]) -> list[str]:
    """Return what must be read back: the values as JSON."""
    return [as_json(value) for value in values]


def read_back(page: Page, storage_type: str, values: Sequence[Any]) -> list[str]:
    """Return the values as callbacks read them, as JSON. A value that is right and stored is read again after
    a reload, and that result is returned."""
    page.open(many_stores(storage_type, len(values)))
    page.put_all(values)
    first = [store.json for store in page.stores]
    if storage_type == "memory":
        return first
    page.reload()
    second = [store.json for store in page.stores]
    expected = as_put(values)
    return [kept if read == own else read for read, kept, own in zip(first, second, expected, strict=True)]


def read_group(page: Page, storage_type: str, groups: Sequence[Sequence[Any]], index: int) -> list[str]:
    """Do the same for the group of values at `index`. All groups share one recorded page, because page loads
    are expensive and stores are cheap. If a store breaks that page, the group gets a page of its own, so that
    no other group's value is blamed."""

    def all_groups(page: Page, storage_type: str) -> list[list[str]]:
        read = iter(read_back(page, storage_type, [value for group in groups for value in group]))
        return [[next(read) for _ in group] for group in groups]

    try:
        return page.record_once(all_groups, storage_type)[index]
    except StoreFailed:
        page.reset()
        return read_back(page, storage_type, groups[index])
