"""Says in text what became of the mutants of a source."""

from __future__ import annotations

from bench import evidence
from reports.text import short
from selftest.mutants.source.built import Mutant
from selftest.mutants.source.judging import Outcome
from selftest.mutants.source.record import Record
from selftest.mutants.source.sources import IDEAL

WIDTH = 200


def line_of(mutant: Mutant, outcome: Outcome) -> str:
    """Return what became of a mutant, as one line."""
    if outcome.killed_by:
        return f"killed by {outcome.killed_by[0]}"
    return f"survives, line {mutant.start[0] + 1}, {mutant.mutator}: {short(mutant.becomes, WIDTH)}"


def summary(record: Record) -> str:
    """Return the figures of the record as one line."""
    killed, survived, equivalent, left = (
        len(record.with_status(each)) for each in ("Killed", "Survived", "Ignored", "Pending")
    )
    clauses = {outcome.killed_by[0] for outcome in record.outcomes.values() if outcome.killed_by}
    seconds = sum(outcome.seconds for outcome in record.outcomes.values())
    of_judged = f" ({100 * killed / (killed + survived):.1f}% of those judged)" if killed + survived else ""
    return (
        f"{len(record.built.mutants)} mutants: {killed} killed{of_judged}, {survived} survive,"
        f" {equivalent} equivalent, {left} not judged; {len(clauses)} clauses kill first, {seconds:.0f} s"
    )


def section(record: Record) -> str:
    """Return the Markdown that docs/evidence.md has about the mutants of a source."""
    name = record.built.source.name
    option = "" if name == IDEAL else f' ARGS="--source {name}"'
    release = record.built.source.release
    parts = [
        f"Mutants of `dcc.Store` {release}:" if release else "Mutants of the ideal store:",
        evidence.circumstances(f"make source-mutants{option}", [record.engine]),
        f"    {summary(record)}",
    ]
    if survivors := record.with_status("Survived"):
        lines = [f"- {name}-{each.id}, line {each.start[0] + 1}: {each.mutator}" for each in survivors]
        parts += ["These survive:", "\n".join(lines)]
    if equivalent := record.with_status("Ignored"):
        lines = [f"- line {each.start[0] + 1}: {record.equivalents[each.id]}" for each in equivalent]
        parts += ["These are equivalent:", "\n".join(lines)]
    return "\n\n".join(parts)
