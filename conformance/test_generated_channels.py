"""Real use: generated values by a Patch, and by other channels than the return value of a server callback."""

from fixtures.apps import many_stores, through
from fixtures.page.page import Page
from judge.contract.clause import clause
from judge.generate.batches import STORES, Assigned, RoundTrip
from judge.generate.effort import current_amounts
from judge.generate.search import Comparison, Search
from judge.generate.values import value_batches


@clause("channel.patch.any-value")
def test_any_value_that_a_patch_assigns_is_read(page: Page, storage_type: str, search: Search) -> None:
    page.open(many_stores(storage_type, STORES, "data"))
    judge = Assigned(page, storage_type)
    expected, observed = search(value_batches(), judge, rounds=current_amounts().value_rounds)
    assert observed == expected


@clause("channel.clientside.any-value")
def test_any_value_of_a_clientside_callback_is_read(page: Page, storage_type: str, search: Search) -> None:
    expected, observed = _searched(page, storage_type, search, "clientside")
    assert observed == expected


@clause("channel.set-props.any-value")
def test_any_value_of_set_props_is_read(page: Page, storage_type: str, search: Search) -> None:
    expected, observed = _searched(page, storage_type, search, "set-props")
    assert observed == expected


@clause("channel.set-props-client.any-value")
def test_any_value_of_a_script_is_read(page: Page, storage_type: str, search: Search) -> None:
    expected, observed = _searched(page, storage_type, search, "set-props-client")
    assert observed == expected


@clause("channel.background.any-value")
def test_any_value_of_a_background_callback_is_read(page: Page, storage_type: str, search: Search) -> None:
    expected, observed = _searched(page, storage_type, search, "background")
    assert observed == expected


@clause("channel.websocket.any-value")
def test_any_value_of_a_websocket_callback_is_read(page: Page, storage_type: str, search: Search) -> None:
    expected, observed = _searched(page, storage_type, search, "websocket")
    assert observed == expected


def _searched(page: Page, storage_type: str, search: Search, channel: str) -> Comparison:
    """Return what is expected and observed of the simplest value that the store gets wrong."""
    page.open(through(channel, many_stores(storage_type, STORES, "data")))
    judge = RoundTrip(page, storage_type, channel)
    return search(value_batches(), judge, rounds=current_amounts().value_rounds)
