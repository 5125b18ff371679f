"""What can be done with reports once they are written.

    python -m reports validate FILE
    python -m reports render FILE --report=DIR [--compare-to=OLD]
    python -m reports merge FILE FILE ... --report=DIR
    python -m reports compare OLD NEW
    python -m reports releases FILE FILE ... --report=DIR

Each FILE is a report.json. Where one cannot be read, or they contradict each other, one line says so and
the exit code is 4; where something cannot be written, 3.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from reports.analysis.compare import Comparison, compare
from reports.analysis.compare import lines as told
from reports.analysis.conclusion import CONFORMANT, INTERRUPTED, NO_VERDICT, exit_code
from reports.analysis.merge import Disagreement, Source, merge
from reports.analysis.releases import releases
from reports.document import BadReport, read, write, write_releases
from reports.files import CannotWrite
from reports.formats.terminal import lines as summary
from reports.model import Report
from reports.text import plain

MISUSED = 4
"""Exit code for what cannot be read, or not be read together; pytest's own for a call that is amiss."""


class Parser(argparse.ArgumentParser):
    """Says what is amiss in one line, and with our exit code: argparse's own means an interrupted run."""

    def error(self, message: str) -> NoReturn:
        self.exit(MISUSED, plain(f"{message}; see {self.prog} --help") + "\n")


def main(arguments: Sequence[str] | None = None, prog: str = "python -m reports") -> int:
    """Do what is asked for; the exit code."""
    options = _options(arguments, prog)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except (BadReport, CannotWrite, Disagreement) as problem:
        print(plain(str(problem)), file=sys.stderr)
        return NO_VERDICT if isinstance(problem, CannotWrite) else MISUSED


def _validate(options: argparse.Namespace) -> int:
    number = len(read(options.file).results)
    print(plain(f"{options.file}: a valid report of {number} {'cell' if number == 1 else 'cells'}"))
    return CONFORMANT


def _render(options: argparse.Namespace) -> int:
    new = _source(options.file)
    compared = compare(_source(options.compare_to), new) if options.compare_to else None
    _write(new[1], options.report, compared)
    return CONFORMANT


def _merge(options: argparse.Namespace) -> int:
    report = merge(list(map(_source, options.files)))
    for line in summary(report):
        print(line)
    _write(report, options.report)
    return exit_code(report)


def _compare(options: argparse.Namespace) -> int:
    new = _source(options.new)
    compared = compare(_source(options.old), new)
    for line in told(compared):
        print(line)
    if new[1].run.interrupted:
        print(plain(f"{options.new}: that run was interrupted; what is gone may be what it had not come to"))
        return INTERRUPTED
    return compared.exit_code


def _releases(options: argparse.Namespace) -> int:
    compared = releases(list(map(_source, options.files)))
    for path in write_releases(compared, options.report, options.made_by):
        print(plain(str(path)))
    return CONFORMANT


def _source(path: Path) -> Source:
    return str(path), read(path)


def _write(report: Report, folder: Path, comparison: Comparison | None = None) -> None:
    for path in write(report, folder, comparison):
        print(plain(str(path)))


def _options(arguments: Sequence[str] | None, prog: str) -> argparse.Namespace:
    parser = Parser(prog, description="Check, render, merge or compare reports.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], int], told: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=told, description=f"{told[0].upper()}{told[1:]}.")
        added.set_defaults(command=command)
        return added

    validate = add("validate", _validate, "say whether a file is a valid report")
    render = add("render", _render, "write the documents of a report that was made elsewhere")
    united = add("merge", _merge, "make one report of several; the exit code is that of such a run")
    released = add("releases", _releases, "put reports on several releases of one store side by side")
    compared = add(
        "compare",
        _compare,
        "tell what became of each cell; exit code 1 if one regressed, 2 if the new run was interrupted",
    )
    for command in (validate, render):
        command.add_argument("file", type=Path, metavar="FILE", help="a report.json")
    for command in (united, released):
        command.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a report.json")
    released.add_argument(
        "--made-by",
        default="python -m reports releases",
        metavar="COMMAND",
        help="the command to name in them",
    )
    for command in (render, united, released):
        command.add_argument(
            "--report", type=Path, required=True, metavar="DIR", help="where report.json and its documents go"
        )
    render.add_argument(
        "--compare-to",
        type=Path,
        metavar="OLD",
        help="a report.json from before: the page tells what changed",
    )
    compared.add_argument("old", type=Path, metavar="OLD", help="the report.json from before")
    compared.add_argument("new", type=Path, metavar="NEW", help="the report.json from after")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
