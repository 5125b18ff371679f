"""Real use: what callbacks are called with when an app puts data."""

from typing import Any

from fixtures.apps import many_stores, one_store, still_clock
from fixtures.page.page import Page
from judge.contract.clause import clause


@clause("put.calls-each-callback-once")
def test_put_calls_each_callback_once(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type, data="initial"))
    before = len(page.store.observations)
    page.store.put("put")
    calls = sorted(event.prop for event in page.store.observations[before:])
    assert calls == ["data", "modified_timestamp"]


@clause("put.only-new-data")
def test_callbacks_get_nothing_but_the_new_data(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type, data="initial"))
    before = len(page.store.observations)
    page.store.put("put")
    assert [event.data for event in page.store.observations[before:] if event.data != "put"] == []


@clause("put.last-of-a-burst")
def test_last_put_of_a_burst_is_kept(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put_in_a_burst(range(1, 101))
    assert page.store.data == 100
    if storage_type != "memory":
        page.reload()
        assert page.store.data == 100


@clause("put.last-of-a-burst-reported")
def test_last_put_of_a_burst_is_reported(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put_in_a_burst(range(1, 101))
    reported = [event.data for event in page.store.observations if event.prop == "modified_timestamp"]
    assert reported[-1:] == [100]


@clause("put.members-in-order")
def test_members_keep_their_order(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put({"zebra": 1, "apple": 2, "mango": 3})
    if storage_type != "memory":
        page.reload()
    assert _members(page.store.data) == ["zebra", "apple", "mango"]


@clause("put.members-in-new-order")
def test_put_that_only_reorders_members_is_seen_in_its_order(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put({"apple": 1, "zebra": 2})
    page.store.put({"zebra": 2, "apple": 1})
    assert _members(page.store.data) == ["zebra", "apple"]


@clause("put.triggers-only-its-store")
def test_callback_on_several_stores_is_triggered_by_the_one_that_changed(
    page: Page, storage_type: str
) -> None:
    page.open(many_stores(storage_type, 2, "data", "modified_timestamp"))
    one, other = page.stores
    before = len(other.observations)
    one.put("put")
    assert other.observations[before:] == []


@clause("put.reported-on-a-coarse-clock")
def test_put_is_reported_although_the_clock_has_not_moved(page: Page, storage_type: str) -> None:
    page.open(still_clock(storage_type))
    page.store.put("first")
    page.store.put("second")
    reported = [event.data for event in page.store.observations if event.prop == "modified_timestamp"]
    assert reported[-1:] == ["second"]


@clause("put.layout-data")
def test_data_of_the_layout_put_in_place_of_stored_data_is_a_modification(
    page: Page, storage_type: str
) -> None:
    page.open(one_store(storage_type, data="of the layout"))
    page.store.put("put")
    page.reload()
    page.store.put("of the layout")
    reported = [event.data for event in page.store.observations if event.prop == "modified_timestamp"]
    assert reported[-1:] == ["of the layout"]


def _members(data: Any) -> Any:
    """Return the names of the members of an object in their order, and any other data as it is."""
    return list(data) if isinstance(data, dict) else data
