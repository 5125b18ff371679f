"""The text of a failure, as pytest prints it and junit.xml holds it."""

from __future__ import annotations

from reports.model import Clause, Result
from reports.text import ends, visible


def failure_text(clause: Clause, result: Result, width: int | None = None) -> str:
    """Return what happened in a cell: clause, expected, observed, the steps, the command to run it again.

    Lines with steps and observed values are shortened to `width` characters, if given.
    """
    under = f", {clause.heading!r}" if clause.heading else ""
    head = [f"{clause.level}: {clause.text}", f"  the docs{under}: {clause.quote}"]
    values = [f"  expected: {result.expected}", f"  observed: {result.observed}"]
    steps = [
        *([f"  reason:   {result.reason}"] if result.reason else []),
        *(values if result.expected or result.observed else []),
        *(f"  {number}. {step}" for number, step in enumerate(result.history, 1)),
    ]
    rerun = f"  rerun:    {result.rerun}"
    head, steps, [rerun] = ([visible(line, keep="\t") for line in part] for part in (head, steps, [rerun]))
    # Shortened after escaping: a store's escapes must not push the rest out of sight.
    return "\n".join([*head, *(ends(line, width) if width else line for line in steps), rerun])
