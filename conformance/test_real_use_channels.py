"""Real use: data reaches the store by another channel than the return value of a server callback.

The tests of one channel take the same steps, one a few more than the other: they share a page. Only the
one that clears the store takes others, on another page.
"""

from itertools import groupby
from typing import Any

from fixtures.apps import (
    CANCELLED,
    App,
    WhileRunning,
    one_store,
    rendered_later,
    replacing,
    several_stores,
    through,
    two_stores,
)
from fixtures.jsontext import as_json
from fixtures.page.action import RenderedStore
from fixtures.page.observation import StoreHandle
from fixtures.page.page import Page
from judge.contract.clause import clause

FIRST = {"first": [1]}
SECOND = {"second": {"two": 2}}
SEEN = {"data": FIRST, "modified_timestamp": FIRST}
"""What callbacks on each property last receive of the data."""
WHILE = {"while": "the callback runs"}
RUNS = (
    ("data", WhileRunning(WHILE, FIRST)),
    ("data", WhileRunning(WHILE, SECOND)),
    ("clear_data", WhileRunning(True, False)),
)


@clause("channel.clientside.seen", scenario="channel clientside")
def test_data_of_a_clientside_callback_is_seen(page: Page, storage_type: str) -> None:
    assert _seen(_put_once(page, storage_type, "clientside")) == SEEN


@clause("channel.clientside.replaces", scenario="channel clientside")
def test_data_of_a_clientside_callback_replaces_earlier_data(page: Page, storage_type: str) -> None:
    assert _put_twice(page, storage_type, "clientside").json == as_json(SECOND)


@clause("channel.clientside.timestamp", scenario="channel clientside")
def test_data_of_a_clientside_callback_has_its_own_timestamp(page: Page, storage_type: str) -> None:
    before = _put_once(page, storage_type, "clientside").timestamp
    assert _put_again(page, "clientside").timestamp != before


@clause("channel.clientside.kept", scenario="channel clientside")
def test_data_of_a_clientside_callback_is_kept(page: Page, storage_type: str) -> None:
    _put_twice(page, storage_type, "clientside")
    page.reload()
    assert page.store.json == as_json(SECOND)


@clause("channel.clientside.cleared")
def test_store_is_cleared_by_a_clientside_callback(page: Page, storage_type: str) -> None:
    assert _cleared(page, storage_type, "clientside").data is None


@clause("channel.set-props.seen", scenario="channel set-props")
def test_data_of_set_props_is_seen(page: Page, storage_type: str) -> None:
    assert _seen(_put_once(page, storage_type, "set-props")) == SEEN


@clause("channel.set-props.replaces", scenario="channel set-props")
def test_data_of_set_props_replaces_earlier_data(page: Page, storage_type: str) -> None:
    assert _put_twice(page, storage_type, "set-props").json == as_json(SECOND)


@clause("channel.set-props.timestamp", scenario="channel set-props")
def test_data_of_set_props_has_its_own_timestamp(page: Page, storage_type: str) -> None:
    before = _put_once(page, storage_type, "set-props").timestamp
    assert _put_again(page, "set-props").timestamp != before


@clause("channel.set-props.kept", scenario="channel set-props")
def test_data_of_set_props_is_kept(page: Page, storage_type: str) -> None:
    _put_twice(page, storage_type, "set-props")
    page.reload()
    assert page.store.json == as_json(SECOND)


@clause("channel.set-props.cleared")
def test_store_is_cleared_by_set_props(page: Page, storage_type: str) -> None:
    assert _cleared(page, storage_type, "set-props").data is None


@clause("channel.set-props-client.seen", scenario="channel set-props-client")
def test_data_of_a_script_is_seen(page: Page, storage_type: str) -> None:
    assert _seen(_put_once(page, storage_type, "set-props-client")) == SEEN


@clause("channel.set-props-client.replaces", scenario="channel set-props-client")
def test_data_of_a_script_replaces_earlier_data(page: Page, storage_type: str) -> None:
    assert _put_twice(page, storage_type, "set-props-client").json == as_json(SECOND)


@clause("channel.set-props-client.timestamp", scenario="channel set-props-client")
def test_data_of_a_script_has_its_own_timestamp(page: Page, storage_type: str) -> None:
    before = _put_once(page, storage_type, "set-props-client").timestamp
    assert _put_again(page, "set-props-client").timestamp != before


@clause("channel.set-props-client.kept", scenario="channel set-props-client")
def test_data_of_a_script_is_kept(page: Page, storage_type: str) -> None:
    _put_twice(page, storage_type, "set-props-client")
    page.reload()
    assert page.store.json == as_json(SECOND)


@clause("channel.set-props-client.cleared")
def test_store_is_cleared_by_a_script(page: Page, storage_type: str) -> None:
    assert _cleared(page, storage_type, "set-props-client").data is None


