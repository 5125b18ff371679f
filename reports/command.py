"""How a command ends: its exit codes, and what it says of wrong arguments and of other mistakes of a user."""

from __future__ import annotations

from collections.abc import Callable

from errors import USAGE_ERROR as USAGE_ERROR  # callers import both from here
from errors import Parser as Parser
from errors import UserError, print_problem
from reports.analysis.conclusion import NO_VERDICT
from reports.files import CannotWrite


def exit_code_of(work: Callable[[], int], no_verdict: tuple[type[Exception], ...] = (CannotWrite,)) -> int:
    """Do the work of a command and return its exit code.

    A UserError is printed, a line for each mistake; the code is then USAGE_ERROR. For the exceptions
    `no_verdict` it is NO_VERDICT: the input was right, but the work could not be done.
    """
    mistakes: tuple[type[Exception], ...] = (UserError, *no_verdict)
    try:
        return work()
    except mistakes as problem:
        print_problem(problem)
        return NO_VERDICT if isinstance(problem, no_verdict) else USAGE_ERROR
