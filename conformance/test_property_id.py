"""dcc.Store Properties: id."""

from dataclasses import replace
from typing import Any

from fixtures.apps import App, several_stores, two_stores
from fixtures.page.page import Page
from judge.contract.clause import clause


@clause("id.apart")
def test_a_put_in_one_store_does_not_change_another(page: Page, storage_type: str) -> None:
    page.open(two_stores(storage_type))
    page["one"].put("of one")
    page["other"].put("of the other")
    assert page["one"].data == "of one"


@clause("id.names-the-store")
def test_each_store_answers_to_its_own_id(page: Page, storage_type: str) -> None:
    names = ["cart", "user", "query result", "42", "naïve"]
    page.open(several_stores({name: {"storage_type": storage_type} for name in names}))
    for name, value in _own(names).items():
        page[name].put(value)
    assert _data(page, names) == _own(names)


@clause("id.key")
def test_stored_data_belongs_to_the_id(page: Page, storage_type: str) -> None:
    page.open(several_stores({name: {"storage_type": storage_type} for name in ("one", "other")}))
    page["one"].put("of one")
    page["other"].put("of the other")
    page.open(several_stores({name: {"storage_type": storage_type} for name in ("third", "other", "one")}))
    assert _data(page, ["third", "other", "one"]) == {"third": None, "other": "of the other", "one": "of one"}


@clause("id.apart-when-prefixes")
def test_ids_that_begin_or_end_alike_are_apart(page: Page, storage_type: str) -> None:
    names = ["x", "x-timestamp", "x-data", "x_timestamp", "xx", "x-x", "-x", "x-"]
    assert _kept_apart(page, storage_type, names) == _own(names)
    page.open(_app(storage_type, dict.fromkeys(reversed(names), "of the layout")))
    again = {name: f"{value} again" for name, value in _own(names).items()}
    page.put_all([again[name] for name in reversed(names)])
    if storage_type != "memory":
        page.reload()
    assert _data(page, names) == again


@clause("id.apart-in-unicode")
def test_ids_that_look_alike_are_apart(page: Page, storage_type: str) -> None:
    names = ["e", "E", " e", "e ", "é", "e\u0301", "ｅ", "日", "日本", "😀", "😁"]
    assert _kept_apart(page, storage_type, names) == _own(names)


@clause("id.names-of-web-storage")
def test_an_id_may_be_a_name_of_web_storage(page: Page, storage_type: str) -> None:
    names = ["length", "clear", "key", "getItem", "setItem", "removeItem", "0", "null", "undefined"]
    assert _kept_apart(page, storage_type, names) == _own(names)


@clause("id.names-of-objects")
def test_an_id_may_be_a_name_of_objects(page: Page, storage_type: str) -> None:
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
def test_an_id_may_be_a_dictionary(page: Page, storage_type: str) -> None:
    names = ['{"index":1,"type":"store"}', '{"index":2,"type":"store"}', '{"index":1,"type":"other"}']
    assert _kept_apart(page, storage_type, names) == _own(names)


def _app(storage_type: str, initial: dict[str, str]) -> App:
    """An app with stores of those names and initial data."""
    stores = {name: {"storage_type": storage_type, "data": data} for name, data in initial.items()}
    return several_stores(stores, inputs=("data",))


def _initial(names: list[str]) -> dict[str, str]:
    """The initial data of stores of those names."""
    return {name: f"initial of store {place}" for place, name in enumerate(names)}


def _own(names: list[str]) -> dict[str, Any]:
    """The data that each store of those names has to have in the end: by its place, lest a store that spoils
    texts be taken for one that confounds names."""
    return {name: f"put in store {place}" for place, name in enumerate(names)}


def _kept_apart(page: Page, storage_type: str, names: list[str]) -> dict[str, Any]:
    """The data of stores of those names: if the initial data are right what was put, and in the end, where
    it is kept, what is there after a reload."""
    initial = _initial(names)
    page.open(_app(storage_type, initial))
    if _data(page, names) != initial:
        return _data(page, names)
    page.put_all(list(_own(names).values()))
    if storage_type == "memory" or _data(page, names) != _own(names):
        return _data(page, names)
    page.reload()
    return _data(page, names)


def _data(page: Page, names: list[str]) -> dict[str, Any]:
    return {name: page[name].data for name in names}