@clause("channel.patch.seen", scenario="channel patch")
def test_data_of_a_patch_is_seen(page: Page, storage_type: str) -> None:
    assert _seen(_put_once(page, storage_type, "patch")) == SEEN


@clause("channel.patch.replaces", scenario="channel patch")
def test_data_of_a_patch_replaces_earlier_data(page: Page, storage_type: str) -> None:
    assert _put_twice(page, storage_type, "patch").json == as_json(SECOND)


@clause("channel.patch.timestamp", scenario="channel patch")
def test_data_of_a_patch_has_its_own_timestamp(page: Page, storage_type: str) -> None:
    before = _put_once(page, storage_type, "patch").timestamp
    assert _put_again(page, "patch").timestamp != before


@clause("channel.patch.kept", scenario="channel patch")
def test_data_of_a_patch_is_kept(page: Page, storage_type: str) -> None:
    _put_twice(page, storage_type, "patch")
    page.reload()
    assert page.store.json == as_json(SECOND)


@clause("channel.running.seen", scenario="channel running")
def test_data_of_running_is_seen(page: Page, storage_type: str) -> None:
    assert _seen(_put_once(page, storage_type, "running")) == SEEN


@clause("channel.running.replaces", scenario="channel running")
def test_data_of_running_replaces_earlier_data(page: Page, storage_type: str) -> None:
    assert _put_twice(page, storage_type, "running").json == as_json(SECOND)


@clause("channel.running.timestamp", scenario="channel running")
def test_data_of_running_has_its_own_timestamp(page: Page, storage_type: str) -> None:
    before = _put_once(page, storage_type, "running").timestamp
    assert _put_again(page, "running").timestamp != before


@clause("channel.running.kept", scenario="channel running")
def test_data_of_running_is_kept(page: Page, storage_type: str) -> None:
    _put_twice(page, storage_type, "running")
    page.reload()
    assert page.store.json == as_json(SECOND)


@clause("channel.running.cleared")
def test_store_is_cleared_by_running(page: Page, storage_type: str) -> None:
    assert _cleared(page, storage_type, "running").data is None


@clause("channel.background.seen", scenario="channel background")
def test_data_of_a_background_callback_is_seen(page: Page, storage_type: str) -> None:
    assert _seen(_put_once(page, storage_type, "background")) == SEEN


@clause("channel.background.replaces", scenario="channel background")
def test_data_of_a_background_callback_replaces_earlier_data(page: Page, storage_type: str) -> None:
    assert _put_twice(page, storage_type, "background").json == as_json(SECOND)


@clause("channel.background.timestamp", scenario="channel background")
def test_data_of_a_background_callback_has_its_own_timestamp(page: Page, storage_type: str) -> None:
    before = _put_once(page, storage_type, "background").timestamp
    assert _put_again(page, "background").timestamp != before


@clause("channel.background.kept", scenario="channel background")
def test_data_of_a_background_callback_is_kept(page: Page, storage_type: str) -> None:
    _put_twice(page, storage_type, "background")
    page.reload()
    assert page.store.json == as_json(SECOND)


@clause("channel.background.cleared")
def test_store_is_cleared_by_a_background_callback(page: Page, storage_type: str) -> None:
    assert _cleared(page, storage_type, "background").data is None


@clause("channel.websocket.seen", scenario="channel websocket")
def test_data_of_a_websocket_callback_is_seen(page: Page, storage_type: str) -> None:
    assert _seen(_put_once(page, storage_type, "websocket")) == SEEN


@clause("channel.websocket.replaces", scenario="channel websocket")
def test_data_of_a_websocket_callback_replaces_earlier_data(page: Page, storage_type: str) -> None:
    assert _put_twice(page, storage_type, "websocket").json == as_json(SECOND)


@clause("channel.websocket.timestamp", scenario="channel websocket")
def test_data_of_a_websocket_callback_has_its_own_timestamp(page: Page, storage_type: str) -> None:
    before = _put_once(page, storage_type, "websocket").timestamp
    assert _put_again(page, "websocket").timestamp != before


@clause("channel.websocket.kept", scenario="channel websocket")
def test_data_of_a_websocket_callback_is_kept(page: Page, storage_type: str) -> None:
    _put_twice(page, storage_type, "websocket")
    page.reload()
    assert page.store.json == as_json(SECOND)


@clause("channel.websocket.cleared")
def test_store_is_cleared_by_a_websocket_callback(page: Page, storage_type: str) -> None:
    assert _cleared(page, storage_type, "websocket").data is None


