"""A pytest plugin that measures where the time of a run in one process goes.

The judge's modules know nothing of it: the plugin wraps the methods that wait for a browser.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from fixtures.browsers import LocalBrowser
from fixtures.page.live_driver import LiveDriver
from fixtures.page.runtime import Runtime

JUDGE = "the suite itself"
PAGE_LOADS = "page loads"
KINDS: dict[str, list[tuple[type, str]]] = {
    PAGE_LOADS: [
        (LiveDriver, name) for name in ("load", "visit", "follow", "leave_and_return", "leave_and_go_back")
    ],
    "callbacks": [(LiveDriver, name) for name in ("act", "prevent", "settle", "settle_server", "click")],
    "browser start and end": [(Runtime, "browser"), (Runtime, "close"), (LocalBrowser, "restart")],
    "tabs": [(LiveDriver, name) for name in ("new_tab", "close_tab", "switch_back")],
}
"""The methods whose time, waiting included, counts as that kind. All other time is the suite's own: looking
at pages, its model, its server, pytest."""


class Stopwatch:
    """Adds up seconds and calls by kind. Time of a kind within another counts only for the inner one."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._seconds: dict[str, float] = defaultdict(float)
        self._kinds = [JUDGE]
        self._since = time.monotonic()

    @contextmanager
    def of(self, kind: str) -> Iterator[None]:
        """Count the time within as that kind, and as a call unless it is part of another of the kind."""
        self._add()
        self.calls[kind] += kind not in self._kinds
        self._kinds.append(kind)
        try:
            yield
        finally:
            self._add()
            self._kinds.pop()

    def stop(self) -> dict[str, float]:
        """Return the seconds until now, by kind."""
        self._add()
        return dict(self._seconds)

    def _add(self) -> None:
        now = time.monotonic()
        self._seconds[self._kinds[-1]] += now - self._since
        self._since = now


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--shares",
        metavar="FILE",
        type=Path,
        default=os.devnull,
        help="write the seconds and calls by kind to this file",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("numprocesses"):
        raise pytest.UsageError("bench.shares measures a single process: run it with -n 0")
    stopwatch = Stopwatch()
    for kind, methods in KINDS.items():
        for owner, name in methods:
            setattr(owner, name, _timed(stopwatch, kind, getattr(owner, name)))

    def write() -> None:
        found = {"seconds": stopwatch.stop(), "calls": stopwatch.calls}
        config.option.shares.write_text(json.dumps(found))

    config.add_cleanup(write)


def _timed(stopwatch: Stopwatch, kind: str, method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def timed(*arguments: Any, **named: Any) -> Any:
        with stopwatch.of(kind):
            return method(*arguments, **named)

    return timed
