"""Runs pytest on the suite from any folder, with the options of the user's pyproject.toml."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

import errors as top
from fixtures.import_path import import_from
from judge.contract.catalogue import read
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
subfolder `selected` if --clause or --storage-type is given, `cell` if all options select one cell.
Options that are not given are read from [tool.store-conformance] of the nearest pyproject.toml:
stores, manifest, engines, level, report and baseline."""
EPILOG = """\
Every option of pytest works too: -k, -x, -v, --lf, -n. Tests run on all processors unless -n or --clause
is given. 'store-conformance run --pytest-help' lists pytest's options.

Exit codes: 0 no clause broken; 1 a clause is broken, a declaration is outdated, or a cell regressed;
2 interrupted; 3 no verdict; 4 wrong usage; 5 nothing selected."""


def main(arguments: Sequence[str]) -> int:
    """Judge; return pytest's exit code. Raises UserError if pyproject.toml cannot be used."""
    if {"-h", "--help"} & set(arguments):
        _parser_of_own_options().print_help()
        return 0
    given = ["--help" if each == "--pytest-help" else each for each in arguments]
    return int(pytest.main([*_own_arguments(given, find_settings(Path.cwd())), *given]))


def _own_arguments(given: Sequence[str], settings: Configuration) -> Iterator[str]:
    """Return what precedes the user's arguments: how pytest finds the suite, and what the user left open."""
    yield from ("-c", str(SUITE / "pytest.ini"), "--rootdir", str(SUITE), "-p", PLUGIN)
    yield from ("-o", f"cache_dir={Path.cwd() / CACHE}")
    if not _has(given, "-n", "--numprocesses", "--clause"):
        yield from ("-n", "auto")
    if settings.folder is not None:
        import_from(settings.folder)
    options = {"--report": [str(REPORT)], **settings.options}
    if _has(given, *SELECTING):
        subfolder = CELL if _select_one_cell(given) else SELECTED
        options["--report"] = [str(Path(*options["--report"], subfolder))]
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
            return all(len(_values(arguments, option)) == 1 for option in options)
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
