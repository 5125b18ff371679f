"""A badge for a README: as an SVG picture, and as the JSON from which shields.io draws one.

It shows the worst store of the run; the title of the picture says which store that is.
"""

from __future__ import annotations

import json

from reports.analysis.conclusion import BROKEN, CONFORMANT, Conclusion, conclusions
from reports.formats.templating import render
from reports.model import Report

LABEL = "dcc.Store contract"
GREEN, YELLOW, RED, GREY = "#1a6d33", "#7d5200", "#b3201a", "#57606a"
"""The colors of the page: white text has enough contrast on all of them."""


def svg(report: Report) -> str:
    """Return the badge as a picture that needs neither network nor fonts."""
    message, color, title = _describe_worst(report)
    return render(
        "badge.svg.j2",
        left=_width(LABEL),
        right=_width(message),
        label=LABEL,
        message=message,
        color=color,
        title=title,
    )


def endpoint(report: Report) -> str:
    """Return the badge as JSON for the endpoint badge of shields.io."""
    message, color, _ = _describe_worst(report)
    return json.dumps({"schemaVersion": 1, "label": LABEL, "message": message, "color": color}) + "\n"


def _describe_worst(report: Report) -> tuple[str, str, str]:
    """Return the message for the worst store, its color, and the sentence behind it."""
    worst = max(conclusions(report), key=_badness, default=None)
    if worst is None:
        return "no verdict", GREY, f"{LABEL}: no store was judged."
    if worst.exit_code == BROKEN:
        return worst.why if worst.broken else worst.word.lower(), RED, worst.sentence
    if worst.exit_code == CONFORMANT:
        return worst.word.lower(), GREEN if worst.word == "CONFORMANT" else YELLOW, worst.sentence
    return "no verdict", GREY, worst.sentence


def _badness(conclusion: Conclusion) -> tuple[int, int, bool]:
    """Sort key: the exit code, which rises as verdicts get worse, then the broken clauses, then the word."""
    broken = {result.clause for result in conclusion.broken}
    return conclusion.exit_code, len(broken), conclusion.word != "CONFORMANT"


def _width(text: str) -> int:
    """Return the width for `text` in pixels, with margins; the letters are fitted to it."""
    return 12 + round(6.6 * len(text))
