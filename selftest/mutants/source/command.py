"""Judges machine-made mutants of a store's source, by default of the ideal store's.

    python -m selftest.mutants.source [--source ideal|dash|FILE[:EXPORT]] [--engine NAME] [--mutant NAME]
                                      [--changed] [-n WORKERS]

Prints a line for each mutant that was judged, how far it is, and a summary. A mutant is killed if a cell
fails that the unmutated store passes. The exit code is 1 if a mutant survives that is not declared
equivalent, or if there is any problem. The record and a page that shows it go to
reports/latest/source-mutants; the next call continues from there. Mutants that are named are always judged,
those that are declared equivalent only then. If docs/evidence.md has a section on the source, the figures of
Chromium go there.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import evidence
from fixtures.browsers import ENGINES
from reports.command import Parser, exit_code_of
from reports.document import BadReport
from reports.files import CannotWrite
from reports.model import Report, Verdict
from selftest.mutants.equivalents import equivalents
from selftest.mutants.source import built as builder
from selftest.mutants.source.built import Built, Mutant
from selftest.mutants.source.judging import TELLING, Judging, Outcome
from selftest.mutants.source.record import PAGE, Record
from selftest.mutants.source.sources import DASH, IDEAL, ROOT, BadSource, Source, source
from selftest.mutants.source.summary import line_of, section, summary

EQUIVALENTS = Path(__file__).with_name("equivalents.toml")
FOLDER = ROOT / "reports/latest/source-mutants"
CHROMIUM = "chromium"
Groups = Iterator[dict[str, Outcome]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the mutants that the arguments name, or all; return the exit code."""
    options = _options(arguments)
    return exit_code_of(lambda: _work(options), no_verdict=(BadReport, CannotWrite))


def _work(options: argparse.Namespace) -> int:
    built = builder.build(source(options.source))
    reasons, problems = equivalents(built.mutants, EQUIVALENTS) if built.source.name == IDEAL else ({}, [])
    record = Record(built, FOLDER / f"{built.source.title}-{options.engine}", options.engine, reasons)
    chosen = _chosen(built, options.mutants, options.changed)
    judging = Judging(built.source.name, options.engine, options.workers, record.folder / "unmutated")
    _begin(record, judging)
    if options.mutants:
        record.forget(chosen)
    else:
        chosen = [each for each in chosen if record.status(each) == "Pending"]
    problems += _judge(record, judging, chosen)
    problems += _killed_equivalents(record)
    record.write()
    name = f"source-mutants-{built.source.title}"
    if options.engine == CHROMIUM and not record.with_status("Pending"):
        evidence.offer(name, section(record))
    for line in [*problems, summary(record), f"report: {record.folder / PAGE}"]:
        print(line)
    return 1 if problems or record.with_status("Survived") else 0


def _begin(record: Record, judging: Judging) -> None:
    """Take over the record, or begin one with the verdicts on the unmutated store. Raises UserError."""
    if record.resume():
        return
    print("judging the unmutated store", flush=True)
    report = judging.judge_unmutated()
    _check_unmutated(report, record.built.source)
    record.engine = ", ".join(f"{engine.name} {engine.version}" for engine in report.engines)
    record.write()


def _check_unmutated(report: Report, of: Source) -> None:
    """Raise BadSource if the store fails before any mutation."""
    first = [each for each in report.results if each.clause in TELLING]
    if any(each.verdict is Verdict.PASS for each in first):
        return
    failed = next((each for each in report.results if each.verdict is Verdict.FAIL), None)
    why = f"{failed.clause}: {failed.observed}" if failed else "no cell was judged"
    raise BadSource(
        f"--source {of.argument}: the store fails before any mutation ({why});"
        " the part behind the colon must lead to the component, as in store.js:default"
    )


def _judge(record: Record, judging: Judging, mutants: Sequence[Mutant]) -> list[str]:
    """Judge these mutants, by all clauses those that a few leave; return errors of the suite."""
    fresh = [each.id for each in mutants if each.id not in record.outcomes]
    problems = _take(record, judging.by_telling_clauses(fresh), "a few clauses", len(fresh))
    left = [each.id for each in mutants if not record.outcomes[each.id].is_final]
    return problems + _take(record, judging.by_all_clauses(left), "all clauses", len(left))


