"""Runs the suite on faulty stores, and decides whether the verdicts on a fault are those that it declares."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from fixtures.stores.faulty import Fault
from judge.contract.catalogue import Catalogue
from reports.analysis.prerequisites import all_prerequisite_cells
from reports.document import BadReport
from reports.document import read as read_report
from reports.model import CellKey, Report, Result, Verdict
from selftest.mutants import planned

ROOT = Path(__file__).parents[2]
MODULE = "fixtures.stores.faulty"
OPTIONS = ("-q", "--engine=chromium", "--backend=fastapi", "--stores-share-pages")
"""Every clause has cells on the backend fastapi."""
Cell = tuple[str, str]
"""Clause id and storage type, "" if the clause has none."""


def judge_planned(batch: Sequence[tuple[Fault, Iterable[str]]], workers: str, folder: Path) -> Report:
    """Return the report of a run that judges each fault by the clauses of those ids. Raises BadReport if
    there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    plan = {f"{MODULE}:{fault.name}": sorted(clauses) for fault, clauses in batch}
    file = folder / "plan.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    names = [fault.name for fault, _ in batch]
    # Tests of blocked cells run, too: what they find must not depend on which test came first.
    written = f"--write-manifest={folder / 'manifest.toml'}"
    return judge(names, workers, folder, "-p", planned.__name__, f"--planned={file}", written)


def judge(names: list[str], workers: str, folder: Path, *selection: str) -> Report:
    """Return the report of a run on these faulty stores, on all cells or on a selection: node ids, or
    options such as --clause. Raises BadReport if there is none."""
    stores = [option for name in names for option in ("--store", f"{MODULE}:{name}")]
    report = run_suite([*OPTIONS, "-n", workers, *stores, *selection], folder)
    every = len(names) * sum(len(clause.storage_types) or 1 for clause in report.clauses)
    if not selection and len(report.results) < every:
        raise BadReport(f"the run was interrupted: {len(report.results)} of {every} cells")
    return report


def run_suite(options: Iterable[str], folder: Path) -> Report:
    """Return the report of a run of the suite with these options, written to `folder`. Raises BadReport if
    there is none, or if the run was interrupted."""
    document = folder / "report.json"
    document.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", *options, f"--report={folder}"]
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if not document.exists():
        raise BadReport(f"pytest ended with exit code {run.returncode} and no report:\n{run.stdout[-2000:]}")
    report = read_report(document)
    if report.run.interrupted:
        raise BadReport(f"the run was interrupted: {len(report.results)} cells are judged")
    return report


def mistakes(fault: Fault, report: Report, catalogue: Catalogue) -> Iterator[str]:
    """Yield a line for each way in which the verdicts on the fault differ from its declaration."""
    results = results_on(fault, report)
    for each in results:
        if each.verdict is Verdict.ERROR:
            yield f"{fault.name}: {each.clause} [{each.storage_type}] ended in error: {each.reason}"
    verdicts = {(each.clause, each.storage_type): each.verdict for each in results}
    failed = {(each.clause, each.storage_type) for each in results if has_failed(each)}
    declared = set(declared_cells(fault, catalogue))
    if not failed & declared:
        yield f"{fault.name}: survives; no cell of {', '.join(fault.breaks)} failed"
        return
    for clause, where in _by_clause(declared - failed):
        found = ", ".join(sorted({str(verdicts.get((clause, each), "not judged")) for each in where}))
        yield f"{fault.name}: {clause} [{', '.join(where)}] is declared to fail, found: {found}"
    undeclared = {cell for cell in failed - declared if not failed & _prerequisites(cell, catalogue)}
    for clause, where in _by_clause(undeclared):
        yield f"{fault.name}: {clause} [{', '.join(where)}] failed undeclared"


def results_on(fault: Fault, report: Report) -> list[Result]:
    """Return the results on the faulty store."""
    return [each for each in report.results if each.implementation == f"{MODULE}:{fault.name}"]


def has_failed(result: Result) -> bool:
    """Return whether the test of the cell failed, also if the cell is blocked."""
    return Verdict.FAIL in (result.verdict, result.found)


def declared_cells(fault: Fault, catalogue: Catalogue) -> Iterator[Cell]:
    """Yield the cells that the fault must break."""
    for clause, storage_types in fault.breaks.items():
        for storage_type in storage_types or catalogue[clause].storage_types or [""]:
            yield clause, storage_type


def _prerequisites(cell: Cell, catalogue: Catalogue) -> set[Cell]:
    """Return the cells that this one depends on, directly or through others. If one of them fails, this cell
    is blocked or fails, depending on which is judged first."""
    clause, storage_type = cell
    clauses = {each.id: each for each in catalogue.clauses}
    keys = all_prerequisite_cells(CellKey(clause, "", "", storage_type), clauses)
    return {(key.clause, key.storage_type) for key in keys}


def _by_clause(cells: set[Cell]) -> Iterator[tuple[str, list[str]]]:
    for clause, group in groupby(sorted(cells), key=lambda cell: cell[0]):
        yield clause, [storage_type for _, storage_type in group]
