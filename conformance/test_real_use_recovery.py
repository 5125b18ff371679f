"""Real use: a store after a value that did not fit."""

from conformance.test_storage_limitations import TOO_MUCH
from fixtures.apps import one_store
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
