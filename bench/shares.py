"""A pytest plugin that measures where the time of a run in one process goes, by kind and by clause.

The judge's modules know nothing of it: the plugin wraps the methods that wait for a browser, and asks each
page that has been loaded when its parts were done.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import wraps
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from fixtures.browsers import LocalBrowser
from fixtures.page.live_driver import LiveDriver
from fixtures.page.runtime import Runtime
from fixtures.server.wsgi import WsgiServer
from judge.run.verdict import cell_of

JUDGE = "the suite itself"
PAGE_LOADS = "page loads"
MEASURING = "this measurement"
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
SERVER: list[tuple[type, str]] = [(WsgiServer, "_answer")]
"""What answers a request, in a thread of its own."""
PARTS = (
    "request of the page",
    "scripts",
    "Dash's start",
    "layout and dependencies",
    "rendering, first callbacks, fence",
)
"""The parts of a page load, in order. The last may be longer than measured, by up to one WebDriver command.
What is left of a load is WebDriver's, before the new page begins and after the last part, and the suite's."""
ENDS = """
    const [page] = performance.getEntriesByType('navigation');
    const app = performance.getEntriesByType('resource').filter(each => /_dash-(layout|dep)/.test(each.name));
    const start = Math.min(...app.map(each => each.startTime));
    const end = Math.max(...app.map(each => each.responseEnd));
    return [page.responseEnd, page.domInteractive, start, end, performance.now()];
"""
"""A script: when the parts ended, in ms since the load began; null where it was not seen. The last is now."""
NOT_ASKED = "leave_and_go_back"
"""A page to which the user goes back may come from memory: then it did not load anything."""
NO_CLAUSE = "before and after all clauses"


@dataclass
class Shares:
    """Where the time of one process went, in seconds.

    `clauses` has the seconds of each clause by kind, and `calls` how often each kind was begun. `parts` has
    the page loads by part. Two figures are contained in these: `server`, the CPU seconds for
    answers to requests, and `round_trip`, the median of a WebDriver command that asks the page for a few
    numbers; the measurement needed `asked` of these itself."""

    clauses: dict[str, dict[str, float]] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    parts: dict[str, float] = field(default_factory=dict)
    server: float = 0
    round_trip: float = 0
    asked: int = 0


class Stopwatch:
    """Adds up seconds and calls by kind, and seconds by clause. Time of a kind within another counts only for
    the inner one."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._clauses: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._clause = NO_CLAUSE
        self._kinds = [JUDGE]
        self._since = time.monotonic()

    @contextmanager
    def of(self, kind: str) -> Iterator[bool]:
        """Count the time within as that kind, and as a call unless it is part of another of the kind. Yields
        whether it is a call."""
        self._add()
        is_call = kind not in self._kinds
        self.calls[kind] += is_call
        self._kinds.append(kind)
        try:
            yield is_call
        finally:
            self._add()
            self._kinds.pop()

    @contextmanager
    def of_clause(self, id: str) -> Iterator[None]:
        """Count the time within for that clause."""
        self._add()
        self._clause = id
        try:
            yield
        finally:
            self._add()
            self._clause = NO_CLAUSE

    def stop(self) -> dict[str, dict[str, float]]:
        """Return the seconds until now, by clause and kind."""
        self._add()
        return {id: dict(seconds) for id, seconds in self._clauses.items()}

    def _add(self) -> None:
        now = time.monotonic()
        self._clauses[self._clause][self._kinds[-1]] += now - self._since
        self._since = now


class Plugin:
    """Measures a run: wraps the methods of KINDS, for as long as the process lives."""

    def __init__(self) -> None:
        self._stopwatch = Stopwatch()
        self._parts: Counter[str] = Counter()
        self._round_trips: list[float] = []
        self._answers: list[float] = []

    def begin(self) -> None:
        """Wrap the methods."""
        for kind, methods in KINDS.items():
            for owner, name in methods:
                setattr(owner, name, self._timed(kind, getattr(owner, name)))
        for owner, name in SERVER:
            setattr(owner, name, self._answering(getattr(owner, name)))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Count the time of a test for its clause."""
        cell = cell_of(item)
        with self._stopwatch.of_clause(cell.clause.id if cell else NO_CLAUSE):
            return (yield)

    def found(self) -> Shares:
        """Return what has been measured until now."""
        return Shares(
            self._stopwatch.stop(),
            dict(self._stopwatch.calls),
            dict(self._parts),
            sum(self._answers),
            median(self._round_trips or [0]),
            len(self._round_trips),
        )

    def _timed(self, kind: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def timed(*arguments: Any, **named: Any) -> Any:
            with self._stopwatch.of(kind) as is_call:
                result = method(*arguments, **named)
                if kind == PAGE_LOADS and is_call and method.__name__ != NOT_ASKED:
                    self._ask_for_parts(arguments[0])
            return result

        return timed

    def _ask_for_parts(self, driver: LiveDriver) -> None:
        with self._stopwatch.of(MEASURING):
            begun = time.monotonic()
            ends = driver.run(ENDS)
            self._round_trips.append(time.monotonic() - begun)
        ends[-1] -= 1000 * self._round_trips[-1]  # the load was over before the command was sent
        before = 0.0
        for part, end in zip(PARTS, ends, strict=True):
            if end is not None:
                self._parts[part] += max(0.0, end - before) / 1000
                before = max(before, end)

    def _answering(self, answer: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(answer)
        def answered(*arguments: Any) -> Any:
            begun = time.thread_time()
            try:
                return answer(*arguments)
            finally:
                self._answers.append(time.thread_time() - begun)

        return answered


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--shares",
        metavar="FILE",
        type=Path,
        default=os.devnull,
        help="write the seconds and calls by kind and clause to this file",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("numprocesses"):
        raise pytest.UsageError("bench.shares measures a single process: run it with -n 0")
    plugin = Plugin()
    plugin.begin()
    config.pluginmanager.register(plugin)
    config.add_cleanup(lambda: config.option.shares.write_text(json.dumps(asdict(plugin.found()))))
