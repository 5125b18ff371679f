"""The kill matrix on record: a line for each fault that was killed as declared, in a table that is kept.

A line names the code that it was found with. A fault is judged anew when that has changed: its own script or
declaration, or what judges and all faults share.
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
from fixtures.stores.faulty import faults
from reports.files import put
from reports.model import Report, Result, Verdict

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "reports/published/kill-matrix.csv"
CODE = (
    *("conftest.py", "pytest.ini", "constraints.txt", "conformance", "judge", "fixtures"),
    *("reports/analysis", "reports/model.py", "selftest/mutants/kill_matrix.py"),
)
"""Files and folders that decide what is a kill: what judges and is judged, with which packages, and how the
verdicts are read."""
DECLARATIONS = "fixtures/stores/faults.toml"
SCRIPTS = "fixtures/stores/faults"
SHARED_SCRIPT = f"{SCRIPTS}/fault.js"
COLUMNS = ("fault", "cells", "seconds", "judged", "engine", "code", "broken")
BETWEEN = "; "


class BadRecord(UserError):
    """The table cannot be read; the message says where and what to do."""


@dataclass(frozen=True)
class Kill:
    """A fault that broke what it is declared to break and nothing else.

    `cells` is how many were judged, `broken` those that failed, each a clause id and, where it has one, a
    storage type; `seconds` its share of its run, `judged` when that began, in ISO 8601 and UTC; `engine` the
    browser with its version, `code` what code() was.
    """

    fault: str
    cells: int
    seconds: float
    judged: str
    engine: str
    code: str
    broken: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.fault}: killed, {len(self.broken)} of {self.cells} cells fail"


def found(fault: str, report: Report, results: Sequence[Result]) -> Kill:
    """What the report says of the fault; `results` are those on it. Stores share a run's seconds evenly."""
    return Kill(
        fault,
        len(results),
        round(report.run.seconds / len(report.implementations), 1),
        report.run.started,
        ", ".join(f"{engine.name} {engine.version}" for engine in report.engines),
        code(fault),
        tuple(" ".join(_cell(each)) for each in results if each.verdict is Verdict.FAIL),
    )


def told(kills: Sequence[Kill]) -> str:
    """Their figures, in words."""
    clauses = {cell.split()[0] for kill in kills for cell in kill.broken}
    cells = sum(kill.cells for kill in kills)
    seconds = sum(kill.seconds for kill in kills)
    return f"{len(kills)} faults killed, by {len(clauses)} clauses, {cells} cells, {seconds:.0f} s"


def read(record: Path) -> list[Kill]:
    """What the table holds that was found with the code as it is now. Raises BadRecord."""
    return [kill for kill in read_all(record) if kill.fault in faults() and kill.code == code(kill.fault)]


def read_all(record: Path) -> list[Kill]:
    """What the table holds, of whatever code. Raises BadRecord."""
    if not record.exists():
        return []
    with record.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines)
        try:
            return [_kill(line) for line in table]
        except (AttributeError, KeyError, TypeError, ValueError):
            place = f"{record}, line {table.line_num}"
            raise BadRecord(f"{place}: not of the kill matrix; delete the file to have all judged") from None


def write(record: Path, kills: Sequence[Kill]) -> None:
    """Have the table hold these, all or, should that fail, what it held before. Raises CannotWrite."""
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for kill in kills:
        table.writerow([*(getattr(kill, each) for each in COLUMNS[:-1]), BETWEEN.join(kill.broken)])
    put(record, text.getvalue())


@cache
def code(fault: str) -> str:
    """A digest of all that decides whether that fault is killed, in hexadecimal."""
    digest = sha256(repr(faults()[fault]).encode())
    for path in sorted(_files()):
        name, text = path.relative_to(ROOT).as_posix(), path.read_bytes()
        if name != DECLARATIONS and (_is_shared(name) or f"'{fault}'".encode() in text):
            digest.update(f"{name}\0".encode())
            digest.update(text)
    return digest.hexdigest()[:16]


def _is_shared(name: str) -> bool:
    """Whether the file decides of all faults; else it has some of them."""
    return not name.startswith(f"{SCRIPTS}/") or name == SHARED_SCRIPT


def _files() -> Iterator[Path]:
    for name in CODE:
        path = ROOT / name
        yield from (each for each in [path, *path.rglob("*")] if each.is_file() and each.suffix != ".pyc")


def _cell(result: Result) -> list[str]:
    return [part for part in (result.clause, result.storage_type) if part]


def _kill(line: dict[str, str]) -> Kill:
    return Kill(
        line["fault"],
        int(line["cells"]),
        float(line["seconds"]),
        line["judged"],
        line["engine"],
        line["code"],
        tuple(line["broken"].split(BETWEEN)),
    )
