"""Charts of bars, a column for each engine: the measured figures, and the time of the slowest clauses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from reports.analysis.grouping import engine_name
from reports.model import Figure, Measure, Report

DOCUMENTED = {"2MB": 2_000_000, "5MB": 5_000_000, "10MB": 10_000_000}
"""The sizes that the docs name, in characters."""
CAPTIONS = {
    Measure.CAPACITY: "The longest text that is kept, by the kind of characters in it, after a reload if the"
    " storage type survives one. The lines mark 2, 5 and 10 million characters: 2MB, 5MB and 10MB.",
    Measure.ROUND_TRIP: "The median time from putting a text until the last callback has received it.",
}
"""What each measure means."""
SLOWEST = 20
"""How many clauses the chart of times shows."""


@dataclass(frozen=True)
class Bar:
    """A value in words, and the length of its bar in percent of the longest."""

    label: str
    length: float


@dataclass(frozen=True)
class Chart:
    """Bars by row and column, None if there is no value. `marks` are reference lines: their length by name.
    `measure` is None for a chart of the run's own time."""

    measure: Measure | None
    title: str
    caption: str
    columns: list[str]
    rows: dict[str, list[Bar | None]]
    marks: dict[str, float]


def figures(report: Report, implementation: str) -> list[Chart]:
    """Return the figures of that store, one chart for each measure."""
    own = [each for each in report.figures if each.implementation == implementation]
    by_measure = {measure: [each for each in own if each.measure is measure] for measure in Measure}
    return [_measured(measure, found) for measure, found in by_measure.items() if found]


def seconds(report: Report, implementation: str) -> Chart:
    """Return the time of the clauses that took longest on that store, the slowest first."""
    taken: dict[tuple[str, str], float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    for each in report.results:
        if each.implementation == implementation and each.seconds:
            taken[each.clause, engine_name(each)] += each.seconds
            total[each.clause] += each.seconds
    values = {
        (clause, engine): (f"{value:.1f} s", value)
        for clause in sorted(total, key=total.__getitem__, reverse=True)[:SLOWEST]
        for (own, engine), value in taken.items()
        if own == clause
    }
    return _chart(
        None, "Slowest clauses", "The seconds that all cells of a clause took together.", values, {}
    )


def _measured(measure: Measure, figures: list[Figure]) -> Chart:
    values = {
        (f"{each.storage_type}, {each.of}", each.engine): (_label(each), each.value) for each in figures
    }
    marks = DOCUMENTED if measure is Measure.CAPACITY else {}
    return _chart(measure, str(measure).capitalize(), CAPTIONS[measure], values, marks)


def _label(figure: Figure) -> str:
    return f"{figure.value:,.10g} {figure.unit}{' or more' if figure.at_least else ''}"


def _chart(
    measure: Measure | None,
    title: str,
    caption: str,
    values: dict[tuple[str, str], tuple[str, float]],
    marks: dict[str, int],
) -> Chart:
    """Return the chart of `values`, each a label and a number, by row and column."""
    longest = max((*marks.values(), *(value for _, value in values.values())), default=0) or 1
    bars = {cell: Bar(label, 100 * value / longest) for cell, (label, value) in values.items()}
    columns = list(dict.fromkeys(column for _, column in values))
    rows = {row: [bars.get((row, column)) for column in columns] for row, _ in values}
    lengths = {name: 100 * mark / longest for name, mark in marks.items()}
    return Chart(measure, title, caption, columns, rows, lengths)
