"""Runs pytest on the suite from any folder, with the options of the user's pyproject.toml."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Generator, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import errors as top
from errors import UserError
from fixtures.implementation import in_one_line
from fixtures.import_path import import_from
from judge.contract.catalogue import read
from judge.run.early_end import EARLY_END, QUESTIONS, VERDICTS, EarlyEnd
from reports.analysis.conclusion import NO_VERDICT
from reports.files import CELL, SELECTED, SELECTING
from store_conformance.settings import Configuration, find_settings

SUITE = Path(top.__file__).parent
"""The folder that holds the rooms: a checkout, or this package where it is installed."""
PLUGIN = f"{top.__name__.removesuffix('errors')}judge.run.plugin"
"""By name: pytest rewrites the assertions of what it imports itself."""
REPORT = Path("conformance-report")
CACHE = Path(".pytest_cache", "store-conformance")
"""Apart from the cache of the user's own tests, which pytest would otherwise overwrite."""

USAGE = "store-conformance run [OPTION ...] [pytest's options]"
DESCRIPTION = """\
Judge a store clause by clause in real browsers, and write a report to ./conformance-report, or to its
subfolder `selected` if --clause or --storage-type is given, `cell` if they select one cell.
Options that are not given are read from [tool.store-conformance] of the nearest pyproject.toml:
stores, manifest, engines, level, report and baseline; for one cell, only level and report."""
EPILOG = """\
Every option of pytest works too: -k, -x, -v, --lf, -n. Tests run on all processors unless -n or --clause
is given. 'store-conformance run --pytest-help' lists pytest's options.

Exit codes: 0 no clause broken; 1 a clause is broken, a declaration is outdated, or a cell regressed;
2 interrupted; 3 no verdict; 4 wrong usage; 5 nothing selected."""


def main(arguments: Sequence[str]) -> int:
    """Judge; return the exit code. Raises UserError if pyproject.toml or an option cannot be used."""
    if {"-h", "--help"} & set(arguments):
        _parser_of_own_options().print_help()
        return 0
    given = ["--help" if each == "--pytest-help" else each for each in arguments]
    _check_that_no_credentials_are_logged(given)
    return _judge([*_own_arguments(given, find_settings(Path.cwd())), *given])


def _judge(arguments: list[str]) -> int:
    """Run pytest; return the exit code of its report. A plugin may end pytest, or change the code, where the
    suite cannot see it."""
    watch = _Watch()
    try:
        code = int(pytest.main(arguments, plugins=[watch]))
    except KeyboardInterrupt:
        raise
    except BaseException as problem:
        if watch.end:
            return watch.end.after(problem)
        print(f"no verdict: a plugin of pytest ended the run ({in_one_line(problem)})", file=sys.stderr)
        return NO_VERDICT
    if watch.end and watch.end.exit_code is not None:
        return watch.end.exit_code
    if code in VERDICTS and not QUESTIONS.intersection(arguments):
        print("no verdict: a plugin of pytest ended the run with the exit code of one", file=sys.stderr)
        return NO_VERDICT
    return code


class _Watch:
    """A plugin of pytest that keeps what the run knows of its end."""

    end: EarlyEnd | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_cmdline_main(self, config: pytest.Config) -> Generator[None, Any, Any]:
        self.end = config.stash.get(EARLY_END, None)
        return (yield)


def _check_that_no_credentials_are_logged(arguments: Sequence[str]) -> None:
    """Raise UserError if pytest would write the arguments to its log, before the suite can prevent it."""
    is_logged = bool(os.environ.get("PYTEST_DEBUG")) or _has(arguments, "--debug")
    if is_logged and any("@" in url for url in _values(arguments, "--remote-url")):
        raise UserError(
            "--debug (or PYTEST_DEBUG) logs the credentials of --remote-url; leave out one of them"
        )


def _own_arguments(given: Sequence[str], settings: Configuration) -> Iterator[str]:
    """Return what precedes the user's arguments: how pytest finds the suite, and what the user left open."""
    yield from ("-c", str(SUITE / "pytest.ini"), "--rootdir", str(SUITE), "-p", PLUGIN)
    yield from ("-o", f"cache_dir={Path.cwd() / CACHE}")
    if not _has(given, "-n", "--numprocesses", "--clause"):
        yield from ("-n", "auto")
    if settings.folder is not None:
        import_from(settings.folder)
    options = {"--report": [str(REPORT)], **settings.options}
    if _select_one_cell(given):
        # The command in a report names the store and its manifest; the settings may be those of another one.
        options = {name: values for name, values in options.items() if name in ("--report", "--level")}
        options["--report"] = [str(Path(*options["--report"], CELL))]
    elif _has(given, *SELECTING):
        options["--report"] = [str(Path(*options["--report"], SELECTED))]
    for option, values in options.items():
        if not _has(given, option):
            yield from (f"{option}={value}" for value in values)
    yield str(SUITE / "conformance")


def _has(arguments: Sequence[str], *options: str) -> bool:
    """Return whether one of the options is given: as `--option VALUE`, `--option=VALUE` or `-nVALUE`."""
    long = tuple(f"{option}=" for option in options if option.startswith("--"))
    short = tuple(option for option in options if not option.startswith("--"))
    return any(each in options or each.startswith((*long, *short)) for each in arguments)


def _values(arguments: Sequence[str], option: str) -> list[str]:
    """Return the values that the arguments give the option, as `--option VALUE` or `--option=VALUE`."""
    after = [value for name, value in pairwise(arguments) if name == option]
    return after + [each.partition("=")[2] for each in arguments if each.startswith(f"{option}=")]


def _select_one_cell(arguments: Sequence[str]) -> bool:
    """Return whether the arguments select one cell, as the command in a report does that judges it again."""
    chosen = _values(arguments, "--clause")
    for clause in read().clauses:
        if chosen == [clause.id]:
            # A clause without storage types may need no browser, and its command then names no engine.
            options = ("--store", "--engine", "--storage-type") if clause.storage_types else ("--store",)
            several = ("--backend", "--form-factor")
            return all(len(_values(arguments, option)) == 1 for option in options) and not any(
                len(_values(arguments, option)) > 1 for option in several
            )
    return False


class _OwnOptions:
    """Stands in for pytest's parser, to list the options of the suite without those of pytest."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._parser = parser

    def getgroup(self, name: str) -> _OwnGroup:
        return _OwnGroup(self._parser.add_argument_group(name.rpartition(": ")[2]))


class _OwnGroup:
    def __init__(self, group: argparse._ArgumentGroup) -> None:
        self.addoption = group.add_argument


def _parser_of_own_options() -> argparse.ArgumentParser:
    from judge.run.options import add_options

    parser = argparse.ArgumentParser(
        usage=USAGE,
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_options(_OwnOptions(parser))  # type: ignore[arg-type]
    return parser
