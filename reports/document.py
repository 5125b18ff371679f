"""report.json: its text, and the report that is read back from it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from graphlib import CycleError
from pathlib import Path
from typing import Any, NoReturn

from jsonschema import Draft202012Validator

from errors import UserError
from reports.analysis.prerequisites import prerequisites_first
from reports.model import FLASK, Figure, Report, Result
from reports.text import one_line

SCHEMA = Path(__file__).with_name("report.schema.json")
RENAMED = {
    "clauses": {"rests_on": "depends_on", "needs": "requires"},
    "implementations": {"lapsed": "stale"},
}
"""Fields of older reports, by the list whose items have them, and their names since."""


class BadReport(UserError):
    """A file is not a valid report. The message says in one line what is wrong, where, and how to fix it."""


def text_of(report: Report, path: Path) -> str:
    """Return the text of report.json, the file `path`. Raises BadReport if it could not be read back."""
    try:
        text = json.dumps(report.to_json(), indent=2, ensure_ascii=True, allow_nan=False) + "\n"
    except ValueError as problem:
        raise _bad(path, f"cannot be written as JSON ({problem})", "use plain, finite values") from problem
    _parsed(text.encode(), path)
    return text


def read(path: Path) -> Report:
    """Return the report in the file `path`, also one that the release before wrote. Raises BadReport."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise _bad(
            path, f"cannot be read ({problem.strerror or problem})", "name the report.json of a run"
        ) from problem
    return _parsed(content, path)


def _parsed(content: bytes, path: Path) -> Report:
    """Return the report in `content`. Raises BadReport unless it is valid and its parts fit together."""
    try:
        data = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError) as problem:
        raise _bad(path, f"is not JSON ({problem})", "name the report.json of a run") from problem
    _upgrade(data)
    if mistake := next(_validator().iter_errors(data), None):
        what = f"{mistake.json_path} does not match the schema ({mistake.message})"
        raise _bad(path, what, "judge again, or use the release of the suite that wrote it")
    report = Report.from_json(data)
    _check_whole(report, path)
    return report


def _upgrade(data: Any) -> None:
    """Give the fields of an older report their names of today, in place.

    Leaves alone what is not shaped as a report: the schema says what is wrong with it.
    """
    for name, renamed in RENAMED.items():
        items = data.get(name) if isinstance(data, dict) else None
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict):
                for old in renamed.keys() & item.keys():
                    item.setdefault(renamed[old], item.pop(old))
    with suppress(TypeError, LookupError, AttributeError):
        for item in data["implementations"]:
            if "engines" in item:
                item["planned"] = _planned(data, item.pop("engines"))


def _planned(data: dict[str, Any], engines: list[str]) -> list[dict[str, Any]]:
    """Return the cells that were planned in a report that names only the engines."""
    backends = {each["name"]: each.get("backend", FLASK) for each in data["engines"]}

    def of(clause: dict[str, Any]) -> list[str]:
        if not clause.get("in_browser", True):
            return [""]
        applies_to = clause.get("backends") or [backends.get(name, FLASK) for name in engines]
        return [name for name in engines if backends.get(name, FLASK) in applies_to]

    return [
        {"clause": each["id"], "engines": of(each), "storage_types": each["storage_types"] or [""]}
        for each in data["clauses"]
        if not each.get("untestable")
    ]


def _check_whole(report: Report, path: Path) -> None:
    """Raise BadReport if a result or figure is about a clause or store that the report does not list."""
    clauses = {clause.id for clause in report.clauses}
    try:
        unknown = set(prerequisites_first(report.clauses)) - clauses
    except CycleError as problem:
        cycle = " -> ".join(problem.args[1])
        raise _bad(path, f"its clauses depend on each other: {cycle}", "take one of them out") from problem
    if unknown:
        what = f"$.clauses: a clause depends on {min(unknown)!r}, which is none of its clauses"
        raise _bad(path, what, "list that clause, or take it out of depends_on")
    for number, store in enumerate(report.implementations):
        if strange := {each.clause for each in store.planned} - clauses:
            what = f"$.implementations[{number}].planned names {min(strange)!r}, not listed in $.clauses"
            raise _bad(path, what, "judge again, or remove it")
    implementations = {implementation.spec for implementation in report.implementations}
    for number, result in enumerate(report.results):
        if result.clause not in clauses:
            raise _bad(
                path,
                f"$.results[{number}].clause is {result.clause!r}, not listed in $.clauses",
                "judge again, or remove the result",
            )
    listings: dict[str, Sequence[Result | Figure]] = {"results": report.results, "figures": report.figures}
    for kind, listed in listings.items():
        for number, each in enumerate(listed):
            if each.implementation not in implementations:
                place = f"$.{kind}[{number}].implementation"
                what = f"{place} is {each.implementation!r}, which is not listed in $.implementations"
                raise _bad(path, what, "judge again, or remove it")


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value")


def _bad(path: Path, what: str, fix: str) -> BadReport:
    return BadReport(f"{one_line(path)}: {one_line(what)}; {fix}")
