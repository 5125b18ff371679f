"""Real use: what callbacks get when the page is loaded."""

from dataclasses import replace

from fixtures.apps import append_on_load, one_store
from fixtures.page.page import Page
from judge.contract.clause import clause

UNSET = (None, -1)
"""modified_timestamp before anything is stored."""


@clause("first.state-is-stored-data")
def test_state_on_load_is_the_stored_data(page: Page, storage_type: str) -> None:
    page.open(append_on_load(storage_type))
    page.settle_server()
    page.reload()
    page.settle_server()
    assert page.store.data == ["visit", "visit"]


@clause("first.one-call-each")
def test_each_callback_is_called_once_on_load(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type, data="initial"))
    page.store.put("put")
    page.reload()
    assert sorted(event.prop for event in page.store.observations) == ["data", "modified_timestamp"]


@clause("first.one-call-each-without-stored-data")
def test_each_callback_is_called_once_by_the_layouts_data(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type, data="initial"))
    of_data = [event.data for event in page.store.observations if event.prop == "data"]
    of_timestamp = [
        event.data
        for event in page.store.observations
        if event.prop == "modified_timestamp" and event.timestamp not in UNSET
    ]
    assert (of_data, of_timestamp) == (["initial"], ["initial"])


@clause("first.prevented")
def test_callback_without_initial_call_is_not_called_by_an_empty_store(page: Page, storage_type: str) -> None:
    page.open(replace(one_store(storage_type), prevent_initial_call=True))
    assert [(event.prop, event.data) for event in page.store.observations] == []
