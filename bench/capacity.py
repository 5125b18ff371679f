"""Measures how much a store keeps, and how long a text takes until callbacks see it, in each engine.

    python -m bench.capacity [--store MODULE:NAME] [--engine NAME] [--report DIR] [--picture FILE]

Prints a line for each figure and adds the figures to the report in DIR, or writes a report if there is none.
A figure has no verdict: the exit code is 0, or 4 if the arguments are wrong, or 3 if a browser was lost or a
file could not be written.
"""

from __future__ import annotations

import argparse
import platform
import shlex
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from bench import evidence
from bench.measure import figures
from compat import UTC
from fixtures.browsers.browser import BrowserLost
from fixtures.page.live_driver import LiveDriver
from fixtures.page.page import Page
from fixtures.page.runtime import Runtime
from judge.run.collector import SUITE
from judge.run.matrix import Matrix
from reports.analysis.conclusion import CONFORMANT, NO_VERDICT
from reports.analysis.merge import merge
from reports.command import Parser, exit_code_of
from reports.document import read
from reports.files import CannotWrite, check_file, check_folder, put
from reports.formats import capacity_svg
from reports.formats.outputs import write
from reports.model import Engine, Figure, Implementation, Level, Report, Run
from reports.text import plain

DEADLINE = 60
"""Seconds. Long, because the question is how much fits and not how fast."""
PICTURE = evidence.PAGE.with_name("capacity.svg")
"""The picture that docs/evidence.md shows."""


def main(
    arguments: Sequence[str] | None = None,
    prog: str = "python -m bench.capacity",
    report: Path = Path("reports/latest"),
) -> int:
    """Measure what the arguments ask for; return the exit code. `report` is the default of --report."""
    options = _options(arguments, prog, report)
    command = shlex.join([*prog.split(), *(sys.argv[1:] if arguments is None else arguments)])
    return exit_code_of(lambda: _work(options, command), no_verdict=(CannotWrite, OSError))


def _work(options: argparse.Namespace, command: str) -> int:
    lost = _run(options, command)
    if lost:
        print(plain(lost), file=sys.stderr)
    return NO_VERDICT if lost else CONFORMANT


def _run(options: argparse.Namespace, command: str) -> str:
    """Measure, and write the figures. Return what ended the work early, or "". Raises UserError, OSError."""
    document = options.report / "report.json"
    judged = [(str(document), read(document))] if document.exists() else []
    in_report = [each.spec for _, report in judged for each in report.implementations]
    matrix = Matrix(options.store or in_report, options.engine, [])
    level = judged[0][1].run.level if judged else Level.MUST
    started = datetime.now(UTC)
    # Refuse what cannot be merged or written before the work.
    check_folder(options.report)
    if options.picture:
        check_file(options.picture)
    merge([("this run", _report(matrix, level, started, command, [])), *judged])
    found, lost = _measure(matrix)
    measured = _report(matrix, level, started, command, found)
    # The new figures come first, so that they replace the old ones.
    for path in write(merge([("this run", measured), *judged]), options.report) if found else []:
        print(plain(str(path)))
    if options.picture and not lost:
        _draw(measured, options.picture, command)
    return lost


def _draw(measured: Report, picture: Path, command: str) -> None:
    """Write the picture, and if docs/evidence.md shows it, the section there. Raises CannotWrite,
    NoSection."""
    put(picture, capacity_svg.svg(measured))
    print(plain(str(picture)))
    if picture.resolve() == PICTURE:
        browsers = [f"{engine.name} {engine.version}" for engine in measured.engines]
        image = f"![The longest texts that each store keeps, by engine and storage type]({PICTURE.name})"
        evidence.write("capacity", f"{evidence.circumstances(command, browsers)}\n\n{image}")


def _report(
    matrix: Matrix, level: Level, started: datetime, command: str, found: Sequence[tuple[Engine, Figure]]
) -> Report:
    """Return a report with figures and no verdicts, which can be merged with one of verdicts at that
    level."""
    return Report(
        suite=SUITE,
        run=Run(
            started=started.isoformat(timespec="seconds"),
            seconds=round((datetime.now(UTC) - started).total_seconds(), 2),
            command=command,
            level=level,
            versions={"python": platform.python_version(), "dash": version("dash")},
        ),
        implementations=[Implementation(each.spec, each.version) for each in matrix.implementations],
        engines=list(dict.fromkeys(engine for engine, _ in found)),
        clauses=matrix.catalogue.clauses,
        results=[],
        figures=[figure for _, figure in found],
    )


def _measure(matrix: Matrix) -> tuple[list[tuple[Engine, Figure]], str]:
    """Print each figure as soon as it is known. Return all, and what ended the work early, or ""."""
    runtime = Runtime(DEADLINE)
    found: list[tuple[Engine, Figure]] = []
    try:
        for each in _figures(matrix, runtime):
            found.append(each)
    except BrowserLost as problem:
        return found, f"not everything was measured: {problem}"
    finally:
        runtime.close()
    return found, ""


def _figures(matrix: Matrix, runtime: Runtime) -> Iterator[tuple[Engine, Figure]]:
    """Print and yield each figure, with its engine. Raises BrowserLost."""
    limits: list[int] = []
    for engine in matrix.engines:
        for implementation in matrix.implementations:
            browser = runtime.browser(engine)
            used = Engine(engine.name, browser.version)
            page = Page(LiveDriver(runtime, browser, implementation))
            for each in figures(page, implementation.spec, engine.name, limits):
                print(plain(each if isinstance(each, str) else line(each)), flush=True)
                if isinstance(each, Figure):
                    yield used, each


def line(figure: Figure) -> str:
    """Return the figure as a line for a terminal."""
    more = " or more" if figure.at_least else ""
    return (
        f"{figure.implementation}  {figure.engine:<9} {figure.storage_type:<8} {figure.measure:<10}"
        f"  {figure.of:<20} {figure.value:>12,.10g} {figure.unit}{more}"
    )


def _options(arguments: Sequence[str] | None, prog: str, report: Path) -> argparse.Namespace:
    parser = Parser(prog, description="Measure how much stores keep, and how long texts take.")
    parser.add_argument(
        "--store",
        action="append",
        default=[],
        metavar="MODULE:NAME",
        help="a store (repeatable; default: those of the report, else dash.dcc:Store)",
    )
    parser.add_argument(
        "--engine",
        action="append",
        default=[],
        metavar="NAME",
        help="a browser engine (repeatable; default: all that are installed)",
    )
    parser.add_argument(
        "--report",
        type=Path,
        default=report,
        metavar="DIR",
        help="the report that gets the figures (default: %(default)s)",
    )
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw the capacities as an SVG")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
