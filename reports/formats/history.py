"""The history of a store as a page, which needs no network."""

from __future__ import annotations

from reports.analysis.history import StoreHistory
from reports.formats.entries import SIGNS
from reports.formats.html import STATE_CLASSES
from reports.formats.templating import render, source


def history_page(past: StoreHistory) -> str:
    """Return the page: the runs, and each clause that is not always kept, with its state in each run."""
    longest = max(run.seconds for run in past.runs) or 1
    return render(
        "history.html.j2",
        history=past,
        classes=STATE_CLASSES,
        signs=SIGNS,
        longest=longest,
        style=source("report.css"),
    )
