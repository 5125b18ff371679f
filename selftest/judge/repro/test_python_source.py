"""The Python source of a value evaluates to it, and is short."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from judge.repro.python_source import python_source
from selftest.support.report_builder import NASTY

keys = st.text(st.characters(exclude_categories=()), max_size=3)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | keys | st.sampled_from(NASTY)
repeated = st.builds(
    lambda item, number: item * number, keys | st.lists(scalars, max_size=2), st.integers(0, 99)
)
values = st.recursive(
    scalars | repeated, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3)
)


@given(values)
def test_the_source_of_any_value_evaluates_to_it(value):
    source = python_source(value)
    assert source.isascii()
    assert "\n" not in source
    assert repr(eval(source, {"__builtins__": {"float": float}})) == repr(value)


def test_the_source_of_a_deeply_nested_value_evaluates_to_it():
    value: list[Any] = []
    for _ in range(900):
        value = [value]
    assert eval(python_source(value), {"json": __import__("json")}) == value


def test_a_repetitive_value_has_short_source():
    assert python_source({"a": "xy" * 5_000_000, "b": [-0.0] * 100_000}) == (
        "{'a': 'xy' * 5000000, 'b': [-0.0] * 100000}"
    )
