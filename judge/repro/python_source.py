"""Write a value as Python source."""

from __future__ import annotations

import json
import math
from typing import Any

SHORT = 20
"""Items or characters. Longer values that repeat themselves are written as a product."""
DEEP = 50
"""Levels. Deeper values are written as JSON: Python's parser supports only about twice as many."""


def python_source(value: Any) -> str:
    """Return an ASCII expression on one line that evaluates to `value`: anything that json.loads returns. The
    expression may use the module json."""
    return _expression(value) if _depth(value) <= DEEP else f"json.loads({_string(json.dumps(value))})"


def _expression(value: Any) -> str:
    match value:
        case str():
            return _string(value)
        case dict():
            members = (f"{_expression(key)}: {_expression(member)}" for key, member in value.items())
            return f"{{{', '.join(members)}}}"
        case list() | tuple():
            return _list([_expression(item) for item in value])
        case float() if not math.isfinite(value):
            return f'float("{value}")'
    return ascii(value)


def _string(text: str) -> str:
    period = (text + text).find(text, 1) if len(text) > SHORT else len(text)
    return ascii(text) if period == len(text) else f"{text[:period]!a} * {len(text) // period}"


def _list(items: list[str]) -> str:
    if len(items) > SHORT and len(set(items)) == 1:
        return f"[{items[0]}] * {len(items)}"
    return f"[{', '.join(items)}]"


def _depth(value: Any) -> int:
    """Return how deeply lists and dicts are nested, without recursion, whose depth is limited."""
    depth, level = 0, [value]
    while level := [
        item
        for each in level
        if isinstance(each, dict | list | tuple)
        for item in (each.values() if isinstance(each, dict) else each)
    ]:
        depth += 1
    return depth