@clause("channel.set-props.several")
def test_set_props_of_two_stores_reaches_both(page: Page, storage_type: str) -> None:
    page.open(through("set-props", two_stores(storage_type)))
    values = {("one", "data"): "of one", ("other", "data"): "of the other"}
    page.act(values, "a callback calls set_props for 'one' and for 'other'", "set-props")
    assert (page["one"].data, page["other"].data) == ("of one", "of the other")


@clause("channel.set-props.rendered-store")
def test_set_props_reaches_a_store_that_set_props_has_rendered(page: Page, storage_type: str) -> None:
    page.open(through("set-props", rendered_later(storage_type)))
    rendered = [RenderedStore("store", {"storage_type": storage_type})]
    page.act({("container", "children"): rendered}, "set_props renders the store", "set-props")
    page.store.put("put", "set-props")
    assert page.store.data == "put"


@clause("channel.set-props-client.dict-id")
def test_data_of_a_script_reaches_a_store_with_a_dict_id(page: Page, storage_type: str) -> None:
    name = '{"index":1,"type":"store"}'
    page.open(through("set-props-client", several_stores({name: {"storage_type": storage_type}})))
    page[name].put("put", "set-props-client")
    assert page[name].data == "put"


@clause("channel.running.while", scenario="channel running")
def test_data_is_seen_while_the_callback_runs(page: Page, storage_type: str) -> None:
    store = _put_once(page, storage_type, "running")
    assert _received_of(store, WHILE, FIRST) == [WHILE, FIRST]


@clause("channel.background.while")
def test_set_props_is_seen_while_a_background_callback_runs(page: Page, storage_type: str) -> None:
    page.open(_with_background_set_props(storage_type))
    page.store.put(WhileRunning(WHILE, FIRST), "background")
    assert _received_of(page.store, WHILE, FIRST) == [WHILE, FIRST]


@clause("channel.background.cancelled")
def test_set_props_before_a_cancel_is_kept(page: Page, storage_type: str) -> None:
    page.open(_with_background_set_props(storage_type))
    page.store.put(WhileRunning(WHILE, CANCELLED), "background")
    if storage_type != "memory":
        page.reload()
    assert page.store.json == as_json(WHILE)


@clause("channel.websocket.while")
def test_set_props_is_seen_while_a_websocket_callback_runs(page: Page, storage_type: str) -> None:
    page.open(through("websocket", one_store(storage_type)))
    page.store.put(WhileRunning(WHILE, FIRST), "websocket")
    assert _received_of(page.store, WHILE, FIRST) == [WHILE, FIRST]


@clause("channel.websocket.persistent")
def test_stream_of_a_persistent_callback_is_seen_and_kept(page: Page, storage_type: str) -> None:
    page.open(through("websocket-stream", one_store(storage_type)))
    page.store.put(WhileRunning(FIRST, SECOND), "websocket-stream")
    if storage_type != "memory":
        page.reload()
    assert page.store.json == as_json(SECOND)


def _with_background_set_props(storage_type: str) -> App:
    return through("set-props", through("background", one_store(storage_type)))


def _put_once(page: Page, storage_type: str, channel: str) -> StoreHandle:
    """Open a page with a store that the channel reaches, and put the first value through it."""
    if channel == "patch":  # it changes data that is there
        page.open(one_store(storage_type, data={"initial": 0}))
    else:
        page.open(through(channel, one_store(storage_type), *(RUNS if channel == "running" else ())))
    _put(page.store, FIRST, channel)
    return page.store


def _put_again(page: Page, channel: str) -> StoreHandle:
    _put(page.store, SECOND, channel)
    return page.store


def _put_twice(page: Page, storage_type: str, channel: str) -> StoreHandle:
    _put_once(page, storage_type, channel)
    return _put_again(page, channel)


def _cleared(page: Page, storage_type: str, channel: str) -> StoreHandle:
    """Put two values, and clear the store through the channel."""
    store = _put_twice(page, storage_type, channel)
    if channel == "running":
        store.clear(WhileRunning(True, False), channel)
    else:
        store.clear(through=channel)
    return store


def _put(store: StoreHandle, value: dict[str, Any], channel: str) -> None:
    if channel == "patch":
        store.put(replacing(value))
    elif channel == "running":
        store.put(WhileRunning(WHILE, value), channel)
    else:
        store.put(value, channel)


def _received_of(store: StoreHandle, *values: Any) -> list[Any]:
    """Return which of these values callbacks on data received last, in order; repeats in a row count once.
    put.calls-each-callback-once judges repeats, put.only-new-data what else comes in between."""
    received = [event.data for event in store.observations if event.prop == "data" and event.data in values]
    return [data for data, _ in groupby(received)][-len(values) :]


def _seen(store: StoreHandle) -> dict[str, Any]:
    """Return the data that callbacks on each property of the store last received."""
    return {event.prop: event.data for event in store.observations}
