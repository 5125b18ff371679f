"""Hypothesis strategies for pairs of values that differ, most of them only slightly."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from fixtures.jsontext import as_json
from judge.generate.effort import PAIRS_PER_BATCH
from judge.generate.values import changeable, is_value, values

Path = tuple[Any, ...]
"""The keys and indices that lead to a value inside another."""


def neighbours(value: Any) -> list[Any]:
    """Return values that are easily mistaken for `value`; some may be the same JSON."""
    match value:
        case bool():
            return [not value, int(value), str(value).lower(), None]
        case None:
            return [False, 0, "", [], {}, "null"]
        case int() | float():
            closest = value + 1 if isinstance(value, int) else math.nextafter(value, 0) + 0.0
            return [json.dumps(value), closest, 0 - value, bool(value), None]
        case str():
            return _near_text(value)
        case list():
            return _near_list(value)
    return _near_dict(value)


def _near_text(text: str) -> list[Any]:
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    ends = [text + " ", text + "\x00", text + "a", text[:-1], text[1:], text.strip()]
    return [*ends, text.swapcase(), text.casefold(), *forms, text or None, json.dumps(text), *_parsed(text)]


def _parsed(text: str) -> Iterator[Any]:
    """Yield the value of the text if it is JSON of an integer, a boolean or null."""
    try:
        value = json.loads(text)
    except ValueError:
        return
    if value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**53):
        yield value


def _near_list(items: list[Any]) -> list[Any]:
    near: list[Any] = [[*items, None], [*items, *items[:1]], items[:-1], items[1:], items[::-1], [items]]
    near += [items[1:] + items[:1], {str(place): item for place, item in enumerate(items)}, json.dumps(items)]
    return [*near, *(items[:1] if len(items) == 1 else [{}, "", None])]


def _near_dict(members: dict[str, Any]) -> list[Any]:
    near: list[Any] = [{**members, "": None}, {**members, "a": None}, [members], json.dumps(members), None]
    for key in list(members)[:2]:
        rest = {name: member for name, member in members.items() if name != key}
        near += [rest, {**rest, key.swapcase(): members[key]}, {**rest, key + " ": members[key]}]
        near += [{**rest, key: None}]
    return near


def paths(value: Any, containers: bool = False) -> Iterator[Path]:
    """Yield the paths to everything in `value`, or only to its lists and dicts. The empty path comes
    first."""
    yield ()
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in inner:
        if not containers or isinstance(member, dict | list):
            yield from ((key, *path) for path in paths(member, containers))


def at(value: Any, path: Path) -> Any:
    """Return what is at `path` in `value`."""
    for key in path:
        value = value[key]
    return value


def replaced_at(value: Any, path: Path, new: Any) -> Any:
    """Return a copy of `value` with `new` at `path`."""
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = replaced_at(value[path[0]], path[1:], new)
    return copy


@st.composite
def _near_pairs(draw: DrawFn) -> tuple[Any, Any]:
    value = draw(changeable())
    path = _one_of(draw, [*paths(value, containers=draw(st.sampled_from([False, False, True])))])
    near = (value, replaced_at(value, path, _one_of(draw, neighbours(at(value, path)))))
    return near[::-1] if draw(st.booleans()) else near


def _one_of(draw: DrawFn, choices: list[Any]) -> Any:
    """Draw one of the choices, by a number that stays valid while shrinking makes the choices fewer."""
    return choices[draw(st.integers(0, 2**16)) % len(choices)]


@cache
def pairs() -> SearchStrategy[tuple[Any, Any]]:
    """Two values whose JSON differs."""
    near = [_near_pairs() for _ in range(4)]
    return st.one_of(*near, st.tuples(values(), values())).filter(_is_change)


def _is_change(pair: tuple[Any, Any]) -> bool:
    first, second = pair
    return is_value(first) and is_value(second) and as_json(first) != as_json(second)


@cache
def pair_batches() -> SearchStrategy[tuple[tuple[Any, Any], ...]]:
    """Several such pairs."""
    return st.tuples(*[pairs()] * PAIRS_PER_BATCH)
