"""Real use: a callback returns the children of the store's container again, with the store among them."""

from typing import Any

from fixtures.apps import in_container, one_store, redraw_and_put, rerenderable
from fixtures.page.page import Page
from judge.contract.clause import clause


@clause("redraw.data-kept")
def test_redrawn_store_keeps_its_data(page: Page, storage_type: str) -> None:
    props = {"storage_type": storage_type, "data": "of the layout"}
    page.open(in_container({"store": props}))
    page.store.put("put")
    page.render(**props)
    assert page.store.data == "put"


@clause("redraw.layout-data-ignored")
def test_redrawn_store_does_not_take_initial_data_again(page: Page, storage_type: str) -> None:
    page.open(in_container({"store": {"storage_type": storage_type, "data": "first"}}))
    page.render(storage_type=storage_type, data="second")
    assert page.store.data == "first"


@clause("redraw.memory-kept")
def test_redrawn_memory_store_keeps_its_data(page: Page, storage_type: str) -> None:
    props = {"storage_type": storage_type, "data": "of the layout"}
    page.open(in_container({"store": props}))
    page.store.put("put")
    page.render(**props)
    assert page.store.data == "put"


@clause("redraw.memory-put-kept")
def test_redrawn_memory_store_without_initial_data_keeps_a_put(page: Page, storage_type: str) -> None:
    page.open(in_container({"store": {"storage_type": storage_type}}))
    page.store.put("put")
    page.render(storage_type=storage_type)
    assert page.store.data == "put"


@clause("redraw.timestamp-kept")
def test_redrawn_store_keeps_its_timestamp(page: Page, storage_type: str) -> None:
    props = {"storage_type": storage_type, "data": "of the layout"}
    page.open(in_container({"store": props}))
    page.store.put("put")
    before = page.store.timestamp
    page.render(**props)
    assert page.store.timestamp == before


@clause("redraw.memory-timestamp-kept")
def test_redrawn_memory_store_keeps_its_timestamp(page: Page, storage_type: str) -> None:
    props = {"storage_type": storage_type, "data": "of the layout"}
    page.open(in_container({"store": props}))
    before = page.store.timestamp
    page.render(**props)
    assert page.store.timestamp == before


@clause("redraw.reports-no-modification")
def test_redraw_is_not_reported_as_a_modification(page: Page, storage_type: str) -> None:
    assert _other_timestamps_of_a_redraw(page, storage_type=storage_type, data="of the layout") == []


@clause("redraw.memory-reports-no-modification")
def test_redraw_of_a_memory_store_is_not_reported_as_a_modification(page: Page, storage_type: str) -> None:
    assert _other_timestamps_of_a_redraw(page, storage_type=storage_type) == []


@clause("redraw.not-cleared-again")
def test_redraw_does_not_clear_again(page: Page, storage_type: str) -> None:
    props = {"storage_type": storage_type, "clear_data": True}
    page.open(in_container({"store": props}))
    page.store.put("put after the clear")
    page.render(**props)
    assert page.store.data == "put after the clear"


@clause("redraw.change-of-places")
def test_stores_that_change_places_keep_each_their_own_data(page: Page, storage_type: str) -> None:
    stores = {name: {"storage_type": storage_type} for name in ("one", "other")}
    page.open(in_container(stores))
    page["one"].put("of one")
    page["other"].put("of the other")
    page.render_all(dict(reversed(stores.items())))
    assert (page["one"].data, page["other"].data) == ("of one", "of the other")


@clause("redraw.memory-change-of-places")
def test_memory_stores_that_change_places_keep_each_their_own_data(page: Page, storage_type: str) -> None:
    stores = {name: {"storage_type": storage_type} for name in ("one", "other")}
    page.open(in_container(stores))
    page["one"].put("of one")
    page["other"].put("of the other")
    page.render_all(dict(reversed(stores.items())))
    assert (page["one"].data, page["other"].data) == ("of one", "of the other")


@clause("redraw.put-of-the-same-click")
def test_put_of_the_click_that_redraws_the_store_is_kept(page: Page, storage_type: str) -> None:
    page.open(redraw_and_put(storage_type))
    page.click("#go")
    page.settle_server()
    assert page.store.data == "put"


@clause("redraw.storage-type")
def test_store_redrawn_with_another_storage_type_stores_there(page: Page, storage_type: str) -> None:
    page.open(in_container({"store": {"storage_type": "memory"}}))
    page.render(storage_type=storage_type)
    page.store.put("put")
    page.open(one_store(storage_type))
    assert page.store.data == "put"


@clause("redraw.dictionary-id")
def test_redrawn_store_with_a_dictionary_as_id_keeps_its_data(page: Page, storage_type: str) -> None:
    stores = {'{"index":1,"type":"store"}': {"storage_type": storage_type, "data": "of the layout"}}
    page.open(rerenderable(stores))
    page.store.put("put")
    page.render_all(stores)
    assert page.store.data == "put"


def _other_timestamps_of_a_redraw(page: Page, **props: Any) -> list[Any]:
    """Put data in a store with these props and redraw it. Return the timestamps that are reported then, apart
    from that of the put."""
    page.open(in_container({"store": props}))
    page.store.put("put")
    reports = len(page.store.reported_timestamps)
    before = page.store.timestamp
    page.render(**props)
    return [each for each in page.store.reported_timestamps[reports:] if each != before]
