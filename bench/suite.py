"""The suite's way: many values on a page, many cells in a browser; and what a whole run of it costs."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
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
from judge.contract.catalogue import marked_tests
from judge.generate.batches import STORES, RoundTrip
from reports.analysis.conclusion import BROKEN, CONFORMANT
from reports.analysis.tallies import commands
from reports.document import BadReport, read
from reports.model import Report, Verdict

ROOT = Path(__file__).parent.parent
STORE = "dash.dcc:Store"
DEADLINE = 60
"""Seconds: a bench waits for a busy machine."""
BATCH = 540
"""Values that are judged at once, as in a search for one that a store gets wrong."""
TURNS = 10
"""Page loads, and callbacks, of which the median is told."""
LOOK = 0.5
"""Seconds between two looks at how much memory a run has."""


@dataclass(frozen=True)
class Paces:
    """What the single steps cost in an engine, in seconds."""

    start: float
    load: float
    callback: float


@dataclass(frozen=True)
class Run:
    """What judging cost: the `cells` that were run, the `seconds` of the run, the WebDriver `commands` of a
    cell (median of those that needed any), the test processes, the most `memory` (bytes) of one and all it
    started."""

    cells: int
    seconds: float
    commands: float
    processes: int
    memory: int


def seconds_of_batches(engine: Engine, storage_type: str, values: Sequence[Any]) -> float:
    """The seconds that it takes to put the values in batches, to read them, and to read them again after a
    reload, browser and server up."""
    runtime = Runtime(DEADLINE)
    try:
        page = Page(LiveDriver(runtime, runtime.browser(engine), load(STORE)))
        begun = time.monotonic()
        page.open(many_stores(storage_type, STORES, "data"))
        batch = RoundTrip(page, storage_type)
        for place in range(0, len(values), BATCH):
            for expected, observed in batch(list(values[place : place + BATCH])):
                assert observed == expected
        return time.monotonic() - begun
    finally:
        runtime.close()


def paces(engine: Engine) -> Paces:
    """The costs of the single steps, each seen as a test would have it: with all that it set off noted."""
    runtime = Runtime(DEADLINE)
    try:
        begun = time.monotonic()
        browser = runtime.browser(engine)
        started = time.monotonic() - begun
        page = Page(LiveDriver(runtime, browser, load(STORE)))
        page.open(one_store("local"))
        loads = [_seconds(page.reload) for _ in range(TURNS)]
        callbacks = [_seconds(page.store.put, turn) for turn in range(TURNS)]
        return Paces(started, median(loads), median(callbacks))
    finally:
        runtime.close()


def run(engine: Engine, clauses: Collection[str] = (), processes: str = "auto") -> Run:
    """Judge the store in that engine, by all clauses or by those of these ids, in processes of their own.
    Raises BadReport if that gave no verdict."""
    tests = [f"conformance/{test}" for test, own in marked_tests().items() if set(own) & set(clauses)]
    with tempfile.TemporaryDirectory() as folder:
        command = _command(engine, "-n", processes, f"--report={folder}", *tests)
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as judge:
            most = _most_memory(judge)
        report = _report(folder, command, judge.returncode)
    not_run = (Verdict.UNTESTABLE, Verdict.BLOCKED)
    judged = [each for each in report.results if each.verdict not in not_run]
    needed = commands(report.results)[engine.name]
    return Run(len(judged), report.run.seconds, needed, len(most), max(most.values()))


def shares(engine: Engine) -> tuple[float, dict[str, float]]:
    """The seconds of judging the store in that engine by all clauses in one process; and by kind, with those
    of collecting tests. Raises BadReport if that gave no verdict."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shares.json"
        command = _command(engine, "-n", "0", f"--report={folder}", "-p", "bench.shares", f"--shares={file}")
        ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        report = _report(folder, command, ended.returncode)
        return report.run.seconds, json.loads(file.read_text())


def _command(engine: Engine, *arguments: str) -> list[str]:
    """Judges the store in that engine."""
    judge = [sys.executable, "-m", "pytest", "-q", f"--store={STORE}", f"--engine={engine.name}"]
    return [*judge, *arguments]


def _report(folder: str, command: list[str], exit_code: int) -> Report:
    """What that command left in the folder. Raises BadReport if it gave no verdict."""
    if exit_code not in (CONFORMANT, BROKEN):
        raise BadReport(f"the judge ended with exit code {exit_code}: {' '.join(command)}")
    return read(Path(folder) / "report.json")


def _seconds(act: Any, *given: Any) -> float:
    begun = time.monotonic()
    act(*given)
    return time.monotonic() - begun


def _most_memory(judge: subprocess.Popen[bytes]) -> dict[int, int]:
    """By test process, a child of `judge`, the most bytes that it and all that it started had, until `judge`
    ended. Memory that processes share is shared out among them."""
    most: dict[int, int] = {}
    while True:
        for child in psutil.Process(judge.pid).children():
            with suppress(psutil.NoSuchProcess):  # it has just ended
                if child.name().startswith("python"):
                    most[child.pid] = max(most.get(child.pid, 0), _memory(child))
        try:
            judge.wait(LOOK)
            return most
        except subprocess.TimeoutExpired:
            continue


def _memory(process: psutil.Process) -> int:
    """Bytes of the process and of all that it started. Raises psutil.NoSuchProcess."""
    found = 0
    for each in [process, *process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            found += each.memory_full_info().pss
    return found
