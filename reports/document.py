"""Writes report.json with the documents made from it, and reads report.json back."""

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
from reports.analysis.compare import Comparison
from reports.analysis.history import StoreHistory
from reports.analysis.prerequisites import prerequisites_first
from reports.analysis.releases import Releases
from reports.files import CannotWrite, cannot_write, replace
from reports.formats import badge, html, junit
from reports.formats.history import history_page
from reports.formats.markdown import releases_table
from reports.model import FLASK, Figure, Report, Result
from reports.text import one_line

SCHEMA = Path(__file__).with_name("report.schema.json")
RENAMED = {
    "clauses": {"rests_on": "depends_on", "needs": "requires"},
    "implementations": {"lapsed": "stale"},
}
"""Fields of older reports, by the list whose items have them, and their names since."""

DOCUMENTS = ("index.html", "contract.html", "junit.xml", "badge.svg", "badge.json", "report.json")
"""The files of a report. The last to go is the one that the others are made from."""


class BadReport(UserError):
    """A file is not a valid report. The message says in one line what is wrong, where, and how to fix it."""


def discard(folder: Path) -> None:
    """Remove the documents of an earlier report from `folder`, if there is one. Raises CannotWrite."""
    if not (folder / "report.json").exists():
        return  # what else is there is not ours
    try:
        for name in DOCUMENTS:
            (folder / name).unlink(missing_ok=True)
    except OSError as problem:
        raise cannot_write(folder, problem) from problem


def write(report: Report, folder: Path, comparison: Comparison | None = None) -> list[Path]:
    """Write report.json, the pages, junit.xml and the badges to `folder`; return their paths.

    Creates the folder if missing. The page shows the `comparison` with a baseline, if there is one. Each file
    is replaced as a whole, so a reader never finds half a document. Raises BadReport if the report could not
    be read back, CannotWrite if the folder or disk does not accept it.
    """
    documents = {
        "report.json": _json(report, folder / "report.json"),
        "index.html": html.render(report, comparison),
        "contract.html": html.render_contract(report.clauses),
        "junit.xml": junit.render(report),
        "badge.svg": badge.svg(report),
        "badge.json": badge.endpoint(report),
    }
    return _put(documents, folder)


def _put(documents: dict[str, str], folder: Path) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in documents.items():
            replace(folder / name, content.encode("utf-8", "backslashreplace"))
    except OSError as problem:
        raise CannotWrite(
            f"{one_line(folder)}: cannot write the report ({problem.strerror or problem});"
            " name a folder that you can write to, or free some space"
        ) from problem
    return [folder / name for name in documents]


def _json(report: Report, path: Path) -> str:
    """Return the text of report.json. Raises BadReport if it could not be read back."""
    try:
        text = json.dumps(report.to_json(), indent=2, ensure_ascii=True, allow_nan=False) + "\n"
    except ValueError as problem:
        raise _bad(path, f"cannot be written as JSON ({problem})", "use plain, finite values") from problem
    _parsed(text.encode(), path)
    return text


def write_releases(compared: Releases, folder: Path, command: str) -> list[Path]:
    """Write the releases of a store side by side to `folder`: releases.md, releases.html.

    Returns their paths. Both name `command` as what made them. Raises CannotWrite.
    """
    return _put(
        {
            "releases.md": releases_table(compared, command),
            "releases.html": html.render_releases(compared, command),
        },
        folder,
    )


def write_history(past: StoreHistory, folder: Path) -> list[Path]:
    """Write the history of a store to `folder`: history.html. Returns its path. Raises CannotWrite."""
    return _put({"history.html": history_page(past)}, folder)


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
