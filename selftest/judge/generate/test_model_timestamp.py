"""The model knows the contract: after short histories, it expects the `modified_timestamp` that the docs say.
If the docs promise nothing, it allows any. What it expects, it names as a report shows it."""

import pytest

from judge.generate.model import LastReceived, Timestamp
from selftest.support.model_histories import (
    BACK,
    CLEAR,
    CLEAR_STORAGE,
    COME_BACK,
    LOAD,
    NEIGHBOUR,
    NEW_TAB,
    PUT_MEANWHILE,
    REDRAW,
    RERENDER,
    STAMP,
    SWITCH,
    after,
    data,
    observe,
    of_each,
    of_stored,
    put,
)


def timestamp(*history, initial=None):
    return after(*history, initial=initial).timestamp


@of_each
def test_a_put_of_another_value_has_a_recent_timestamp(storage_type):
    assert timestamp(storage_type, put("a")) is Timestamp.RECENT
    assert timestamp(storage_type, put("a"), put("b")) is Timestamp.RECENT
    assert timestamp(storage_type, put("a"), put("a")) is Timestamp.ANYTHING
    assert timestamp(storage_type, put("a"), put(None)) is Timestamp.ANYTHING


@of_each
def test_a_clear_changes_the_timestamp(storage_type):
    assert timestamp(storage_type, put("a"), CLEAR) is Timestamp.CHANGED
    assert timestamp(storage_type, CLEAR) is Timestamp.ANYTHING


@of_stored
def test_a_load_keeps_the_timestamp(storage_type):
    assert timestamp(storage_type, put("b"), LOAD, initial="a") is Timestamp.UNCHANGED
    assert timestamp(storage_type, put("b"), LOAD, LOAD, initial="a") is Timestamp.UNCHANGED


@of_stored
def test_a_redraw_keeps_the_timestamp(storage_type):
    assert timestamp(storage_type, put("b"), REDRAW, initial="a") is Timestamp.UNCHANGED
    assert timestamp(storage_type, put("b"), NEIGHBOUR, initial="a") is Timestamp.ANYTHING
    assert timestamp(storage_type, put("b"), CLEAR_STORAGE, REDRAW, initial="a") is Timestamp.ANYTHING


def test_a_redrawn_memory_store_may_have_any_timestamp():
    assert timestamp("memory", put("b"), REDRAW, initial="a") is Timestamp.ANYTHING


@of_stored
def test_a_load_after_an_unobserved_put_shows_a_recent_timestamp(storage_type):
    model = after(storage_type, put("b"), initial="a")
    model.load()
    assert model.timestamp is Timestamp.RECENT


@of_each
@pytest.mark.parametrize(
    "history",
    [
        (LOAD,),
        (put("a"), LOAD),
        (put("b"), CLEAR, LOAD),
        (put("b"), BACK),
        (put("b"), RERENDER),
        (put("b"), COME_BACK),
        (put("b"), PUT_MEANWHILE),
        (put("b"), STAMP),
        (put("b"), STAMP, LOAD),
    ],
)
def test_any_timestamp_is_allowed_where_other_clauses_judge_it(storage_type, history):
    assert timestamp(storage_type, *history, initial="a") is Timestamp.ANYTHING


@of_each
def test_writing_the_timestamp_changes_no_data(storage_type):
    assert data(storage_type, put("b"), STAMP) == ["b"]
    assert timestamp(storage_type, put("b"), STAMP, put("c")) is Timestamp.RECENT


def test_any_timestamp_is_allowed_after_another_tabs_write():
    assert timestamp("local", put("a"), NEW_TAB, put("b"), SWITCH) is Timestamp.ANYTHING
    assert timestamp("session", put("a"), NEW_TAB, put("b"), SWITCH) is Timestamp.UNCHANGED


def test_any_timestamp_is_allowed_as_long_as_another_tabs_write_may_arrive():
    model = after("local", put("a"), NEW_TAB, put("b"), SWITCH)
    observe(model, "a")
    before_load = model.timestamp
    model.load()
    observe(model, "b")
    assert (before_load, model.timestamp) == (Timestamp.ANYTHING, Timestamp.UNCHANGED)


# Expected values in a report


def test_expected_repeats_what_is_allowed_and_names_what_is_required_otherwise():
    model = after("local", put("a"), put("b"))
    assert model.expected(LastReceived("b", 101, 105)) == {"data": "b", "modified_timestamp": 101}
    assert model.expected(LastReceived("a", 101, 105)) == {"data": "b", "modified_timestamp": 101}
    assert model.expected(LastReceived("b", 100, 105)) == {
        "data": "b",
        "modified_timestamp": {"from": 101, "to": 105},
    }
    assert model.expected(LastReceived("b", None, 105))["modified_timestamp"] == {"from": 101, "to": 105}


def test_expected_names_all_allowed_values():
    model = after("local", put("a"), NEW_TAB, put("b"), SWITCH)
    assert model.expected(LastReceived("c", 1, 1))["data"] == {"one of": ["a", "b"]}


def test_expected_names_a_timestamp_that_must_change_or_stay():
    model = after("session", put("a"), CLEAR)
    assert model.expected(LastReceived(None, 100, 105))["modified_timestamp"] == {"other than": 100}
    assert model.expected(LastReceived(None, -1, 105))["modified_timestamp"] == -1
    model = after("session", put("a"), LOAD)
    assert model.expected(LastReceived("a", 7, 105))["modified_timestamp"] == 100
