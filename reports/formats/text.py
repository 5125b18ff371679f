"""What the documents say alike: text that hides nothing, where a clause broke, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.model import Clause, Level, Result

NO_BROWSER = "no browser"
"""Said in place of the engine where a clause needs none."""


@dataclass(frozen=True)
class Break:
    """One clause of one implementation that failed, in one cell or more.

    `expected` and `observed` are the first cell's; `otherwise` counts the ways that others broke it.
    """

    clause: Clause
    where: str
    expected: str
    observed: str
    otherwise: int


@dataclass(frozen=True)
class Fault:
    """One thing that went wrong with the judge, and where it first did."""

    reason: str
    clause: str
    where: str
    cells: int


def visible(text: str, keep: str = "") -> str:
    """`text` with each character that prints nothing, or steers what prints it, spelled out as an escape.

    That takes in control characters, lone surrogates, direction marks and odd spaces; those in `keep` stay.
    """
    return "".join(
        char if char.isprintable() or char in keep else char.encode("unicode_escape").decode()
        for char in text
    )


def plain(text: str) -> str:
    """`text` as one line of printable ASCII, fit for any terminal and any log."""
    return visible(text).encode("ascii", "backslashreplace").decode()


def short(text: str, width: int = 80) -> str:
    """`text`, or as much of it as fits `width` characters with the sign that more follows."""
    return text if len(text) <= width else text[: width - 3] + "..."


def ends(text: str, width: int = 80) -> str:
    """`text`, or as much of its beginning and its end as fits `width` characters, with a sign between."""
    half = (width - 5) // 2
    return text if len(text) <= width else f"{text[:half]} ... {text[-half:]}"


def story(clause: Clause, result: Result, width: int | None = None) -> str:
    """What became of a cell, for people: clause, expected, observed, what was done, how to see it again.

    Lines that tell what was done and seen are shortened to `width` characters, if that is given.
    """

    head = [f"{clause.level}: {clause.text}", f"  the docs, {clause.heading!r}: {clause.quote}"]
    seen = [f"  expected: {result.expected}", f"  observed: {result.observed}"]
    told = [
        *([f"  reason:   {result.reason}"] if result.reason else []),
        *(seen if result.expected or result.observed else []),
        *(f"  {number}. {step}" for number, step in enumerate(result.history, 1)),
    ]
    again = f"  again:    {result.rerun}"
    head, told, [again] = ([visible(line, keep="\t") for line in part] for part in (head, told, [again]))
    # Shortened after escaping: a store's escapes may not push the rest out of sight.
    return "\n".join([*head, *(ends(line, width) if width else line for line in told), again])


def where(results: Iterable[Result]) -> str:
    """The cells of `results` in words, storage types and engines: "local, session in chromium"."""
    types_by_engine: dict[str, list[str]] = {}
    for result in results:
        types = types_by_engine.setdefault(result.engine, [])
        if result.storage_type and result.storage_type not in types:
            types.append(result.storage_type)
    engines_by_types: dict[tuple[str, ...], list[str]] = {}
    for engine, types in types_by_engine.items():
        engines_by_types.setdefault(tuple(types), []).append(engine or NO_BROWSER)
    return "; ".join(
        " in ".join(filter(None, [", ".join(types), ", ".join(engines)]))
        for types, engines in engines_by_types.items()
    )


def breaks(failed: list[Result], clauses: list[Clause]) -> list[Break]:
    """The clauses that `failed` break, firmest level first, then in the order of `clauses`."""
    by_clause: dict[str, list[Result]] = {}
    for result in failed:
        by_clause.setdefault(result.clause, []).append(result)
    order = list(Level)
    return [
        _break(clause, by_clause[clause.id])
        for clause in sorted(clauses, key=lambda clause: order.index(clause.level))
        if clause.id in by_clause
    ]


def _break(clause: Clause, results: list[Result]) -> Break:
    ways = dict.fromkeys((result.expected, result.observed) for result in results)
    (expected, observed), *others = ways
    return Break(clause, where(results), expected, observed, len(others))


def faults(errors: list[Result]) -> list[Fault]:
    """The distinct reasons among `errors`, in the order in which they came."""
    by_reason: dict[str, list[Result]] = {}
    for result in errors:
        by_reason.setdefault(result.reason, []).append(result)
    return [
        Fault(reason, results[0].clause, where(results[:1]), len(results))
        for reason, results in by_reason.items()
    ]
