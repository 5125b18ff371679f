"""Shows that every clause can fail: judges the faulty stores, and holds the clauses that they break against
those that they are declared to break (fixtures/stores/faults.toml).

    python -m selftest.mutants [NAME ...] [--sample N] [-n WORKERS] [--report DIR]

Prints a line for each thing amiss, then figures; exit code 1 if anything is.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from conformance.catalogue import Catalogue, read
from fixtures.stores.faulty import Fault, faults
from reports.document import BadReport
from reports.document import read as read_report
from reports.model import Report, Verdict

ROOT = Path(__file__).parent.parent
MODULE = "fixtures.stores.faulty"
OPTIONS = ("-q", "--engine=chromium")
Cell = tuple[str, str]
"""Clause id and storage type, "" where the clause has none."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the faults that are asked for; the exit code."""
    options = _options(arguments)
    chosen = [faults()[name] for name in options.names or list(faults())]
    if options.sample:
        chosen = sample(chosen, options.sample, date.today())
    with tempfile.TemporaryDirectory() as folder:
        try:
            report = judge([fault.name for fault in chosen], options.workers, Path(options.report or folder))
        except BadReport as problem:
            print(problem)
            return 1
    catalogue = read()
    amiss = [*unproven(catalogue), *(line for fault in chosen for line in mistakes(fault, report, catalogue))]
    broken = {clause for fault in chosen for clause in fault.breaks}
    for line in amiss:
        print(line)
    print(
        f"{len(chosen)} faults, {len(broken)} clauses that they break, {len(report.results)} cells,"
        f" {report.run.seconds:.0f} s; {len(amiss)} things amiss"
    )
    return 1 if amiss else 0


def sample(chosen: list[Fault], number: int, day: date) -> list[Fault]:
    """That many of them, others every day, until each has had its turn."""
    first = day.toordinal() * number
    return [chosen[(first + place) % len(chosen)] for place in range(min(number, len(chosen)))]


def judge(names: list[str], workers: str, folder: Path, *cells: str) -> Report:
    """The report of a run on the faulty stores of those names, on all cells or on those of these node ids.
    Raises BadReport if there is none."""
    stores = [word for name in names for word in ("--store", f"{MODULE}:{name}")]
    command = [sys.executable, "-m", "pytest", *OPTIONS, "-n", workers, *stores, f"--report={folder}", *cells]
    document = folder / "report.json"
    document.unlink(missing_ok=True)
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if not document.exists():
        raise BadReport(f"the judge ended with exit code {run.returncode}:\n{run.stdout[-2000:]}")
    return read_report(document)


def unproven(catalogue: Catalogue) -> Iterator[str]:
    """A line for each clause with a test that no fault is declared to break."""
    for clause in catalogue.clauses:
        if not clause.untestable and not clause.faults:
            yield f"clause {clause.id}: no fault proves that it can fail"


def mistakes(fault: Fault, report: Report, catalogue: Catalogue) -> Iterator[str]:
    """A line for each way in which the verdicts on the fault are not as declared."""
    results = [each for each in report.results if each.implementation == f"{MODULE}:{fault.name}"]
    verdicts = {(each.clause, each.storage_type): each.verdict for each in results}
    failed = {cell for cell, verdict in verdicts.items() if verdict is Verdict.FAIL}
    declared = set(declared_cells(fault, catalogue))
    if not failed & declared:
        yield f"{fault.name}: survives; no cell of {', '.join(fault.breaks)} failed"
        return
    for clause, where in _by_clause(declared - failed):
        told = ", ".join(sorted({str(verdicts.get((clause, each), "not judged")) for each in where}))
        yield f"{fault.name}: {clause} [{', '.join(where)}] did not fail, as declared: {told}"
    undeclared = {cell for cell in failed - declared if not failed & set(_grounds(cell, catalogue))}
    for clause, where in _by_clause(undeclared):
        yield f"{fault.name}: {clause} [{', '.join(where)}] failed undeclared"
    for each in results:
        if each.verdict is Verdict.ERROR:
            yield f"{fault.name}: {each.clause} [{each.storage_type}] the judge failed: {each.reason}"


def declared_cells(fault: Fault, catalogue: Catalogue) -> Iterator[Cell]:
    """The cells that the fault must break."""
    for clause, storage_types in fault.breaks.items():
        for storage_type in storage_types or catalogue[clause].storage_types or [""]:
            yield clause, storage_type


def _grounds(cell: Cell, catalogue: Catalogue) -> Iterator[Cell]:
    """The cells that it rests on, directly or through others: where one of these fails, it is blocked or
    fails, whichever is judged first."""
    clause, storage_type = cell
    for ground in catalogue[clause].rests_on:
        for each in [storage_type] if storage_type else catalogue[ground].storage_types or [""]:
            yield ground, each
            yield from _grounds((ground, each), catalogue)


def _by_clause(cells: set[Cell]) -> Iterator[tuple[str, list[str]]]:
    for clause, group in groupby(sorted(cells), key=lambda cell: cell[0]):
        yield clause, [storage_type for _, storage_type in group]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m selftest.mutants", description="Judge the faulty stores.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a faulty store (default: all)")
    parser.add_argument("--sample", type=int, metavar="N", help="only N of them, others every day")
    parser.add_argument("-n", dest="workers", default="2", help="test processes (default 2)")
    parser.add_argument("--report", metavar="DIR", help="where the report goes (default: nowhere)")
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.names if name not in faults()]:
        parser.error(f"no such fault: {', '.join(unknown)}; see fixtures/stores/faults.toml")
    return options


if __name__ == "__main__":
    sys.exit(main())