def _killed_equivalents(record: Record) -> Iterator[str]:
    """Yield a line for each mutant that is declared equivalent although a clause kills it."""
    for mutant in record.with_status("Killed"):
        if mutant.id in record.equivalents:
            what = line_of(mutant, record.outcomes[mutant.id])
            yield f"{_name(record, mutant)}: declared equivalent, but {what}"


def _take(record: Record, groups: Groups, by: str, number: int) -> list[str]:
    """Add the outcomes to the record and print a line for each that is final; return errors of the suite."""
    begun, done, errors = time.monotonic(), 0, []
    mutants = {each.id: each for each in record.built.mutants}
    for outcomes in groups:
        record.outcomes |= outcomes
        record.write()
        for id, outcome in outcomes.items():
            errors += [f"{_name(record, mutants[id])}: error in the suite: {each}" for each in outcome.errors]
            if outcome.is_final:
                print(f"{_name(record, mutants[id])}: {line_of(mutants[id], outcome)}")
        done += len(outcomes)
        minutes = (time.monotonic() - begun) / done * (number - done) / 60
        print(f"{done} of {number} judged by {by}, about {minutes:.0f} minutes left", flush=True)
    return errors


def _name(record: Record, mutant: Mutant) -> str:
    return f"{record.built.source.name}-{mutant.id}"


def _chosen(built: Built, names: Sequence[str], is_changed: bool) -> list[Mutant]:
    """Return the mutants of those names, or those on changed lines, or all. Raises BadSource."""
    by_name = {f"{built.source.name}-{each.id}": each for each in built.mutants}
    if unknown := [name for name in names if name not in by_name]:
        last = list(by_name)[-1]
        raise BadSource(f"--mutant {unknown[0]}: no such mutant; they are {next(iter(by_name))} to {last}")
    if names:
        return [by_name[name] for name in names]
    if is_changed:
        changed = changed_lines(built.source)
        return [each for each in built.mutants if changed.intersection(range(each.start[0], each.end[0] + 1))]
    return built.mutants


def changed_lines(of: Source) -> set[int]:
    """Return the lines of the file, counted from 0, that differ from the last commit. Raises BadSource."""
    if of.name == DASH:
        raise BadSource("--changed: dcc.Store's source comes from no repository; name a file or ideal")
    file = ROOT / of.file if of.name == IDEAL else Path(of.file).resolve()
    command = ["git", "-C", str(file.parent), "diff", "-U0", "HEAD", "--", file.name]
    run = subprocess.run(command, capture_output=True, encoding="utf-8")
    if run.returncode:
        raise BadSource(f"--changed: git knows no changes of {of.file}; put it into a repository")
    lines: set[int] = set()
    for first, number in re.findall(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", run.stdout, re.MULTILINE):
        lines.update(range(int(first) - 1, int(first) - 1 + int(number or 1)))
    return lines


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = Parser(
        "python -m selftest.mutants.source", description="Judge machine-made mutants of a store's source."
    )
    parser.add_argument(
        "--source",
        default=IDEAL,
        metavar="SOURCE",
        help="ideal (default), dash (dcc.Store of the installed Dash), or FILE[:EXPORT]; EXPORT is an export"
        " of a module (default: default), or a member of a global of the page, as in my_stores.Store",
    )
    parser.add_argument("--engine", default=CHROMIUM, choices=list(ENGINES), help=f"default: {CHROMIUM}")
    parser.add_argument(
        "--mutant", dest="mutants", action="append", default=[], metavar="NAME", help="only this; repeatable"
    )
    parser.add_argument("--changed", action="store_true", help="only mutants of lines changed since HEAD")
    parser.add_argument("-n", dest="workers", type=int, default=2, help="runs at a time (default 2)")
    return parser.parse_args(arguments)
