"""Real use: a Patch adds stores next to a store, or removes them."""

from fixtures.apps import in_container
from fixtures.page.observation import StoreHandle
from fixtures.page.page import Page
from judge.contract.clause import clause


@clause("neighbours.appended")
def test_appended_neighbour_is_no_modification(page: Page, storage_type: str) -> None:
    store = _opened(page, storage_type)
    before, reports = store.timestamp, len(store.reported_timestamps)
    page.append("appended", storage_type=storage_type)
    assert _timestamps(store, reports) == [before]


@clause("neighbours.prepended")
def test_prepended_neighbour_is_no_modification(page: Page, storage_type: str) -> None:
    store = _opened(page, storage_type)
    before, reports = store.timestamp, len(store.reported_timestamps)
    page.prepend("prepended", storage_type=storage_type)
    assert _timestamps(store, reports) == [before]


@clause("neighbours.removed")
def test_removed_neighbour_is_no_modification(page: Page, storage_type: str) -> None:
    store = _opened(page, storage_type)
    before, reports = store.timestamp, len(store.reported_timestamps)
    page.remove_child(0)
    assert _timestamps(store, reports) == [before]


def _opened(page: Page, storage_type: str) -> StoreHandle:
    """Open a page with two stores, the first of which the tests may remove, and return the second."""
    props = {"storage_type": storage_type}
    page.open(in_container({"first": props, "store": {**props, "data": "of the layout"}}))
    if storage_type != "memory":
        page["store"].put("put")
    return page["store"]


def _timestamps(store: StoreHandle, number: int) -> list[float | None]:
    """Return the timestamps that callbacks received after that number of reports, each once, and the last."""
    return list(dict.fromkeys([*store.reported_timestamps[number:], store.timestamp]))
