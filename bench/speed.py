"""Measures the speed of the suite in an engine, next to stock dash_duo, and writes it as lines and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import median

from bench import evidence, stock, suite
from bench.cost import Cost
from bench.shares import JUDGE, KINDS, NO_CLAUSE, PAGE_LOADS, PARTS
from fixtures.browsers import Engine
from judge.contract.catalogue import STORAGE_TYPES

VALUES = [{"number": number, "text": "x" * number, "list": [number, None, True]} for number in range(1080)]
CLICKED = 50
"""How many of the values are put with clicks: enough to measure a rate."""
STORAGE_TYPE = "local"
SLOWEST = 15
"""How many clauses the table of clauses has."""
ALL_KINDS = (*KINDS, JUDGE)
Show = Callable[[str], None]
Row = tuple[str, str, list[float], str, str]
"""A figure, its engine, its values, their format, and the goal."""


@dataclass(frozen=True)
class Stock:
    """What dash_duo does: what the ten tests cost, and values and cells per second, with those of the suite
    next to them; it judges the same cells in one process."""

    ten_tests: Cost
    values_per_second: float
    suite_values_per_second: float
    cells_per_second: float
    suite_cells_per_second: float


@dataclass(frozen=True)
class Turn:
    """One turn of what is measured several times. `stock` is None if dash_duo cannot drive the engine."""

    judged: suite.Judged
    stock: Stock | None

    @property
    def cells_per_second(self) -> float:
        """Cells of all clauses per second."""
        return self.judged.cells / self.judged.cost.seconds


@dataclass(frozen=True)
class Speed:
    """What was measured in an engine."""

    engine: str
    steps: suite.Steps
    single: suite.OneProcess
    turns: list[Turn]

    def share(self, kind: str) -> float:
        """Return the share that the kind has in the time of one process."""
        return self.single.seconds_of(kind) / self.single.seconds


def measure(engine: Engine, turns: int, show: Show) -> Speed:
    """Return the speed in that engine; `show` gets a line for each figure as soon as it is known. Raises
    BadReport if a run gave no verdict."""
    steps = suite.steps(engine)
    show(
        f"{engine.name}: browser start {steps.start:.1f} s, page load {steps.load:.3f} s,"
        f" callback {steps.callback:.3f} s"
    )
    single = suite.in_one_process(engine)
    speed = Speed(engine.name, steps, single, [])
    parts = ", ".join(f"{kind} {speed.share(kind):.0%}" for kind in ALL_KINDS)
    show(
        f"  1 process: {single.cells} cells in {single.seconds:.0f} s: {parts}; {single.loads} page loads,"
        f" {single.memory / 1e6:,.0f} MB with the browser"
    )
    for number in range(1, turns + 1):
        show(f"  turn {number}:")
        speed.turns.append(_turn(engine, show))
    return speed


def _turn(engine: Engine, show: Show) -> Turn:
    judged = suite.judged(engine)
    show(f"    all clauses: {judged.cells} cells, {_text(judged.cost)}")
    if engine.name not in stock.BROWSERS:
        return Turn(judged, None)
    ten_tests = suite.ten_tests(engine)
    show(f"    Dash's ten tests: {_text(ten_tests)}")
    clicked = CLICKED / stock.seconds_of_clicks(engine.name, STORAGE_TYPE, VALUES[:CLICKED])
    batched = len(VALUES) / suite.seconds_of_batches(engine, STORAGE_TYPE, VALUES)
    show(
        f"    values per second: {clicked:.2f} (dash_duo, one click each), {batched:.2f} (suite, in batches)"
    )
    cells, seconds = stock.seconds_of_checks(engine.name, STORAGE_TYPES)
    same = suite.judged(engine, list(chain(*stock.CHECKS.values())), processes="1")
    found = Stock(ten_tests, clicked, batched, cells / seconds, same.cells / same.cost.seconds)
    stock_rate, rate = found.cells_per_second, found.suite_cells_per_second
    show(f"    cells per second: {stock_rate:.2f} (dash_duo, one browser each), {rate:.2f} (suite)")
    return Turn(judged, found)


def _text(cost: Cost) -> str:
    return f"{cost.seconds:.0f} s, {cost.processor:.0f} CPU seconds"


def tables(measured: Sequence[Speed], set_up: float | None) -> str:
    """Return the figures as Markdown tables. `set_up` are the seconds until a first cell is judged, if they
    were measured."""
    every = (_rate_table, _step_table, _share_table, _load_table, _meanwhile_table)
    parts = [_goal_table(measured, set_up), *(table(measured) for table in every), _clause_table(measured[0])]
    return "\n\n".join(parts)


def _goal_table(measured: Sequence[Speed], set_up: float | None) -> str:
    rows = [*chain.from_iterable(map(_goals, measured))]
    if set_up is not None:
        rows += [
            ("all engines, one after the other, s", "", _one_after_the_other(measured), ".0f", "<= 150"),
            ("from nothing to the first cell, packages cached, s", "", [set_up], ".0f", "<= 40"),
        ]
    columns = ["figure", "engine", "least", "median", "most", "goal"]
    return evidence.table(
        columns,
        [
            [name, engine, *(f"{of(values):{form}}" for of in (min, median, max)), goal]
            for name, engine, values, form, goal in rows
        ],
    )


def _goals(speed: Speed) -> Iterator[Row]:
    """Yield the figures that have a goal."""
    both = [(turn, turn.stock) for turn in speed.turns if turn.stock]
    if both:
        own = [(turn.judged.cost, duo.ten_tests) for turn, duo in both]
        seconds = [cost.seconds / ten.seconds for cost, ten in own]
        processor = [cost.processor / ten.processor for cost, ten in own]
        cells = [turn.cells_per_second / duo.cells_per_second for turn, duo in both]
        values = [duo.suite_values_per_second / duo.values_per_second for _, duo in both]
        yield "seconds of all clauses over those of Dash's ten tests", speed.engine, seconds, ".2f", "<= 1.0"
        yield "the same in CPU seconds", speed.engine, processor, ".2f", "<= 1.2"
        yield "cells per second over those of `dash_duo`", speed.engine, cells, ".1f", ">= 25"
        yield "values per second over one click each", speed.engine, values, ".0f", ">= 400"
    loads = speed.single.loads / speed.single.cells
    yield "page loads per cell", speed.engine, [loads], ".2f", "<= 0.4"
    yield "share of page loads in one process", speed.engine, [speed.share(PAGE_LOADS)], ".0%", "<= 35%"
    yield (
        "memory of a process with its browser, GB",
        speed.engine,
        [speed.single.memory / 1e9],
        ".1f",
        "<= 0.7",
    )


def _one_after_the_other(measured: Sequence[Speed]) -> list[float]:
    """Return the seconds of all engines, for each turn."""
    turns = zip(*(speed.turns for speed in measured), strict=True)
    return [sum(turn.judged.cost.seconds for turn in each) for each in turns]


def _rate_table(measured: Sequence[Speed]) -> str:
    rows = []
    for speed in measured:
        found = [turn.stock for turn in speed.turns if turn.stock]
        if not found:
            continue
        clicked, batched, single, same = (
            median(getattr(each, f"{name}_per_second") for each in found)
            for name in ("values", "suite_values", "cells", "suite_cells")
        )
        every = median(turn.cells_per_second for turn in speed.turns)
        values = f"values put and read, {speed.engine}"
        cells = f"cells of the same clauses, {speed.engine}"
        rows += [
            [values, f"{clicked:.1f}, one click each", f"{batched:.0f}, in batches"],
            [cells, f"{single:.2f}, one browser each", f"{same:.2f}, one process"],
            [f"cells of all clauses, {speed.engine}", "", f"{every:.2f}, all processes"],
        ]
    return evidence.table(["per second (median)", "stock `dash_duo`", "the suite"], rows)


def _step_table(measured: Sequence[Speed]) -> str:
    columns = ["browser start", "page load", "callback", "WebDriver commands per cell"]
    rows = [
        [
            speed.engine,
            f"{speed.steps.start:.1f} s",
            f"{speed.steps.load:.2f} s",
            f"{speed.steps.callback:.2f} s",
            f"{speed.turns[0].judged.commands:g}",
        ]
        for speed in measured
    ]
    return evidence.table(["engine", *columns], rows)


def _share_table(measured: Sequence[Speed]) -> str:
    rows = [
        [speed.engine, f"{speed.single.seconds:.0f} s", *(f"{speed.share(kind):.0%}" for kind in ALL_KINDS)]
        for speed in measured
    ]
    return evidence.table(["time of one process", "seconds", *ALL_KINDS], rows)


def _load_table(measured: Sequence[Speed]) -> str:
    """Return how the time of page loads is made up."""
    rows = []
    for speed in measured:
        seconds, parts = speed.single.seconds_of(PAGE_LOADS), speed.single.shares.parts
        each = [parts.get(part, 0) for part in PARTS]
        shares = [f"{part / seconds:.0%}" for part in (*each, seconds - sum(each))]
        rows.append([speed.engine, f"{seconds / speed.single.loads:.3f} s", *shares])
    return evidence.table(["page loads", "each", *PARTS, "WebDriver and the rest"], rows)


def _meanwhile_table(measured: Sequence[Speed]) -> str:
    """Return what is part of the other times: who else works, or is waited for."""
    rows = []
    for speed in measured:
        single = speed.single
        server, trips = single.shares.server, single.commands * single.shares.round_trip
        rows.append([speed.engine, f"{server:.0f} CPU seconds", f"{single.commands}", f"{trips:.0f} s"])
    columns = ["answers of the server", "WebDriver commands", "round trips of so many short ones"]
    return evidence.table(["contained in these", *columns], rows)


def _clause_table(speed: Speed) -> str:
    """Return the clauses that take longest in that engine, with their seconds by kind."""
    single = speed.single
    ids = sorted(single.shares.clauses, key=single.seconds_of_clause, reverse=True)[:SLOWEST]
    rows = [
        [
            id if id == NO_CLAUSE else f"`{id}`",
            f"{single.seconds_of_clause(id):.1f} s",
            *(f"{single.shares.clauses[id].get(kind, 0):.1f}" for kind in ALL_KINDS),
        ]
        for id in ids
    ]
    return evidence.table([f"slowest clauses, {speed.engine}", "seconds", *ALL_KINDS], rows)
