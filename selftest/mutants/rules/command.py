"""Judges machine-made mutants of the rules that decide verdicts, by the selftests that need no browser.

    python -m selftest.mutants.rules [NAME ...] [--fresh] [-n WORKERS]

mutmut makes the mutants, and runs for each the selftests that call the mutated function; `[tool.mutmut]` in
pyproject.toml says which. Prints what mutmut prints, a line for each mutant that survives, and a summary. The
exit code is 1 if a mutant survives that is not declared equivalent, or if there is any problem.

A mutant that is killed is judged again only if its function has changed; one that survived, in each call. A
mutant that is named, with * for any characters, is always judged.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from bench import evidence
from errors import UserError
from reports.command import Parser, exit_code_of
from reports.files import CannotWrite
from reports.text import short
from selftest.mutants.equivalents import equivalents
from selftest.mutants.rules import mutants as made
from selftest.mutants.rules.mutants import FOLDER, Mutant, Status
from selftest.support.judged_run import ROOT

EQUIVALENTS = Path(__file__).with_name("equivalents.toml")
MUTMUT = Path(sys.executable).with_name("mutmut")
SECTION = "source-mutants-py"
WIDTH = 300


class MutmutFailed(UserError):
    """mutmut ended before it had judged the mutants."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the mutants that the arguments name, or all; return the exit code."""
    options = _options(arguments)
    return exit_code_of(lambda: _judge(options), no_verdict=(MutmutFailed, CannotWrite))


def _judge(options: argparse.Namespace) -> int:
    if options.fresh:
        shutil.rmtree(FOLDER, ignore_errors=True)
    before = made.read()
    made.refresh(keep=set(equivalents(before, EQUIVALENTS)[0]))
    _run_mutmut(options.names, options.workers)
    mutants = made.read()
    reasons, problems = equivalents(mutants, EQUIVALENTS)
    problems += _problems(mutants, reasons)
    evidence.write(SECTION, section(mutants, reasons))
    for line in [*problems, summary(mutants, reasons)]:
        print(line)
    return 1 if problems else 0


def _run_mutmut(names: Sequence[str], workers: int) -> None:
    """Let mutmut make the mutants and judge those that have no outcome. Raises MutmutFailed."""
    run = subprocess.run([MUTMUT, "run", "--max-children", str(workers), *names], cwd=ROOT)
    if run.returncode:
        raise MutmutFailed(f"mutmut ended with exit code {run.returncode}; what it printed says why")


def _problems(mutants: Sequence[Mutant], reasons: dict[str, str]) -> Iterator[str]:
    """Yield a line for each mutant that survives undeclared, and for each declared one that does not."""
    for each in mutants:
        if each.status is Status.KILLED and each.id in reasons:
            yield f"{each.id}: declared equivalent, but killed"
        elif each.status not in (Status.KILLED, Status.PENDING) and each.id not in reasons:
            yield f"{each.id}: {each.status}: {short(each.was, WIDTH)} => {short(each.becomes, WIDTH)}"


def counts(mutants: Sequence[Mutant], reasons: dict[str, str]) -> dict[str, int]:
    """Return how many mutants there are, and how many of each status; "equivalent" if declared so."""
    found = {str(status): 0 for status in Status} | {"equivalent": 0}
    for each in mutants:
        found["equivalent" if each.id in reasons else each.status] += 1
    return {"mutants": len(mutants), **found}


def summary(mutants: Sequence[Mutant], reasons: dict[str, str]) -> str:
    """Return the figures as one line."""
    number = counts(mutants, reasons)
    judged = number["mutants"] - number["equivalent"] - number[Status.PENDING]
    score = f" ({100 * number[Status.KILLED] / judged:.1f}% of those judged)" if judged else ""
    others = [f"{number[each]} {each}" for each in (*list(Status)[1:], "equivalent") if number[each]]
    return ", ".join([f"{number['mutants']} mutants: {number[Status.KILLED]} killed{score}", *others])


def section(mutants: Sequence[Mutant], reasons: dict[str, str]) -> str:
    """Return the Markdown that docs/evidence.md has about the mutants of the rules."""
    columns = ("mutants", *Status, "equivalent")
    rows = []
    for module in dict.fromkeys(each.module for each in mutants):
        number = counts([each for each in mutants if each.module == module], reasons)
        rows.append((f"`{module}`", *(number[each] for each in columns)))
    parts = [
        evidence.circumstances("make source-mutants-py", [f"mutmut {version('mutmut')}"]),
        f"    {summary(mutants, reasons)}",
        evidence.table(("module", *columns), rows),
    ]
    if open_ones := [each for each in mutants if each.status is Status.SURVIVED and each.id not in reasons]:
        lines = [f"- `{each.id}`" for each in open_ones]
        parts += ["These survive, and are not declared equivalent:", "\n".join(lines)]
    return "\n\n".join(parts)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = Parser(
        "python -m selftest.mutants.rules", description="Judge machine-made mutants of the rules."
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="only this mutant; * stands for any characters"
    )
    parser.add_argument("--fresh", action="store_true", help="forget what became of every mutant")
    parser.add_argument("-n", dest="workers", type=int, default=2, help="mutants at a time (default 2)")
    return parser.parse_args(arguments)
