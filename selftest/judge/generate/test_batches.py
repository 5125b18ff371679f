"""Many values on one page: what is told of them, on a page that is none."""

from types import SimpleNamespace
from typing import Any

import pytest

from judge.generate.batches import ALONE, STORES, Change, RoundTrip


class Stores:
    """A page whose stores have what `keeps` makes of what is put, and `reloads` of that after a reload."""

    def __init__(self, keeps=lambda value: value, reloads=lambda value: value, tick=1):
        self.history = ["open"]
        self.stores = [SimpleNamespace(name=f"{place}", data=None, timestamp=None) for place in range(STORES)]
        self.replaced = []
        self._keeps, self._reloads, self._tick, self._clock = keeps, reloads, tick, 0

    def act(self, written, told):
        self.history.append("put")
        self._clock += self._tick
        for store in self.stores:
            if (store.name, "data") in written:
                self.replaced.append(store.data)
                store.data, store.timestamp = self._keeps(written[store.name, "data"]), self._clock

    def reload(self):
        self.history.append("reload")
        for store in self.stores:
            store.data = self._reloads(store.data)

    def clear_storage(self, area):
        self.history.append(f"empty {area}")


Page: Any = Stores
MANY = [f"value {number}" for number in range(ALONE + 20)]


def right(values):
    return [(f'"{value}"', f'"{value}"') for value in values]


def test_each_value_is_told_of_alone_or_in_a_list():
    trip = RoundTrip(Page(), "local")
    assert trip(MANY) == trip(MANY) == right(MANY)


def test_nothing_that_could_be_merged_is_where_a_value_is_put():
    page = Page(keeps=lambda value: value)
    trip = RoundTrip(page, "memory")
    trip([{"a": 1}])
    trip([{"b": 2}])
    assert page.replaced == [None, {"a": 1}, 0]


def test_what_is_wrong_in_a_list_is_told_of_the_value():
    page = Page(keeps=lambda value: [*value[:-1], None] if isinstance(value, list) else value)
    assert RoundTrip(page, "local")(MANY) == [*right(MANY[:-1]), (f'"{MANY[-1]}"', "null")]


def test_a_list_that_is_none_is_told_for_all_its_values():
    page = Page(keeps=lambda value: "text" if isinstance(value, list) else value)
    told = RoundTrip(page, "local")(MANY)
    assert told[:ALONE] == right(MANY[:ALONE])
    assert [observed for _, observed in told[ALONE:]] == ['"text"'] * 20


@pytest.mark.parametrize("kind", [RoundTrip, Change])
def test_what_a_reload_loses_is_told_but_for_memory(kind):
    values = [("a", "b")] if kind is Change else ["b"]
    for storage_type, is_right in (("memory", True), ("session", False), ("local", False)):
        ((expected, observed),) = kind(Page(reloads=lambda value: None), storage_type)(values)
        assert (observed == expected) is is_right


def test_a_change_without_a_later_timestamp_is_told():
    ((expected, observed),) = Change(Page(tick=0), "memory")([(1, "1")])
    assert expected == '1, then "1": "1" is read, with a later timestamp'
    assert observed == '1, then "1": "1" is read, with no later timestamp'


def test_anew_is_in_a_storage_that_is_empty_and_the_story_is_of_the_last_time():
    page = Page()
    trip = RoundTrip(page, "local")
    trip(["a"])
    trip(["b"], True)
    assert page.history == ["open", "empty localStorage", "reload", "put", "reload"]


def test_where_a_value_was_wrong_at_once_no_reload_is_needed_to_see_it_again():
    page = Page(keeps=lambda value: None)
    trip = RoundTrip(page, "local")
    trip(["a"])
    trip(["b"], True)
    assert page.history == ["open", "empty localStorage", "reload", "put"]
