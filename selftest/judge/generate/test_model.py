"""The model knows the contract: after short histories, one promise of the docs at a time, it expects the data
that the docs say. If the docs promise nothing, it allows every outcome."""

import pytest

from selftest.support.model_histories import (
    BACK,
    CLEAR,
    CLEAR_STORAGE,
    CLOSE_TAB,
    COME_BACK,
    LOAD,
    NEIGHBOUR,
    NEW_TAB,
    PUT_MEANWHILE,
    REDRAW,
    RERENDER,
    RESTART,
    SWITCH,
    after,
    data,
    layout,
    observe,
    of_each,
    of_stored,
    put,
)

# Initial data


@of_each
def test_the_first_visit_shows_the_layouts_data(storage_type):
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
def test_any_outcome_of_a_put_of_none_is_allowed(storage_type):
    assert data(storage_type, put(None), initial="a") == ["a", None]
    assert data(storage_type, put("b"), put(None), LOAD, initial="a") == ["a", "b", None]
    assert data(storage_type, put(None), put("b"), LOAD, initial="a") == ["b"]


# Puts and clears


@of_each
def test_callbacks_have_the_last_value_put(storage_type):
    assert data(storage_type, put("a"), put("b"), put("a")) == ["a"]


@of_each
def test_callbacks_have_no_data_after_a_clear(storage_type):
    assert data(storage_type, put("a"), CLEAR) == [None]
    assert data(storage_type, put("a"), CLEAR, put("b")) == ["b"]


@of_stored
def test_the_load_after_a_clear_counts_as_the_first(storage_type):
    assert data(storage_type, put("b"), CLEAR, LOAD, initial="a") == ["a"]
    assert data(storage_type, put("b"), CLEAR, LOAD) == [None]
    assert data(storage_type, CLEAR, put("b"), LOAD, initial="a") == ["b"]


@of_each
def test_a_rerendered_store_may_keep_its_data_or_start_over(storage_type):
    assert data(storage_type, put("b"), RERENDER, initial="a") == ["a", "b"]


@of_stored
def test_the_data_observed_in_a_rerendered_store_survives_a_reload(storage_type):
    model = after(storage_type, put("b"), RERENDER, initial="a")
    observe(model, "b")
    model.load()
    assert model.data == {'"b"'}


# Redraws


@of_stored
def test_a_redrawn_store_has_what_is_stored(storage_type):
    assert data(storage_type, put("b"), REDRAW, initial="a") == ["b"]
    assert data(storage_type, REDRAW, layout("c"), REDRAW, initial="a") == ["a"]
    assert data(storage_type, put("b"), NEIGHBOUR, LOAD, initial="a") == ["b"]


def test_a_redrawn_memory_store_may_keep_its_data_or_start_over():
    assert data("memory", put("b"), REDRAW, initial="a") == ["a", "b"]
    assert data("memory", put("b"), NEIGHBOUR, initial="a") == ["a", "b"]


@of_each
def test_a_store_that_is_redrawn_after_a_clear_may_take_the_layouts_data(storage_type):
    assert data(storage_type, put("b"), CLEAR, REDRAW, initial="a") == ["a", None]
    assert data(storage_type, put("b"), CLEAR, NEIGHBOUR, initial="a") == ["a", None]


def test_a_redraw_may_show_what_the_tab_showed_or_what_another_tab_has_stored():
    history = (put("a"), NEW_TAB, put("b"), SWITCH, REDRAW)
    assert data("local", *history) == ["a", "b"]
    assert data("session", *history) == ["a"]


# Off the page for a while


@of_stored
def test_a_store_that_comes_back_has_what_was_kept(storage_type):
    assert data(storage_type, put("b"), COME_BACK, initial="a") == ["b"]
    assert data(storage_type, put("b"), COME_BACK, LOAD, initial="a") == ["b"]
    assert data(storage_type, layout("b"), COME_BACK, initial="a") == ["a"]


def test_a_memory_store_that_comes_back_may_keep_its_data_or_start_over():
    assert data("memory", put("b"), COME_BACK, initial="a") == ["a", "b"]


@of_each
def test_a_store_that_comes_back_after_a_clear_may_take_the_layouts_data(storage_type):
    assert data(storage_type, put("b"), CLEAR, COME_BACK, initial="a") == ["a", None]


def test_a_store_that_comes_back_may_put_again_what_its_tab_showed():
    history = (put("a"), NEW_TAB, put("b"), SWITCH, COME_BACK)
    assert data("local", *history) == ["a", "b"]
    assert data("local", *history, SWITCH) == ["a", "b"]
    assert data("session", *history) == ["a"]


@of_stored
def test_a_put_while_the_store_is_off_the_page_may_be_lost(storage_type):
    assert data(storage_type, put("b"), PUT_MEANWHILE, initial="a") == ["b", "c"]
    assert data(storage_type, put("b"), PUT_MEANWHILE, LOAD, initial="a") == ["b", "c"]
    assert data(storage_type, put("b"), PUT_MEANWHILE, put("d"), LOAD, initial="a") == ["d"]


def test_a_memory_store_may_lose_a_put_while_it_is_off_the_page_and_start_over():
    assert data("memory", put("b"), PUT_MEANWHILE, initial="a") == ["a", "b", "c"]


@of_stored
def test_a_put_while_the_store_is_off_the_page_may_be_shown_but_not_stored(storage_type):
    model = after(storage_type, put("b"), PUT_MEANWHILE, initial="a")
    observe(model, "c")
    model.load()
    assert model.data == {'"b"', '"c"'}


