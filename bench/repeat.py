"""Judges stores again and again, some of the time on a busy machine, and compares the verdicts cell by cell.

    python -m bench.repeat [--runs N] [--busy N] [--store MODULE:NAME] [--engine NAME] [--report DIR]

The reports go to DIR/1, DIR/2 and so on. A call continues where the one before stopped. Next to the last
`--busy` runs, a loop computes all the time for each processor. Prints a line for each run, and for each cell
whose verdict differs from the first run's. The exit code is 1 if any differs. The figures go into
docs/evidence.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from bench import busy, evidence
from bench.interrupt import interruptible
from errors import UserError
from reports.__main__ import USAGE_ERROR, Parser
from reports.analysis.compare import Change, Kind, compare
from reports.analysis.conclusion import BROKEN, CONFORMANT, NO_VERDICT
from reports.analysis.grouping import describe_cells
from reports.document import BadReport, read
from reports.files import CannotWrite, check_folder
from reports.model import Report
from reports.text import plain

ROOT = Path(__file__).parent.parent
STORE = "dash.dcc:Store"
LOOPS = os.cpu_count() or 1
"""Busy loops next to a busy run."""
CHANGED = " with uncommitted changes"


class OtherRun(UserError):
    """A folder has the report of a run on something else."""


@dataclass(frozen=True)
class Repeated:
    """One of the runs: its number, whether the machine was busy, and its report from that file."""

    number: int
    busy: bool
    file: Path
    report: Report

    def differences(self, first: Repeated) -> list[Change]:
        """Return the cells whose verdict is not that of the first run."""
        changes = compare((str(first.file), first.report), (str(self.file), self.report)).changes
        return [change for change in changes if change.kind is not Kind.UNCHANGED]


def main(arguments: Sequence[str] | None = None, prog: str = "python -m bench.repeat") -> int:
    """Judge what the arguments ask for; return the exit code."""
    options = _options(arguments, prog)
    runs: list[Repeated] = []
    differing = 0
    try:
        check_folder(options.report)
        for run in _runs(options):
            runs.append(run)
            found = run.differences(runs[0])
            differing += bool(found)
            print(plain(line(run, len(found))), flush=True)
            for change in found:
                print(plain(f"    {describe(change)}"), flush=True)
        evidence.write("repeated-runs", section(runs, differing))
    except UserError as problem:
        print(plain(str(problem)), file=sys.stderr)
        return NO_VERDICT if isinstance(problem, BadReport | CannotWrite) else USAGE_ERROR
    return BROKEN if differing else CONFORMANT


def line(run: Repeated, differing: int) -> str:
    """Return what the terminal says about a run."""
    load = f", next to {LOOPS} busy loops" if run.busy else ""
    told = "as in run 1" if not differing else f"{differing} differ from run 1"
    return f"run {run.number}: {len(run.report.results)} cells, {run.report.run.seconds:.0f} s{load}; {told}"


def describe(change: Change) -> str:
    """Return the cell with its verdicts."""
    return (
        f"{change.clause.id} [{describe_cells([change.cell])}] of {change.cell.implementation}:"
        f" {change.verdicts}"
    )


def section(runs: Sequence[Repeated], differing: int) -> str:
    """Return the Markdown that docs/evidence.md has about these runs."""
    first = runs[0].report
    browsers = [f"{each.name} {each.version}" for each in first.engines]
    stores = ", ".join(f"`{each.spec}` {each.version}".strip() for each in first.implementations)
    same = f"{differing} of them gave another verdict" if differing else "all gave the same verdict"
    table = [
        f"| {len(these)} {name} | {min(these):.0f} to {max(these):.0f} |"
        for name, loaded in (("with nothing else to do", False), (f"next to {LOOPS} busy loops", True))
        if (these := [run.report.run.seconds for run in runs if run.busy is loaded])
    ]
    return "\n".join(
        [
            evidence.circumstances("make repeat", browsers),
            "",
            f"{len(runs)} runs of {stores}: {same} in each of {len(first.results)} cells.",
            "",
            "| runs | seconds each |",
            "|---|---|",
            *table,
        ]
    )


def _runs(options: argparse.Namespace) -> Iterator[Repeated]:
    """Yield the runs in turn, those on record first. Raises BadReport, OtherRun."""
    first = None
    for number in range(1, options.runs + 1):
        file = options.report / str(number) / "report.json"
        loaded = number > options.runs - options.busy
        if not file.exists():
            with busy.loops(LOOPS) if loaded else nullcontext():
                _judge(options, file.parent)
        run = Repeated(number, loaded, file, read(file))
        first = first or run
        _check_that_it_is_about_the_same(run, first, options)
        yield run


def _judge(options: argparse.Namespace, folder: Path) -> None:
    """Judge the stores, with the report in that folder. Raises BadReport if there is no verdict."""
    chosen = [f"--store={each}" for each in options.store] + [f"--engine={each}" for each in options.engine]
    command = [sys.executable, "-m", "pytest", "-q", "-n", options.workers, f"--report={folder}", *chosen]
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if ended.returncode not in (CONFORMANT, BROKEN):
        (folder / "report.json").unlink(missing_ok=True)
        raise BadReport(f"{folder}: no verdict, exit code {ended.returncode}:\n{ended.stdout[-2000:]}")


def _check_that_it_is_about_the_same(run: Repeated, first: Repeated, options: argparse.Namespace) -> None:
    """Raise OtherRun unless the run judged what the first did and what is asked for, with the same code."""
    judged = [each.spec for each in run.report.implementations]
    if judged != options.store or _circumstances(run) != _circumstances(first):
        raise OtherRun(f"{run.file}: a run on other stores, in other browsers or of another suite; delete it")


def _circumstances(run: Repeated) -> tuple[str, object]:
    """Return the suite's commit, whatever else was changed in its checkout meanwhile, and the browsers."""
    return run.report.suite.get("commit", "").removesuffix(CHANGED), run.report.engines


def _options(arguments: Sequence[str] | None, prog: str) -> argparse.Namespace:
    parser = Parser(prog, description="Judge stores again and again, and compare the verdicts.")
    parser.add_argument("--runs", type=int, default=20, metavar="N", help="how many runs (default 20)")
    parser.add_argument("--busy", type=int, default=5, metavar="N", help="how many of them, the last ones,"
                        " on a busy machine (default 5)")  # fmt: skip
    parser.add_argument(
        "--store", action="append", metavar="MODULE:NAME", help=f"a store (repeatable; default {STORE})"
    )
    parser.add_argument(
        "--engine", action="append", default=[], metavar="NAME", help="an engine (repeatable; default all)"
    )
    parser.add_argument("-n", dest="workers", default="auto", help="test processes (default auto)")
    parser.add_argument("--report", type=Path, default=Path("reports/latest/repeated"), metavar="DIR",
                        help="folder for the reports (default reports/latest/repeated)")  # fmt: skip
    options = parser.parse_args(arguments)
    options.report = options.report.resolve()
    options.store = options.store or [STORE]
    if not 0 <= options.busy <= options.runs or options.runs < 1:
        parser.error("--runs has to be at least 1, --busy at least 0 and at most --runs")
    return options


if __name__ == "__main__":
    sys.exit(interruptible(main))
