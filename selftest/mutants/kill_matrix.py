"""Judges the faulty stores, and compares the clauses that they break with those that they are declared to
break (fixtures/stores/faults.toml). Shows that every clause can fail.

    python -m selftest.mutants [NAME ...] [--sample] [--declared] [--whole] [--again] [-n WORKERS]

Prints a line for each fault that was judged and for each problem, then a summary. The exit code is 1 if there
is any problem, 4 if an argument is wrong or the record cannot be read, and 3 if it cannot be written.

A call takes each fault one turn further: it is judged by the clauses that it is declared to break, and by a
sixteenth of the others (turns.py). With --whole the call goes on until all clauses have judged each fault,
which takes hours. Faults that were killed are recorded (kill_record.py); the next call continues there.

Faults that are named, or in the sample, are always judged by all clauses, and never recorded. With --declared
they are judged only by the clauses that they are declared to break. With --again, the faults on record are
judged a second time by the same clauses, in another order and on a busy machine (again.py): a fault that gets
other verdicts is a problem.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench import busy, evidence
from fixtures.stores.faulty import Fault, faults
from judge.contract.catalogue import Catalogue, read
from reports.command import Parser, exit_code_of
from reports.document import BadReport
from reports.model import Report
from selftest.mutants import again, kill_record, turns
from selftest.mutants.faulty_run import judge_planned, mistakes, results_on
from selftest.mutants.kill_record import TURNS, Kill
from selftest.mutants.turns import Batch

SAMPLE = ("id-optional", "wrapped-data-unwrapped", "clear-leaves-the-stored-copy")
"""Faults that `make test-all` judges by all clauses: one shows without a browser, one only with generated
values, one only after a reload."""
HISTORIES = "lifecycle.any-history"


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the faults that the arguments name, or all; return the exit code."""
    options = _options(arguments)
    chosen = [faults()[name] for name in options.names or (SAMPLE if options.sample else faults())]
    return exit_code_of(lambda: _judge(options, chosen))


def _judge(options: argparse.Namespace, chosen: Sequence[Fault]) -> int:
    catalogue = read()
    progress = Progress(catalogue, problems=list(unproven(catalogue)))
    if options.declared:
        progress.judge(turns.declared(chosen), options.workers)
    elif len(chosen) < len(faults()):
        progress.judge(turns.whole(chosen, catalogue), options.workers)
    elif options.again:
        progress.resume()
        progress.judge_again(options.workers)
    else:
        progress.resume()
        for _ in range(TURNS if options.whole else 1):
            progress.take_turn(options.workers)
    progress.publish()
    print(progress)
    return 1 if progress.problems else 0


@dataclass
class Progress:
    """The kills and problems so far. `record` is the file that the kills are written to, if any; `older` are
    its kills by other code, which stay there until their faults are judged again."""

    catalogue: Catalogue
    problems: list[str]
    kills: dict[str, Kill] = field(default_factory=dict)
    record: Path | None = None
    older: list[Kill] = field(default_factory=list)
    survivors: set[str] = field(default_factory=set)

    def resume(self) -> None:
        """Read the record, and write to it from here on."""
        self.record = kill_record.RECORD
        self.kills = {kill.fault: kill for kill in kill_record.read(self.record)}
        for kill in self.kills.values():
            print(f"{kill} (recorded on {kill.judged[:10]}, {kill.turns} of {TURNS} turns)", flush=True)
        of_any_code = kill_record.read_all(self.record)
        self.older = [kill for kill in of_any_code if kill.fault in faults() and kill.fault not in self.kills]

    def take_turn(self, workers: str) -> None:
        """Judge the faults that have had fewest turns, those last that histories find: they take longest."""
        had = {name: kill.turns for name, kill in self.kills.items()}
        left = [fault for name, fault in faults().items() if name not in self.survivors]
        fewest = min((had.get(fault.name, 0) for fault in left), default=TURNS)
        if fewest == TURNS:
            return
        due = [fault for fault in left if had.get(fault.name, 0) == fewest]
        for in_histories in (False, True):
            these = [fault for fault in due if (HISTORIES in fault.breaks) is in_histories]
            self.judge(turns.next_turn(these, had, self.catalogue), workers)

    def judge(self, batches: Iterable[Batch], workers: str) -> None:
        """Judge the faults, each batch in one run. A run without a verdict is a problem."""
        for group, report in self._reports(batches, workers):
            self.add(group, report)

    def judge_again(self, workers: str) -> None:
        """Judge the faults on record a second time, on a busy machine. Other verdicts are a problem."""
        with busy.loops(os.cpu_count() or 1):
            for group, report in self._reports(again.batches(self.kills.values(), self.catalogue), workers):
                for fault in group:
                    kill = self.kills[fault.name]
                    if problems := list(again.differences(kill, fault, report, self.catalogue)):
                        print("\n".join(problems), flush=True)
                        self.problems += problems
                    else:
                        self.kills[fault.name] = replace(kill, again=report.run.started)
                        print(f"{fault.name}: the same cells pass again", flush=True)
                self._write()

    def _reports(self, batches: Iterable[Batch], workers: str) -> Iterator[tuple[list[Fault], Report]]:
        """Yield the faults of each batch with the report on them. A run without a verdict is a problem."""
        with tempfile.TemporaryDirectory() as folder:
            for number, batch in enumerate(batches):
                group = [fault for fault, _ in batch]
                try:
                    yield group, judge_planned(batch, workers, Path(folder, str(number)))
                except BadReport as problem:
                    names = [fault.name for fault in group]
                    self.problems.append(f"{', '.join(names)}: {problem}")
                    self.survivors.update(names)

    def add(self, group: Sequence[Fault], report: Report) -> None:
        """Add the verdicts on these faults, and print a line for each."""
        for fault in group:
            self.older = [kill for kill in self.older if kill.fault != fault.name]
            earlier = self.kills.pop(fault.name, None)
            if problems := list(mistakes(fault, report, self.catalogue)):
                print("\n".join(problems), flush=True)
                self.problems += problems
                self.survivors.add(fault.name)
            else:
                kill = kill_record.kill_from(fault, report, results_on(fault, report), earlier)
                print(kill, flush=True)
                self.kills[fault.name] = kill
        self._write()

    def _write(self) -> None:
        if self.record:
            kill_record.write(self.record, [*self.kills.values(), *self.older])

    def publish(self) -> None:
        """Write the section of docs/evidence.md, if the kills are on record."""
        if self.record:
            kills = [*self.kills.values(), *self.older]
            evidence.write("kill-matrix", section(kills, len(self.problems)))

    def __str__(self) -> str:
        listed = ["problems:", *self.problems] if self.problems else []
        return "\n".join([*listed, summary(list(self.kills.values()), len(self.problems))])


