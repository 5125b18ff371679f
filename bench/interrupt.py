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
CHILDREN_END = 60
"""Seconds that children have to end in order."""


def interruptible(main: Callable[[], int]) -> int:
    """Run the command and return its exit code, or INTERRUPTED after Ctrl-C or SIGTERM, once its children
    have ended.

    A terminal sends Ctrl-C to all processes of a command, but `kill` and `timeout` send SIGTERM to one.
    """
    before = {each: signal.signal(each, _end) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        return main()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _end(number: int, _: object) -> NoReturn:
    children = psutil.Process().children()
    for child in children if number == signal.SIGTERM else []:
        with suppress(psutil.NoSuchProcess):  # it has ended
            child.send_signal(signal.SIGINT)
    psutil.wait_procs(children, timeout=CHILDREN_END)
    raise KeyboardInterrupt
