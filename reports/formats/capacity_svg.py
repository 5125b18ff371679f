"""The capacities that a report tells, as a picture for a README."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from reports.formats import charts
from reports.formats.charts import Chart
from reports.model import Measure, Report
from reports.text import visible

LINE = 17
"""Pixels from one line, of text or with a bar, to the next."""
NAMES, BARS, LENGTH, WIDTH = 10, 200, 400, 800
"""Pixels: where names and bars begin, how long the longest bar is, how wide all is."""
STYLE = (
    "svg{background:#fff}text{font:12px Verdana,DejaVu Sans,sans-serif;fill:#1b1f24}.head{font-weight:bold}"
    "rect{fill:#0a58ca}line{stroke:#57606a;opacity:.4}"
    "@media(prefers-color-scheme:dark){svg{background:#14171c}text{fill:#e6e9ed}rect{fill:#7db4ff}line{stroke:#a5aeb9}}"
)


def svg(report: Report) -> str:
    """The picture, which needs no network and no font of its own: the stores one below the other, a bar for
    each storage type, kind of text and engine."""
    parts: list[str] = []
    top = 0
    for implementation in report.implementations:
        for chart in charts.figures(report, implementation.spec):
            if chart.measure is Measure.CAPACITY:
                title = f"{implementation.spec} {implementation.version}: the longest text that is kept"
                lines = list(_lines(chart, title, {each.name: each.version for each in report.engines}))
                bottom = top + LINE * len(lines)
                parts += [f'<g transform="translate(0 {top})">', *_marks(chart, bottom - top)]
                parts += [
                    f'<g transform="translate(0 {LINE * place})">{line}</g>'
                    for place, line in enumerate(lines)
                ]
                parts.append("</g>")
                top = bottom + LINE
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top}" role="img">',
            "<title>The longest text that each store keeps, in characters</title>",
            f"<style>{STYLE}</style>",
            *parts,
            "</svg>\n",
        ]
    )


def _lines(chart: Chart, title: str, versions: dict[str, str]) -> Iterator[str]:
    """What stands on each line of the picture of a chart."""
    yield _text(NAMES, title, "head")
    yield ""  # the names of the marks
    for row, bars in chart.rows.items():
        yield _text(NAMES, row, "head")
        for engine, bar in zip(chart.columns, bars, strict=True):
            if bar:
                length = round(LENGTH * bar.length / 100)
                drawn = f'<rect x="{BARS}" y="3" width="{length}" height="{LINE - 5}"/>'
                name = _text(NAMES, f"{engine} {versions.get(engine, '')}")
                yield name + drawn + _text(BARS + length + 6, bar.told)


def _marks(chart: Chart, height: int) -> Iterator[str]:
    for name, length in chart.marks.items():
        x = BARS + round(LENGTH * length / 100)
        yield f'<line x1="{x}" x2="{x}" y1="{2 * LINE}" y2="{height}"/>'
        yield f'<g transform="translate(0 {LINE})">{_text(x - 12, name)}</g>'


def _text(x: int, told: str, kind: str = "") -> str:
    return f'<text x="{x}" y="13" class="{kind}">{escape(visible(told))}</text>'
