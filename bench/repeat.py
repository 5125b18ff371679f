"""Judges stores again and again, some of the time on a busy machine, and compares the verdicts cell by cell.

    python -m bench.repeat [--runs N] [--busy N] [--store MODULE:NAME] [--engine NAME] [--report DIR]

The reports go to DIR/idle/1, DIR/idle/2 and so on, then to DIR/busy/1 and so on. Next to those, a loop
computes all the time for each processor. A call continues where the one before stopped. Prints a line for
each run, and for each cell whose verdict differs from the first run's. The exit code is 1 if any differs. If
docs/evidence.md has a section on the store, the figures go there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from bench import busy, evidence
from bench.cost import ROOT
from bench.interrupt import interruptible
from errors import UserError
from fixtures.identity import CHANGED, commit_of
from reports.analysis.compare import CellChange, Kind, compare
from reports.analysis.conclusion import BROKEN, CONFORMANT
from reports.analysis.grouping import describe_cells
from reports.command import Parser, exit_code_of
from reports.document import BadReport, read
from reports.files import CannotWrite, check_folder
from reports.model import Report
from reports.text import plain

STORE = "dash.dcc:Store"
RUNS, BUSY = 20, 5
"""How many runs there are, and how many of them on a busy machine."""
LOOPS = os.cpu_count() or 1
"""Busy loops next to a busy run."""


class OtherRun(UserError):
    """A folder has the report of a run on something else."""


@dataclass(frozen=True)
class Repeated:
    """One of the runs: its number, whether loops kept the machine busy, and its report from that file."""

    number: int
    busy: bool
    file: Path
    report: Report

    def differences(self, first: Repeated) -> list[CellChange]:
        """Return the cells whose verdict is not that of the first run."""
        changes = compare((str(first.file), first.report), (str(self.file), self.report)).changes
        return [change for change in changes if change.kind is not Kind.UNCHANGED]


def main(arguments: Sequence[str] | None = None, prog: str = "python -m bench.repeat") -> int:
    """Judge what the arguments ask for; return the exit code."""
    options = _options(arguments, prog)
    return exit_code_of(lambda: _repeat(options), no_verdict=(BadReport, CannotWrite))


def _repeat(options: argparse.Namespace) -> int:
    runs: list[Repeated] = []
    differing: list[list[CellChange]] = []
    check_folder(options.report)
    for run in _runs(options):
        runs.append(run)
        found = run.differences(runs[0])
        differing += [found] if found else []
        print(plain(line(run, len(found))), flush=True)
        for change in found:
            print(plain(f"    {describe(change)}"), flush=True)
    evidence.offer(" ".join(["repeated-runs", *options.store]), section(runs, differing, command(options)))
    return BROKEN if differing else CONFORMANT


def line(run: Repeated, differing: int) -> str:
    """Return what the terminal says about a run."""
    load = f", next to {LOOPS} busy loops" if run.busy else ""
    outcome = f"; {differing} differ from run 1" if differing else "; as in run 1" if run.number > 1 else ""
    return f"run {run.number}: {len(run.report.results)} cells, {run.report.run.seconds:.0f} s{load}{outcome}"


def describe(change: CellChange) -> str:
    """Return the cell with its verdicts."""
    cell = f"{change.clause.id} [{describe_cells([change.cell])}]"
    return f"{cell} of {change.cell.implementation}: {change.verdicts}"


def section(runs: Sequence[Repeated], differing: Sequence[Sequence[CellChange]], command: str) -> str:
    """Return the Markdown that docs/evidence.md has about these runs of the command; `differing` are the
    cells that differ from the first run, for each run that has any."""
    first = runs[0].report
    browsers = [f"{each.name} {each.version}" for each in first.engines]
    stores = ", ".join(f"`{each.spec}` {each.version}".strip() for each in first.implementations)
    days = [run.report.run.started[:10] for run in runs]
    alike = f"{len(runs) - len(differing)} of {len(runs)} runs of {stores}"
    cells = len({change.cell.key for changes in differing for change in changes})
    times = [
        (f"{len(these)} {name}", f"{min(these):.0f} to {max(these):.0f}")
        for name, loaded in (("with nothing else to do", False), (f"next to {LOOPS} busy loops", True))
        if (these := [run.report.run.seconds for run in runs if run.busy is loaded])
    ]
    return "\n".join(
        [
            evidence.circumstances(command, browsers),
            f"Judged {evidence.period(days)}.",
            "",
            f"{alike} gave the same verdict in each of {len(first.results)} cells."
            + (f" In the others, {cells} cells differed." if cells else ""),
            "",
            evidence.table(["runs", "seconds each"], times),
        ]
    )


def command(options: argparse.Namespace) -> str:
    """Return the command with the options that decide what is judged, and how often."""
    given = [f"--runs {options.runs}"] if options.runs != RUNS else []
    given += [f"--busy {options.busy}"] if options.busy != BUSY else []
    given += [f"--store {each}" for each in options.store if options.store != [STORE]]
    given += [f"--engine {each}" for each in options.engine]
    return f'make repeat ARGS="{" ".join(given)}"' if given else "make repeat"


def _runs(options: argparse.Namespace) -> Iterator[Repeated]:
    """Yield the runs in turn, those on record first. Raises BadReport, OtherRun."""
    for number in range(1, options.runs + 1):
        idle = options.runs - options.busy
        loaded = number > idle
        folder = options.report / ("busy" if loaded else "idle") / str(number - idle if loaded else number)
        if not (folder / "report.json").exists():
            with busy.loops(LOOPS) if loaded else nullcontext():
                _judge(options, folder)
        run = Repeated(number, loaded, folder / "report.json", read(folder / "report.json"))
        _check_that_it_is_as_asked(run, options)
        yield run


def _judge(options: argparse.Namespace, folder: Path) -> None:
    """Judge the stores, with the report in that folder once it is complete. Raises BadReport if there is no
    verdict."""
    chosen = [f"--store={each}" for each in options.store] + [f"--engine={each}" for each in options.engine]
    unfinished = folder.with_name(f"{folder.name}-unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", options.workers, f"--report={unfinished}", *chosen]
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if ended.returncode not in (CONFORMANT, BROKEN):
        raise BadReport(f"{folder}: no verdict, exit code {ended.returncode}:\n{ended.stdout[-2000:]}")
    unfinished.replace(folder)


def _check_that_it_is_as_asked(run: Repeated, options: argparse.Namespace) -> None:
    """Raise OtherRun unless the run judged these stores in these engines, with the present commit of the
    suite. Changes that are not committed are not seen."""
    judged = [each.spec for each in run.report.implementations]
    engines = {each.name for each in run.report.engines}
    commit = run.report.suite.get("commit", "").removesuffix(CHANGED)
    is_present = commit == commit_of(Path(__file__)).removesuffix(CHANGED)
    if judged != options.store or (options.engine and engines != {*options.engine}) or not is_present:
        raise OtherRun(
            f"{run.file}: a run on other stores, in other engines or by another commit of the suite;"
            f" delete {options.report} to begin again"
        )


def _options(arguments: Sequence[str] | None, prog: str) -> argparse.Namespace:
    parser = Parser(prog, description="Judge stores again and again, and compare the verdicts.")
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help=f"how many runs (default {RUNS})")
    parser.add_argument(
        "--busy",
        type=int,
        default=BUSY,
        metavar="N",
        help=f"how many of them on a busy machine (default {BUSY})",
    )
    parser.add_argument(
        "--store", action="append", metavar="MODULE:NAME", help=f"a store (repeatable; default {STORE})"
    )
    parser.add_argument(
        "--engine", action="append", default=[], metavar="NAME", help="an engine (repeatable; default all)"
    )
    parser.add_argument("-n", dest="workers", default="auto", help="test processes (default auto)")
    parser.add_argument(
        "--report",
        type=Path,
        default=Path("reports/latest/repeated"),
        metavar="DIR",
        help="folder for the reports (default reports/latest/repeated)",
    )
    options = parser.parse_args(arguments)
    options.report = options.report.resolve()
    options.store = options.store or [STORE]
    if not 0 <= options.busy <= options.runs or options.runs < 1:
        parser.error("--runs has to be at least 1, --busy at least 0 and at most --runs")
    return options


if __name__ == "__main__":
    sys.exit(interruptible(main))
