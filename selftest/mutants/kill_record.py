"""Reads and writes the table of killed faults, reports/published/kill-matrix.csv: a line for each.

A line names the digest of the code that it was found with (decisive.py). A fault is judged again if that code
changed.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from errors import UserError
from fixtures.stores.faulty import Fault, faults
from reports.files import put
from reports.model import Report, Result, Verdict
from selftest.mutants import decisive
from selftest.mutants.decisive import ROOT
from selftest.mutants.faulty_run import has_failed

RECORD = ROOT / "reports/published/kill-matrix.csv"
COLUMNS = ("fault", "turns", "cells", "seconds", "judged", "again", "engine", "code", "broken", "behind")
SEPARATOR = "; "
TURNS = 16
"""In so many turns (turns.py) a fault is judged by all clauses."""


class BadRecord(UserError):
    """The table cannot be read; the message says where and what to do."""


@dataclass(frozen=True)
class Kill:
    """A fault that broke what it is declared to break and nothing else.

    `turns` counts the turns in which it was judged (turns.py), `cells` the judged cells. `broken` has those
    that failed, each a clause id with its storage type if it has one. `seconds` is its share of the runs,
    `judged` the start of the latest (ISO 8601, UTC), `engine` the browser with its version, `code` the digest
    of the code. `behind` has the other cells that did not pass: they depend on those. `again` is the start of
    the run that judged it a second time, with the same verdicts, or "".
    """

    fault: str
    turns: int
    cells: int
    seconds: float
    judged: str
    engine: str
    code: str
    broken: tuple[str, ...]
    behind: tuple[str, ...] = ()
    again: str = ""

    def __str__(self) -> str:
        return f"{self.fault}: killed, {len(self.broken)} of {self.cells} cells fail"


def kill_from(fault: Fault, report: Report, results: Sequence[Result], earlier: Kill | None = None) -> Kill:
    """Return the kill that the report and the `earlier` turns show; `results` are those on the fault. The
    stores of a run share its seconds evenly."""
    bad = [each for each in results if each.verdict in (Verdict.FAIL, Verdict.BLOCKED)]
    failed = [" ".join(_cell(each)) for each in bad if has_failed(each) and _is_declared(each, fault)]
    # What else failed depends on one of these, through clauses that another turn judges.
    behind = [cell for each in bad if (cell := " ".join(_cell(each))) not in failed]
    # Each turn judges again what is declared.
    more = [each for each in results if each.clause not in fault.breaks] if earlier else results
    return Kill(
        fault.name,
        earlier.turns + 1 if earlier else 1,
        len(more) + (earlier.cells if earlier else 0),
        round(report.run.seconds / len(report.implementations) + (earlier.seconds if earlier else 0), 1),
        report.run.started,
        ", ".join(f"{engine.name} {engine.version}" for engine in report.engines),
        decisive.digest(fault.name),
        tuple(dict.fromkeys([*(earlier.broken if earlier else ()), *failed])),
        tuple(sorted({*(earlier.behind if earlier else ()), *behind})),
    )


def totals(kills: Sequence[Kill]) -> str:
    """Return the figures of these kills as text."""
    clauses = {cell.split()[0] for kill in kills for cell in kill.broken}
    cells = sum(kill.cells for kill in kills)
    seconds = sum(kill.seconds for kill in kills)
    return f"{len(kills)} faults killed, by {len(clauses)} clauses, {cells} cells, {seconds:.0f} s"


def read(record: Path) -> list[Kill]:
    """Return the kills that were found with the present code. Raises BadRecord."""
    return [
        kill
        for kill in read_all(record)
        if kill.fault in faults() and kill.code == decisive.digest(kill.fault)
    ]


def read_all(record: Path) -> list[Kill]:
    """Return all kills of the table, found with whatever code. Raises BadRecord."""
    if not record.exists():
        return []
    with record.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines)
        try:
            return [_kill(line) for line in table]
        except (AttributeError, KeyError, TypeError, ValueError):
            place = f"{record}, line {table.line_num}"
            raise BadRecord(f"{place}: not a kill; delete the file to judge all faults again") from None


def write(record: Path, kills: Sequence[Kill]) -> None:
    """Replace the table. If that fails, the old one stays. Raises CannotWrite."""
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for kill in kills:
        lists = (SEPARATOR.join(each) for each in (kill.broken, kill.behind))
        table.writerow([*(getattr(kill, each) for each in COLUMNS[:-2]), *lists])
    put(record, text.getvalue())


def _is_declared(result: Result, fault: Fault) -> bool:
    storage_types = fault.breaks.get(result.clause)
    return storage_types is not None and (not storage_types or result.storage_type in storage_types)


def _cell(result: Result) -> list[str]:
    return [part for part in (result.clause, result.storage_type) if part]


def _kill(line: dict[str, str]) -> Kill:
    return Kill(
        line["fault"],
        int(line["turns"]),
        int(line["cells"]),
        float(line["seconds"]),
        line["judged"],
        line["engine"],
        line["code"],
        tuple(line["broken"].split(SEPARATOR)),
        tuple(filter(None, line.get("behind", "").split(SEPARATOR))),
        line.get("again", ""),
    )
