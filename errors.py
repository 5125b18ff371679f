"""The base class of every mistake that a user can make, and how a command reports one."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

USAGE_ERROR = 4
"""Exit code for wrong arguments and unusable input; the same as pytest's for wrong arguments."""


class UserError(Exception):
    """Something a user can fix: bad input, a store that cannot be loaded, a file that cannot be written.

    The message says what is wrong, where, and how to fix it, one line for each mistake. Whoever runs a
    command catches this one class, prints the message, and exits with a code that cannot be taken for a
    verdict.
    """


class Parser(argparse.ArgumentParser):
    """Reports a wrong argument in one line, with exit code 4: argparse's 2 would mean an interrupted run."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, plain(f"{message}; see {self.prog} --help") + "\n")


def print_problem(problem: Exception) -> None:
    """Print the message of `problem` to stderr, a line for each mistake; without a message, its class."""
    for line in (str(problem) or type(problem).__name__).split("\n"):
        print(plain(line), file=sys.stderr)


def plain(text: str) -> str:
    """Return `text` as one line of printable ASCII, safe for any terminal and any log."""
    return "".join(
        char if char.isascii() and char.isprintable() else char.encode("unicode_escape").decode()
        for char in text
    )
