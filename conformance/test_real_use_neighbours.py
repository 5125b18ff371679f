"""Real use: a Patch adds stores next to a store, or removes them."""

from fixtures.apps import in_container
from fixtures.page.observation import StoreHandle
from fixtures.page.page import Page
from judge.contract.clause import clause


@clause("neighbours.appended")
def test_appended_neighbour_is_no_modification(page: Page, storage_type: str) -> None:
    store = _opened(page, storage_type)
    before = store.timestamp
    page.append("appended", storage_type=storage_type)
    assert _timestamps(store, since=before) == [before]


@clause("neighbours.prepended")
def test_prepended_neighbour_is_no_modification(page: Page, storage_type: str) -> None:
    store = _opened(page, storage_type)
    before = store.timestamp
    page.prepend("prepended", storage_type=storage_type)
    assert _timestamps(store, since=before) == [before]


@clause("neighbours.removed")
def test_removed_neighbour_is_no_modification(page: Page, storage_type: str) -> None:
    store = _opened(page, storage_type)
    before = store.timestamp
    page.remove_child(0)
    assert _timestamps(store, since=before) == [before]


def _opened(page: Page, storage_type: str) -> StoreHandle:
    """Open a page with two stores, the first of which the tests may remove, and return the second."""
    props = {"storage_type": storage_type}
    page.open(in_container({"first": props, "store": {**props, "data": "of the layout"}}))
    if storage_type != "memory":
        page["store"].put("put")
    return page["store"]


def _timestamps(store: StoreHandle, since: float) -> list[float]:
    """Return the different timestamps that callbacks received from `since` on, the last one included."""
    reports = [*store.reported_timestamps, store.timestamp]
    return list(dict.fromkeys(reports[reports.index(since) :]))
