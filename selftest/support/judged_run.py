"""Runs the suite as a user does, in a process of its own, and finds what the run leaves behind."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psutil

from judge.contract.clause import marked_tests

ROOT = Path(__file__).parents[2]
BOUND = 180
"""Seconds. A run or a wait that takes longer hangs, also on a busy machine."""
PR_SET_CHILD_SUBREAPER = 36
USAGE = 4
"""The exit code of a run that pytest refused to start."""


def _accept_interrupts() -> None:
    """Make Ctrl-C end the process, also if the tests run as a background job, which ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Run:
    """A run of the suite, with a temporary folder of its own."""

    def __init__(
        self,
        *arguments: str,
        report: Path | None = None,
        largest_file: int = resource.RLIM_INFINITY,
        path: str = os.environ["PATH"],
        engine: str | None = "chromium",
        python_path: Path | None = None,
    ) -> None:
        """Start the run. `arguments` go to pytest, `report` is the folder of the report (default: in the
        folder of the run), `largest_file` the bytes that a file may have, `path` the PATH, `engine` the
        engine to judge in (None: all), `python_path` a folder whose modules all its processes find first."""
        # Made by tempfile: names of pytest's own folders are too long for sockets.
        self.folder = Path(tempfile.mkdtemp(prefix="judged-"))
        self.temporary = self.folder / "t"
        self.temporary.mkdir()
        self._report = report or self.folder / "report"
        self._others = set(_descendants())
        self.process = psutil.Popen(
            self._command(engine, arguments),
            cwd=ROOT,
            env={**self._environment(path, python_path), **_bytecode(largest_file)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # a process group of its own, as a terminal gives a job
            preexec_fn=_accept_interrupts,
        )
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (largest_file, largest_file))
        self._lines: list[str] = []
        self._reader = threading.Thread(target=lambda: self._lines.extend(self.process.stdout), daemon=True)
        self._reader.start()

    def _environment(self, path: str, python_path: Path | None) -> dict[str, str]:
        python_paths = [*([python_path] if python_path else []), ROOT / "selftest/support"]
        return {
            **own_environment(),
            "PATH": path,
            "PYTHONPATH": os.pathsep.join(map(str, python_paths)),
            "PYTHONUNBUFFERED": "1",
            "TMPDIR": str(self.temporary),
        }

    def _command(self, engine: str | None, arguments: Iterable[str]) -> list[str]:
        engines = [f"--engine={engine}"] if engine else []
        pytest = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no"]
        folders = [f"--report={self._report}", f"--basetemp={self.folder / 'pytest'}"]
        return [*pytest, *engines, *arguments, *folders]

    @property
    def output(self) -> str:
        """The output so far."""
        return "".join(self._lines)

    @property
    def report(self) -> dict[str, Any] | None:
        """The content of report.json, or None."""
        path = self._report / "report.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    @property
    def page(self) -> str:
        """The content of index.html."""
        return (self._report / "index.html").read_text(encoding="utf-8")

    def verdicts(self, store: str) -> dict[str, str]:
        """Return the verdicts on that store by clause, an error with its reason."""
        return {
            clause: f"error: {result['reason']}" if result["verdict"] == "error" else result["verdict"]
            for clause, result in self._results(store).items()
        }

    def result(self, store: str, clause: str) -> dict[str, Any]:
        """Return the result of that clause on that store."""
        return self._results(store)[clause]

    def _results(self, store: str) -> dict[str, dict[str, Any]]:
        assert self.report, self.output
        return {
            result["clause"]: result
            for result in self.report["results"]
            if result["implementation"] == store and result["verdict"] != "untestable"
        }

    def processes(self) -> list[psutil.Process]:
        """Return the live processes of the run, including those that have lost their parent.

        Browsers that other tests keep open start processes of their own meanwhile: those are left out.
        """
        return [
            process
            for process in _descendants()
            if process not in self._others and self._others.isdisjoint(_parents(process))
        ]

    def left(self) -> list[str]:
        """Return what exists of the run apart from its report: processes and temporary files."""
        return [str(process) for process in self.processes()] + os.listdir(self.temporary)

    def exit_code(self) -> int:
        """Wait until the run has ended; return its exit code. Raises psutil.TimeoutExpired if it hangs."""
        try:
            return self.process.wait(BOUND)
        finally:
            self.kill()
            self._reader.join(BOUND)

    def kill(self) -> None:
        """Kill the main process of the run, as kill -9 does."""
        if self.process.is_running():
            self.process.kill()
            self.process.wait()


def _bytecode(largest_file: int) -> dict[str, str]:
    """Return variables that prevent Python from leaving half a .pyc, which it would load later."""
    return {} if largest_file == resource.RLIM_INFINITY else {"PYTHONDONTWRITEBYTECODE": "1"}


def _parents(process: psutil.Process) -> list[psutil.Process]:
    """Return the processes above that one, none if it has ended."""
    try:
        return process.parents()
    except psutil.NoSuchProcess:
        return []


def assert_refused(run: Run, message: str) -> None:
    """Assert that the run says so in one line, names no password, and leaves nothing behind."""
    assert len([line for line in run.output.splitlines() if message in line]) == 1, run.output
    assert "Traceback" not in run.output
    assert "password" not in run.output
    assert run.report is None
    assert run.left() == []


def wait_for(condition: Callable[[], Any]) -> Any:
    """Wait until `condition` returns something true, and return that. Raises AssertionError after BOUND."""
    latest = time.monotonic() + BOUND
    while not (found := condition()):
        assert time.monotonic() < latest, "the condition never became true"
        time.sleep(0.02)
    return found


def nodes(*clauses: str) -> list[str]:
    """Return the node ids of the tests of those clauses, for pytest's command line."""
    by_clause = {ids[0]: f"conformance/{test}" for test, ids in marked_tests().items()}
    return [by_clause[clause] for clause in clauses]


def inherit_orphans() -> None:
    """Make every process that loses its parent from now on a child of this one."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _descendants() -> list[psutil.Process]:
    """Return the live processes below this one, without zombies."""
    return [
        process
        for process in psutil.Process().children(recursive=True)
        if process.is_running() and _lives(process)
    ]


def _lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def own_environment() -> dict[str, str]:
    """Return the environment without the variables that the surrounding pytest sets."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "STORE_CONFORMANCE_"))
    }