def test_other_tabs_may_see_a_put_while_the_store_is_off_the_page():
    assert data("local", put("b"), NEW_TAB, PUT_MEANWHILE, SWITCH) == ["b", "c"]
    assert data("session", put("b"), NEW_TAB, PUT_MEANWHILE, SWITCH) == ["b"]


# Edits, overflow and cleared web storage


@of_each
def test_an_object_edited_in_place_may_be_a_put(storage_type):
    assert data(storage_type, put("a"), ("edit_in_place", "b")) == ["a", "b"]


@of_stored
def test_the_data_before_or_after_an_edit_in_place_survives_a_load(storage_type):
    assert data(storage_type, put("a"), ("edit_in_place", "b"), LOAD) == ["a", "b"]
    assert data(storage_type, put("a"), ("edit_in_place", "b"), put("c"), LOAD) == ["c"]


@of_stored
def test_what_follows_a_value_that_does_not_fit_is_certain_only_after_a_load(storage_type):
    history = (put("a"), ("put_too_much", "long"), put("b"))
    assert data(storage_type, *history) == ["a", "b", "long", None]
    assert data(storage_type, *history, LOAD, initial="c") == ["a", "b", "c", "long"]
    assert data(storage_type, *history, LOAD, put("d"), LOAD) == ["d"]


def test_a_memory_store_has_room_for_every_value():
    assert data("memory", ("put_too_much", "long")) == ["long"]
    assert data("memory", ("put_too_much", "long"), put("b")) == ["b"]


@of_stored
def test_a_store_may_keep_its_data_or_lose_it_if_web_storage_is_cleared(storage_type):
    assert data(storage_type, put("b"), CLEAR_STORAGE, initial="a") == ["b", None]
    assert data(storage_type, put("b"), CLEAR_STORAGE, LOAD, initial="a") == ["a", "b"]
    assert data(storage_type, put("b"), CLEAR_STORAGE, put("c"), LOAD, initial="a") == ["c"]


@of_stored
def test_the_same_data_put_after_web_storage_is_cleared_may_not_be_stored(storage_type):
    assert data(storage_type, put("b"), CLEAR_STORAGE, put("b"), LOAD, initial="a") == ["a", "b"]


def test_memory_does_not_depend_on_web_storage():
    assert data("memory", put("b"), CLEAR_STORAGE) == ["b"]


def test_other_tabs_may_notice_that_web_storage_is_cleared():
    assert data("local", put("b"), NEW_TAB, CLEAR_STORAGE, SWITCH) == ["b", None]
    assert data("session", put("b"), NEW_TAB, CLEAR_STORAGE, SWITCH) == ["b"]


# Tabs


def test_only_local_data_is_found_in_a_new_tab():
    assert data("local", put("b"), NEW_TAB, initial="a") == ["b"]
    assert data("session", put("b"), NEW_TAB, initial="a") == ["a"]
    assert data("memory", put("b"), NEW_TAB, initial="a") == ["a"]


def test_session_data_is_gone_with_its_tab():
    assert data("session", NEW_TAB, put("b"), CLOSE_TAB, NEW_TAB) == [None]
    assert data("session", put("a"), NEW_TAB, put("b"), CLOSE_TAB, LOAD) == ["a"]


def test_only_local_data_survives_a_browser_restart():
    assert data("local", put("b"), RESTART, initial="a") == ["b"]
    assert data("session", put("b"), RESTART, initial="a") == ["a"]


@pytest.mark.parametrize("storage_type", ["memory", "session"])
def test_other_tabs_do_not_change_memory_and_session_data(storage_type):
    assert data(storage_type, put("a"), NEW_TAB, put("b"), SWITCH) == ["a"]


def test_another_tabs_put_may_be_visible_before_a_reload_and_must_be_after_it():
    history = (put("a"), NEW_TAB, put("b"), put("c"), SWITCH)
    assert data("local", *history) == ["a", "b", "c"]
    assert data("local", *history, LOAD) == ["c"]
    assert data("local", *history, put("d")) == ["d"]


def test_another_tabs_put_may_become_visible_later():
    model = after("local", put("a"), NEW_TAB, put("b"), SWITCH)
    observe(model, "a")
    assert model.data == {'"a"', '"b"'}


def test_a_clear_removes_what_another_tab_has_put():
    assert data("local", NEW_TAB, put("b"), SWITCH, CLEAR, LOAD) == [None]


def test_either_of_two_simultaneous_puts_may_win():
    without_waiting = ("put_in_two_tabs", "a", "b")
    assert data("local", NEW_TAB, without_waiting) == ["a", "b"]
    assert data("local", NEW_TAB, without_waiting, LOAD) == ["a", "b"]
    assert data("local", NEW_TAB, without_waiting, put("c"), LOAD) == ["c"]
    assert data("session", NEW_TAB, without_waiting, LOAD) == ["b"]


def test_after_a_load_has_shown_the_winner_the_winner_stays():
    model = after("local", NEW_TAB, ("put_in_two_tabs", "a", "b"), LOAD)
    observe(model, "a")
    model.load()
    assert model.data == {'"a"'}


def test_going_back_may_reload_the_page_or_show_it_as_it_was():
    assert data("memory", put("b"), BACK, initial="a") == ["a", "b"]
    assert data("session", put("b"), BACK, initial="a") == ["b"]
    assert data("session", CLEAR, BACK, initial="a") == ["a", None]
    assert data("local", put("a"), NEW_TAB, put("b"), SWITCH, BACK) == ["a", "b"]
