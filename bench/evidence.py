"""Writes measured figures into docs/evidence.md, each command into a section of its own.

A section stands between two lines, `<!-- NAME -->` and `<!-- /NAME -->`. The prose around it stays.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from errors import UserError
from reports.files import put

PAGE = Path(__file__).parents[1] / "docs/evidence.md"
CPU_INFO = Path("/proc/cpuinfo")


class NoSection(UserError):
    """The page does not have the markers of a section; the message names them."""


def write(name: str, text: str) -> None:
    """Replace the section of that name on the page. Raises NoSection, CannotWrite."""
    put(PAGE, with_section(PAGE.read_text(encoding="utf-8"), name, text))


def read(name: str) -> str:
    """Return the section of that name on the page. Raises NoSection."""
    return _parts(PAGE.read_text(encoding="utf-8"), name)[1]


def offer(name: str, text: str) -> None:
    """Replace the section of that name, or print a line if the page has none. Raises CannotWrite."""
    try:
        write(name, text)
    except NoSection as problem:
        print(f"not written: {problem}")


def with_section(page: str, name: str, text: str) -> str:
    """Return the page with `text` as the section of that name. Raises NoSection."""
    before, _, after = _parts(page, name)
    return f"{before}{text.strip()}\n{after}"


def _parts(page: str, name: str) -> tuple[str, str, str]:
    """Return the page up to the section with its first marker, the section, and the rest with the other."""
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, started, rest = page.partition(start)
    text, ended, after = rest.partition(end)
    if not started or not ended:
        raise NoSection(f"{PAGE}: no section {name}; add the lines {start.strip()} and {end}")
    return before + start, text, end + after


def period(days: Iterable[str]) -> str:
    """Return the first and the last of the days (ISO 8601), as "on A" or "from A to B"."""
    ordered = sorted(days)
    first, last = ordered[0], ordered[-1]
    return f"on {first}" if first == last else f"from {first} to {last}"


def circumstances(command: str, engines: Iterable[str]) -> str:
    """Return a sentence with the day, the command, the machine and the browsers ("chromium 120.0")."""
    today = date.today().isoformat()
    cores = os.cpu_count() or 1
    return (
        f"Measured on {today} by `{command}`, on {cores} core{'' if cores == 1 else 's'} ({cpu_model()}),"
        f" with {', '.join(engines) or 'no browser'}."
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown. Each row has one entry for each column."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def cpu_model() -> str:
    """Return the name of the processor, as the kernel reports it."""
    lines = CPU_INFO.read_text(encoding="utf-8").splitlines() if CPU_INFO.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
