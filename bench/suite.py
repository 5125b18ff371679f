"""Measures the suite: many values on a page, many cells in a browser, and what a whole run costs."""

from __future__ import annotations

import json
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

ROOT = Path(__file__).parent.parent
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
class Run:
    """What a run cost: its `cells` and `seconds`, the WebDriver `commands` per cell (the median of cells that
    need any), its test `processes`, the peak `memory` in bytes of one with all that it started."""

    cells: int
    seconds: float
    commands: float
    processes: int
    memory: int


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


def run(engine: Engine, clauses: Collection[str] = (), processes: str = "auto") -> Run:
    """Judge the store in that engine by these clauses, or by all, and return the costs. Raises BadReport if
    there is no verdict."""
    tests = [f"conformance/{test}" for test, own in marked_tests().items() if set(own) & set(clauses)]
    with tempfile.TemporaryDirectory() as folder:
        command = _command(engine, "-n", processes, f"--report={folder}", *tests)
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as judge:
            peak = _peak_memory(judge)
        report = _report(folder, command, judge.returncode)
    not_run = (Verdict.UNTESTABLE, Verdict.BLOCKED)
    judged = [each for each in report.results if each.verdict not in not_run]
    needed = commands(report.results)[engine.name]
    return Run(len(judged), report.run.seconds, needed, len(peak), max(peak.values()))


def shares(engine: Engine) -> tuple[float, dict[str, float]]:
    """Judge the store in that engine by all clauses in one process; return the seconds of the run, and the
    seconds by kind, collection included. Raises BadReport if there is no verdict."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shares.json"
        command = _command(engine, "-n", "0", f"--report={folder}", "-p", "bench.shares", f"--shares={file}")
        ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        report = _report(folder, command, ended.returncode)
        return report.run.seconds, json.loads(file.read_text())


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


def _peak_memory(judge: subprocess.Popen[bytes]) -> dict[int, int]:
    """Wait until the run ends; return the peak memory in bytes by test process, with all that it started.
    Memory that processes share is divided among them."""
    peak: dict[int, int] = {}
    while True:
        for child in psutil.Process(judge.pid).children():
            with suppress(psutil.NoSuchProcess):  # it has ended
                if child.name().startswith("python"):
                    peak[child.pid] = max(peak.get(child.pid, 0), _memory(child))
        try:
            judge.wait(INTERVAL)
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
