"""dcc.Store Properties: modified_timestamp."""

from typing import Any

from fixtures.apps import many_stores, one_store, two_stores, writable_timestamp
from fixtures.page.observation import Observation, StoreHandle
from fixtures.page.page import Page
from judge.contract.clause import clause

STORES = 6
"""A coarse clock may advance between two puts by chance, but not in each of these stores."""


@clause("timestamp.number")
def test_the_timestamp_is_a_number(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    number(page.store.timestamp)


@clause("timestamp.unset")
def test_the_timestamp_is_unset_before_anything_is_stored(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    assert page.store.timestamp in (-1, None)


@clause("timestamp.time-of-modification")
def test_the_timestamp_is_the_time_of_the_modification(page: Page, storage_type: str) -> None:
    page.open(many_stores(storage_type, STORES, "modified_timestamp"))
    before = page.put_in_quick_succession("first", "second")
    reports = [first_report(store) for store in page.stores]
    assert [each.timestamp for each in reports] == [within(before[each.store], each) for each in reports]


@clause("timestamp.changes-with-every-put")
def test_every_put_has_its_own_timestamp(page: Page, storage_type: str) -> None:
    page.open(many_stores(storage_type, STORES, "data", "modified_timestamp"))
    page.put_in_quick_succession("first", "second")
    assert [unchanged for store in page.stores if (unchanged := second_without_timestamp(store))] == []


@clause("timestamp.never-backwards")
def test_the_timestamp_never_goes_backwards(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    for value in ("a", "b", "c", "d"):
        page.store.put(value)
    timestamps = [number(each) for each in page.store.reported_timestamps]
    assert timestamps == sorted(timestamps)


@clause("timestamp.not-with-other-stores")
def test_a_put_in_another_store_leaves_the_timestamp_unchanged(page: Page, storage_type: str) -> None:
    page.open(two_stores(storage_type))
    page["one"].put("something")
    before = page["one"].timestamp
    page["other"].put("something else")
    assert page["one"].timestamp == before


@clause("timestamp.kept-over-reload")
def test_a_reload_keeps_the_timestamp(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    before = page.store.timestamp
    page.reload()
    assert page.store.timestamp == before


@clause("timestamp.read-only-data")
def test_a_write_to_the_timestamp_changes_no_data(page: Page, storage_type: str) -> None:
    page.open(writable_timestamp(storage_type))
    page.store.put("something")
    page.write_timestamp(42)
    assert page.store.data == "something"
    if storage_type != "memory":
        page.reload()
        assert page.store.data == "something"


@clause("timestamp.read-only")
def test_a_write_to_the_timestamp_does_not_change_what_is_reported(page: Page, storage_type: str) -> None:
    page.open(writable_timestamp(storage_type))
    page.store.put("something")
    before = page.store.timestamp
    page.write_timestamp(42)
    assert page.store.timestamp == before


@clause("timestamp.read-only-after-reload")
def test_a_reload_discards_a_written_timestamp(page: Page, storage_type: str) -> None:
    page.open(writable_timestamp(storage_type))
    page.store.put("something")
    before = page.store.timestamp
    page.write_timestamp(42)
    page.reload()
    assert page.store.timestamp == before


@clause("timestamp.same-value")
def test_a_put_of_the_same_value_is_no_modification(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put({"same": [1, 2]})
    before = page.store.timestamp
    page.store.put({"same": [1, 2]})
    assert page.store.timestamp == before


def first_report(store: StoreHandle) -> Observation:
    """Return what a callback on modified_timestamp received when the first put was reported."""
    return next(event for event in store.observations if event.data == "first")


def within(before: int, report: Observation) -> Any:
    """Return the reported timestamp if it lies between `before` and the report, else that interval."""
    if before <= number(report.timestamp) <= report.clock:
        return report.timestamp
    return {"from": before, "to": report.clock}


def second_without_timestamp(store: StoreHandle) -> str:
    """Return how the second of two puts lacks a timestamp of its own, or ""."""
    first, last = first_report(store), store.observations[-1]
    if last.timestamp == first.timestamp:
        return f"{last.data!r} arrived, but modified_timestamp stayed {last.timestamp}"
    return ""


def number(timestamp: Any) -> float:
    """Return the timestamp. Fail if it is not a number, which the tests could not compare."""
    assert type(timestamp).__name__ in ("int", "float")
    return timestamp  # type: ignore[no-any-return]
