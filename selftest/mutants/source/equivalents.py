"""Reads equivalents.toml: the mutants of the ideal store that nobody can tell from it, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from compat import tomllib
from errors import UserError
from selftest.mutants.source.built import Mutant

FILE = Path(__file__).with_name("equivalents.toml")
KEYS = {"was", "becomes", "reason"}


class BadEquivalents(UserError):
    """The file is not as its head says; the message says where."""


def equivalents(mutants: Sequence[Mutant], file: Path = FILE) -> tuple[dict[str, str], list[str]]:
    """Return the reasons by the ids of mutants, and a line for each entry that fits no mutant.

    Raises BadEquivalents.
    """
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8")).get("equivalent", [])
    except tomllib.TOMLDecodeError as problem:
        raise BadEquivalents(f"{file}: is no TOML ({problem}); fix it there") from problem
    ids = {(mutant.was, mutant.becomes): mutant.id for mutant in mutants}
    reasons, stale = {}, []
    for number, entry in enumerate(entries, 1):
        place = f"{file.name}, entry {number}"
        if set(entry) != KEYS or not all(isinstance(text, str) and text.strip() for text in entry.values()):
            raise BadEquivalents(f"{place}: must have was, becomes and reason, each with a text")
        id = ids.get((entry["was"], entry["becomes"]))
        if id is None:
            stale.append(f"{place}: fits no mutant; remove it, or adapt it: {entry['becomes']}")
        else:
            reasons[id] = entry["reason"]
    return reasons, stale
