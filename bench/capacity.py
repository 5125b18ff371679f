"""Measures what a store keeps at most, and how long a text takes until callbacks see it, in each engine.

    python -m bench.capacity [--store MODULE:NAME] [--engine NAME] [--report DIR] [--picture FILE]

Prints a line for each figure and adds them to the report in DIR, or makes one of them if there is none. There
is no verdict on a figure: the exit code is 0, or 4 where the call is amiss, 3 where a browser was lost or
nothing can be written.
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

from bench.measure import figures
from compat import UTC
from fixtures.browsers.browser import BrowserLost
from fixtures.implementation import BadImplementation
from fixtures.page.live_driver import LiveDriver
from fixtures.page.page import Page
from fixtures.page.runtime import Runtime
from judge.contract.catalogue import BadCatalogue
from judge.run.cells import MissingEngine
from judge.run.collector import SUITE
from judge.run.matrix import Matrix
from reports.__main__ import USAGE_ERROR, Parser
from reports.analysis.conclusion import CONFORMANT, NO_VERDICT
from reports.analysis.merge import Disagreement, merge
from reports.document import BadReport, read, write
from reports.files import CannotWrite, check_file, check_folder, put
from reports.formats import capacity_svg
from reports.model import Engine, Figure, Implementation, Level, Report, Run
from reports.text import plain

DEADLINE = 60
"""Seconds: what is measured is how much fits, however long it takes."""


def main(arguments: Sequence[str] | None = None, prog: str = "python -m bench.capacity") -> int:
    """Measure what is asked for; the exit code."""
    options = _options(arguments, prog)
    document = options.report / "report.json"
    try:
        judged = [(str(document), read(document))] if document.exists() else []
        there = [each.spec for _, report in judged for each in report.implementations]
        plan = Matrix(options.store or there, options.engine, [])
        level = judged[0][1].run.level if judged else Level.MUST
        started = datetime.now(UTC)
        # What cannot be merged or written is refused before the work.
        check_folder(options.report)
        if options.picture:
            check_file(options.picture)
        merge([("this run", _report(plan, level, started, [])), *judged])
        found, lost = _measure(plan)
        measured = _report(plan, level, started, found)
        # The new figures first: what was measured before gives way.
        for path in write(merge([("this run", measured), *judged]), options.report) if found else []:
            print(plain(str(path)))
        if options.picture and not lost:
            put(options.picture, capacity_svg.svg(measured))
            print(plain(str(options.picture)))
    except (BadCatalogue, BadImplementation, BadReport, Disagreement, MissingEngine) as problem:
        print(plain(str(problem)), file=sys.stderr)
        return USAGE_ERROR
    except (CannotWrite, OSError) as problem:
        print(plain(str(problem)), file=sys.stderr)
        return NO_VERDICT
    if lost:
        print(plain(lost), file=sys.stderr)
    return NO_VERDICT if lost else CONFORMANT


def _report(plan: Matrix, level: Level, started: datetime, found: Sequence[tuple[Engine, Figure]]) -> Report:
    """A report of figures and no verdicts, which can be merged with one of verdicts at that level."""
    return Report(
        suite=SUITE,
        run=Run(
            started=started.isoformat(timespec="seconds"),
            seconds=round((datetime.now(UTC) - started).total_seconds(), 2),
            command=shlex.join(["python", "-m", "bench.capacity", *sys.argv[1:]]),
            level=level,
            versions={"python": platform.python_version(), "dash": version("dash")},
        ),
        implementations=[Implementation(each.spec, each.version) for each in plan.implementations],
        engines=list(dict.fromkeys(engine for engine, _ in found)),
        clauses=plan.catalogue.clauses,
        results=[],
        figures=[figure for _, figure in found],
    )


def _measure(plan: Matrix) -> tuple[list[tuple[Engine, Figure]], str]:
    """The figures, each printed as soon as it is known, and what ended the work before its end, or ""."""
    runtime = Runtime(DEADLINE)
    found: list[tuple[Engine, Figure]] = []
    try:
        for each in _measured(plan, runtime):
            found.append(each)
    except BrowserLost as problem:
        return found, f"not all was measured: {problem}"
    finally:
        runtime.close()
    return found, ""


def _measured(plan: Matrix, runtime: Runtime) -> Iterator[tuple[Engine, Figure]]:
    """Raises BrowserLost."""
    limits: list[int] = []
    for engine in plan.engines:
        for implementation in plan.implementations:
            browser = runtime.browser(engine)
            used = Engine(engine.name, browser.version)
            page = Page(LiveDriver(runtime, browser, implementation))
            for told in figures(page, implementation.spec, engine.name, limits):
                print(plain(told if isinstance(told, str) else line(told)), flush=True)
                if isinstance(told, Figure):
                    yield used, told


def line(figure: Figure) -> str:
    """The figure for a terminal."""
    more = " or more" if figure.at_least else ""
    return (
        f"{figure.implementation}  {figure.engine:<9} {figure.storage_type:<8} {figure.measure:<10}"
        f"  {figure.of:<20} {figure.value:>12,.10g} {figure.unit}{more}"
    )


def _options(arguments: Sequence[str] | None, prog: str) -> argparse.Namespace:
    parser = Parser(prog, description="Measure what stores keep at most.")
    parser.add_argument(
        "--store",
        action="append",
        default=[],
        metavar="MODULE:NAME",
        help="a store (default: those of the report, else dash.dcc:Store)",
    )
    parser.add_argument(
        "--engine", action="append", default=[], metavar="NAME", help="a browser engine (default: all found)"
    )
    parser.add_argument(
        "--report", type=Path, default=Path("reports/latest"), metavar="DIR", help="the report to add them to"
    )
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw the capacities as an SVG")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
