"""Reads and writes the table of killed faults, reports/published/kill-matrix.csv: a line for each.

A line names the digest of the code that it was found with. A fault is judged again if that code changed: its
own script or declaration, or what all faults depend on.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import StringIO
from pathlib import Path

from errors import UserError
from fixtures.stores.faulty import Fault, faults
from reports.files import put
from reports.model import Report, Result, Verdict
from selftest.mutants.faulty_run import has_failed

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "reports/published/kill-matrix.csv"
DECISIVE = (
    *("conftest.py", "pytest.ini", "constraints.txt", "compat.py", "errors.py"),
    *("conformance", "judge", "fixtures"),
    *("reports/analysis/conclusion.py", "reports/analysis/prerequisites.py"),
    "reports/model.py",
    *(f"selftest/mutants/{name}.py" for name in ("faulty_run", "planned", "turns")),
)
"""Files and folders that decide what is a kill: the contract, the judge, what tests run on, the packages, and
how verdicts are read. Not what only writes documents."""
DOCUMENT_WRITERS = ("judge/contract/contract_page.py", "judge/repro/")
"""In a decisive room, but they only write documents: the contract, and the app that repeats a failure. If the
latter cannot be written, the cell ends in `error`, which is no kill."""
DECLARATIONS = "fixtures/stores/faults.toml"
SCRIPTS = "fixtures/stores/faults"
SHARED_SCRIPT = f"{SCRIPTS}/fault.js"
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
        digest(fault.name),
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
    return [kill for kill in read_all(record) if kill.fault in faults() and kill.code == digest(kill.fault)]


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


@cache
def digest(fault: str) -> str:
    """Return the digest of all that decides whether this fault is killed: names and contents of the decisive
    files, and the fault's own declaration and script, not those of others."""
    sha = sha256(repr(faults()[fault]).encode())
    for path in sorted(decisive_files()):
        name, text = path.relative_to(ROOT).as_posix(), path.read_bytes()
        if name != DECLARATIONS and (_is_shared(name) or f"'{fault}'".encode() in text):
            sha.update(f"{name}\0".encode())
            sha.update(text)
    return sha.hexdigest()[:16]


def decisive_files() -> Iterator[Path]:
    """Yield the files that DECISIVE names, and those in its folders."""
    for name in DECISIVE:
        path = ROOT / name
        files = (each for each in [path, *path.rglob("*")] if each.is_file() and each.suffix != ".pyc")
        yield from (each for each in files if not _is_document_writer(each.relative_to(ROOT).as_posix()))


def _is_document_writer(name: str) -> bool:
    return name.startswith(DOCUMENT_WRITERS)


def _is_shared(name: str) -> bool:
    """Return whether the file decides about all faults. The other scripts hold some faults each."""
    return not name.startswith(f"{SCRIPTS}/") or name == SHARED_SCRIPT


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
