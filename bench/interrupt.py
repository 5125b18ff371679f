"""Lets a long command end in order: its children end with it, and the last line says so."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

import psutil

INTERRUPTED = 130
"""The exit code of shells for Ctrl-C."""


def interruptible(main: Callable[[], int]) -> int:
    """Run the command and return its exit code, or INTERRUPTED after Ctrl-C or SIGTERM.

    A terminal sends Ctrl-C to all processes of a command, but `kill` and `timeout` send SIGTERM to one.
    """
    signal.signal(signal.SIGTERM, _end)
    try:
        return main()
    except KeyboardInterrupt:
        print("interrupted; the next call continues", file=sys.stderr)
        return INTERRUPTED


def _end(*_: object) -> NoReturn:
    for child in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):  # it has ended
            child.send_signal(signal.SIGINT)
    raise KeyboardInterrupt
