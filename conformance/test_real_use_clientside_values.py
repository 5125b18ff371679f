"""Real use: a clientside callback returns what JSON cannot carry, or what it carries in another form."""

from dataclasses import replace

from fixtures.apps import App, JavaScript, one_store, through
from fixtures.jsontext import as_json
from fixtures.page.page import Page
from judge.contract.clause import clause


@clause("channel.clientside.undefined")
def test_undefined_of_a_clientside_callback_leaves_the_data(page: Page, storage_type: str) -> None:
    _return(page, storage_type, "undefined", one_store(storage_type))
    assert page.store.json == as_json("before")


@clause("channel.clientside.null")
def test_null_of_a_clientside_callback_removes_the_data(page: Page, storage_type: str) -> None:
    _return(page, storage_type, "null", one_store(storage_type))
    assert page.store.json == as_json(None)


@clause("channel.clientside.not-a-number")
def test_nan_of_a_clientside_callback_is_null(page: Page, storage_type: str) -> None:
    _return(page, storage_type, "[NaN, 1 / 0, 'end']", _restless(storage_type))
    assert page.store.json == as_json([None, None, "end"])


@clause("channel.clientside.minus-zero")
def test_minus_zero_of_a_clientside_callback_is_a_number(page: Page, storage_type: str) -> None:
    _return(page, storage_type, "[-0]", _restless(storage_type))
    assert page.store.json == as_json([0])


@clause("channel.clientside.date")
def test_date_of_a_clientside_callback_is_text(page: Page, storage_type: str) -> None:
    _return(page, storage_type, "[new Date(0)]", _restless(storage_type))
    assert page.store.json == as_json(["1970-01-01T00:00:00.000Z"])


@clause("channel.clientside.undefined-member")
def test_undefined_member_of_a_clientside_callback_is_left_out(page: Page, storage_type: str) -> None:
    _return(page, storage_type, "{gone: undefined, here: 1}", _restless(storage_type))
    assert page.store.json == as_json({"here": 1})


def _restless(storage_type: str) -> App:
    """Return an app with a store that may write again and again, because it reads another value than was put:
    alone on its page, without a callback that would be called each time."""
    return replace(one_store(storage_type), inputs=("data",), can_share_page=False)


def _return(page: Page, storage_type: str, source: str, app: App) -> None:
    """Let a clientside callback return "before" and then that; reload the page if the store keeps data."""
    page.open(through("clientside", app))
    page.store.put("before", "clientside")
    page.store.put(JavaScript(source), "clientside")
    if storage_type != "memory":
        page.reload()
