"""dcc.Store Properties: clear_data."""

from fixtures.apps import one_store, several_stores
from fixtures.page.page import Page
from judge.contract.catalogue import STORAGE_TYPES
from judge.contract.clause import clause


@clause("clear.default-false")
def test_a_store_without_clear_data_keeps_its_data(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type, data="first"))
    assert page.store.data == "first"
    page.store.put("second")
    assert page.store.data == "second"


@clause("clear.false")
def test_clear_data_false_clears_nothing(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type, data="first", clear_data=False))
    assert page.store.data == "first"
    page.store.put("second")
    page.store.clear(False)
    assert page.store.data == "second"
    if storage_type != "memory":
        page.reload()
        assert page.store.data == "second"


@clause("clear.callbacks-see-none")
def test_callbacks_receive_no_data_after_a_clear(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    page.store.clear()
    assert page.store.data is None


@clause("clear.gone-after-reload")
def test_cleared_data_stays_gone_after_a_reload(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    page.store.clear()
    page.reload()
    assert page.store.data is None


@clause("clear.gone-in-new-tab")
def test_cleared_data_is_not_found_in_a_new_tab(page: Page) -> None:
    page.open(one_store("local"))
    page.store.put("something")
    page.store.clear()
    page.new_tab()
    assert page.store.data is None


@clause("clear.gone-after-quit")
def test_cleared_data_stays_gone_after_a_browser_restart(page: Page) -> None:
    page.open(one_store("local"))
    page.store.put("something")
    page.store.clear()
    page.restart()
    assert page.store.data is None


@clause("clear.leaves-no-copy")
def test_no_copy_of_cleared_data_remains_in_web_storage(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("needle")
    page.store.clear()
    kept = {**page.storage("localStorage"), **page.storage("sessionStorage")}
    assert {key: text for key, text in kept.items() if "needle" in text} == {}


@clause("clear.put-again")
def test_a_value_put_after_a_clear_is_kept(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("before")
    page.store.clear()
    page.store.put("after")
    assert page.store.data == "after"
    if storage_type != "memory":
        page.reload()
        assert page.store.data == "after"


@clause("clear.twice")
def test_a_second_clear_works_like_the_first(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    for value in ("first", "second"):
        page.store.put(value)
        page.store.clear()
    assert page.store.data is None


@clause("clear.empty-store")
def test_an_empty_store_works_after_a_clear(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.clear()
    assert page.store.data is None
    page.store.put("something")
    assert page.store.data == "something"


@clause("clear.no-other-store")
def test_a_clear_leaves_other_stores_alone(page: Page, storage_type: str) -> None:
    props = {f"other {each}": {"storage_type": each} for each in STORAGE_TYPES}
    others = {**props, "one more": {"storage_type": storage_type}}
    page.open(several_stores({"one": {"storage_type": storage_type}, **others}))
    page.put_all(["one", *others])
    page.reload()
    kept = {name: page[name].data for name in others}
    page.put_all(["one", *others])
    page["one"].clear()
    assert {name: page[name].data for name in others} == {name: name for name in others}
    page.reload()
    assert {name: page[name].data for name in others} == kept


@clause("clear.no-foreign-key")
def test_a_clear_leaves_the_keys_of_other_scripts(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.set_storage_item("localStorage", "foreign", "kept")
    page.set_storage_item("sessionStorage", "foreign", "kept")
    page.store.put("something")
    page.store.clear()
    areas = ("localStorage", "sessionStorage")
    assert {area: page.storage(area).get("foreign") for area in areas} == dict.fromkeys(areas, "kept")


@clause("clear.in-layout")
def test_clear_data_in_the_layout_removes_stored_data(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    page.open(one_store(storage_type, clear_data=True))
    page.open(one_store(storage_type))
    assert page.store.data is None


@clause("clear.in-layout-with-data")
def test_clear_data_next_to_data_in_the_layout_removes_stored_data(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    page.open(one_store(storage_type, data="of the layout", clear_data=True))
    assert page.store.data != "something"
    page.open(one_store(storage_type))
    assert page.store.data != "something"


@clause("clear.is-a-modification")
def test_a_clear_changes_the_timestamp(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    before = page.store.timestamp
    page.store.clear()
    assert page.store.timestamp != before
