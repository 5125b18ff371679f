"""How a command ends: its exit codes, and what it says of wrong arguments and of other mistakes of a user."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import NoReturn

from errors import UserError
from reports.analysis.conclusion import NO_VERDICT
from reports.files import CannotWrite
from reports.text import plain

USAGE_ERROR = 4
"""Exit code for wrong arguments and unusable input; the same as pytest's for wrong arguments."""


class Parser(argparse.ArgumentParser):
    """Reports a wrong argument in one line, with exit code 4: argparse's 2 would mean an interrupted run."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, plain(f"{message}; see {self.prog} --help") + "\n")


def exit_code_of(work: Callable[[], int], no_verdict: tuple[type[Exception], ...] = (CannotWrite,)) -> int:
    """Do the work of a command and return its exit code.

    A UserError is printed, a line for each mistake; the code is then USAGE_ERROR. For the exceptions
    `no_verdict` it is NO_VERDICT: the input was right, but the work could not be done.
    """
    mistakes: tuple[type[Exception], ...] = (UserError, *no_verdict)
    try:
        return work()
    except mistakes as problem:
        for line in (str(problem) or type(problem).__name__).split("\n"):
            print(plain(line), file=sys.stderr)
        return NO_VERDICT if isinstance(problem, no_verdict) else USAGE_ERROR
