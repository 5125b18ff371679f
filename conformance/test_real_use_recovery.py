"""Real use: a store after a value that did not fit."""

from conformance.test_storage_limitations import TOO_MUCH
from fixtures.apps import one_store, several_stores
from fixtures.page.page import Page
from judge.contract.clause import clause


@clause("recovery.stored")
def test_value_put_after_one_that_did_not_fit_is_stored(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("x" * TOO_MUCH)
    page.store.put("small")
    page.reload()
    assert page.store.data == "small"


@clause("recovery.reported")
def test_value_put_after_one_that_did_not_fit_is_reported(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("x" * TOO_MUCH)
    page.store.put("small")
    reported = [event.data for event in page.store.observations if event.prop == "modified_timestamp"]
    assert reported[-1:] == ["small"]


@clause("recovery.initial-data")
def test_other_stores_work_if_initial_data_does_not_fit(page: Page, storage_type: str) -> None:
    props = {"storage_type": storage_type}
    page.open(several_stores({"full": {**props, "data": "x" * TOO_MUCH}, "other": props}))
    page["other"].put("put")
    page.reload()
    assert page["other"].data == "put"


@clause("recovery.foreign-text")
def test_store_that_finds_text_of_another_script_takes_and_keeps_data(page: Page, storage_type: str) -> None:
    area = f"{storage_type}Storage"
    page.open(one_store(storage_type))
    page.store.put("before")
    for key in page.storage(area):
        page.set_storage_item(area, key, "not JSON")
    page.reload()
    page.store.put("after")
    page.reload()
    assert page.store.data == "after"


@clause("recovery.foreign-json")
def test_store_that_finds_json_of_another_script_takes_and_keeps_data(page: Page, storage_type: str) -> None:
    area = f"{storage_type}Storage"
    page.open(one_store(storage_type))
    page.store.put("before")
    for key in page.storage(area):
        page.set_storage_item(area, key, "{}")
    page.reload()
    page.store.put("after")
    page.reload()
    assert page.store.data == "after"