def summary(kills: Sequence[Kill], problems: int) -> str:
    """Return the figures of a matrix as one line."""
    return f"{kill_record.totals(kills)}; {problems} problem{'' if problems == 1 else 's'}"


def coverage(kills: Sequence[Kill]) -> str:
    """Return how much of the matrix these kills cover, as sentences."""
    clauses = {cell.split()[0] for kill in kills for cell in kill.broken}
    had = Counter(kill.turns for kill in kills)
    in_turns = ", ".join(f"{number} in {each} of {TURNS}" for each, number in sorted(had.items()))
    twice = sum(bool(kill.again) for kill in kills)
    second = (
        f"{twice} faults were judged a second time (`--again`), in another order and next to busy loops,"
        " and the same cells passed."
    )
    return (
        f"The table has {len(kills)} of the {len(faults())} faults. They break {len(clauses)} of the"
        f" {len(turns.provable(read()))} clauses that have a test. Turns: {in_turns or 'none'}.\n\n"
        f"{second if twice else 'No fault has been judged a second time (`--again`).'}"
    )


def section(kills: Sequence[Kill], problems: int) -> str:
    """Return the Markdown that docs/evidence.md has about these kills."""
    browsers = evidence.circumstances("make mutants", sorted({kill.engine for kill in kills}))
    days = [kill.judged[:10] for kill in kills]
    judged = f" Judged {evidence.period(days)}:" if days else ""
    return f"{browsers}{judged}\n\n    {summary(kills, problems)}\n\n{coverage(kills)}"


def unproven(catalogue: Catalogue) -> Iterator[str]:
    """Yield a line for each clause that has a test and that no fault is declared to break."""
    for id in turns.provable(catalogue):
        if not catalogue[id].faults:
            yield f"clause {id}: no fault proves that it can fail"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = Parser("python -m selftest.mutants", description="Judge the faulty stores.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a faulty store (default: all)")
    parser.add_argument("--sample", action="store_true", help=f"only these: {', '.join(SAMPLE)}")
    parser.add_argument(
        "--declared", action="store_true", help="only the clauses that faults declare to break"
    )
    parser.add_argument("--again", action="store_true", help="a second time, on a busy machine")
    parser.add_argument("--whole", action="store_true", help="all turns, not only the next one")
    parser.add_argument("-n", dest="workers", default="2", help="test processes (default 2)")
    options = parser.parse_args(arguments)
    if options.again and (options.names or options.sample or options.declared or options.whole):
        parser.error("--again judges the faults on record; leave out the names and other options")
    if unknown := [name for name in options.names if name not in faults()]:
        parser.error(f"no such fault in fixtures/stores/faults.toml: {', '.join(unknown)}")
    return options
