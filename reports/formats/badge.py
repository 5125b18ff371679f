"""A badge of a report, for a README: as a picture, and as the data that shields.io draws one from.

It tells of the worst store of the run; its title, of which store that is.
"""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

from reports.analysis.conclusion import BROKEN, CONFORMANT, Conclusion, conclusions
from reports.model import Report
from reports.text import visible

LABEL = "dcc.Store contract"
GREEN, YELLOW, RED, GREY = "#1a6d33", "#7d5200", "#b3201a", "#57606a"
"""Those of the page: white reads well on all of them."""


def svg(report: Report) -> str:
    """The badge as a picture that needs no network and no font of its own."""
    message, color, title = _told(report)
    left, right = _width(LABEL), _width(message)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-labelledby="title">
  <title id="title">{escape(visible(title))}</title>
  <clipPath id="round"><rect width="{left + right}" height="20" rx="3"/></clipPath>
  <g clip-path="url(#round)">
    <rect width="{left}" height="20" fill="#444"/>
    <rect x="{left}" width="{right}" height="20" fill="{color}"/>
  </g>
  <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
    <text x="6" y="14" textLength="{left - 12}">{LABEL}</text>
    <text x="{left + 6}" y="14" textLength="{right - 12}">{message}</text>
  </g>
</svg>
"""


def endpoint(report: Report) -> str:
    """The badge as the JSON that shields.io's endpoint badge asks for."""
    message, color, _ = _told(report)
    return json.dumps({"schemaVersion": 1, "label": LABEL, "message": message, "color": color}) + "\n"


def _told(report: Report) -> tuple[str, str, str]:
    """The message, its colour, and the sentence behind it."""
    worst = max(conclusions(report), key=_badness, default=None)
    if worst is None:
        return "no verdict", GREY, f"{LABEL}: no store was judged."
    if worst.exit_code == BROKEN:
        return worst.why, RED, worst.sentence
    if worst.exit_code == CONFORMANT:
        return worst.word.lower(), GREEN if worst.word == "CONFORMANT" else YELLOW, worst.sentence
    return "no verdict", GREY, worst.sentence


def _badness(conclusion: Conclusion) -> tuple[int, int, bool]:
    """Exit codes rise as verdicts get worse; then more clauses are worse, and any word but the bare one."""
    broken = {result.clause for result in conclusion.broken}
    return conclusion.exit_code, len(broken), conclusion.word != "CONFORMANT"


def _width(text: str) -> int:
    """Room for `text` in pixels, with its margins; the letters are fitted to it."""
    return 12 + round(6.6 * len(text))
