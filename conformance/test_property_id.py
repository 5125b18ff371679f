"""dcc.Store Properties: id."""

from dataclasses import replace
from typing import Any

from fixtures.apps import App, several_stores, two_stores
from fixtures.page.page import Page
from judge.contract.clause import clause


@clause("id.apart")
def test_a_put_in_one_store_leaves_another_unchanged(page: Page, storage_type: str) -> None:
    page.open(two_stores(storage_type))
    page["one"].put("of one")
    page["other"].put("of the other")
    assert page["one"].data == "of one"


@clause("id.names-the-store")
def test_each_of_several_stores_has_what_was_put_under_its_id(page: Page, storage_type: str) -> None:
    names = ["cart", "user", "query result", "42", "naïve"]
    page.open(several_stores({name: {"storage_type": storage_type} for name in names}))
    for name, value in _expected(names).items():
        page[name].put(value)
    assert _data(page, names) == _expected(names)


@clause("id.key")
def test_another_page_finds_stored_data_under_the_same_id(page: Page, storage_type: str) -> None:
    page.open(two_stores(storage_type))
    page["one"].put("of one")
    page["other"].put("of the other")
    later = several_stores({name: {"storage_type": storage_type} for name in ("third", "other", "one")})
    page.open(replace(later, can_share_page=True))
    assert _data(page, ["third", "other", "one"]) == {"third": None, "other": "of the other", "one": "of one"}


@clause("id.apart-when-prefixes")
def test_stores_whose_ids_share_a_prefix_keep_their_own_data(page: Page, storage_type: str) -> None:
    names = ["x", "x-timestamp", "x-data", "x_timestamp", "xx", "x-x", "-x", "x-"]
    _assert_kept_apart(page, storage_type, names)
    page.open(_app(storage_type, dict.fromkeys(reversed(names), "of the layout")))
    again = {name: f"{value} again" for name, value in _expected(names).items()}
    page.put_all([again[name] for name in reversed(names)])
    if storage_type != "memory":
        page.reload()
    assert _data(page, names) == again


@clause("id.apart-in-unicode")
def test_stores_whose_ids_look_alike_keep_their_own_data(page: Page, storage_type: str) -> None:
    names = ["e", "E", " e", "e ", "é", "e\u0301", "ｅ", "日", "日本", "😀", "😁"]
    _assert_kept_apart(page, storage_type, names)


@clause("id.names-of-web-storage")
def test_stores_named_like_members_of_web_storage_keep_their_own_data(page: Page, storage_type: str) -> None:
    names = ["length", "clear", "key", "getItem", "setItem", "removeItem", "0", "null", "undefined"]
    _assert_kept_apart(page, storage_type, names)


@clause("id.names-of-objects")
def test_stores_named_like_members_of_objects_keep_their_own_data(page: Page, storage_type: str) -> None:
    names = ["constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf", "prototype"]
    initial = _initial(names)
    page.open(replace(_app(storage_type, initial), writes=()))
    assert _data(page, names) == initial
    if storage_type == "memory":
        page.reload()
    else:
        page.open(replace(_app(storage_type, dict.fromkeys(names, "of a later layout")), writes=()))
    assert _data(page, names) == initial


@clause("id.dictionary")
def test_stores_with_dictionary_ids_keep_their_own_data(page: Page, storage_type: str) -> None:
    names = ['{"index":1,"type":"store"}', '{"index":2,"type":"store"}', '{"index":1,"type":"other"}']
    _assert_kept_apart(page, storage_type, names)


@clause("id.dictionary-values")
def test_dictionary_ids_with_values_of_different_types_keep_their_own_data(
    page: Page, storage_type: str
) -> None:
    _assert_kept_apart(page, storage_type, ['{"index":1,"type":"store"}', '{"index":true,"type":"store"}'])
    # On a page of its own: Dash 4.4 may call a callback on the store "1" when the store 1 reports.
    _assert_kept_apart(page, storage_type, ['{"index":"1","type":"store"}'])


def _app(storage_type: str, initial: dict[str, str]) -> App:
    """Return an app with stores of those names and initial data."""
    stores = {name: {"storage_type": storage_type, "data": data} for name, data in initial.items()}
    return several_stores(stores, inputs=("data",))


def _initial(names: list[str]) -> dict[str, str]:
    """Return the initial data of stores of those names."""
    return {name: f"initial of store {index}" for index, name in enumerate(names)}


def _expected(names: list[str]) -> dict[str, Any]:
    """Return the value that is put in each of the stores. Values have an index instead of the
    name, so that a store that corrupts texts is not taken for one that mixes up ids."""
    return {name: f"put in store {index}" for index, name in enumerate(names)}


def _assert_kept_apart(page: Page, storage_type: str, names: list[str]) -> None:
    """Assert that each store has its initial data, then what is put and, if stored, after a reload too."""
    page.open(_app(storage_type, _initial(names)))
    assert _data(page, names) == _initial(names)
    page.put_all(list(_expected(names).values()))
    assert _data(page, names) == _expected(names)
    if storage_type != "memory":
        page.reload()
        assert _data(page, names) == _expected(names)


def _data(page: Page, names: list[str]) -> dict[str, Any]:
    return {name: page[name].data for name in names}
