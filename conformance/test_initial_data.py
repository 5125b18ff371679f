"""Retrieving the initial store data."""

from fixtures.apps import one_store, rendered_later, retrieval, several_stores
from fixtures.jsontext import as_json
from fixtures.page.page import Page
from judge.contract.clause import clause
from judge.generate.own_format import INITIAL, compare_own_format
from judge.generate.round_trip import json_of_stores

FALSY = {"zero": 0, "false": False, "empty text": "", "empty list": [], "empty dict": {}}
"""The value by the name of its store."""
FALSY_JSON = {name: as_json(value) for name, value in FALSY.items()}


@clause("initial.taken-once")
def test_later_layout_data_is_ignored(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type, data="first"))
    page.open(one_store(storage_type, data="second"))
    assert page.store.data == "first"


@clause("initial.put-wins")
def test_a_put_value_wins_over_the_layouts_data_after_a_reload(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type, data="of the layout"))
    page.store.put("put")
    page.reload()
    assert page.store.data == "put"


@clause("initial.falsy")
def test_falsy_initial_data_is_taken_and_kept(page: Page, storage_type: str) -> None:
    props = {"storage_type": storage_type}
    page.open(several_stores({name: {**props, "data": value} for name, value in FALSY.items()}))
    assert json_of_stores(page) == FALSY_JSON
    assert [store.name for store in page.stores if store.reported_timestamps == []] == []
    if storage_type != "memory":
        page.open(several_stores(dict.fromkeys(FALSY, props)))
        assert json_of_stores(page) == FALSY_JSON


@clause("initial.falsy-put-wins")
def test_a_falsy_put_value_wins_over_the_layouts_data_after_a_reload(page: Page, storage_type: str) -> None:
    props = {"storage_type": storage_type, "data": "of the layout"}
    page.open(several_stores(dict.fromkeys(FALSY, props)))
    page.put_all([*FALSY.values()])
    page.reload()
    assert json_of_stores(page) == FALSY_JSON


@clause("initial.own-format", scenario="own format")
def test_initial_data_that_looks_like_what_the_store_writes_is_taken_and_kept(
    page: Page, storage_type: str, storage_types: tuple[str, ...]
) -> None:
    observed, expected = compare_own_format(page, storage_type, storage_types, INITIAL)
    assert observed == expected


@clause("initial.none-put-is-kept")
def test_a_put_none_wins_over_the_layouts_data_after_a_reload(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type, data="of the layout"))
    page.store.put(None)
    page.reload()
    assert page.store.data is None


@clause("initial.first-visit")
def test_the_documented_pattern_gives_the_initial_data(page: Page, storage_type: str) -> None:
    page.open(retrieval(storage_type, data="initial"))
    assert page.json_texts("#shown") == [as_json("initial")]


@clause("initial.return-visit-after-put")
def test_the_documented_pattern_gives_the_stored_data_on_return(page: Page, storage_type: str) -> None:
    page.open(retrieval(storage_type, data="initial", written="put"))
    page.click("#write")
    assert page.json_texts("#shown") == [as_json("put")]
    page.reload()
    assert page.json_texts("#shown") == [as_json("put")]


@clause("initial.return-visit-unchanged")
def test_the_documented_pattern_gives_unchanged_initial_data_on_return(page: Page, storage_type: str) -> None:
    page.open(retrieval(storage_type, data="initial"))
    page.reload()
    assert page.json_texts("#shown") == [as_json("initial")]


@clause("initial.none")
def test_callbacks_get_no_data_if_there_is_none(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    assert [event.data for event in page.store.observations if event.data is not None] == []


@clause("initial.drawn-later")
def test_a_store_rendered_later_gives_its_initial_data(page: Page, storage_type: str) -> None:
    page.open(rendered_later(storage_type))
    page.render(storage_type=storage_type, data="initial")
    reported = [event.data for event in page.store.observations if event.prop == "modified_timestamp"]
    assert reported[-1:] == ["initial"]
    assert page.store.timestamp is not None


@clause("clear.initial-again")
def test_the_load_after_a_clear_takes_the_layouts_data(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type, data="first"))
    page.store.put("put")
    page.store.clear()
    page.open(one_store(storage_type, data="second"))
    assert page.store.data == "second"
