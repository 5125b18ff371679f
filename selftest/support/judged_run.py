"""Runs the judge as its users do, in a process of its own, and sees what it leaves behind."""

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
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from judge.contract.catalogue import marked_tests

ROOT = Path(__file__).parents[2]
BOUND = 60
"""Seconds that no run may outlast, and no wait."""
PR_SET_CHILD_SUBREAPER = 36
USAGE = 4
"""The exit code of a run that pytest refused to start."""


def _heed_interrupts() -> None:
    """As a foreground job does, also where the tests themselves run in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Run:
    """A judge at work, with a temporary folder of its own."""

    def __init__(
        self,
        *arguments: str,
        report: Path | None = None,
        largest_file: int = resource.RLIM_INFINITY,
        path: str = os.environ["PATH"],
        engine: str | None = "chromium",
    ) -> None:
        """`arguments` go to pytest; `report` is where the report goes, if not to a folder of the run;
        `largest_file` (bytes) is the most that the disk takes, `path` where programs are looked for,
        `engine` the one to judge in, if not in all."""
        engines = [f"--engine={engine}"] if engine else []
        # Made by tempfile, for pytest's own names are longer than a socket's may be.
        self.folder = Path(tempfile.mkdtemp(prefix="judged-"))
        self.temporary = self.folder / "t"
        self.temporary.mkdir()
        self._report = report or self.folder / "report"
        self._others = set(_descendants())
        self.process = psutil.Popen(
            [
                *(
                    sys.executable,
                    "-m",
                    "pytest",
                    "-p",
                    "no:cacheprovider",
                    "--color=no",
                    *engines,
                    *arguments,
                ),
                *(f"--report={self._report}", f"--basetemp={self.folder / 'pytest'}"),
            ],
            cwd=ROOT,
            env={
                **own_environment(),
                "PATH": path,
                "PYTHONPATH": str(ROOT / "selftest/support"),
                "PYTHONUNBUFFERED": "1",
                # A disk that takes nothing leaves half a .pyc, which Python then takes for the module.
                "PYTHONDONTWRITEBYTECODE": "1",
                "TMPDIR": str(self.temporary),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # its process group is that of a terminal's foreground job
            preexec_fn=_heed_interrupts,
        )
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (largest_file, largest_file))
        self._lines: list[str] = []
        self._reader = threading.Thread(target=lambda: self._lines.extend(self.process.stdout), daemon=True)
        self._reader.start()

    @property
    def output(self) -> str:
        """What it has printed so far."""
        return "".join(self._lines)

    @property
    def report(self) -> dict[str, Any] | None:
        """The report.json, if there is one."""
        path = self._report / "report.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    @property
    def page(self) -> str:
        """The index.html."""
        return (self._report / "index.html").read_text(encoding="utf-8")

    def verdicts(self, store: str) -> dict[str, str]:
        """The verdicts by clause on the store of that import path; the judge's errors with the reason."""
        return {
            clause: f"error: {result['reason']}" if result["verdict"] == "error" else result["verdict"]
            for clause, result in self._results(store).items()
        }

    def result(self, store: str, clause: str) -> dict[str, Any]:
        """The result of a clause on the store of that import path."""
        return self._results(store)[clause]

    def _results(self, store: str) -> dict[str, dict[str, Any]]:
        assert self.report, self.output
        return {
            result["clause"]: result
            for result in self.report["results"]
            if result["implementation"] == store and result["verdict"] != "untestable"
        }

    def processes(self) -> list[psutil.Process]:
        """The processes of the run that are alive, those included that have lost their parent."""
        return [process for process in _descendants() if process not in self._others]

    def left(self) -> list[str]:
        """What there is of the run beside its report: processes, temporary files."""
        return [str(process) for process in self.processes()] + os.listdir(self.temporary)

    def exit_code(self) -> int:
        """The exit code, once the run has ended. Raises psutil.TimeoutExpired if it hangs."""
        try:
            return self.process.wait(BOUND)
        finally:
            self.kill()
            self._reader.join(BOUND)

    def kill(self) -> None:
        """End the run's own process, if it has not ended, as kill -9 does."""
        if self.process.is_running():
            self.process.kill()
            self.process.wait()


def assert_refused(run: Run, message: str) -> None:
    """Assert that the run says so in one line, names no password, and leaves nothing behind."""
    assert len([line for line in run.output.splitlines() if message in line]) == 1, run.output
    assert "Traceback" not in run.output
    assert "password" not in run.output
    assert run.report is None
    assert run.left() == []


def wait_for(condition: Callable[[], Any]) -> Any:
    """What `condition` returns, once that is true; asserts that it ever is."""
    latest = time.monotonic() + BOUND
    while not (found := condition()):
        assert time.monotonic() < latest, "what was awaited never came"
        time.sleep(0.02)
    return found


def nodes(*clauses: str) -> list[str]:
    """The tests of those clauses, for pytest's command line."""
    by_clause = {ids[0]: f"conformance/{test}" for test, ids in marked_tests().items()}
    return [by_clause[clause] for clause in clauses]


def inherit_orphans() -> None:
    """Make every process that is left behind from now on a child of this one."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _descendants() -> list[psutil.Process]:
    """The live ones; what has ended and waits to be reaped is no longer a process to anybody."""
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
    """Without what a pytest that runs this one has told its children."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "STORE_CONFORMANCE_"))
    }
