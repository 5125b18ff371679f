"""Put groups of values at once, each value in a store of its own, and read them back: no search follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fixtures.apps import many_stores
from fixtures.jsontext import Verbatim, as_json
from fixtures.page.observation import StoreFailed
from fixtures.page.page import Page
from fixtures.page.recording import END

PUT = "put"
"""The moment at which all values have been put."""
Read = dict[str, Verbatim]
"""What callbacks last received, as JSON by store."""


def json_of_stores(page: Page) -> Read:
    """Return the data of each store of the page."""
    return {store.name: store.json for store in page.stores}


def compare_group(
    page: Page, storage_type: str, groups: Sequence[Sequence[Any]], index: int
) -> tuple[Read, Read]:
    """Return what callbacks receive of the values of one group, and what was put.

    That is what they receive after the put, or if that is right and stored, after a reload.

    All groups share one recorded page, because page loads are expensive and stores are cheap. If a store
    breaks that page, the group gets a page of its own, so that no other group's value is blamed.
    """

    def put_and_reload(page: Page, storage_type: str, *indices: int) -> Read:
        values = [value for each in indices for value in groups[each]]
        page.open(many_stores(storage_type, len(values)))
        page.put_all(values)
        page.note(PUT, json_of_stores(page))
        if storage_type != "memory":
            page.reload()
        return json_of_stores(page)

    def compare(*indices: int) -> tuple[Read, Read]:
        return _first_wrong(
            lambda moment: page.record_once(put_and_reload, storage_type, *indices, moment=moment),
            groups[index],
            sum(len(groups[each]) for each in indices if each < index),
        )

    try:
        return compare(*range(len(groups)))
    except StoreFailed:
        page.reset()
        return compare(index)


def _first_wrong(read_at: Callable[[str], Read], values: Sequence[Any], start: int) -> tuple[Read, Read]:
    """Return what is read and what was put, at the first moment at which they differ, else at the end.

    The first of the stores with `values` is the one at the place `start`.
    """
    for moment in (PUT, END):
        read = read_at(moment)
        names = list(read)[start : start + len(values)]
        observed = {name: read[name] for name in names}
        expected = dict(zip(names, map(as_json, values), strict=True))
        if observed != expected:
            break
    return observed, expected
