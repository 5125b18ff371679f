"""Many values at once, each through a store of its own, and what is read of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fixtures.apps import many_stores
from fixtures.jsontext import as_json
from fixtures.page.observation import StoreFailed
from fixtures.page.page import Page


def put(values: Sequence[Any]) -> list[str]:
    """What has to be read: the values as JSON."""
    return [as_json(value) for value in values]


def read_back(page: Page, storage_type: str, values: Sequence[Any]) -> list[str]:
    """What callbacks read of the values as JSON: after they were put, and where that is right and the storage
    type keeps data, after a reload."""
    page.open(many_stores(storage_type, len(values)))
    page.put_all(values)
    first = [store.json for store in page.stores]
    if storage_type == "memory":
        return first
    page.reload()
    second = [store.json for store in page.stores]
    return [kept if read == own else read for read, kept, own in zip(first, second, put(values), strict=True)]


def read_together(page: Page, storage_type: str, groups: Sequence[Sequence[Any]], place: int) -> list[str]:
    """The same of the group of values at that place, with all groups on one page: pages are dear, stores are
    cheap. Where a store brings the page down, the group is put alone: no other group's value is blamed."""

    def all_groups(page: Page, storage_type: str) -> list[list[str]]:
        read = iter(read_back(page, storage_type, [value for group in groups for value in group]))
        return [[next(read) for _ in group] for group in groups]

    try:
        return page.record_once(all_groups, storage_type)[place]
    except StoreFailed:
        page.reset()
        return read_back(page, storage_type, groups[place])
