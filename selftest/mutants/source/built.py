"""Builds the script with all mutants of a source, and keeps it until the source changes."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from reports.files import put
from selftest.mutants.source.sources import DASH, IDEAL, BadSource, Source, source
from selftest.support import npm

BUILT = Path(__file__).parent / "built"
INSTRUMENT = npm.MODULES.parent / "instrument.mjs"
PINS = npm.MODULES.parent / "package-lock.json"
INSTRUMENTER = "@stryker-mutator/instrumenter"


@dataclass(frozen=True)
class Mutant:
    """One mutation: what stands between `start` and `end` becomes `replacement`.

    Positions are pairs of line and column, counted from 0. `was` and `becomes` are the lines that it changes,
    before and after, behind the line above them: they name the mutant, whatever its number is.
    """

    id: str
    mutator: str
    replacement: str
    start: tuple[int, int]
    end: tuple[int, int]
    was: str
    becomes: str


@dataclass(frozen=True)
class Built:
    """A source and its mutants."""

    source: Source
    mutants: list[Mutant]


@cache
def build_known(name: str) -> Built:
    """Return the mutants of the source of that name. Raises AttributeError if no such source is known."""
    if name in (IDEAL, DASH):
        return build(source(name))
    try:
        argument = json.loads((BUILT / f"{name}.json").read_text(encoding="utf-8"))["argument"]
    except OSError:
        raise AttributeError(name) from None
    return build(source(argument))


def build(of: Source) -> Built:
    """Return the mutants of the source. Writes their script to the folder BUILT. Raises BadSource."""
    digest = _digest(of)
    known = BUILT / f"{of.name}.json"
    content = json.loads(known.read_text(encoding="utf-8")) if known.exists() else {}
    if content.get("digest") != digest:
        made = _instrumented(of)
        content = {"digest": digest, "argument": of.argument, "mutants": made["mutants"]}
        put(BUILT / f"{of.name}.js", made["script"])
        put(known, json.dumps(content))
    if not content["mutants"]:
        raise BadSource(f"--source {of.argument}: has nothing to mutate; name the file with the store's code")
    return Built(of, [_mutant(each, of.text.split("\n")) for each in content["mutants"]])


def _digest(of: Source) -> str:
    parts = (of.argument, of.text, of.path, INSTRUMENT.read_text("utf-8"), PINS.read_text("utf-8"))
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def _instrumented(of: Source) -> dict[str, Any]:
    """Return what instrument.mjs makes of the source. Raises BadSource."""
    if not (npm.MODULES / INSTRUMENTER).exists() or not shutil.which("node"):
        raise BadSource(
            f"--source {of.argument}: {INSTRUMENTER} is not installed; install npm and run 'make setup' again"
        )
    with of.on_disk() as file:
        given = {"name": of.name, "file": str(file), "text": of.text, "path": of.path}
        run = subprocess.run(
            ["node", str(INSTRUMENT)], input=json.dumps(given), capture_output=True, encoding="utf-8"
        )
    if run.returncode:
        lines = run.stderr.strip().splitlines() or [f"exit code {run.returncode}"]
        raise BadSource(f"--source {of.argument}: cannot be mutated ({lines[0]}); fix the source")
    made: dict[str, Any] = json.loads(run.stdout)
    return made


def _mutant(entry: dict[str, Any], lines: list[str]) -> Mutant:
    start, end = (
        (entry["location"][each]["line"], entry["location"][each]["column"]) for each in ("start", "end")
    )
    above = next((line for line in reversed(lines[: start[0]]) if line.strip()), "")
    before, after = lines[start[0]][: start[1]], lines[end[0]][end[1] :]
    return Mutant(
        entry["id"],
        entry["mutatorName"],
        entry["replacement"],
        start,
        end,
        _one_line(above, *lines[start[0] : end[0] + 1]),
        _one_line(above, before + entry["replacement"] + after),
    )


def _one_line(*lines: str) -> str:
    return " ".join(" ".join(lines).split())
