"""Measures how fast the suite judges, next to the same work done with stock dash_duo, on one machine.

    python -m bench [--engine NAME]

For each engine: the seconds of single steps, of a whole run, and of its parts in a single process. If stock
dash_duo can drive the engine: values and cells per second, side by side. Without --engine, the figures also
go into docs/evidence.md.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence

from bench import evidence, speed
from errors import UserError
from judge.run.matrix import MissingEngine, chosen_engines
from reports.__main__ import USAGE_ERROR, Parser
from reports.analysis.conclusion import NO_VERDICT


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
    names = parser.parse_args(arguments).engine
    logging.disable(logging.INFO)  # the server of dash_duo logs each request
    try:
        engines = chosen_engines(names)
        print(f"{os.cpu_count()} cores ({evidence.cpu_model()}), load {os.getloadavg()[0]:.1f}", flush=True)
        measured = [speed.measure(engine, lambda line: print(line, flush=True)) for engine in engines]
        if not names:
            browsers = [f"{engine.name} {engine.version()}" for engine in engines]
            header = evidence.circumstances("make bench", browsers)
            evidence.write("bench", f"{header}\n\n{speed.tables(measured)}")
    except UserError as problem:
        print(problem, file=sys.stderr)
        return USAGE_ERROR if isinstance(problem, MissingEngine) else NO_VERDICT
    return 0


if __name__ == "__main__":
    sys.exit(main())
