"""Figures as rows of bars, a column an engine: what was measured, and how long each clause took."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from reports.analysis.grouping import engine_name
from reports.model import Figure, Measure, Report

DOCUMENTED = {"2MB": 2_000_000, "5MB": 5_000_000, "10MB": 10_000_000}
"""The sizes that the docs name, in characters."""
TOLD = {
    Measure.CAPACITY: "The longest text that is kept, over a reload where the storage type outlives one, by"
    " the characters it is made of. The lines stand at 2, 5 and 10 million characters: 2MB, 5MB and 10MB.",
    Measure.ROUND_TRIP: "From the order to put a text until the last callback has received it: the median.",
}


@dataclass(frozen=True)
class Bar:
    """A value as it is told, and its length in percent of the longest."""

    told: str
    length: float


@dataclass(frozen=True)
class Chart:
    """Bars by row and by column, None where there is no value; `marks` are lengths, by name, at which lines
    stand; `measure` is what was measured, None where it was the run."""

    measure: Measure | None
    title: str
    told: str
    columns: list[str]
    rows: dict[str, list[Bar | None]]
    marks: dict[str, float]


def figures(report: Report, implementation: str) -> list[Chart]:
    """What was measured of that store, a chart a measure."""
    own = [each for each in report.figures if each.implementation == implementation]
    by_measure = {measure: [each for each in own if each.measure is measure] for measure in Measure}
    return [_measured(measure, found) for measure, found in by_measure.items() if found]


def seconds(report: Report, implementation: str) -> Chart:
    """How long each clause took on that store."""
    taken: dict[tuple[str, str], float] = defaultdict(float)
    for each in report.results:
        if each.implementation == implementation and each.seconds:
            taken[each.clause, engine_name(each)] += each.seconds
    values = {cell: (f"{value:.1f} s", value) for cell, value in taken.items()}
    return _chart(None, "Time by clause", "The seconds of all cells of a clause.", values, {})


def _measured(measure: Measure, figures: list[Figure]) -> Chart:
    values = {(f"{each.storage_type}, {each.of}", each.engine): (_told(each), each.value) for each in figures}
    marks = DOCUMENTED if measure is Measure.CAPACITY else {}
    return _chart(measure, str(measure).capitalize(), TOLD[measure], values, marks)


def _told(figure: Figure) -> str:
    return f"{figure.value:,.10g} {figure.unit}{' or more' if figure.at_least else ''}"


def _chart(
    measure: Measure | None,
    title: str,
    told: str,
    values: dict[tuple[str, str], tuple[str, float]],
    marks: dict[str, int],
) -> Chart:
    """The chart of `values` (as they are told, and as they are) by row and column."""
    longest = max((*marks.values(), *(value for _, value in values.values())), default=0) or 1
    bars = {cell: Bar(told, 100 * value / longest) for cell, (told, value) in values.items()}
    columns = list(dict.fromkeys(column for _, column in values))
    rows = {row: [bars.get((row, column)) for column in columns] for row, _ in values}
    lengths = {name: 100 * mark / longest for name, mark in marks.items()}
    return Chart(measure, title, told, columns, rows, lengths)
