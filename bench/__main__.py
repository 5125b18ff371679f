"""Measures how fast the suite judges, next to the same work done with stock dash_duo, on one machine.

    python -m bench [--engine NAME] [--turns N]

For each engine: the seconds of single steps, and of a run in one process by what takes them; then, in each
turn, what a judgement of all clauses costs. If stock dash_duo can drive the engine: what Dash's own ten tests
cost, and values and cells per second, side by side. Prints tables at the end. Without --engine, the bench
begins with a set-up from nothing, and the tables also go into docs/evidence.md. The exit code is 4 if an
argument is wrong, and 3 if a run gave no verdict or the page could not be written.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from functools import partial

from bench import evidence, speed, suite
from judge.run.matrix import chosen_engines
from reports.command import Parser, exit_code_of
from reports.document import BadReport
from reports.files import CannotWrite

TURNS = 3
"""How often everything is measured."""


def main(arguments: Sequence[str] | None = None, prog: str = "python -m bench") -> int:
    """Measure the engines that the arguments name, or all; return the exit code."""
    parser = Parser(prog, description="Measure how fast the suite judges, next to stock dash_duo.")
    parser.add_argument(
        "--engine",
        action="append",
        default=[],
        metavar="NAME",
        help="a browser engine (repeatable; default: all that are installed)",
    )
    parser.add_argument(
        "--turns", type=int, default=TURNS, metavar="N", help=f"how often to measure (default {TURNS})"
    )
    options = parser.parse_args(arguments)
    if options.turns < 1:
        parser.error("--turns has to be at least 1")
    logging.disable(logging.INFO)  # the server of dash_duo logs each request
    work = partial(_measure, options.engine, options.turns)
    return exit_code_of(work, no_verdict=(BadReport, CannotWrite, evidence.NoSection))


def _measure(names: Sequence[str], turns: int) -> int:
    engines = chosen_engines(names)
    print(f"{os.cpu_count()} cores ({evidence.cpu_model()}), load {os.getloadavg()[0]:.1f}", flush=True)
    set_up = None if names else suite.seconds_of_set_up()
    measured = [speed.measure(engine, turns, show) for engine in engines]
    tables = speed.tables(measured, set_up)
    show(tables)
    if not names:
        browsers = [f"{engine.name} {engine.version()}" for engine in engines]
        command = "make bench" if turns == TURNS else f'make bench ARGS="--turns {turns}"'
        header = evidence.circumstances(command, browsers)
        evidence.write("bench", f"{header}\n\n{tables}")
    return 0


def show(line: str) -> None:
    """Print the line at once."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
