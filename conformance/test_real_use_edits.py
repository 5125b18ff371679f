"""Real use: a clientside callback changes the object that it was given, and returns it."""

from fixtures.apps import edited_in_place
from fixtures.page.page import Page
from judge.contract.clause import clause


@clause("edit.stored")
def test_object_edited_in_place_and_returned_is_stored(page: Page, storage_type: str) -> None:
    page.open(edited_in_place(storage_type))
    page.click("#edit")
    page.settle_server()
    page.reload()
    assert page.store.data == ["initial", 1]


@clause("edit.reported")
def test_object_edited_in_place_and_returned_is_reported(page: Page, storage_type: str) -> None:
    page.open(edited_in_place(storage_type))
    page.click("#edit")
    page.settle_server()
    reported = [event.data for event in page.store.observations if event.prop == "modified_timestamp"]
    assert reported[-1:] == [["initial", 1]]
