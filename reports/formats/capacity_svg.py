"""The measured capacities of a report as an SVG picture, for the docs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.formats import charts
from reports.formats.charts import Chart
from reports.formats.templating import render
from reports.model import Measure, Report

LINE = 17
"""Pixels from one line to the next."""
NAMES, BARS, LENGTH, WIDTH = 10, 200, 400, 800
"""Pixels: where names and bars begin, how long the longest bar is, how wide the picture is."""


@dataclass(frozen=True)
class Line:
    """One line of the picture: a name, and a bar of `length` pixels with its value if `value` is given."""

    name: str
    is_heading: bool = False
    length: int = 0
    value: str = ""


@dataclass(frozen=True)
class Panel:
    """The capacities of one store: `top` is where it begins, `marks` are pixels by name."""

    top: int
    lines: list[Line]
    marks: dict[str, int]


def svg(report: Report) -> str:
    """Return the picture, which needs neither network nor fonts: a panel for each store, with a bar for each
    storage type, kind of text and engine."""
    versions = {each.name: each.version for each in report.engines}
    panels: list[Panel] = []
    top = 0
    for implementation in report.implementations:
        for chart in charts.figures(report, implementation.spec):
            if chart.measure is Measure.CAPACITY:
                title = f"{implementation.spec} {implementation.version}: the longest text that is kept"
                lines = list(_lines(chart, title, versions))
                panels.append(Panel(top, lines, {name: _pixels(at) for name, at in chart.marks.items()}))
                top += LINE * (len(lines) + 1)
    return render(
        "capacity.svg.j2", panels=panels, line=LINE, names=NAMES, bars=BARS, width=WIDTH, height=top
    )


def _lines(chart: Chart, title: str, versions: dict[str, str]) -> Iterator[Line]:
    yield Line(title, is_heading=True)
    yield Line("")  # the names of the marks stand here
    for row, bars in chart.rows.items():
        yield Line(row, is_heading=True)
        for engine, bar in zip(chart.columns, bars, strict=True):
            if bar:
                yield Line(
                    f"{engine} {versions.get(engine, '')}", length=_pixels(bar.length), value=bar.label
                )


def _pixels(percent: float) -> int:
    return round(LENGTH * percent / 100)
