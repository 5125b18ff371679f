"""The commands that repeat a run, or one cell of it."""

from __future__ import annotations

import os
import shlex
import sys
import sysconfig
from contextlib import suppress
from functools import cache
from pathlib import Path

import psutil
import pytest

from fixtures.browsers.grid import without_credentials
from fixtures.server.backends import FLASK
from judge.run.matrix import Cell
from judge.run.options import SUITE

REPEATED = (
    *("effort", "hypothesis-seed", "deadline", "remote-url", "host-name", "chromium-binary"),
    *("stock-browsers", "resist-fingerprinting"),
)
"""Options of a run that also apply when one of its cells is judged again."""
PROGRAM = "store-conformance"


def program(environment: Path) -> list[str]:
    """Return how to call the suite that `environment` holds, in any shell: by uvx if that made it,
    else by path.

    If it is not installed there, the environment's Python calls it by the path of its folder.
    """
    if by_uv := uv_command():
        return by_uv
    own = environment / "bin" / PROGRAM
    return [str(own)] if own.exists() else [sys.executable, str(SUITE / "store_conformance")]


@cache
def uv_command() -> list[str]:
    """Return the command that stands before `run` if uvx or `uv run` has started this run, else [].

    The environment that uv makes is not on PATH outside of that command.
    """
    with suppress(psutil.Error):
        for process in psutil.Process().parents():
            called, *words = process.cmdline() or [""]
            ends = [place for place in range(len(words)) if words[place : place + 2] == [PROGRAM, "run"]]
            if Path(called).stem in ("uv", "uvx") and ends:
                if words[:2] in (["tool", "uvx"], ["tool", "run"]):
                    called, words, ends = "uvx", words[2:], [ends[0] - 2]
                folder = Path(process.cwd())
                return [Path(called).stem, *(_from_anywhere(each, folder) for each in words[: ends[0] + 1])]
    return []


def _from_anywhere(word: str, folder: Path) -> str:
    """Return the word of a command; if it names a path relative to `folder`, make that absolute."""
    option, equals, value = word.rpartition("=")
    is_path = value.startswith(".") or "/" in value or value.endswith(".whl")
    return f"{option}{equals}{(folder / value).resolve()}" if is_path and (folder / value).exists() else word


def run_command(config: pytest.Config) -> list[str]:
    """Return the command that the user typed to start this run, without credentials and paths to programs."""
    called = Path(sys.argv[0]).name
    words = (
        [*(uv_command() or [called]), *sys.argv[1:]]
        if called == PROGRAM
        else ["pytest", *config.invocation_params.args]
    )
    return list(map(without_credentials, words))


def repeated_options(config: pytest.Config) -> list[str]:
    """Return the options of the run that also apply to one of its cells, as words of a command."""
    given = {name: config.getoption(name.replace("-", "_")) for name in REPEATED}
    return [
        word
        for name, value in given.items()
        if value
        for word in ([f"--{name}"] if value is True else [f"--{name}", str(value)])
    ]


def rerun(cell: Cell, manifest: str, options: list[str]) -> str:
    """Return the command that judges the cell again, from any folder, with those options and the `manifest`
    of its store ("" if it has none).

    It imports the same store: the interpreter is that of this run, and PYTHONPATH leads to the same modules.
    """
    paths = import_paths(cell.implementation.spec)
    words = ["env", f"PYTHONPATH={os.pathsep.join(paths)}"] if paths else []
    words += [*program(Path(sys.prefix)), "run", "--clause", cell.clause.id]
    if cell.storage_type:
        words += ["--storage-type", cell.storage_type]
    if cell.engine:
        words += ["--engine", cell.engine.bare_name]
        words += ["--form-factor", "mobile"] if cell.engine.is_mobile else []
        words += ["--backend", cell.engine.backend] if cell.engine.backend != FLASK else []
    words += ["--store", cell.implementation.spec, *options]
    return shlex.join([*words, *(["--manifest", str(Path(manifest).resolve())] if manifest else [])])


def import_paths(spec: str) -> list[str]:
    """Return the folders that PYTHONPATH must list for the store to be imported from where it came from."""
    given = [str(Path(each).resolve()) for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each]
    package = sys.modules.get(spec.partition(":")[0].partition(".")[0])
    file = getattr(package, "__file__", None)
    if not isinstance(file, str):
        return given
    path = Path(file).resolve()
    folder = path.parent.parent if path.stem == "__init__" else path.parent
    installed = {SUITE, *(Path(each).resolve() for each in sysconfig.get_paths().values())}
    return given if folder in installed or str(folder) in given else [str(folder), *given]
