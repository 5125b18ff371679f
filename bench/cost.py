"""What a command costs: seconds by the clock, and the CPU seconds of it and its children."""

from __future__ import annotations

import ctypes
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import psutil

ROOT = Path(__file__).parent.parent
SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of prctl(2): orphans among the descendants become children of this process."""
ORPHANS_END = 10
"""Seconds to wait for orphans. One that takes longer is not counted."""


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, and CPU seconds."""

    seconds: float
    processor: float


def cost_of(
    command: Sequence[str], wait: Callable[[subprocess.Popen[bytes]], object] = subprocess.Popen.wait
) -> tuple[int, Cost]:
    """Run the command in the checkout, and return its exit code and what it cost with all of its descendants.
    Its output is not shown. `wait` waits until it has ended."""
    ctypes.CDLL(None).prctl(SUBREAPER, 1)
    others = set(psutil.Process().children())
    before, start = _processor(), time.monotonic()
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet) as running:
        wait(running)
    seconds = time.monotonic() - start
    _wait_for_orphans(others)
    return running.returncode, Cost(seconds, _processor() - before)


def _wait_for_orphans(others: set[psutil.Process]) -> None:
    """Wait until all children of this process have ended, except the `others`."""
    end = time.monotonic() + ORPHANS_END
    while (left := set(psutil.Process().children()) - others) and time.monotonic() < end:
        psutil.wait_procs(left, timeout=max(0, end - time.monotonic()))


def _processor() -> float:
    """Return the CPU seconds that children of this process, and theirs, used until they ended."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
