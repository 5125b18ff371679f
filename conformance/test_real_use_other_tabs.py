"""Real use: the same page is open in several tabs."""

from typing import Any

from fixtures.apps import one_store
from fixtures.page.page import Page
from judge.contract.clause import clause

EXCEPTIONS = ("uncaught:", "unhandled:")


@clause("tabs.put-is-seen")
def test_put_in_another_tab_is_seen(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.new_tab()
    page.store.put("of the other tab")
    page.switch_back()
    assert page.store.data == "of the other tab"


@clause("tabs.clear-is-seen")
def test_clear_in_another_tab_is_seen(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    page.new_tab()
    page.store.clear()
    page.switch_back()
    assert page.store.data is None


@clause("tabs.storage-clear-is-seen")
def test_clear_of_local_storage_in_another_tab_is_seen(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    page.new_tab()
    page.clear_storage("localStorage")
    page.switch_back()
    assert page.store.data is None


@clause("tabs.foreign-text")
def test_text_of_another_script_raises_no_exception(page: Page, storage_type: str) -> None:
    _let_another_tab_store_text(page, storage_type)
    assert [line for line in page.console if line.startswith(EXCEPTIONS)] == []


@clause("tabs.quick-turns")
def test_tabs_that_put_in_turns_end_with_the_same_data(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.new_tab()
    for turn in range(4):
        page.store.put(f"of turn {turn}")
        page.switch_back()
    there = page.store.data
    page.switch_back()
    assert (page.store.data, there) == ("of turn 3", "of turn 3")


@clause("tabs.timestamp-of-the-put")
def test_put_seen_from_another_tab_has_its_timestamp(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.new_tab()
    page.store.put("of the other tab")
    timestamp = page.store.timestamp
    page.switch_back()
    page.hear_again()
    assert page.store.timestamp == timestamp


@clause("tabs.put-after-foreign-text")
def test_store_takes_and_keeps_data_after_text_of_another_script(page: Page, storage_type: str) -> None:
    _let_another_tab_store_text(page, storage_type)
    page.store.put("after")
    page.reload()
    assert page.store.data == "after"


@clause("tabs.session-untouched")
def test_local_storage_of_another_tab_leaves_a_session_store_unchanged(page: Page, storage_type: str) -> None:
    assert _data_after_another_tabs_local_store(page, storage_type) == "put"


@clause("tabs.memory-untouched")
def test_local_storage_of_another_tab_leaves_a_memory_store_unchanged(page: Page, storage_type: str) -> None:
    assert _data_after_another_tabs_local_store(page, storage_type) == "put"


def _let_another_tab_store_text(page: Page, storage_type: str) -> None:
    """Put data in a store. In another tab, replace all that it stored by text that is not JSON."""
    page.open(one_store(storage_type))
    page.store.put("put")
    keys = page.storage("localStorage")
    page.new_tab()
    for key in keys:
        page.set_storage_item("localStorage", key, "not JSON")
    page.switch_back()


def _data_after_another_tabs_local_store(page: Page, storage_type: str) -> Any:
    """Put data in a store. In another tab, write to localStorage what a local store of that id writes there.
    Return the data of the first store."""
    page.open(one_store("local"))
    page.store.put("of a local store")
    items = page.storage("localStorage")
    page.clear_storage("localStorage")
    page.open(one_store(storage_type))
    page.store.put("put")
    page.new_tab()
    for key, text in items.items():
        page.set_storage_item("localStorage", key, text)
    page.switch_back()
    return page.store.data
