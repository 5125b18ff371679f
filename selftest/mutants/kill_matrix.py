"""Shows that every clause can fail: judges the faulty stores, and holds the clauses that they break against
those that they are declared to break (fixtures/stores/faults.toml).

    python -m selftest.mutants [NAME ...] [--sample N] [-n WORKERS]

Prints a line for each fault as it is judged and one for each thing amiss, then figures; exit code 1 if
anything is amiss. All of them take hours: those killed are recorded (kill_record.py), and a run that was
cut short goes on where it stopped. Those named, or in the sample, are judged in any case and not recorded.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path

from fixtures.stores.faulty import Fault, faults
from judge.contract.catalogue import Catalogue, read
from reports.document import BadReport
from reports.document import read as read_report
from reports.files import CannotWrite
from reports.model import Report, Result, Verdict
from selftest.mutants import kill_record
from selftest.mutants.kill_record import ROOT, Kill

MODULE = "fixtures.stores.faulty"
OPTIONS = ("-q", "--engine=chromium")
GROUP = 8
"""Faults a run: few enough that one cut short loses minutes, enough that browsers start seldom."""
Cell = tuple[str, str]
"""Clause id and storage type, "" where the clause has none."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the faults that are asked for; the exit code."""
    options = _options(arguments)
    chosen = [faults()[name] for name in options.names or list(faults())]
    if options.sample:
        chosen = sample(chosen, options.sample, date.today())
    catalogue = read()
    figures = Figures(list(unproven(catalogue)))
    if not (options.names or options.sample):
        try:
            chosen = figures.go_on(chosen)
        except kill_record.BadRecord as problem:
            print(problem, file=sys.stderr)
            return 2
    with tempfile.TemporaryDirectory() as folder:
        for number, group in enumerate(_groups(chosen), 1):
            try:
                report = judge([fault.name for fault in group], options.workers, Path(folder) / str(number))
            except BadReport as problem:
                figures.amiss.append(f"{', '.join(fault.name for fault in group)}: {problem}")
                continue
            try:
                figures.add(group, report, catalogue)
            except CannotWrite as problem:
                print(problem, file=sys.stderr)
                return 2
    print(figures)
    return 1 if figures.amiss else 0


@dataclass
class Figures:
    """What the runs came to so far. `kills` are of the faults with nothing amiss; `record` is the file that
    takes them down, if any, with `older` ones, of other code, until those faults are judged anew."""

    amiss: list[str]
    kills: list[Kill] = field(default_factory=list)
    record: Path | None = None
    older: list[Kill] = field(default_factory=list)

    def go_on(self, chosen: Sequence[Fault]) -> list[Fault]:
        """Take in what is on record, and record from here on; the faults that are left to judge, those first
        that were never killed, by whatever code."""
        self.record = kill_record.RECORD
        self.kills = kill_record.read(self.record)
        for kill in self.kills:
            print(f"{kill} (on record: {kill.judged[:10]})", flush=True)
        known = {kill.fault for kill in self.kills}
        of_any_code = kill_record.read_all(self.record)
        self.older = [kill for kill in of_any_code if kill.fault in faults() and kill.fault not in known]
        left = [fault for fault in chosen if fault.name not in known]
        return sorted(left, key=lambda fault: any(fault.name == kill.fault for kill in self.older))

    def add(self, group: Sequence[Fault], report: Report, catalogue: Catalogue) -> None:
        """Take in a run on these faults, and print what became of each."""
        for fault in group:
            self.older = [kill for kill in self.older if kill.fault != fault.name]
            if amiss := list(mistakes(fault, report, catalogue)):
                print("\n".join(amiss), flush=True)
                self.amiss += amiss
            else:
                kill = kill_record.found(fault.name, report, _results(fault, report))
                print(kill, flush=True)
                self.kills.append(kill)
            if self.record:
                kill_record.write(self.record, [*self.kills, *self.older])

    def __str__(self) -> str:
        return "\n".join(
            [
                *(["amiss:", *self.amiss] if self.amiss else []),
                f"{kill_record.told(self.kills)}; {len(self.amiss)} things amiss",
            ]
        )


def _groups(chosen: Sequence[Fault]) -> Iterator[Sequence[Fault]]:
    return (chosen[start : start + GROUP] for start in range(0, len(chosen), GROUP))


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
    report = read_report(document)
    every = len(names) * sum(len(clause.storage_types) or 1 for clause in report.clauses)
    if report.run.interrupted or (not cells and len(report.results) < every):
        raise BadReport(f"the run was cut short: {len(report.results)} of {every} cells")
    return report


def unproven(catalogue: Catalogue) -> Iterator[str]:
    """A line for each clause with a test that no fault is declared to break."""
    for clause in catalogue.clauses:
        if not clause.untestable and not clause.faults:
            yield f"clause {clause.id}: no fault proves that it can fail"


def mistakes(fault: Fault, report: Report, catalogue: Catalogue) -> Iterator[str]:
    """A line for each way in which the verdicts on the fault are not as declared."""
    results = _results(fault, report)
    for each in results:
        if each.verdict is Verdict.ERROR:
            yield f"{fault.name}: {each.clause} [{each.storage_type}] the judge failed: {each.reason}"
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


def _results(fault: Fault, report: Report) -> list[Result]:
    return [each for each in report.results if each.implementation == f"{MODULE}:{fault.name}"]


def declared_cells(fault: Fault, catalogue: Catalogue) -> Iterator[Cell]:
    """The cells that the fault must break."""
    for clause, storage_types in fault.breaks.items():
        for storage_type in storage_types or catalogue[clause].storage_types or [""]:
            yield clause, storage_type


def _grounds(cell: Cell, catalogue: Catalogue) -> Iterator[Cell]:
    """The cells that it rests on, directly or through others: where one of these fails, it is blocked or
    fails, whichever is judged first."""
    clause, storage_type = cell
    for ground in catalogue[clause].depends_on:
        there = catalogue[ground].storage_types
        others = [each for each in catalogue[clause].requires if each in there]
        for each in [storage_type, *others] if storage_type else there or [""]:
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
    options = parser.parse_args(arguments)
    if options.sample is not None and options.sample < 1:
        parser.error("--sample: at least 1")
    if unknown := [name for name in options.names if name not in faults()]:
        parser.error(f"no such fault: {', '.join(unknown)}; see fixtures/stores/faults.toml")
    return options
