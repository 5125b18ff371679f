"""Keeps the processors busy with loops, as another job on the same machine does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

ENDLESS = "import os, sys\nwhile os.getppid() == int(sys.argv[1]):\n    for _ in range(10 ** 6): pass"
"""The loop ends by itself if whoever started it is gone."""


@contextmanager
def loops(number: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run so many processes that compute all the time, until the block ends; yield them."""
    loop = [sys.executable, "-c", ENDLESS, str(os.getpid())]
    running = [subprocess.Popen(loop, stderr=subprocess.DEVNULL) for _ in range(number)]
    try:
        yield running
    finally:
        for each in running:
            each.kill()
        for each in running:
            each.wait()
