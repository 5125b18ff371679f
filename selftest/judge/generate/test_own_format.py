"""A store's own format is learned from what it writes, and becomes values that resemble it."""

import json
from typing import Any

import pytest

from fixtures.page.observation import StoreFailed
from judge.generate.own_format import AREAS, SAMPLE, learn, other_values, values_like

ENTRY = {"zq": SAMPLE, "tm": 5}


class WritingPage:
    """A page whose stores write `wrap(value)` to web storage, under their storage type as key."""

    def __init__(self, wrap, fails=False):
        self.areas: dict[str, dict[str, str]] = {area: {"foreign": "kept"} for area in AREAS.values()}
        self._wrap = wrap
        self._fails = fails

    def open(self, app):
        if self._fails:
            raise StoreFailed("there is no such storage type")
        self._app = app

    def put_all(self, values):
        for name, value in zip(self._app.stores, values, strict=True):
            self.areas[AREAS[name]] |= {name: self._wrap(value), f"judge-fence-{name}-0": "passed"}

    def storage(self, area):
        return dict(self.areas[area])

    def reset(self):
        pass


def writing_page(**options) -> Any:
    return WritingPage(lambda value: json.dumps({"zq": value, "tm": 5}), **options)


def test_each_stored_type_is_learned_from_its_own_area_and_memory_from_its_sibling():
    text = json.dumps(ENTRY)
    learned = learn(writing_page(), ("memory", "session", "local"))
    assert learned == {"memory": [text], "session": [text], "local": [text]}
    assert learn(writing_page(), ("session",)) == {"session": [text]}
    assert learn(writing_page(), ("memory",)) == {"memory": [text]}


def test_nothing_is_learned_for_memory_if_the_store_has_no_other_type():
    assert learn(writing_page(fails=True), ("memory",)) == {"memory": []}


def test_failure_of_a_judged_store_while_learning_is_raised():
    with pytest.raises(StoreFailed):
        learn(writing_page(fails=True), ("local",))


def test_values_have_the_text_the_value_and_the_same_members_with_other_values():
    values = values_like([json.dumps(ENTRY)])
    other = {"zq": {"sample": [2, "other than text"]}, "tm": 6}
    assert values["text-1"] == json.dumps(ENTRY)
    assert values["value-1"] == ENTRY
    assert values["value in a list-1"] == [ENTRY]
    assert values["value in a dict-1"] == {"inner": ENTRY}
    assert values["other values-1"] == other
    assert json.loads(values["text of other values-1"]) == other
    assert values["members of another type-1"] == {"zq": "other", "tm": "other"}
    assert [value for kind, value in values.items() if kind.startswith("member ")] == [
        {"zq": SAMPLE},
        {"tm": 5},
    ]


def test_text_that_is_no_json_is_a_value_itself():
    assert values_like(["zq1;5;[]"]) == {"text-1": "zq1;5;[]", "text in a list-1": ["zq1;5;[]"]}


def test_none_is_no_value_to_put():
    assert "value-1" not in values_like(["null"])


def test_every_value_inside_is_another():
    assert other_values([True, None, 1.5, "a", {"b": []}]) == [False, 0, 2.5, "other than a", {"b": []}]
