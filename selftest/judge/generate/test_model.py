"""The model knows the contract: what must be seen after histories made by hand, a promise of the docs at a
time, and where the docs promise nothing, all that may be seen."""

import json

import pytest

from judge.generate.model import Model, Observation, Timestamp

ALL = ("memory", "session", "local")
STORED = ("session", "local")
of_each = pytest.mark.parametrize("storage_type", ALL)
of_stored = pytest.mark.parametrize("storage_type", STORED)

CLEAR, LOAD, BACK, REDRAW = ("clear",), ("load",), ("go_back",), ("redraw",)
NEW_TAB, CLOSE_TAB, SWITCH, RESTART = ("new_tab",), ("close_tab",), ("switch_back",), ("restart",)
STAMP = ("write_timestamp",)


def put(value):
    return "put", value


def layout(data):
    return "change_layout", data


def after(storage_type, *acts, initial=None):
    """The model after a history; where one thing alone may be seen, it was."""
    model = Model(storage_type, initial)
    for act, *given in acts:
        if len(model.data) == 1:
            see(model)
        getattr(model, act)(*given)
    return model


def see(model, data=None):
    """Have callbacks see `data`, or what alone they may."""
    (only,) = model.data if data is None else {json.dumps(data)}
    model.see(Observation(json.loads(only), timestamp=100, clock=101))


def data(*history, initial=None):
    """All that may be seen after the history."""
    return [json.loads(text) for text in sorted(after(*history, initial=initial).data)]


# Initial data


@of_each
def test_on_the_first_visit_the_layouts_data_is_there(storage_type):
    assert data(storage_type, initial={"a": 1}) == [{"a": 1}]
    assert data(storage_type) == [None]


def test_memory_has_the_layouts_data_after_every_load():
    assert data("memory", put("b"), LOAD, initial="a") == ["a"]
    assert data("memory", put("b"), layout("c"), LOAD, initial="a") == ["c"]


@of_stored
def test_the_layouts_data_is_taken_once(storage_type):
    assert data(storage_type, layout("b"), LOAD, initial="a") == ["a"]
    assert data(storage_type, put("b"), layout("c"), LOAD, initial="a") == ["b"]


@of_stored
def test_falsy_data_is_kept(storage_type):
    assert data(storage_type, put(0), LOAD, initial="a") == [0]


@of_stored
def test_what_becomes_of_none_is_open(storage_type):
    assert data(storage_type, put(None), initial="a") == ["a", None]
    assert data(storage_type, put("b"), put(None), LOAD, initial="a") == ["a", "b", None]
    assert data(storage_type, put(None), put("b"), LOAD, initial="a") == ["b"]


# Puts and clears


@of_each
def test_what_is_put_last_is_seen(storage_type):
    assert data(storage_type, put("a"), put("b"), put("a")) == ["a"]


@of_each
def test_nothing_is_seen_after_a_clear(storage_type):
    assert data(storage_type, put("a"), CLEAR) == [None]
    assert data(storage_type, put("a"), CLEAR, put("b")) == ["b"]


@of_stored
def test_after_a_clear_the_next_load_is_a_first_one(storage_type):
    assert data(storage_type, put("b"), CLEAR, LOAD, initial="a") == ["a"]
    assert data(storage_type, put("b"), CLEAR, LOAD) == [None]
    assert data(storage_type, CLEAR, put("b"), LOAD, initial="a") == ["b"]


@of_each
def test_a_redrawn_store_may_have_what_it_had_or_begin_anew(storage_type):
    assert data(storage_type, put("b"), REDRAW, initial="a") == ["a", "b"]


@of_stored
def test_what_is_seen_of_a_redrawn_store_is_what_it_has(storage_type):
    model = after(storage_type, put("b"), REDRAW, initial="a")
    see(model, "b")
    model.load()
    assert model.data == {'"b"'}


# Tabs


def test_a_new_tab_finds_local_data_alone():
    assert data("local", put("b"), NEW_TAB, initial="a") == ["b"]
    assert data("session", put("b"), NEW_TAB, initial="a") == ["a"]
    assert data("memory", put("b"), NEW_TAB, initial="a") == ["a"]


def test_session_data_is_gone_with_its_tab():
    assert data("session", NEW_TAB, put("b"), CLOSE_TAB, NEW_TAB) == [None]
    assert data("session", put("a"), NEW_TAB, put("b"), CLOSE_TAB, LOAD) == ["a"]


def test_local_data_alone_outlives_the_browser():
    assert data("local", put("b"), RESTART, initial="a") == ["b"]
    assert data("session", put("b"), RESTART, initial="a") == ["a"]


@pytest.mark.parametrize("storage_type", ["memory", "session"])
def test_other_tabs_change_nothing_that_is_not_local(storage_type):
    assert data(storage_type, put("a"), NEW_TAB, put("b"), SWITCH) == ["a"]


def test_a_tab_may_see_what_another_one_puts_and_must_once_it_is_loaded():
    history = (put("a"), NEW_TAB, put("b"), put("c"), SWITCH)
    assert data("local", *history) == ["a", "b", "c"]
    assert data("local", *history, LOAD) == ["c"]
    assert data("local", *history, put("d")) == ["d"]


