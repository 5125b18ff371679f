"""Writes a report as report.json and the documents made of it, and reads report.json back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

from jsonschema import Draft202012Validator

from errors import UserError
from reports.analysis.compare import Comparison
from reports.analysis.releases import Releases
from reports.analysis.releases import markdown as table
from reports.files import CannotWrite, replace
from reports.formats import badge, html, junit
from reports.model import Figure, Report, Result
from reports.text import one_line

SCHEMA = Path(__file__).with_name("report.schema.json")


class BadReport(UserError):
    """This is no report; the message says in one line what is wrong, where, and how to mend it."""


def write(report: Report, folder: Path, comparison: Comparison | None = None) -> list[Path]:
    """Write report.json, the pages, junit.xml and the badges to `folder`, which is made if need be.

    The page tells of the `comparison` with a baseline, if there is one. Returns the paths. A reader finds
    the old document or the new one, never a half. Raises BadReport if what would be written could not be
    read back, CannotWrite if the disk refuses.
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
            " name a folder that can be written to, or make room there"
        ) from problem
    return [folder / name for name in documents]


def _json(report: Report, path: Path) -> str:
    """The text of report.json, which can be read back. Raises BadReport."""
    try:
        text = json.dumps(report.to_json(), indent=2, ensure_ascii=True, allow_nan=False) + "\n"
    except ValueError as problem:
        raise _bad(path, f"cannot be said in JSON ({problem})", "give plain, finite values") from problem
    _parsed(text.encode(), path)
    return text


def write_releases(compared: Releases, folder: Path, command: str) -> list[Path]:
    """Write the releases of a store side by side to `folder`, as releases.md and releases.html; returns their
    paths. `command` is what made them. Raises CannotWrite if the disk refuses."""
    return _put(
        {"releases.md": table(compared, command), "releases.html": html.render_releases(compared, command)},
        folder,
    )


def read(path: Path) -> Report:
    """The report in the file `path`. Raises BadReport."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise _bad(
            path, f"cannot be read ({problem.strerror or problem})", "name a report.json that a run wrote"
        ) from problem
    return _parsed(content, path)


def _parsed(content: bytes, path: Path) -> Report:
    """The report that `content` is, valid by the schema and whole in itself. Raises BadReport."""
    try:
        data = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError) as problem:
        raise _bad(path, f"is not JSON ({problem})", "name a report.json that a run wrote") from problem
    if mistake := next(_validator().iter_errors(data), None):
        told = f"{mistake.json_path} is not as the schema has it ({mistake.message})"
        raise _bad(path, told, "judge again, or render it with the release that wrote it")
    report = Report.from_json(data)
    _check_whole(report, path)
    return report


def _check_whole(report: Report, path: Path) -> None:
    clauses = {clause.id for clause in report.clauses}
    implementations = {implementation.spec for implementation in report.implementations}
    for number, result in enumerate(report.results):
        if result.clause not in clauses:
            raise _bad(
                path,
                f"$.results[{number}].clause is {result.clause!r}, which is none of its clauses",
                "judge again, or take the result out",
            )
    told: dict[str, Sequence[Result | Figure]] = {"results": report.results, "figures": report.figures}
    for kind, listed in told.items():
        for number, each in enumerate(listed):
            if each.implementation not in implementations:
                raise _bad(
                    path,
                    f"$.{kind}[{number}].implementation is {each.implementation!r}, which it does not list",
                    "judge again, or take it out",
                )


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON value")


def _bad(path: Path, what: str, mend: str) -> BadReport:
    return BadReport(f"{one_line(path)}: {one_line(what)}; {mend}")
