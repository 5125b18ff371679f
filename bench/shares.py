"""A plugin of pytest that takes the time of a run by one process: where its seconds go.

It goes beside the judge, whose modules know nothing of it: what they do in a browser is wrapped from here.
"""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from fixtures.browsers import LocalBrowser
from fixtures.page.live_driver import LiveDriver
from fixtures.page.runtime import Runtime

JUDGE = "judge"
KINDS: dict[str, list[tuple[type, str]]] = {
    "browser start and end": [(Runtime, "browser"), (Runtime, "close"), (LocalBrowser, "restart")],
    "page loads": [(LiveDriver, name) for name in ("load", "leave_and_return", "leave_and_go_back")],
    "callbacks": [(LiveDriver, name) for name in ("act", "prevent", "settle", "settle_server", "click")],
    "tabs": [(LiveDriver, name) for name in ("new_tab", "close_tab", "switch_back")],
}
"""The methods whose seconds those are, what they wait for included; all others are the judge's own: its
looks at the page, its model, its server's set-up, pytest."""


class Stopwatch:
    """Has the seconds of each kind; those of a kind within another are not the other's."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = defaultdict(float)
        self._kinds = [JUDGE]
        self._since = time.monotonic()

    @contextmanager
    def of(self, kind: str) -> Iterator[None]:
        """What is done within is of that kind."""
        self._note()
        self._kinds.append(kind)
        try:
            yield
        finally:
            self._note()
            self._kinds.pop()

    def stop(self) -> dict[str, float]:
        """The seconds until now, by kind."""
        self._note()
        return dict(self._seconds)

    def _note(self) -> None:
        now = time.monotonic()
        self._seconds[self._kinds[-1]] += now - self._since
        self._since = now


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--shares", metavar="FILE", type=Path, default=os.devnull, help="where the seconds are written"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("numprocesses"):
        raise pytest.UsageError("bench.shares takes the time of one process; say -n 0")
    stopwatch = Stopwatch()
    for kind, methods in KINDS.items():
        for owner, name in methods:
            setattr(owner, name, _timed(stopwatch, kind, getattr(owner, name)))
    config.add_cleanup(lambda: config.option.shares.write_text(json.dumps(stopwatch.stop())))


def _timed(stopwatch: Stopwatch, kind: str, method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def timed(*given: Any, **named: Any) -> Any:
        with stopwatch.of(kind):
            return method(*given, **named)

    return timed
