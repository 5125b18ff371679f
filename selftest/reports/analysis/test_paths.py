"""Where two JSON values differ, by path."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.analysis.paths import MOST, differences_by_path

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("expected", "observed", "places"),
    [
        ({"rows": [{"id": 1}, {"id": 3}]}, {"rows": [{"id": 1}, {"id": 2}]}, ["at $.rows[1].id: 2, not 3"]),
        ({"a": 1}, {"b": 1}, ["at $.a: missing, not 1", "at $.b: 1, not missing"]),
        ([1, 2, 3], [1], ["at $[1]: missing, not 2", "at $[2]: missing, not 3"]),
        ([], [{}], ["at $[0]: {}, not missing"]),
        ([1], [True], ["at $[0]: true, not 1"]),
        ({"a b": []}, {"a b": {}}, ['at $["a b"]: {}, not []']),
        ([1], {"a": 1}, []),
        (1, 2, []),
    ],
)
def test_each_difference_is_shown_by_its_path(expected, observed, places):
    assert list(differences_by_path(json.dumps(expected), json.dumps(observed))) == places


@pytest.mark.parametrize("text", ["anything but [1]", "[1, 2... (600 characters)", "", "[" * 10_000])
def test_text_that_is_no_json_has_no_paths(text):
    assert differences_by_path(text, "[2]") == ()


def test_many_differences_are_counted():
    one, other = (json.dumps([value] * 1005) for value in (1, 2))
    assert len(differences_by_path(one, other)) == MOST + 1
    assert differences_by_path(one, other)[-1] == "and in 995 more places"


@given(json_values, json_values)
def test_two_containers_have_paths_if_and_only_if_they_differ(one, other):
    if type(one) is type(other) and isinstance(one, dict | list):
        texts = [json.dumps(each, sort_keys=True) for each in (one, other)]
        assert bool(differences_by_path(*texts)) == (texts[0] != texts[1])
