"""Marks the parts in which an expected and an observed value differ."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import takewhile

Shown = tuple[str, bool, int]
"""Part of a value that is shown, whether it differs from the other value, and how many characters behind it
are left out."""
Part = tuple[str, bool]
"""Part of a value, and whether it differs from the other value."""
WORD = re.compile(r"\w+|\W")
AROUND = 120
"""Characters of a long part that are shown at its beginning and at its end."""
MOST = 400
"""Words between the common beginning and end that are compared one by one: the time grows with the square."""
LEAST_COMMON = 0.2
"""Share of the shorter value. Values with less in common are of different kinds: nothing is marked."""


@lru_cache(maxsize=1024)
def mark_differences(expected: str, observed: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return both values in parts. Nothing is marked if they have next to nothing in common."""
    one, other = WORD.findall(expected), WORD.findall(observed)
    start = _common(one, other)
    end = _common(one[start:][::-1], other[start:][::-1])
    middle, other_middle = one[start : len(one) - end], other[start : len(other) - end]
    parts: tuple[list[Part], list[Part]] = ([], [])
    for words, common in ((one[:start], True), (None, False), (one[len(one) - end :], True)):
        if common and words:
            for side in parts:
                side.append(("".join(words), False))
        elif words is None:
            for side, found in zip(parts, _differences(middle, other_middle), strict=True):
                side.extend(found)
    shorter = min(len(expected), len(observed))
    same = sum(len(text) for text, differs in parts[0] if not differs)
    if same < LEAST_COMMON * shorter or same == 0:
        return ((expected, False),), ((observed, False),)
    return tuple(parts[0]), tuple(parts[1])


def show_around_differences(parts: Iterable[Part]) -> list[Shown]:
    """Return the parts for showing: of long ones only beginning and end, which are next to differences."""
    shown: list[Shown] = []
    for text, differs in parts:
        left_out = len(text) - 2 * AROUND
        if left_out < AROUND:
            shown.append((text, differs, 0))
        else:
            shown += [(text[:AROUND], differs, left_out), (text[-AROUND:], differs, 0)]
    return shown


def _common(one: list[str], other: list[str]) -> int:
    """Return how many words both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _differences(one: list[str], other: list[str]) -> tuple[list[Part], list[Part]]:
    if max(len(one), len(other)) > MOST:
        return [("".join(one), True)], [("".join(other), True)]
    parts: tuple[list[Part], list[Part]] = ([], [])
    for kind, start, end, other_start, other_end in SequenceMatcher(
        None, one, other, autojunk=False
    ).get_opcodes():
        for side, words in zip(parts, (one[start:end], other[other_start:other_end]), strict=True):
            if words:
                side.append(("".join(words), kind != "equal"))
    return parts
