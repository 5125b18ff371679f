"""Many values at once, each through a store of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fixtures.apps import many_stores
from fixtures.jsontext import as_json
from fixtures.page import Page


def put(values: Sequence[Any]) -> list[str]:
    """What has to be read: the values as JSON."""
    return [as_json(value) for value in values]


def read_back(page: Page, storage_type: str, values: Sequence[Any]) -> list[str]:
    """What callbacks read of the values as JSON: after they were put, and if that is right and the storage
    type keeps data, after a reload."""
    page.open(many_stores(storage_type, len(values)))
    page.put_all(values)
    read = [store.json for store in page.stores]
    if storage_type == "memory" or read != put(values):
        return read
    page.reload()
    return [store.json for store in page.stores]
