"""Reads `[tool.store-conformance]` of a user's pyproject.toml."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compat import tomllib
from errors import UserError

TABLE = "store-conformance"


class BadSettings(UserError):
    """The table cannot be used; the message says which key of which file, and what belongs there."""


@dataclass(frozen=True)
class Configuration:
    """What the table says, as options of `store-conformance run` with their values.

    `folder` holds the pyproject.toml; it is None if there is none with such a table.
    """

    folder: Path | None = None
    options: dict[str, list[str]] = field(default_factory=dict)


def _text(value: Any, _: Path) -> str:
    return str(value)


def _path(value: Any, folder: Path) -> str:
    return str(folder / value)


KEYS: dict[str, tuple[str, bool, Callable[[Any, Path], str]]] = {
    "stores": ("--store", True, _text),
    "manifest": ("--manifest", True, _path),
    "engines": ("--engine", True, _text),
    "level": ("--level", False, _text),
    "report": ("--report", False, _path),
    "baseline": ("--compare-to", False, _path),
}
"""For each key its option, whether it may be a list, and how a value is passed on."""


def find_settings(start: Path) -> Configuration:
    """Return the settings of the nearest pyproject.toml at or above `start`; empty if it has no such table.

    Raises BadSettings.
    """
    file = next((f for each in (start, *start.parents) if (f := each / "pyproject.toml").is_file()), None)
    if file is None:
        return Configuration()
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadSettings(f"{file}: cannot be read as TOML ({error})") from None
    tool = document.get("tool", {})
    table = tool.get(TABLE) if isinstance(tool, dict) else None
    if table is None:
        return Configuration()
    if not isinstance(table, dict):
        raise BadSettings(f"{file}: tool.{TABLE} must be a table")
    for key in table:
        if key not in KEYS:
            raise BadSettings(f"{file}: tool.{TABLE} has no key {key!r}; use {', '.join(KEYS)}")
    return Configuration(
        file.parent, {KEYS[key][0]: _values(file, key, value) for key, value in table.items()}
    )


def _values(file: Path, key: str, value: Any) -> list[str]:
    _, may_be_list, convert = KEYS[key]
    values = value if may_be_list and isinstance(value, list) else [value]
    if not all(isinstance(each, str) and each for each in values):
        expected = "a string or a list of strings" if may_be_list else "a string"
        raise BadSettings(f"{file}: tool.{TABLE}.{key} must be {expected} (got {value!r})")
    return [convert(each, file.parent) for each in values]