def test_what_a_tab_may_see_of_another_it_may_see_later():
    model = after("local", put("a"), NEW_TAB, put("b"), SWITCH)
    see(model, "a")
    assert model.data == {'"a"', '"b"'}


def test_a_clear_clears_what_another_tab_has_put():
    assert data("local", NEW_TAB, put("b"), SWITCH, CLEAR, LOAD) == [None]


def test_of_what_two_tabs_put_at_once_either_may_stand():
    without_waiting = ("put_in_two_tabs", "a", "b")
    assert data("local", NEW_TAB, without_waiting) == ["a", "b"]
    assert data("local", NEW_TAB, without_waiting, LOAD) == ["a", "b"]
    assert data("local", NEW_TAB, without_waiting, put("c"), LOAD) == ["c"]
    assert data("session", NEW_TAB, without_waiting, LOAD) == ["b"]


def test_what_a_load_shows_of_two_that_may_be_kept_is_kept():
    model = after("local", NEW_TAB, ("put_in_two_tabs", "a", "b"), LOAD)
    see(model, "a")
    model.load()
    assert model.data == {'"a"'}


def test_a_page_gone_back_to_is_loaded_or_as_it_was():
    assert data("memory", put("b"), BACK, initial="a") == ["a", "b"]
    assert data("session", put("b"), BACK, initial="a") == ["b"]
    assert data("session", CLEAR, BACK, initial="a") == ["a", None]
    assert data("local", put("a"), NEW_TAB, put("b"), SWITCH, BACK) == ["a", "b"]


# modified_timestamp


def timestamp(*history, initial=None):
    return after(*history, initial=initial).timestamp


@of_each
def test_another_value_has_a_timestamp_of_its_own(storage_type):
    assert timestamp(storage_type, put("a")) is Timestamp.NOW
    assert timestamp(storage_type, put("a"), put("b")) is Timestamp.NOW
    assert timestamp(storage_type, put("a"), put("a")) is Timestamp.ANYTHING
    assert timestamp(storage_type, put("a"), put(None)) is Timestamp.ANYTHING


@of_each
def test_clearing_is_a_modification(storage_type):
    assert timestamp(storage_type, put("a"), CLEAR) is Timestamp.OTHER
    assert timestamp(storage_type, CLEAR) is Timestamp.ANYTHING


@of_stored
def test_the_timestamp_is_kept_over_a_load(storage_type):
    assert timestamp(storage_type, put("b"), LOAD, initial="a") is Timestamp.AS_BEFORE
    assert timestamp(storage_type, put("b"), LOAD, LOAD, initial="a") is Timestamp.AS_BEFORE


@of_stored
def test_the_timestamp_of_a_put_that_was_not_looked_at_is_of_its_time_after_a_load(storage_type):
    model = after(storage_type, put("b"), initial="a")
    model.load()
    assert model.timestamp is Timestamp.NOW


@of_each
@pytest.mark.parametrize(
    "history",
    [
        (LOAD,),
        (put("a"), LOAD),
        (put("b"), CLEAR, LOAD),
        (put("b"), BACK),
        (put("b"), REDRAW),
        (put("b"), STAMP),
        (put("b"), STAMP, LOAD),
    ],
)
def test_the_docs_or_other_clauses_have_the_timestamp(storage_type, history):
    assert timestamp(storage_type, *history, initial="a") is Timestamp.ANYTHING


@of_each
def test_writing_the_timestamp_changes_no_data(storage_type):
    assert data(storage_type, put("b"), STAMP) == ["b"]
    assert timestamp(storage_type, put("b"), STAMP, put("c")) is Timestamp.NOW


def test_the_timestamp_after_another_tabs_write_is_open():
    assert timestamp("local", put("a"), NEW_TAB, put("b"), SWITCH) is Timestamp.ANYTHING
    assert timestamp("session", put("a"), NEW_TAB, put("b"), SWITCH) is Timestamp.AS_BEFORE


# What is told


def test_what_may_be_seen_is_told_as_it_is_and_else_what_must_be():
    model = after("local", put("a"), put("b"))
    assert model.expected(Observation("b", 101, 105)) == {"data": "b", "modified_timestamp": 101}
    assert model.expected(Observation("a", 101, 105)) == {"data": "b", "modified_timestamp": 101}
    assert model.expected(Observation("b", 100, 105)) == {
        "data": "b",
        "modified_timestamp": {"from": 101, "to": 105},
    }
    assert model.expected(Observation("b", None, 105))["modified_timestamp"] == {"from": 101, "to": 105}


def test_several_that_may_be_seen_are_all_told():
    model = after("local", put("a"), NEW_TAB, put("b"), SWITCH)
    assert model.expected(Observation("c", 1, 1))["data"] == {"one of": ["a", "b"]}


def test_a_timestamp_that_must_be_another_or_the_same_is_told():
    model = after("session", put("a"), CLEAR)
    assert model.expected(Observation(None, 100, 105))["modified_timestamp"] == {"other than": 100}
    assert model.expected(Observation(None, -1, 105))["modified_timestamp"] == -1
    model = after("session", put("a"), LOAD)
    assert model.expected(Observation("a", 7, 105))["modified_timestamp"] == 100
