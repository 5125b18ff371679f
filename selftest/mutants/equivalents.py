"""Reads a file of equivalents: mutants that behave as the unmutated code does, each with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from compat import tomllib
from errors import UserError

KEYS = {"was", "becomes", "reason"}


class Mutant(Protocol):
    """What an entry has to name of a mutant: the code before and after the mutation."""

    @property
    def id(self) -> str: ...
    @property
    def was(self) -> str: ...
    @property
    def becomes(self) -> str: ...


class BadEquivalents(UserError):
    """The file is not as its head says; the message says where."""


def equivalents(mutants: Sequence[Mutant], file: Path) -> tuple[dict[str, str], list[str]]:
    """Return the reasons by the ids of mutants, and a line for each entry that fits no mutant.

    Raises BadEquivalents.
    """
    ids = {(mutant.was, mutant.becomes): mutant.id for mutant in mutants}
    reasons, stale = {}, []
    for number, entry in enumerate(entries(file), 1):
        id = ids.get((entry["was"], entry["becomes"]))
        if id is None:
            place = _place(file, number)
            stale.append(f"{place}: fits no mutant; remove it, or adapt it: {entry['becomes']}")
        else:
            reasons[id] = entry["reason"]
    return reasons, stale


def entries(file: Path) -> list[dict[str, str]]:
    """Return the entries of the file. Raises BadEquivalents."""
    try:
        found: list[dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8")).get("equivalent", [])
    except tomllib.TOMLDecodeError as problem:
        raise BadEquivalents(f"{file}: is no TOML ({problem}); fix it there") from problem
    for number, entry in enumerate(found, 1):
        if set(entry) != KEYS or not all(isinstance(text, str) and text.strip() for text in entry.values()):
            raise BadEquivalents(
                f"{_place(file, number)}: must have was, becomes and reason, each with a text"
            )
    return found


def _place(file: Path, number: int) -> str:
    return f"{file.name}, entry {number}"
