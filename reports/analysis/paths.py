"""Says by path where two JSON values differ: "at $.rows[1].id: 2, not 3"."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from reports.text import short

MOST = 10
"""Differences that are listed."""
WIDTH = 80
"""Characters of a value."""
NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


@lru_cache(maxsize=1024)
def differences_by_path(expected: str, observed: str) -> tuple[str, ...]:
    """Return where the JSON texts differ, one line for each place, those beyond the first few counted.

    Returns () unless both are objects or both are arrays: what differs is then plain without paths.
    """
    try:
        one, other = json.loads(expected), json.loads(observed)
        if not _both(one, other, dict) and not _both(one, other, list):
            return ()
        found = list(_differences(one, other, "$"))
    except (ValueError, RecursionError):
        return ()
    more = [f"and in {len(found) - MOST:,} more places"] if len(found) > MOST else []
    return (*islice(found, MOST), *more)


def _differences(expected: Any, observed: Any, path: str) -> Iterator[str]:
    if _both(expected, observed, dict):
        for key in dict.fromkeys([*expected, *observed]):
            place = f"{path}.{key}" if NAME.fullmatch(key) else f"{path}[{json.dumps(key)}]"
            if key not in observed:
                yield f"at {place}: missing, not {_brief(expected[key])}"
            elif key not in expected:
                yield f"at {place}: {_brief(observed[key])}, not missing"
            else:
                yield from _differences(expected[key], observed[key], place)
    elif _both(expected, observed, list):
        for index, (one, other) in enumerate(zip(expected, observed, strict=False)):
            yield from _differences(one, other, f"{path}[{index}]")
        for index in range(len(observed), len(expected)):
            yield f"at {path}[{index}]: missing, not {_brief(expected[index])}"
        for index in range(len(expected), len(observed)):
            yield f"at {path}[{index}]: {_brief(observed[index])}, not missing"
    elif expected != observed or isinstance(expected, bool) is not isinstance(observed, bool):
        # To Python, True and 1 are equal.
        yield f"at {path}: {_brief(observed)}, not {_brief(expected)}"


def _both(one: Any, other: Any, kind: type) -> bool:
    return isinstance(one, kind) and isinstance(other, kind)


def _brief(value: Any) -> str:
    return short(json.dumps(value), WIDTH)
