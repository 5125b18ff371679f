"""Hypothesis strategies for what JSON can carry, weighted to where stores break.

Not among them, for clauses of their own: None at the top (data.none-empties), lone surrogates
(data.lone-surrogates), -0.0 (data.minus-zero), what JavaScript cannot carry (data.beyond-javascript).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

Values = SearchStrategy[Any]

NUMBERS = (
    *(0, 1, -1, 2**31 - 1, 2**31, -(2**31) - 1, 2**32, 2**53 - 2, 2**53 - 1, 2**53, 2**53 + 2, -(2**53)),
    *(0.5, 0.1, 0.1 + 0.2, 1 / 3, 1e-7, 123456789.12345679, 1e15, 1e16, 1e20, 1e21, 1e22, 1e100, -1e100),
    *(1e308, 1.7976931348623157e308, 2.2250738585072014e-308, 2.225073858507201e-308, 5e-324, -5e-324),
    *(1700000000000, 1700000000.5),  # a time
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
ALIKE = (
    *(("a", "A"), ("\u00e9", "e\u0301"), ("\u00c5", "\u212b"), ("\u00df", "ss"), ("\u0130", "i\u0307")),
    *(("a", "a "), ("a", "a\x00"), ("1", "01"), ("", " "), ("a.b", "a"), ("\ufb01", "fi")),
)
"""Keys that are the same after folding, normalising or trimming."""
STAMPS = ("timestamp", "modified_timestamp", "t", "ts", "time", "expires")
ENVELOPES = (
    *(("data",), ("data", "timestamp"), ("data", "modified_timestamp"), ("data", "storage_type")),
    *(("value",), ("value", "timestamp"), ("value", "expires"), ("v", "t"), ("v", "ts")),
    *(("props", "type", "namespace"), ("clear_data",)),
)
"""The members of what a store may wrap data in."""
MEMBERS = tuple(dict.fromkeys([name for names in ENVELOPES for name in names] + list(STAMPS)))

DEEP = 33, 200
"""Levels; Python takes nine hundred."""
WIDE = 10_001, 10_500
"""Items."""
LONG = 1_000_001, 1_000_500
"""Characters."""


# What has nothing in it


@cache
def numbers() -> Values:
    """IEEE doubles but -0.0, and integers that are such."""
    return (
        st.sampled_from(NUMBERS)
        | st.integers(1 - 2**53, 2**53 - 1)
        | st.floats(0, 1).map(_positive_zero)
        | st.floats(allow_nan=False, allow_infinity=False).map(_positive_zero)
    )


@cache
def texts() -> Values:
    """Strings without lone surrogates."""
    some = st.sampled_from(TEXTS)
    return (
        some
        | st.lists(some, min_size=2, max_size=4).map("".join)
        | st.text(st.characters(exclude_categories=["Cs"]))
        | long_texts()
    )


@cache
def long_texts() -> Values:
    """Strings of some hundred or thousand characters."""
    return st.builds(lambda unit, times: unit * times, st.sampled_from(TEXTS), st.integers(2, 300))


@cache
def keys() -> Values:
    """What may name a member of a dict."""
    return st.sampled_from(KEYS) | texts()


@cache
def scalars() -> Values:
    """Values that are no container, None among them."""
    return st.sampled_from([None, False, True]) | numbers() | texts()


# What has something in it


@cache
def trees() -> Values:
    """Lists and dicts of each other, empty ones and nulls among them."""
    return st.recursive(
        scalars() | st.sampled_from([[], {}]),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys(), inner, max_size=4),
        max_leaves=8,
    )


@cache
def alike() -> Values:
    """Dicts with keys that are nearly the same."""
    return st.builds(
        lambda names, values: dict(zip(names, values, strict=True)),
        st.sampled_from(ALIKE),
        st.tuples(scalars(), scalars()),
    )


@cache
def columns() -> Values:
    """Lists of like scalars."""
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
    """Lists and dicts of some hundred like items."""
    return st.builds(
        lambda item, times, keyed: {f"{n}": item for n in range(times)} if keyed else [item] * times,
        numbers() | st.sampled_from([None, "", "a", [], {}]),
        st.integers(1, 600),
        st.booleans(),
    )


@cache
def deep() -> Values:
    """A value in very many lists, or dicts, within one another."""
    return st.builds(
        nested,
        scalars(),
        st.integers(*DEEP),
        st.lists(st.sampled_from((None, *KEYS)), min_size=1, max_size=3),
    )


def nested(value: Any, levels: int, wraps: list[str | None]) -> Any:
    """`value` in as many levels, each of them in turn a dict with that key or, for None, a list."""
    for level in range(levels):
        wrap = wraps[level % len(wraps)]
        value = [value] if wrap is None else {wrap: value}
    return value


@st.composite
def _envelopes(draw: DrawFn) -> dict[str, Any]:
    any_members = st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=4, unique=True)
    names = draw(any_members if draw(st.integers(0, 3)) == 3 else st.sampled_from(ENVELOPES))
    return {name: draw(numbers() if name in STAMPS else scalars() | trees()) for name in names}


@cache
def envelopes() -> Values:
    """Dicts that look like what a store may wrap its data in."""
    return _envelopes()


@cache
def envelope_texts() -> Values:
    """Strings that look like what a store may keep: JSON, of such dicts and of others."""
    return (envelopes() | trees()).map(json.dumps)


# Huge ones, made of a small one repeated: hardly anything is drawn


@cache
def wide() -> Values:
    """Lists of more than ten thousand items."""
    items: Values = st.sampled_from([0, None, "a", [], {}])
    return st.builds(lambda item, times: [item] * times, items, st.integers(*WIDE))


@cache
def long() -> Values:
    """Strings of more than a million characters, a byte each in any storage."""
    return st.builds(
        lambda unit, length: (unit * length)[:length], st.sampled_from("aA0 "), st.integers(*LONG)
    )


# All together


KINDS: dict[Callable[[], Values], int] = {
    numbers: 3,
    texts: 3,
    trees: 4,
    alike: 1,
    columns: 1,
    tables: 1,
    repetitions: 1,
    deep: 1,
    envelopes: 1,
    envelope_texts: 1,
}
"""The kinds of values, the simplest first, and how often each is drawn."""
CHANGEABLE: dict[Callable[[], Values], int] = {
    numbers: 1,
    texts: 1,
    long_texts: 2,
    trees: 4,
    alike: 1,
    columns: 4,
    tables: 3,
    repetitions: 1,
    deep: 1,
    envelopes: 1,
}
"""The same for those of which a neighbour is made."""
LOOK_ALIKES: dict[Callable[[], Values], int] = {
    scalars: 1,
    trees: 1,
    tables: 1,
    envelopes: 5,
    envelope_texts: 1,
}
"""Those that a store may take for its own, or for nothing, where they are all that it holds."""


@st.composite
def _one_of(draw: DrawFn, kinds: dict[Callable[[], Values], int]) -> Any:
    kind = draw(st.sampled_from([kind for kind, weight in kinds.items() for _ in range(weight)]))
    return draw(kind())


@cache
def values() -> Values:
    """What can be put in a store, but for the huge ones."""
    return _one_of(KINDS).filter(is_value)


@cache
def look_alikes() -> Values:
    """The same, those more often that a store may take for its own, or for nothing."""
    return _one_of(LOOK_ALIKES).filter(is_value)


@cache
def changeable() -> Values:
    """The same, containers more often."""
    return _one_of(CHANGEABLE).filter(is_value)


def is_value(value: Any) -> bool:
    """Whether a callback that returns `value` puts it: None is no data, and Dash's Patch a change to it."""
    return value is not None and not (isinstance(value, dict) and "__dash_patch_update" in value)


@cache
def handfuls() -> SearchStrategy[tuple[Any, ...]]:
    """Many values; those that are best put alone come first."""
    return st.tuples(*[look_alikes()] * 2, *[values()] * 18)


@cache
def huge_ones() -> SearchStrategy[tuple[Any, ...]]:
    """A huge list and a huge string."""
    return st.tuples(wide(), long())


# With clauses of their own


@cache
def lone_surrogates() -> Values:
    """Strings that JSON can escape, and Unicode does not know."""
    lone = st.characters(categories=["Cs"])
    return st.builds(lambda before, it, after: before + it + after, texts(), lone, st.sampled_from(TEXTS))


@cache
def minus_zeros() -> Values:
    """-0.0, alone or in something."""
    return st.builds(nested, st.just(-0.0), st.integers(0, 3), st.lists(st.none() | keys(), min_size=1))


def _positive_zero(number: float) -> float:
    return number + 0.0  # which makes 0.0 of -0.0
