"""Measures how fast the suite judges, beside the same work done the stock way, in one run on one machine.

    python -m bench [--engine NAME]

For each engine: what its steps cost, a whole run, and where the time of one by a single process goes. Side by
side where stock dash_duo has the engine: values a second and cells a second.
"""

from __future__ import annotations

import logging
import os
import sys
from itertools import chain

from bench import stock, suite
from fixtures.browsers import Engine
from judge.contract.catalogue import STORAGE_TYPES
from judge.run.cells import MissingEngine, chosen_engines
from reports.__main__ import USAGE_ERROR, Parser
from reports.analysis.conclusion import NO_VERDICT
from reports.document import BadReport

VALUES = [{"number": number, "text": "x" * number, "list": [number, None, True]} for number in range(1080)]
CLICKED = 50
"""As many are put by clicks: enough to tell how fast that is."""
STORAGE_TYPE = "local"


def main() -> int:
    """Measure and print; the exit code."""
    parser = Parser("python -m bench", description="Measure how fast the suite judges.")
    parser.add_argument(
        "--engine", action="append", default=[], metavar="NAME", help="an engine (default: all found)"
    )
    try:
        engines = chosen_engines(parser.parse_args().engine)
    except MissingEngine as problem:
        print(problem, file=sys.stderr)
        return USAGE_ERROR
    logging.disable(logging.INFO)  # the stock server has a line for each request
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    try:
        for engine in engines:
            _measured(engine)
    except BadReport as problem:
        print(problem, file=sys.stderr)
        return NO_VERDICT
    return 0


def _measured(engine: Engine) -> None:
    """What the suite costs in that engine, and beside the stock way where that has the engine."""
    run = _engine(engine)
    _shares(engine, run)
    if engine.name in stock.BROWSERS:
        _values(engine)
        _cells(engine, run)


def _shares(engine: Engine, whole: suite.Run) -> None:
    """Where the time goes, and beside that what the same costs in more processes."""
    seconds, shares = suite.shares(engine)
    told = ", ".join(f"{kind} {share / sum(shares.values()):.0%}" for kind, share in shares.items())
    print(f"  1 process: {seconds:.0f} s; {told}")
    print(f"  {whole.processes} processes: {seconds / whole.seconds:.2f} times as fast", flush=True)


def _values(engine: Engine) -> None:
    """Values a second, side by side."""
    clicked = CLICKED / stock.seconds_of_clicks(engine.name, STORAGE_TYPE, VALUES[:CLICKED])
    batched = len(VALUES) / suite.seconds_of_batches(engine, STORAGE_TYPE, VALUES)
    _told("values a second", "a click each, dash_duo", clicked, f"batches of {suite.BATCH}", batched)


def _cells(engine: Engine, whole: suite.Run) -> None:
    """Cells a second, side by side: of the same clauses, and of all."""
    cells, seconds = stock.seconds_of_checks(engine.name, STORAGE_TYPES)
    same = suite.run(engine, list(chain(*stock.CHECKS.values())), processes="1")
    one = "a browser each, dash_duo"
    _told("cells a second", one, cells / seconds, "the same clauses, 1 process", same.cells / same.seconds)
    all_clauses = f"all clauses, {whole.processes} processes"
    _told("cells a second", one, cells / seconds, all_clauses, whole.cells / whole.seconds)


def _told(what: str, one: str, slow: float, other: str, fast: float) -> None:
    print(f"  {what}: {slow:.2f} ({one}), {fast:.2f} ({other}); ratio {fast / slow:.1f}", flush=True)


def _engine(engine: Engine) -> suite.Run:
    """What the suite costs in that engine."""
    steps, run = suite.paces(engine), suite.run(engine)
    print(
        f"{engine.name}: browser start {steps.start:.1f} s, page load {steps.load:.3f} s,"
        f" callback {steps.callback:.3f} s; {run.cells} cells in {run.seconds:.0f} s,"
        f" {run.commands:g} commands a cell, {run.memory / 1e6:,.0f} MB a process",
        flush=True,
    )
    return run


if __name__ == "__main__":
    sys.exit(main())
