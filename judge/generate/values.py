"""Hypothesis strategies for JSON values, weighted towards what breaks stores.

Some values have clauses of their own and are left out here: None at the top level (data.none-empties), lone
surrogates (data.lone-surrogates), -0.0 (data.minus-zero), and what JavaScript cannot represent
(data.beyond-javascript). search.py draws from them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from judge.generate.effort import VALUES_PER_BATCH

Values = SearchStrategy[Any]

NUMBERS = (
    *(0, 1, -1, 2**31 - 1, 2**31, -(2**31) - 1, 2**32, 2**53 - 2, 2**53 - 1, 2**53, 2**53 + 2, -(2**53)),
    *(0.5, 0.1, 0.1 + 0.2, 1 / 3, 1e-7, 123456789.12345679, 1e15, 1e16, 1e20, 1e21, 1e22, 1e100, -1e100),
    *(1e308, 1.7976931348623157e308, 2.2250738585072014e-308, 2.225073858507201e-308, 5e-324, -5e-324),
    *(1700000000000, 1700000000.5),  # a time in ms, and one in s
)
TEXTS = (
    *("", " ", "\n", "\t", "\xa0", "\u3000", "\ufeff", "\x85", "\x00", "\x01", "\x1f", "\x7f", "\r\n"),
    *("a", "A", "0", "1", "-1", "12", "0x10", "1e5", "1.0", "-0", "007", "9007199254740993"),
    *("null", "undefined", "true", "false", "NaN", "Infinity", "None", "[]", "{}", '""', "[1", '{"a":1}'),
    *("\u00e9", "e\u0301", "\u212b", "\u00c5", "\u1e9b\u0323", "\u1112\u1161\u11ab", "\ud55c", "\ufb01"),
    *("\u00df", "ss", "\u0130", "i\u0307", "\u03c2", "\u03c3", "\u00fcml\u00e4ut", "\u65e5\u672c"),
    *("\U0001f600", "\U0001f468\u200d\U0001f469", "\U0010ffff", "\uffff", "\u2028", "\u2029", "\u202e"),
    *('"', "'", "\\", "\\u0041", "\\n", "/", "<", "&", "&amp;", "</script>", "<!--", "%", "%41", "+", "$&"),
    *("__proto__", "constructor", "[object Object]", "function(){}", "2030-01-01T00:00:00.000Z", "/Date(0)/"),
)
KEYS = (
    *("a", "b", "A", "", " ", "__proto__", "constructor", "prototype", "toString", "valueOf", "toJSON"),
    *("length", "hasOwnProperty", "then", "0", "1", "01", "-1", "1.5", "4294967295", "a.b", "$ref", "id"),
    *("children", "undefined", "null", "__dash_patch_update", "_dashprivate_value"),
)
SIMILAR_KEYS = (
    *(("a", "A"), ("\u00e9", "e\u0301"), ("\u00c5", "\u212b"), ("\u00df", "ss"), ("\u0130", "i\u0307")),
    *(("a", "a "), ("a", "a\x00"), ("1", "01"), ("", " "), ("a.b", "a"), ("\ufb01", "fi")),
)
"""Pairs of keys that become equal when case is folded, or text is normalised or trimmed."""
TIMESTAMP_KEYS = ("timestamp", "modified_timestamp", "t", "ts", "time", "expires")
ENVELOPES = (
    *(("data",), ("data", "timestamp"), ("data", "modified_timestamp"), ("data", "storage_type")),
    *(("value",), ("value", "timestamp"), ("value", "expires"), ("v", "t"), ("v", "ts")),
    *(("props", "type", "namespace"), ("clear_data",)),
)
"""Sets of keys of dicts in which a store may wrap its data."""
ENVELOPE_KEYS = tuple(dict.fromkeys([name for names in ENVELOPES for name in names] + list(TIMESTAMP_KEYS)))

DEEP = 33, 200
"""Levels, at least and at most; Python's json module supports about 900."""
WIDE = 10_001, 10_500
"""Items, at least and at most."""
LONG = 1_000_001, 1_000_500
"""Characters, at least and at most."""


# Scalars


@cache
def numbers() -> Values:
    """IEEE doubles except -0.0, and integers that a double represents exactly."""
    return (
        st.sampled_from(NUMBERS)
        | st.integers(1 - 2**53, 2**53 - 1)
        | st.floats(0, 1).map(_positive_zero)
        | st.floats(allow_nan=False, allow_infinity=False).map(_positive_zero)
    )


@cache
def texts() -> Values:
    """Strings without lone surrogates."""
    known = st.sampled_from(TEXTS)
    return (
        known
        | st.lists(known, min_size=2, max_size=4).map("".join)
        | st.text(st.characters(exclude_categories=["Cs"]))
        | long_texts()
    )


@cache
def long_texts() -> Values:
    """Strings of hundreds or thousands of characters."""
    return st.builds(lambda unit, times: unit * times, st.sampled_from(TEXTS), st.integers(2, 300))


@cache
def keys() -> Values:
    """Keys of dicts."""
    return st.sampled_from(KEYS) | texts()


@cache
def scalars() -> Values:
    """Values that are not containers, including None."""
    return st.sampled_from([None, False, True]) | numbers() | texts()


# Containers


@cache
def trees() -> Values:
    """Lists and dicts within one another, including empty ones and None."""
    return st.recursive(
        scalars() | st.sampled_from([[], {}]),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys(), inner, max_size=4),
        max_leaves=8,
    )


