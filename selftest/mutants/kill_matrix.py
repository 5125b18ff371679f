"""Judges the faulty stores, and compares the clauses that they break with those that they are declared to
break (fixtures/stores/faults.toml). Shows that every clause can fail.

    python -m selftest.mutants [NAME ...] [--sample] [--declared] [-n WORKERS]

Prints a line for each fault that was judged and for each problem, then a summary. The exit code is 1 if there
is any problem. All faults take hours: those that were killed are recorded (kill_record.py), and the next call
continues with the rest. Faults that are named, or in the sample, are always judged and never recorded. With
--declared only the clauses that faults declare to break are judged: a fifth of the time, and no proof that
they break nothing else.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import evidence
from errors import UserError
from fixtures.stores.faulty import Fault, faults
from judge.contract.catalogue import Catalogue, read
from reports.document import BadReport
from reports.model import Report
from selftest.mutants import kill_record
from selftest.mutants.faulty_run import judge, mistakes, results_on
from selftest.mutants.kill_record import Kill

SAMPLE = ("id-optional", "wrapped-data-unwrapped", "clear-leaves-the-stored-copy")
"""Faults that `make test-all` judges by all clauses: one shows without a browser, one only with generated
values, one only after a reload."""
GROUP = 8
"""Faults per run: an interrupted run loses only minutes, and browsers start rarely."""
MISUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the faults that the arguments name, or all; return the exit code."""
    options = _options(arguments)
    names = options.names or (SAMPLE if options.sample else list(faults()))
    chosen = [faults()[name] for name in names]
    catalogue = read()
    progress = Progress(list(unproven(catalogue)))
    try:
        if list(names) == list(faults()) and not options.declared:
            chosen = progress.resume(chosen)
        with tempfile.TemporaryDirectory() as folder:
            for number, group in enumerate(_groups(chosen), 1):
                selection = _declared_clauses(group) if options.declared else ()
                folder_of_run = Path(folder) / str(number)
                _judge_group(group, options.workers, folder_of_run, selection, catalogue, progress)
        progress.publish()
    except UserError as problem:
        print(problem, file=sys.stderr)
        return MISUSED
    print(progress)
    return 1 if progress.problems else 0


@dataclass
class Progress:
    """The kills and problems so far. `record` is the file that the kills are written to, if any; `older` are
    its kills by other code, which stay there until their faults are judged again."""

    problems: list[str]
    kills: list[Kill] = field(default_factory=list)
    record: Path | None = None
    older: list[Kill] = field(default_factory=list)

    def resume(self, chosen: Sequence[Fault]) -> list[Fault]:
        """Read the record and write to it from here on. Return the faults left to judge, those first that
        were never killed by any code."""
        self.record = kill_record.RECORD
        self.kills = kill_record.read(self.record)
        for kill in self.kills:
            print(f"{kill} (recorded on {kill.judged[:10]})", flush=True)
        recorded = {kill.fault for kill in self.kills}
        of_any_code = kill_record.read_all(self.record)
        self.older = [kill for kill in of_any_code if kill.fault in faults() and kill.fault not in recorded]
        left = [fault for fault in chosen if fault.name not in recorded]
        return sorted(left, key=lambda fault: any(fault.name == kill.fault for kill in self.older))

    def add(self, group: Sequence[Fault], report: Report, catalogue: Catalogue) -> None:
        """Add the verdicts on these faults, and print a line for each."""
        for fault in group:
            self.older = [kill for kill in self.older if kill.fault != fault.name]
            if problems := list(mistakes(fault, report, catalogue)):
                print("\n".join(problems), flush=True)
                self.problems += problems
            else:
                kill = kill_record.kill_from(fault.name, report, results_on(fault, report))
                print(kill, flush=True)
                self.kills.append(kill)
            if self.record:
                kill_record.write(self.record, [*self.kills, *self.older])

    def publish(self) -> None:
        """Write the section of docs/evidence.md, if the kills are on record."""
        if self.record:
            evidence.write("kill-matrix", section([*self.kills, *self.older], len(self.problems)))

    def __str__(self) -> str:
        listed = ["problems:", *self.problems] if self.problems else []
        return "\n".join([*listed, summary(self.kills, len(self.problems))])


def summary(kills: Sequence[Kill], problems: int) -> str:
    """Return the figures of a matrix as one line."""
    return f"{kill_record.totals(kills)}; {problems} problem{'' if problems == 1 else 's'}"


def coverage(kills: Sequence[Kill]) -> str:
    """Return how many of the faults and clauses these kills cover, as two sentences."""
    clauses = {cell.split()[0] for kill in kills for cell in kill.broken}
    return (
        f"The table has {len(kills)} of the {len(faults())} faults. They break {len(clauses)} of the"
        f" {len(_provable(read()))} clauses that have a test."
    )


def section(kills: Sequence[Kill], problems: int) -> str:
    """Return the Markdown that docs/evidence.md has about these kills."""
    browsers = evidence.circumstances("make mutants", sorted({kill.engine for kill in kills}))
    days = sorted({kill.judged[:10] for kill in kills})
    judged = f" Judged from {days[0]} to {days[-1]}:" if days else ""
    return f"{browsers}{judged}\n\n    {summary(kills, problems)}\n\n{coverage(kills)}"


def _groups(chosen: Sequence[Fault]) -> Iterator[Sequence[Fault]]:
    return (chosen[start : start + GROUP] for start in range(0, len(chosen), GROUP))


def _judge_group(
    group: Sequence[Fault],
    workers: str,
    folder: Path,
    selection: Sequence[str],
    catalogue: Catalogue,
    progress: Progress,
) -> None:
    """Judge the faults in one run and add what became of them. A run without a verdict is a problem."""
    names = [fault.name for fault in group]
    try:
        report = judge(names, workers, folder, *selection)
    except BadReport as problem:
        progress.problems.append(f"{', '.join(names)}: {problem}")
        return
    progress.add(group, report, catalogue)


def _declared_clauses(group: Sequence[Fault]) -> list[str]:
    """Return the options that select the clauses that any of these faults declares to break."""
    return [f"--clause={id}" for id in dict.fromkeys(id for fault in group for id in fault.breaks)]


def _provable(catalogue: Catalogue) -> list[str]:
    """Return the ids of the clauses that have a test."""
    return [clause.id for clause in catalogue.clauses if not clause.untestable]


def unproven(catalogue: Catalogue) -> Iterator[str]:
    """Yield a line for each clause that has a test and that no fault is declared to break."""
    for id in _provable(catalogue):
        if not catalogue[id].faults:
            yield f"clause {id}: no fault proves that it can fail"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m selftest.mutants", description="Judge the faulty stores.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a faulty store (default: all)")
    parser.add_argument("--sample", action="store_true", help=f"only these: {', '.join(SAMPLE)}")
    parser.add_argument(
        "--declared", action="store_true", help="only the clauses that faults declare to break"
    )
    parser.add_argument("-n", dest="workers", default="2", help="test processes (default 2)")
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.names if name not in faults()]:
        parser.error(f"no such fault: {', '.join(unknown)}; see fixtures/stores/faults.toml")
    return options
