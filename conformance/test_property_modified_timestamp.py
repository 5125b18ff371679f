"""dcc.Store Properties: modified_timestamp."""

from typing import Any

from fixtures.apps import one_store, two_stores, writable_timestamp
from fixtures.page.page import Page
from judge.contract.clause import clause


@clause("timestamp.number")
def test_the_timestamp_is_a_number(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    number(page.store.timestamp)


@clause("timestamp.unset")
def test_there_is_no_timestamp_before_anything_was_stored(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    assert page.store.timestamp in (-1, None)


@clause("timestamp.time-of-modification")
def test_the_timestamp_is_the_time_of_the_modification(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    before = page.clock
    page.store.put("something")
    assert before <= number(page.store.timestamp) <= page.clock


@clause("timestamp.changes-with-every-put")
def test_every_put_has_a_timestamp_of_its_own(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    timestamps = []
    for value in ("a", "b", "c", "d"):
        page.store.put(value)
        timestamps.append(number(page.store.timestamp))
    assert len(set(timestamps)) == 4


@clause("timestamp.never-backwards")
def test_the_timestamp_never_runs_backwards(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    for value in ("a", "b", "c", "d"):
        page.store.put(value)
    timestamps = [number(each) for each in page.store.reports]
    assert timestamps == sorted(timestamps)


@clause("timestamp.not-with-other-stores")
def test_the_timestamp_does_not_change_with_another_store(page: Page, storage_type: str) -> None:
    page.open(two_stores(storage_type))
    page["one"].put("something")
    before = page["one"].timestamp
    page["other"].put("something else")
    assert page["one"].timestamp == before


@clause("timestamp.kept-over-reload")
def test_the_timestamp_is_kept_over_a_reload(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    before = page.store.timestamp
    page.reload()
    assert page.store.timestamp == before


@clause("timestamp.read-only-data")
def test_writing_the_timestamp_changes_no_data(page: Page, storage_type: str) -> None:
    page.open(writable_timestamp(storage_type))
    page.store.put("something")
    page.write_timestamp(42)
    assert page.store.data == "something"
    if storage_type != "memory":
        page.reload()
        assert page.store.data == "something"


@clause("timestamp.read-only")
def test_writing_the_timestamp_does_not_change_what_is_reported(page: Page, storage_type: str) -> None:
    page.open(writable_timestamp(storage_type))
    page.store.put("something")
    before = page.store.timestamp
    page.write_timestamp(42)
    assert page.store.timestamp == before


@clause("timestamp.read-only-after-reload")
def test_a_written_timestamp_is_forgotten_by_a_reload(page: Page, storage_type: str) -> None:
    page.open(writable_timestamp(storage_type))
    page.store.put("something")
    before = page.store.timestamp
    page.write_timestamp(42)
    page.reload()
    assert page.store.timestamp == before


@clause("timestamp.same-value")
def test_putting_the_same_value_is_no_modification(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put({"same": [1, 2]})
    before = page.store.timestamp
    page.store.put({"same": [1, 2]})
    assert page.store.timestamp == before


def number(timestamp: Any) -> float:
    """The timestamp, which must be a number: others cannot be compared, and that is the store's failure."""
    assert type(timestamp).__name__ in ("int", "float")
    return timestamp  # type: ignore[no-any-return]
