"""Measures the speed of the suite in an engine, next to stock dash_duo, and writes it as lines and tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from bench import stock, suite
from bench.shares import JUDGE, KINDS
from fixtures.browsers import Engine
from judge.contract.catalogue import STORAGE_TYPES

VALUES = [{"number": number, "text": "x" * number, "list": [number, None, True]} for number in range(1080)]
CLICKED = 50
"""How many of the values are put with clicks: enough to measure a rate."""
STORAGE_TYPE = "local"
Show = Callable[[str], None]


@dataclass(frozen=True)
class Rates:
    """What is done per second, with stock dash_duo and with the suite."""

    stock_values: float
    suite_values: float
    stock_cells: float
    suite_cells: float


@dataclass(frozen=True)
class Speed:
    """What was measured in an engine. `single` are the seconds of a run in one process, `shares` their parts
    by kind, `rates` None if dash_duo cannot drive the engine."""

    engine: str
    steps: suite.Steps
    run: suite.Run
    single: float
    shares: dict[str, float]
    rates: Rates | None

    @property
    def gain(self) -> float:
        """How many times as fast as one process the run was."""
        return self.single / self.run.seconds

    def percent(self, kind: str) -> str:
        """Return the share of that kind."""
        return f"{self.shares.get(kind, 0) / sum(self.shares.values()):.0%}"


def measure(engine: Engine, show: Show) -> Speed:
    """Return the speed in that engine; `show` gets a line for each figure as soon as it is known. Raises
    BadReport if a run gave no verdict."""
    steps, run = suite.steps(engine), suite.run(engine)
    show(
        f"{engine.name}: browser start {steps.start:.1f} s, page load {steps.load:.3f} s,"
        f" callback {steps.callback:.3f} s"
    )
    show(
        f"  {run.processes} processes: {run.cells} cells in {run.seconds:.0f} s,"
        f" {run.commands:g} WebDriver commands per cell, {run.memory / 1e6:,.0f} MB per process"
    )
    single, shares = suite.shares(engine)
    speed = Speed(engine.name, steps, run, single, shares, None)
    parts = ", ".join(f"{kind} {speed.percent(kind)}" for kind in shares)
    show(f"  1 process: {single:.0f} s: {parts}; {run.processes} are {speed.gain:.2f} times as fast")
    if engine.name not in stock.BROWSERS:
        return speed
    return Speed(engine.name, steps, run, single, shares, _rates(engine, run, show))


def _rates(engine: Engine, run: suite.Run, show: Show) -> Rates:
    """Return what the suite and dash_duo do per second; `show` gets lines that compare them."""
    clicked = CLICKED / stock.seconds_of_clicks(engine.name, STORAGE_TYPE, VALUES[:CLICKED])
    batched = len(VALUES) / suite.seconds_of_batches(engine, STORAGE_TYPE, VALUES)
    show(_compared("values", "one click each", clicked, f"batches of {suite.BATCH}", batched))
    cells, seconds = stock.seconds_of_checks(engine.name, STORAGE_TYPES)
    same = suite.run(engine, list(chain(*stock.CHECKS.values())), processes="1")
    rates = Rates(clicked, batched, cells / seconds, same.cells / same.seconds)
    one = "one browser each"
    show(_compared("cells", one, rates.stock_cells, "the same clauses, 1 process", rates.suite_cells))
    every = f"all clauses, {run.processes} processes"
    show(_compared("cells", one, rates.stock_cells, every, run.cells / run.seconds))
    return rates


def _compared(what: str, how: str, slow: float, other: str, fast: float) -> str:
    return (
        f"  {what} per second: {slow:.2f} (dash_duo, {how}), {fast:.2f} (suite, {other}):"
        f" {fast / slow:.1f} times as fast"
    )


def tables(measured: Sequence[Speed]) -> str:
    """Return the figures as Markdown tables."""
    return "\n\n".join([_rate_table(measured), _step_table(measured), _share_table(measured)])


def _rate_table(measured: Sequence[Speed]) -> str:
    rows = []
    for speed in measured:
        if rates := speed.rates:
            every = speed.run.cells / speed.run.seconds
            rows += [
                [
                    f"values put and read, {speed.engine}",
                    f"{rates.stock_values:.1f}, one click each",
                    f"{rates.suite_values:.0f}, in batches, read again after a reload",
                    f"{rates.suite_values / rates.stock_values:.0f}",
                ],
                [
                    f"cells of the same clauses, {speed.engine}",
                    f"{rates.stock_cells:.2f}, one browser each",
                    f"{rates.suite_cells:.2f}, one process",
                    f"{rates.suite_cells / rates.stock_cells:.1f}",
                ],
                [
                    f"cells of all clauses, {speed.engine}",
                    "",
                    f"{every:.2f}, {speed.run.processes} processes",
                    f"{every / rates.stock_cells:.1f}",
                ],
            ]
    return _table(["per second", "stock `dash_duo`", "the suite", "ratio"], rows)


def _step_table(measured: Sequence[Speed]) -> str:
    columns = ["browser start", "page load", "callback", "WebDriver commands per cell", "memory per process"]
    rows = [
        [
            speed.engine,
            f"{speed.steps.start:.1f} s",
            f"{speed.steps.load:.2f} s",
            f"{speed.steps.callback:.2f} s",
            f"{speed.run.commands:g}",
            f"{speed.run.memory / 1e9:.1f} GB, with the browser",
        ]
        for speed in measured
    ]
    return _table(["engine", *columns], rows)


def _share_table(measured: Sequence[Speed]) -> str:
    kinds = [*KINDS, JUDGE]
    rows = [
        [
            speed.engine,
            *map(speed.percent, kinds),
            f"{speed.run.processes} are {speed.gain:.1f} times as fast",
        ]
        for speed in measured
    ]
    return _table(["time of one process", *kinds, "more processes"], rows)


def _table(columns: list[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [columns, ["---"] * len(columns), *rows])
