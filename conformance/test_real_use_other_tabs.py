"""Real use: the same page is open in several tabs."""

from fixtures.apps import one_store
from fixtures.page.page import Page
from judge.contract.clause import clause


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


@clause("tabs.timestamp-of-the-put")
def test_put_seen_from_another_tab_has_its_timestamp(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.new_tab()
    page.store.put("of the other tab")
    timestamp = page.store.timestamp
    page.switch_back()
    if page.store.data == "of the other tab":
        assert page.store.timestamp == timestamp


@clause("tabs.session-untouched")
def test_local_storage_of_another_tab_leaves_a_session_store_unchanged(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("of the session")
    items = page.storage("sessionStorage").items()
    page.new_tab()
    for key, text in items:
        page.set_storage_item("localStorage", key, text.replace("of the session", "of the other tab"))
    page.switch_back()
    assert page.store.data == "of the session"
