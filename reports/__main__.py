"""Commands on reports that are already written.

    python -m reports validate FILE
    python -m reports render FILE --report=DIR [--compare-to=OLD]
    python -m reports merge FILE FILE ... --report=DIR
    python -m reports compare OLD NEW
    python -m reports releases FILE FILE ... --report=DIR
    python -m reports bug-report FILE --clause=ID
    python -m reports history DIR DIR ... --report=DIR

Each FILE is a report.json. If one cannot be read, or they contradict each other, a command prints one line
and exits with 4. If something cannot be written, it exits with 3.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from errors import UserError
from reports.analysis.compare import Comparison, compare
from reports.analysis.conclusion import CONFORMANT, INTERRUPTED, exit_code
from reports.analysis.history import history
from reports.analysis.merge import Source, merge
from reports.analysis.releases import releases
from reports.command import Parser, exit_code_of
from reports.document import read
from reports.formats.bug_report import bug_reports
from reports.formats.outputs import write, write_history, write_releases
from reports.formats.terminal import comparison_lines, lines
from reports.model import Report
from reports.text import plain


class NoReports(UserError):
    """A folder contains no report. The message says in one line which, and how to fix it."""


def main(arguments: Sequence[str] | None = None, prog: str = "python -m reports") -> int:
    """Run the command that `arguments` name (default: those of the process) and return its exit code.

    `prog` is what messages and help call the program.
    """
    options = _options(arguments, prog)
    command: Callable[[argparse.Namespace], int] = options.command
    return exit_code_of(lambda: command(options))


def _validate(options: argparse.Namespace) -> int:
    number = len(read(options.file).results)
    print(plain(f"{options.file}: valid report, {number} {'cell' if number == 1 else 'cells'}"))
    return CONFORMANT


def _render(options: argparse.Namespace) -> int:
    new = _source(options.file)
    comparison = compare(_source(options.compare_to), new) if options.compare_to else None
    _write(new[1], options.report, comparison)
    return CONFORMANT


def _merge(options: argparse.Namespace) -> int:
    report = merge(list(map(_source, options.files)))
    print(*lines(report), sep="\n")
    _write(report, options.report)
    return exit_code(report)


def _compare(options: argparse.Namespace) -> int:
    new = _source(options.new)
    comparison = compare(_source(options.old), new)
    print(*comparison_lines(comparison), sep="\n")
    if new[1].run.interrupted:
        print(
            plain(f"{options.new}: interrupted run; it may not have reached the cells that were not judged")
        )
        return INTERRUPTED
    return comparison.exit_code


def _releases(options: argparse.Namespace) -> int:
    compared = releases(list(map(_source, options.files)))
    _print_paths(write_releases(compared, options.report, options.made_by))
    return CONFORMANT


def _bug_report(options: argparse.Namespace) -> int:
    encoding = sys.stdout.encoding or "ascii"
    for each in bug_reports(read(options.file), options.clause):
        print(str(each).encode(encoding, "backslashreplace").decode(encoding))
    return CONFORMANT


def _history(options: argparse.Namespace) -> int:
    files = [file for folder in options.folders for file in _reports_in(folder)]
    _print_paths(write_history(history(list(map(_source, files))), options.report))
    return CONFORMANT


def _reports_in(folder: Path) -> list[Path]:
    """Return each report.json in the folder or in folders within. Raises NoReports if there is none."""
    found = sorted(folder.rglob("report.json"))
    if not found:
        raise NoReports(f"{folder}: contains no report.json; name a folder with reports, at any depth")
    return found


def _source(path: Path) -> Source:
    return str(path), read(path)


def _write(report: Report, folder: Path, comparison: Comparison | None = None) -> None:
    _print_paths(write(report, folder, comparison))


def _print_paths(paths: list[Path]) -> None:
    for path in paths:
        print(plain(str(path)))


def _options(arguments: Sequence[str] | None, prog: str) -> argparse.Namespace:
    parser = Parser(prog, description="Check, render, merge or compare reports.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        added.set_defaults(command=command)
        return added

    _add_validate(add("validate", _validate, "check that a file is a valid report.json"))
    _add_render(add("render", _render, "write the HTML page and the other documents of a report.json"))
    _add_merge(
        add("merge", _merge, "make one report of several, and exit as one run of all their cells would")
    )
    _add_compare(
        add(
            "compare",
            _compare,
            "list the cells that changed between two reports; exit with 1 if any regressed, and with 2 if the"
            " new run was interrupted",
        )
    )
    _add_releases(add("releases", _releases, "compare reports on several releases of one store"), prog)
    _add_bug_report(
        add(
            "bug-report",
            _bug_report,
            "print a broken clause as a report for the store's tracker, in Markdown",
        )
    )
    _add_history(add("history", _history, "show what many reports on one store say over time"))
    return parser.parse_args(arguments)


def _add_history(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folders",
        type=Path,
        nargs="+",
        metavar="DIR",
        help="a folder with reports, also in folders within (repeatable)",
    )
    _add_folder(parser)


def _add_validate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the report.json to check")


def _add_render(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the report.json to render")
    _add_folder(parser)
    parser.add_argument(
        "--compare-to",
        type=Path,
        metavar="OLD",
        help="an older report.json; the page then shows what changed since",
    )


def _add_merge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="the report.json files to merge")
    _add_folder(parser)


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", type=Path, metavar="OLD", help="the older report.json")
    parser.add_argument("new", type=Path, metavar="NEW", help="the newer report.json")


def _add_releases(parser: argparse.ArgumentParser, prog: str) -> None:
    parser.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help="one report.json for each release, oldest first"
    )
    _add_folder(parser)
    parser.add_argument(
        "--made-by",
        default=f"{prog} releases",
        metavar="COMMAND",
        help="the command that the documents name as their origin (default: %(default)s)",
    )


def _add_bug_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the report.json with the failure")
    parser.add_argument("--clause", required=True, metavar="ID", help="the broken clause")


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--report", type=Path, required=True, metavar="DIR", help="the folder to write to, created if missing"
    )


if __name__ == "__main__":
    sys.exit(main())
