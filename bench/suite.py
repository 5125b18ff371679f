"""Measures the suite: values on a page, cells in a browser, what a whole run costs, and the set-up."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from bench import ten_tests as ten_tests_of_dash
from bench.cost import ROOT, Cost, cost_of
from bench.shares import MEASURING, PAGE_LOADS, Shares
from fixtures.apps import many_stores, one_store
from fixtures.browsers import Engine
from fixtures.implementation import load
from fixtures.page.live_driver import LiveDriver
from fixtures.page.page import Page
from fixtures.page.runtime import Runtime
from judge.contract.clause import marked_tests
from judge.generate.batches import STORES, RoundTrip
from reports.analysis.conclusion import BROKEN, CONFORMANT
from reports.analysis.tallies import commands
from reports.document import BadReport, read
from reports.model import Report, Verdict

STORE = "dash.dcc:Store"
DEADLINE = 60
"""Seconds. Long, because a slow machine is measured too."""
BATCH = 540
"""Values that are put at once, as when the suite judges generated values."""
TURNS = 10
"""Page loads and callbacks, whose median counts."""
INTERVAL = 0.5
"""Seconds between two measurements of memory."""


@dataclass(frozen=True)
class Steps:
    """The seconds of single steps in an engine."""

    start: float
    load: float
    callback: float


@dataclass(frozen=True)
class Judged:
    """A run: its `cells` and its `cost`, and the WebDriver `commands` per cell (the median of cells that need
    any)."""

    cells: int
    cost: Cost
    commands: float


@dataclass(frozen=True)
class OneProcess:
    """A run of all clauses in one process: its `cells`, where its time went, how many WebDriver `commands` it
    needed, and the peak `memory` in bytes of the process with its browser."""

    cells: int
    shares: Shares
    commands: int
    memory: int

    @property
    def seconds(self) -> float:
        """The seconds of all kinds, without the measurement."""
        return sum(map(self.seconds_of_clause, self.shares.clauses))

    @property
    def loads(self) -> int:
        """How many pages were loaded."""
        return self.shares.calls[PAGE_LOADS]

    def seconds_of_clause(self, id: str) -> float:
        """Return the seconds of that clause."""
        return sum(seconds for kind, seconds in self.shares.clauses[id].items() if kind != MEASURING)

    def seconds_of(self, kind: str) -> float:
        """Return the seconds of that kind, of all clauses."""
        return sum(seconds.get(kind, 0) for seconds in self.shares.clauses.values())


def seconds_of_batches(engine: Engine, storage_type: str, values: Sequence[Any]) -> float:
    """Return the seconds it takes to put the values in batches, read them, and read them again after a
    reload, without the start of browser and server."""
    runtime = Runtime(DEADLINE)
    try:
        page = Page(LiveDriver(runtime, runtime.browser(engine), load(STORE)))
        start = time.monotonic()
        page.open(many_stores(storage_type, STORES, "data"))
        batch = RoundTrip(page, storage_type)
        for place in range(0, len(values), BATCH):
            for expected, observed in batch(list(values[place : place + BATCH])):
                assert observed == expected
        return time.monotonic() - start
    finally:
        runtime.close()


def steps(engine: Engine) -> Steps:
    """Return the seconds of single steps, each until all that it caused has been recorded, as in a test."""
    runtime = Runtime(DEADLINE)
    try:
        start = time.monotonic()
        browser = runtime.browser(engine)
        started = time.monotonic() - start
        page = Page(LiveDriver(runtime, browser, load(STORE)))
        page.open(one_store("local"))
        loads = [_seconds(page.reload) for _ in range(TURNS)]
        callbacks = [_seconds(page.store.put, turn) for turn in range(TURNS)]
        return Steps(started, median(loads), median(callbacks))
    finally:
        runtime.close()


def judged(engine: Engine, clauses: Collection[str] = (), processes: str = "auto") -> Judged:
    """Judge the store in that engine by these clauses, or by all. Raises BadReport if there is no verdict."""
    tests = [f"conformance/{test}" for test, own in marked_tests().items() if set(own) & set(clauses)]
    with tempfile.TemporaryDirectory() as folder:
        command = _command(engine, "-n", processes, f"--report={folder}", *tests)
        exit_code, cost = cost_of(command)
        report = _report(folder, command, exit_code)
    return Judged(_judged_cells(report), cost, commands(report.results)[engine.name])


def in_one_process(engine: Engine) -> OneProcess:
    """Judge the store in that engine by all clauses in one process, collection included. Raises BadReport if
    there is no verdict."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shares.json"
        plugin = ("-p", "bench.shares", f"--shares={file}")
        command = _command(engine, "-n", "0", f"--report={folder}", *plugin)
        memory: list[int] = []
        exit_code, _ = cost_of(command, lambda run: memory.append(_peak_memory(run)))
        report = _report(folder, command, exit_code)
        shares = Shares(**json.loads(file.read_text()))
    commands = sum(result.commands for result in report.results) - shares.asked
    return OneProcess(_judged_cells(report), shares, commands, memory[0])


