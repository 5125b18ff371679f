"""Reads what mutmut made of the rules, and what became of each mutant, from the folder that it writes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from compat import StrEnum
from selftest.support.judged_run import ROOT

FOLDER = ROOT / "mutants"
STATS = "mutmut-stats.json"
"""Which selftests reach which function."""
META, SPANS = ".meta", ".spans"
"""Endings of the files with the outcomes, and with the lines of each mutated function."""
KILLED = {1, 3, 24, 36, 152, 255, -24}
"""Exit codes of pytest if a selftest fails or pytest itself breaks, and those of a mutant that takes far too
long."""
UNREACHED = {5, 33}
"""Exit codes of a mutant whose function no selftest calls."""
SEPARATOR = "ǁ"
"""Stands around the name of the class in the name of a mutated method."""


class Status(StrEnum):
    """What became of a mutant. BROKE: mutmut ended in an unknown way, which is no kill."""

    KILLED = "killed"
    SURVIVED = "survives"
    UNREACHED = "not reached"
    PENDING = "not judged"
    BROKE = "broke mutmut"


@dataclass(frozen=True)
class Mutant:
    """One mutation. `id` is its name for mutmut, `module` the file of the function that it changes.

    `was` has the file, the function, and the lines that it changes, behind the line above them. `becomes` has
    these lines after the mutation. They name the mutant, whatever its number is.
    """

    id: str
    module: str
    was: str
    becomes: str
    status: Status


def read(folder: Path = FOLDER) -> list[Mutant]:
    """Return all mutants in the order of the modules."""
    return [
        mutant
        for path in sorted(folder.rglob(f"*.py{META}"))
        for mutant in _of_module(path.with_name(path.name.removesuffix(META)), folder)
    ]


def refresh(keep: set[str], folder: Path = FOLDER) -> None:
    """Remove what may be of older code: copies of files, what selftests reach, and the outcomes of mutants
    that were not killed, except those whose ids are in `keep`."""
    shutil.rmtree(folder / "selftest", ignore_errors=True)
    for path in [*folder.rglob("*")]:
        if path.is_file() and path.suffix not in (
            ".py",
            META,
            SPANS,
        ):  # STATS, and what mutmut copies only once
            path.unlink()
    for path in folder.rglob(f"*.py{META}"):
        content = json.loads(path.read_text(encoding="utf-8"))
        codes = content["exit_code_by_key"]
        content["exit_code_by_key"] = {
            id: code if code in KILLED or id in keep else None for id, code in codes.items()
        }
        path.write_text(json.dumps(content), encoding="utf-8")


def _of_module(path: Path, folder: Path) -> Iterator[Mutant]:
    content = json.loads(path.with_name(path.name + META).read_text(encoding="utf-8"))
    spans = json.loads(path.with_name(path.name + SPANS).read_text(encoding="utf-8"))["spans"]
    lines = path.read_text(encoding="utf-8").splitlines()
    module = path.relative_to(folder).as_posix()
    for id, code in content["exit_code_by_key"].items():
        mutated = id.rpartition(".")[2]
        function = mutated.partition("__mutmut_")[0]
        name = function.removeprefix("x_").removeprefix(f"x{SEPARATOR}").replace(SEPARATOR, ".")
        bodies = (
            _renamed(lines[spans[each][0] - 1 : spans[each][1]], name)
            for each in (f"{function}__mutmut_orig", mutated)
        )
        was, becomes = changed(*bodies)
        yield Mutant(id, module, f"{module} {name}: {was}", becomes, _status(code))


def changed(original: list[str], mutated: list[str]) -> tuple[str, str]:
    """Return the lines in which two functions differ, each behind the line above them, as one line."""
    start = _common(original, mutated)
    end = _common(original[start:][::-1], mutated[start:][::-1])
    above = next((line for line in reversed(original[:start]) if line.strip()), "")
    was, becomes = (" ".join([above, *own[start : len(own) - end]]) for own in (original, mutated))
    return " ".join(was.split()), " ".join(becomes.split())


def _common(one: list[str], other: list[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _renamed(lines: list[str], name: str) -> list[str]:
    """Return the lines of a function that mutmut renamed, under its own name."""
    return [re.sub(r"\bdef \S+__mutmut_\w+", f"def {name.rpartition('.')[2]}", line) for line in lines]


def _status(code: int | None) -> Status:
    if code is None:
        return Status.PENDING
    if code == 0:
        return Status.SURVIVED
    if code in UNREACHED:
        return Status.UNREACHED
    return Status.KILLED if code in KILLED else Status.BROKE
