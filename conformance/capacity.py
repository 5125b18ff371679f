"""Measures what a store keeps at most, and how long a text takes until callbacks see it, in each engine.

    python -m conformance.capacity [--store MODULE:NAME] [--engine NAME] [--report DIR] [--picture FILE]

Prints a line for each figure and adds them to the report in DIR, or makes one of them if there is none. There
is no verdict on a figure: the exit code is 0, or 4 where the call is amiss, 3 where nothing can be written.
"""

from __future__ import annotations

import argparse
import platform
import shlex
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from conformance.catalogue import BadCatalogue
from conformance.cells import MissingEngine
from conformance.gather import SUITE
from conformance.measure import figures
from conformance.plan import Plan
from fixtures.implementation import BadImplementation
from fixtures.page import Page
from fixtures.worker import Worker
from reports import picture
from reports.conclusion import CONFORMANT, NO_VERDICT
from reports.document import BadReport, CannotWrite, read, write
from reports.merge import Disagreement, merge
from reports.model import Engine, Figure, Implementation, Level, Report, Run
from reports.words import plain

MISUSED = 4
DEADLINE = 60
"""Seconds: what is measured is how much fits, however long it takes."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for; the exit code."""
    options = _options(arguments)
    document = options.report / "report.json"
    try:
        plan = Plan(options.store, options.engine, [])
        judged = read(document) if document.exists() else None
        measured = measure(plan, judged.run.level if judged else Level.MUST)
        # The new figures first: what was measured before gives way.
        report = merge([("this run", measured), *([(str(document), judged)] if judged else [])])
        written = write(report, options.report)
        if options.picture:
            options.picture.write_text(picture.svg(measured), encoding="utf-8")
            written.append(options.picture)
    except (BadCatalogue, BadImplementation, BadReport, Disagreement, MissingEngine) as problem:
        print(plain(str(problem)), file=sys.stderr)
        return MISUSED
    except CannotWrite as problem:
        print(plain(str(problem)), file=sys.stderr)
        return NO_VERDICT
    for path in written:
        print(plain(str(path)))
    return CONFORMANT


def measure(plan: Plan, level: Level) -> Report:
    """A report of figures and no verdicts, which can be merged with one of verdicts at that level."""
    started, clock = datetime.now(UTC), time.monotonic()
    worker = Worker(DEADLINE)
    try:
        found = list(_measured(plan, worker))
    finally:
        worker.close()
    return Report(
        suite=SUITE,
        run=Run(
            started=started.isoformat(timespec="seconds"),
            seconds=round(time.monotonic() - clock, 2),
            command=shlex.join(["python", "-m", "conformance.capacity", *sys.argv[1:]]),
            level=level,
            versions={"python": platform.python_version(), "dash": version("dash")},
        ),
        implementations=[Implementation(each.spec, each.version) for each in plan.implementations],
        engines=list(dict.fromkeys(engine for engine, _ in found)),
        clauses=plan.catalogue.clauses,
        results=[],
        figures=[figure for _, figure in found],
    )


def _measured(plan: Plan, worker: Worker) -> Iterator[tuple[Engine, Figure]]:
    limits: list[int] = []
    for engine in plan.engines:
        for implementation in plan.implementations:
            browser = worker.browser(engine)
            used = Engine(engine.name, browser.version)
            page = Page(worker, browser, implementation)
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


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m conformance.capacity", description="Measure what stores keep."
    )
    parser.add_argument(
        "--store", action="append", default=[], metavar="MODULE:NAME", help="a store (default dash.dcc:Store)"
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