def ten_tests(engine: Engine) -> Cost:
    """Return what it costs to do what Dash's own ten tests do. Raises BadReport if one fails."""
    command = [sys.executable, "-m", ten_tests_of_dash.__name__, "--engine", engine.name]
    exit_code, cost = cost_of(command)
    if exit_code:
        raise BadReport(f"one of the ten tests failed: {' '.join(command)}")
    return cost


def seconds_of_set_up() -> float:
    """Return the seconds from a clone of this checkout until a first cell is judged there. Packages that are
    cached are not downloaded again. Raises BadReport if there is no verdict."""
    with tempfile.TemporaryDirectory() as folder:
        first_cell = "--engine=chromium --clause=data.mounts --storage-type=memory -n 0"
        clone = f"git clone -q {shlex.quote(str(ROOT))} clone && cd clone"
        script = f"{clone} && make setup && .venv/bin/pytest {first_cell}"
        start = time.monotonic()
        ended = subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True)
        if ended.returncode not in (CONFORMANT, BROKEN):
            raise BadReport(f"no verdict after the set-up:\n{(ended.stdout + ended.stderr)[-2000:]}")
        return time.monotonic() - start


def _judged_cells(report: Report) -> int:
    not_run = (Verdict.UNTESTABLE, Verdict.BLOCKED)
    return sum(each.verdict not in not_run for each in report.results)


def _command(engine: Engine, *arguments: str) -> list[str]:
    """Return the command that judges the store in that engine."""
    judge = [sys.executable, "-m", "pytest", "-q", f"--store={STORE}", f"--engine={engine.name}"]
    return [*judge, *arguments]


def _report(folder: str, command: list[str], exit_code: int) -> Report:
    """Return the report that the command wrote. Raises BadReport if it gave no verdict."""
    if exit_code not in (CONFORMANT, BROKEN):
        raise BadReport(f"no verdict, exit code {exit_code}: {' '.join(command)}")
    return read(Path(folder) / "report.json")


def _seconds(action: Callable[..., object], *arguments: object) -> float:
    started = time.monotonic()
    action(*arguments)
    return time.monotonic() - started


def _peak_memory(run: subprocess.Popen[bytes]) -> int:
    """Wait until the run ends; return the peak memory in bytes of its process with all that it started.
    Memory that processes share is divided among them."""
    peak = 0
    while True:
        with suppress(psutil.NoSuchProcess):  # it has ended
            peak = max(peak, _memory(psutil.Process(run.pid)))
        try:
            run.wait(INTERVAL)
            return peak
        except subprocess.TimeoutExpired:
            continue


def _memory(process: psutil.Process) -> int:
    """Return the bytes of the process and of all that it started. Raises psutil.NoSuchProcess."""
    total = 0
    for each in [process, *process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            total += each.memory_full_info().pss
    return total
