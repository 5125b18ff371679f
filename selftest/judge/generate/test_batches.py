"""Batches of values are compared correctly, on a fake page."""

from types import SimpleNamespace
from typing import Any

import pytest

from fixtures.apps import DataPatch
from fixtures.jsontext import as_json
from judge.generate.batches import STORES, Assigned, Change, RoundTrip
from judge.generate.search import OWN_STORES


class FakePage:
    """A page whose stores keep `keeps(value)` of what is put, and `reloads(value)` of that after a reload."""

    def __init__(self, keeps=lambda value: value, reloads=lambda value: value, tick=1):
        self.history = ["open"]
        self.stores = [SimpleNamespace(name=f"{index}", data=None, timestamp=None) for index in range(STORES)]
        self.replaced = []
        self._keeps, self._reloads, self._tick, self._clock = keeps, reloads, tick, 0

    def put_in(self, stores, values, through="server"):
        """Put each value in the store at the same place; a Patch changes the data there."""
        self.history.append("put")
        self._clock += self._tick
        for store, value in zip(stores, values, strict=True):
            self.replaced.append(store.data)
            store.data, store.timestamp = self._keeps(_patched(store.data, value)), self._clock

    def reload(self):
        """Change the data as a reload does."""
        self.history.append("reload")
        for store in self.stores:
            store.data = self._reloads(store.data)

    def clear_storage(self, area):
        """Record the call."""
        self.history.append(f"clear {area}")


def _patched(data, value):
    if not isinstance(value, DataPatch):
        return value
    patch = dict(data)
    exec(value.source, {"patch": patch, "value": value.value})
    return patch


Page: Any = FakePage
MANY = [f"value {number}" for number in range(OWN_STORES + 20)]


def right(values):
    return [(f'"{value}"', f'"{value}"') for value in values]


def test_values_in_own_stores_and_in_the_shared_list_are_all_compared():
    trip = RoundTrip(Page(), "local")
    assert trip(MANY) == trip(MANY) == right(MANY)


def test_stores_are_reset_to_zero_before_another_batch_is_put():
    page = Page(keeps=lambda value: value)
    trip = RoundTrip(page, "memory")
    trip([{"a": 1}])
    trip([{"b": 2}])
    assert page.replaced == [None, {"a": 1}, 0]


def test_a_wrong_item_of_the_shared_list_is_reported_for_that_value():
    page = Page(keeps=lambda value: [*value[:-1], None] if isinstance(value, list) else value)
    assert RoundTrip(page, "local")(MANY) == [*right(MANY[:-1]), (f'"{MANY[-1]}"', "null")]


def test_a_shared_list_that_becomes_another_type_is_reported_for_all_its_values():
    page = Page(keeps=lambda value: "text" if isinstance(value, list) else value)
    comparisons = RoundTrip(page, "local")(MANY)
    assert comparisons[:OWN_STORES] == right(MANY[:OWN_STORES])
    assert [observed for _, observed in comparisons[OWN_STORES:]] == ['"text"'] * 20


def test_values_that_a_patch_assigns_are_compared_with_the_member_of_each_store():
    page = Page()
    assigned = Assigned(page, "local")
    for _ in range(2):
        assert assigned(MANY) == right(MANY)
    assert page.stores[0].data == {"value": MANY[0]}
    page = Page(keeps=lambda data: {"value": 0} if data == {"value": "lost"} else data)
    assert Assigned(page, "memory")(["kept", "lost"]) == [*right(["kept"]), ('"lost"', "0")]


@pytest.mark.parametrize("kept", ["text", {}, {"value": None, "more": 1}])
def test_data_that_is_no_longer_the_dict_with_the_member_is_reported(kept):
    page = Page(keeps=lambda data: kept if data == {"value": None} else data)
    assert Assigned(page, "memory")([None]) == [("null", as_json(kept))]


@pytest.mark.parametrize("kind", [RoundTrip, Change])
def test_values_lost_by_a_reload_are_wrong_unless_in_memory(kind):
    values = [("a", "b")] if kind is Change else ["b"]
    for storage_type, is_right in (("memory", True), ("session", False), ("local", False)):
        ((expected, observed),) = kind(Page(reloads=lambda value: None), storage_type)(values)
        assert (observed == expected) is is_right


def test_a_change_without_a_later_timestamp_is_reported():
    ((expected, observed),) = Change(Page(tick=0), "memory")([(1, "1")])
    assert expected == '1, then "1": "1" is read, with a later timestamp'
    assert observed == '1, then "1": "1" is read, with no later timestamp'


def test_a_fresh_batch_starts_with_empty_storage_and_the_history_shows_only_that_batch():
    page = Page()
    trip = RoundTrip(page, "local")
    trip(["a"])
    trip(["b"], True)
    assert page.history == ["open", "clear localStorage", "reload", "put", "reload"]


def test_no_reload_follows_once_a_value_was_wrong_before_the_reload():
    page = Page(keeps=lambda value: None)
    trip = RoundTrip(page, "local")
    trip(["a"])
    trip(["b"], True)
    assert page.history == ["open", "clear localStorage", "reload", "put"]
