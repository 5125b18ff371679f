"""The commands that repeat a run, or one cell of it."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import pytest

from fixtures.browsers.grid import without_credentials
from judge.run.matrix import Cell

REPEATED = ("effort", "hypothesis-seed", "deadline", "remote-url", "host-name", "chromium-binary")
"""Options of a run that also apply when one of its cells is judged again."""
PROGRAM = "store-conformance"


def program(environment: Path) -> str:
    """Return how to call the suite that `environment` holds: by name if PATH leads there, else by path."""
    own = environment / "bin" / PROGRAM
    found = shutil.which(PROGRAM)
    return PROGRAM if found and Path(found) == own else str(own)


def run_command(config: pytest.Config) -> list[str]:
    """Return the command that the user typed to start this run, without credentials and paths to programs."""
    called = Path(sys.argv[0]).name
    words = [called, *sys.argv[1:]] if called == PROGRAM else ["pytest", *config.invocation_params.args]
    return list(map(without_credentials, words))


def repeated_options(config: pytest.Config) -> list[str]:
    """Return the options of the run that also apply to one of its cells, as words of a command."""
    given = {name: config.getoption(name.replace("-", "_")) for name in REPEATED}
    return [word for name, value in given.items() if value for word in (f"--{name}", str(value))]


def rerun(cell: Cell, options: list[str]) -> str:
    """Return the command that judges the cell again, with those options, from any folder."""
    words = [program(Path(sys.prefix)), "run", "--clause", cell.clause.id]
    if cell.storage_type:
        words += ["--storage-type", cell.storage_type]
    if cell.engine:
        words += ["--engine", cell.engine.name.removesuffix("-mobile")]
        words += ["--form-factor", "mobile"] if cell.engine.is_mobile else []
    return shlex.join([*words, "--store", cell.implementation.spec, *options])
