"""Gives a run that ends early an exit code without a verdict: only a report may decide on 0 or 1."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

import pytest

from fixtures.implementation import in_one_line
from reports.analysis.conclusion import BROKEN, CONFORMANT, INTERRUPTED, NO_VERDICT
from reports.text import plain

CONFORMANCE = Path(__file__).resolve().parents[2] / "conformance"
QUESTIONS = {"-h", "--help", "-V", "--version"}
"""Options that only ask for information."""
VERDICTS = (CONFORMANT, BROKEN)
ENDINGS = ("_exit", "execv", "execve")
"""Functions of os that end this program at once."""
NOTHING_JUDGED = int(pytest.ExitCode.NO_TESTS_COLLECTED)


class EarlyEnd:
    """What the run knows of its own end. `exit_code` is that of the report, None as long as there is none."""

    exit_code: int | None = None

    def __init__(self, config: pytest.Config) -> None:
        """Watch for what ends a process without any exception or clean-up."""
        self._config = config
        self._process = os.getpid()
        self._originals: dict[str, Callable[..., NoReturn]] = {name: getattr(os, name) for name in ENDINGS}
        for module in (os, sys.modules[os.name]):
            for name in ENDINGS:
                setattr(module, name, partial(self._end, name))

    def checked(self, code: int) -> int:
        """Return the exit code of the run: pytest's, but never that of a verdict without a report."""
        if code == INTERRUPTED and self.exit_code is None:
            print("no verdict: interrupted before a cell was judged", file=sys.stderr)
        if code not in VERDICTS:
            return code
        if self.exit_code is not None:
            return self.exit_code
        asked = QUESTIONS & {*self._config.invocation_params.args}
        if asked and (self._config.option.help or self._config.option.version):
            return code
        print(
            "nothing was judged: an option or a plugin of pytest kept the tests from running", file=sys.stderr
        )
        return NOTHING_JUDGED

    def without_output(self) -> int:
        """Return the exit code of a run that ends because nothing reads its output any more."""
        if self.exit_code is None:
            print("no verdict: the program that read the output closed it", file=sys.stderr)
        return NO_VERDICT if self.exit_code is None else self.exit_code

    def after(self, problem: BaseException) -> int:
        """Return the exit code of a run that an exception ends after its tests: that of the report if any."""
        moment = "before there was a report" if self.exit_code is None else "after the report was written"
        self._say(plain(f"the run ended {moment}: {in_one_line(problem)}"))
        if sys.stdout.closed:  # by the store; pytest flushes it at its end
            sys.stdout = StringIO()
        return NO_VERDICT if self.exit_code is None else self.exit_code

    def _end(self, name: str, *arguments: Any, **options: Any) -> NoReturn:
        """Stand in for the function of that name. Child processes, as those of multiprocessing, may end."""
        code = [*arguments, *options.values()][0] if name == "_exit" else CONFORMANT
        if os.getpid() != self._process or code not in VERDICTS:
            self._originals[name](*arguments, **options)
        if self.exit_code is None:
            self._say(f"no verdict: os.{name} ended the run before there was a report")
        self._originals["_exit"](NO_VERDICT if self.exit_code is None else self.exit_code)

    def _say(self, line: str) -> None:
        """Write the line to the terminal, although pytest captures what is written."""
        if capture := self._config.pluginmanager.getplugin("capturemanager"):
            capture.suspend_global_capture(in_=True)
        os.write(2, f"{line}\n".encode())


EARLY_END = pytest.StashKey[EarlyEnd]()
"""What the run knows of its own end."""


def judges(config: pytest.Config) -> bool:
    """Return whether the run is about tests of the contract; the plugin is loaded for the selftests, too."""
    named = [each.partition("::")[0] for each in config.args]
    if config.option.pyargs and any(CONFORMANCE.name in each.split(".") for each in named):
        return True
    folders = [Path(config.invocation_params.dir, each).resolve() for each in named]
    return not folders or any(
        CONFORMANCE in (each, *each.parents) or each in CONFORMANCE.parents for each in folders
    )
