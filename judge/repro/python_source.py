"""Python source of values."""

from __future__ import annotations

import json
import math
from typing import Any

SHORT = 20
"""Items or characters; what is longer and repeats itself is written as a product."""
DEEP = 50
"""Levels; Python's parser bears twice as many, JSON's any."""


def literal(value: Any) -> str:
    """An expression in ASCII, on one line, that gives `value`, which may be anything that JSON knows, and the
    numbers that only json.loads does. It may use the module json."""
    return _written(value) if _depth(value) <= DEEP else f"json.loads({_text(json.dumps(value))})"


def _written(value: Any) -> str:
    match value:
        case str():
            return _text(value)
        case dict():
            members = (f"{_written(key)}: {_written(member)}" for key, member in value.items())
            return f"{{{', '.join(members)}}}"
        case list() | tuple():
            return _list([_written(item) for item in value])
        case float() if not math.isfinite(value):
            return f'float("{value}")'
    return ascii(value)


def _text(text: str) -> str:
    period = (text + text).find(text, 1) if len(text) > SHORT else len(text)
    return ascii(text) if period == len(text) else f"{text[:period]!a} * {len(text) // period}"


def _list(items: list[str]) -> str:
    if len(items) > SHORT and len(set(items)) == 1:
        return f"[{items[0]}] * {len(items)}"
    return f"[{', '.join(items)}]"


def _depth(value: Any) -> int:
    """How many lists and dictionaries are within one another; without recursion, which has an end."""
    depth, level = 0, [value]
    while level := [
        item
        for each in level
        if isinstance(each, dict | list | tuple)
        for item in (each.values() if isinstance(each, dict) else each)
    ]:
        depth += 1
    return depth