@cache
def similar_keys() -> Values:
    """Dicts with two keys that are nearly the same."""
    return st.builds(
        lambda names, values: dict(zip(names, values, strict=True)),
        st.sampled_from(SIMILAR_KEYS),
        st.tuples(scalars(), scalars()),
    )


@cache
def columns() -> Values:
    """Lists of scalars of one type."""
    return (
        st.lists(st.booleans(), min_size=1, max_size=6)
        | st.lists(numbers(), min_size=1, max_size=6)
        | st.lists(texts(), min_size=1, max_size=4)
    )


@cache
def tables() -> Values:
    """Lists of dicts with the same keys."""
    rows = st.tuples(scalars(), scalars())
    return st.builds(
        lambda names, found: [dict(zip(names, row, strict=True)) for row in found],
        st.tuples(keys(), keys()),
        st.lists(rows, min_size=2, max_size=4),
    )


@cache
def repetitions() -> Values:
    """Lists and dicts of up to 600 equal items."""
    return st.builds(
        lambda item, times, keyed: {f"{n}": item for n in range(times)} if keyed else [item] * times,
        numbers() | st.sampled_from([None, "", "a", [], {}]),
        st.integers(1, 600),
        st.booleans(),
    )


@cache
def deep() -> Values:
    """A value within very many nested lists or dicts."""
    return st.builds(
        nested,
        scalars(),
        st.integers(*DEEP),
        st.lists(st.sampled_from((None, *KEYS)), min_size=1, max_size=3),
    )


def nested(value: Any, levels: int, wraps: list[str | None]) -> Any:
    """Return `value` wrapped in that many levels; `wraps` gives the key of a dict, or None for a list, in
    turn."""
    for level in range(levels):
        wrap = wraps[level % len(wraps)]
        value = [value] if wrap is None else {wrap: value}
    return value


@st.composite
def _envelopes(draw: DrawFn) -> dict[str, Any]:
    any_keys = st.lists(st.sampled_from(ENVELOPE_KEYS), min_size=1, max_size=4, unique=True)
    names = draw(any_keys if draw(st.integers(0, 3)) == 3 else st.sampled_from(ENVELOPES))
    return {name: draw(numbers() if name in TIMESTAMP_KEYS else scalars() | trees()) for name in names}


@cache
def envelopes() -> Values:
    """Dicts that look like those in which a store may wrap its data."""
    return _envelopes()


@cache
def envelope_texts() -> Values:
    """Strings that look like what a store may keep: JSON of such dicts and of other containers."""
    return (envelopes() | trees()).map(json.dumps)


# Huge values: a small one repeated, so that little has to be drawn


@cache
def wide() -> Values:
    """Lists of more than ten thousand items."""
    items: Values = st.sampled_from([0, None, "a", [], {}])
    return st.builds(lambda item, times: [item] * times, items, st.integers(*WIDE))


@cache
def long() -> Values:
    """Strings of more than a million ASCII characters."""
    return st.builds(
        lambda unit, length: (unit * length)[:length], st.sampled_from("aA0 "), st.integers(*LONG)
    )


# All kinds


KINDS: dict[Callable[[], Values], int] = {
    numbers: 3,
    texts: 3,
    trees: 4,
    similar_keys: 1,
    columns: 1,
    tables: 1,
    repetitions: 1,
    deep: 1,
    envelopes: 1,
    envelope_texts: 1,
}
"""Kinds of values, the simplest first -> how often each is drawn."""
CHANGEABLE: dict[Callable[[], Values], int] = {
    numbers: 1,
    texts: 1,
    long_texts: 2,
    trees: 4,
    similar_keys: 1,
    columns: 4,
    tables: 3,
    repetitions: 1,
    deep: 1,
    envelopes: 1,
}
"""The same for values that get a neighbour (see pairs.py)."""
LOOK_ALIKES: dict[Callable[[], Values], int] = {
    scalars: 1,
    trees: 1,
    tables: 1,
    envelopes: 5,
    envelope_texts: 1,
}
"""The same for values that a store may mistake for its own wrapping, or for no data."""


@st.composite
def _one_of(draw: DrawFn, kinds: dict[Callable[[], Values], int]) -> Any:
    kind = draw(st.sampled_from([kind for kind, weight in kinds.items() for _ in range(weight)]))
    return draw(kind())


@cache
def values() -> Values:
    """Values that can be put in a store, except huge ones."""
    return _one_of(KINDS).filter(is_value)


@cache
def look_alikes() -> Values:
    """The same, with more of those that a store may mistake for its own wrapping, or for no data."""
    return _one_of(LOOK_ALIKES).filter(is_value)


@cache
def changeable() -> Values:
    """The same, with more containers."""
    return _one_of(CHANGEABLE).filter(is_value)


def is_value(value: Any) -> bool:
    """Return whether a callback can put `value`: None is no data, and a Patch changes what is there."""
    return value is not None and not (isinstance(value, dict) and "__dash_patch_update" in value)


@cache
def value_batches() -> SearchStrategy[tuple[Any, ...]]:
    """Many values; the first ones are those that matter most in a store of their own."""
    return st.tuples(*[look_alikes()] * 2, *[values()] * (VALUES_PER_BATCH - 2))


@cache
def huge_values() -> SearchStrategy[tuple[Any, ...]]:
    """A huge list and a huge string."""
    return st.tuples(wide(), long())


def _positive_zero(number: float) -> float:
    return number + 0.0  # turns -0.0 into 0.0
