"""Reads clauses.toml and holds it against the docs and the tests: nothing silent, nothing invented."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from compat import tomllib
from errors import UserError
from reports.model import Clause, Level

CONTRACT = Path(__file__).parents[2] / "conformance"
FAULTS = CONTRACT.parent / "fixtures" / "stores" / "faults.toml"
HELP = "help(dcc.Store)"
HEADINGS = (
    "Store clicks example",
    "Share data between callbacks",
    "Storage Limitations",
    "Retrieving the initial store data",
    "dcc.Store Properties",
)
STORAGE_TYPES = ("memory", "session", "local")


class BadCatalogue(UserError):
    """The contract, its sources and its tests do not fit together; one line a mistake."""


@dataclass(frozen=True)
class Informative:
    """A passage of the docs that promises nothing, from the words `quote` to the words `until`."""

    heading: str
    quote: str
    until: str
    reason: str


@dataclass(frozen=True)
class Catalogue:
    """The clauses in the order in which they are judged, and the passages that are none."""

    clauses: list[Clause]
    informative: list[Informative]

    def __getitem__(self, id: str) -> Clause:
        return next(clause for clause in self.clauses if clause.id == id)

    def mistakes(self, sources: dict[str, str], tests: dict[str, list[str]]) -> list[str]:
        """What does not fit, a line each. `sources` maps headings to texts, `tests` the names of test
        functions to the clause ids that they are marked with."""
        return [
            *self._in_itself(),
            *self._against_tests(tests),
            *self._against_sources(sources),
        ]

    def _in_itself(self) -> Iterator[str]:
        known: set[str] = set()
        for clause in self.clauses:
            if clause.id in known:
                yield f"clause {clause.id}: the id is there twice"
            for ground in clause.depends_on:
                if ground not in known:
                    yield f"clause {clause.id}: rests on {ground}, which is no clause above it"
                elif not clause.level.includes(self[ground].level):
                    yield f"clause {clause.id}: rests on {ground}, which is of a softer level"
            for storage_type in clause.storage_types:
                if storage_type not in STORAGE_TYPES:
                    yield f"clause {clause.id}: no such storage type: {storage_type}"
            known.add(clause.id)

    def _against_tests(self, tests: dict[str, list[str]]) -> Iterator[str]:
        known = {clause.id for clause in self.clauses}
        for test, ids in tests.items():
            if len(ids) != 1:
                yield f"{test}: marked with {len(ids)} clauses, one is wanted"
            for id in ids:
                if id not in known:
                    yield f"{test}: marked with {id!r}, which is no clause of clauses.toml"
        marked = Counter(id for ids in tests.values() for id in ids)
        for clause in self.clauses:
            if marked[clause.id] == 0 and not clause.untestable:
                yield f"clause {clause.id}: no test is marked with it, and it gives no reason in 'untestable'"
            if marked[clause.id] > 1:
                yield f"clause {clause.id}: {marked[clause.id]} tests are marked with it, one is wanted"
            if marked[clause.id] and clause.untestable:
                yield f"clause {clause.id}: said to be untestable, but has a test"

    def _against_sources(self, sources: dict[str, str]) -> Iterator[str]:
        claimed: dict[str, list[tuple[int, int]]] = {heading: [] for heading in sources}
        for where, heading, quote, until in self._passages():
            text = sources.get(heading)
            if text is None:
                yield f"{where}: the docs have no heading {heading!r}"
                continue
            start = text.find(_plain(quote))
            end = text.find(_plain(until), max(start, 0))
            if start < 0 or end < 0:
                yield f"{where}: {quote if start < 0 else until!r} is not in the docs under {heading!r}"
                continue
            claimed[heading].append((start, end + len(_plain(until))))
        for heading, text in sources.items():
            for start, end in _sentences(text):
                if not any(first < end and start < last for first, last in claimed[heading]):
                    yield f"docs, {heading!r}: no clause and no reason for {text[start:end]!r}"

    def _passages(self) -> Iterator[tuple[str, str, str, str]]:
        for clause in self.clauses:
            yield f"clause {clause.id}", clause.heading, clause.quote, clause.quote
        for passage in self.informative:
            yield "informative", passage.heading, passage.quote, passage.until


def read(path: Path = CONTRACT / "clauses.toml", faults: Path = FAULTS) -> Catalogue:
    """The catalogue in `path`, each clause with the faults declared to break it. Raises BadCatalogue."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        ground = data.get("prerequisites", [])
        proofs = _proofs(faults)
        clauses = [_clause(entry, ground, proofs) for entry in data.get("clause", [])]
        informative = [
            Informative(entry["heading"], entry["quote"], entry.get("until", entry["quote"]), entry["reason"])
            for entry in data.get("informative", [])
        ]
    except (OSError, ValueError, TypeError) as problem:
        raise BadCatalogue(f"{path.name}: {problem}") from problem
    except KeyError as problem:
        raise BadCatalogue(f"{path.name}: an entry lacks {problem}") from problem
    return Catalogue(clauses, informative)


def _proofs(faults: Path) -> dict[str, list[str]]:
    """The names of the faults that break each clause, by its id."""
    proofs: dict[str, list[str]] = {}
    for fault in tomllib.loads(faults.read_text(encoding="utf-8"))["fault"]:
        for broken in fault["breaks"]:
            proofs.setdefault(broken.partition(" in ")[0], []).append(fault["name"])
    return proofs


def _clause(entry: dict[str, Any], ground: list[str], proofs: dict[str, list[str]]) -> Clause:
    allowed = set(Clause.__dataclass_fields__) - {"faults"}
    if unknown := set(entry) - allowed:
        raise BadCatalogue(f"clause {entry.get('id')}: no such entry: {', '.join(sorted(unknown))}")
    depends_on = entry.get("depends_on", [])
    if entry["id"] not in ground and entry.get("storage_types"):
        depends_on = [*ground, *depends_on]
    faults = proofs.get(entry["id"], [])
    return Clause(**{**entry, "level": Level(entry["level"]), "depends_on": depends_on, "faults": faults})


def sources(folder: Path = CONTRACT / "docs") -> dict[str, str]:
    """The docs by heading, as `_folded` has them; what stands above the first heading is under ""."""
    page = (folder / "dcc-store-docs.txt").read_text(encoding="utf-8")
    parts = re.split(f"^({'|'.join(map(re.escape, HEADINGS))})$", page, flags=re.MULTILINE)
    texts = {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}
    texts[HELP] = (folder / "dcc-store-help.txt").read_text(encoding="utf-8")
    return {heading: _folded(text) for heading, text in texts.items()}


def marked_tests(folder: Path = CONTRACT) -> dict[str, list[str]]:
    """The clause ids that the tests of the modules in `folder` are marked with, by FILE::FUNCTION."""
    return {test: [id for id, _ in marks] for test, marks in _marked(folder).items()}


def stories() -> dict[str, str]:
    """The stories that tests share with others, by FILE::FUNCTION. A test whose storage types keep company
    (see fixtures/page/shared_page.py) has one of its own."""
    return {test: story for test, marks in _marked(CONTRACT).items() for _, story in marks if story}


@cache
def _marked(folder: Path) -> dict[str, list[tuple[str, str]]]:
    return {
        f"{path.name}::{node.name}": list(_marks(node, _own_story(node)))
        for path in sorted(folder.glob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def _own_story(function: ast.FunctionDef) -> str:
    """The name of the test, if its cells of several storage types share a page, else ""."""
    given = {argument.arg for argument in function.args.args}
    return function.name if {"page", "storage_type"} <= given else ""


def _marks(function: ast.FunctionDef, own_story: str) -> Iterator[tuple[str, str]]:
    """The clause id and the story of each decorator."""
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(func=ast.Name(id="clause"), args=[ast.Constant(value=str(id))], keywords=named):
                told = [each.value.value for each in named if isinstance(each.value, ast.Constant)]
                yield id, str(told[0]) if told else own_story


def checked() -> Catalogue:
    """The project's catalogue, held against its docs and tests. Raises BadCatalogue."""
    catalogue = read()
    if mistakes := catalogue.mistakes(sources(), marked_tests()):
        raise BadCatalogue("\n".join(mistakes))
    return catalogue


def _plain(text: str) -> str:
    return " ".join(text.split())


def _folded(text: str) -> str:
    """On one line, without comment marks; a pilcrow where a line ends without a stop before a capital."""
    lines = [re.sub(r"^# ?", "", line.strip()) for line in text.splitlines()]
    marked = re.sub(r"(?<=[^.:?!\n])\n+(?=[A-Z•])", " ¶ ", "\n".join(lines))
    return _plain(marked)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a folded text begin and end; a piece without a word is none."""
    start = 0
    for gap in re.finditer(r"(?<=[.:?!¶]) |$", text):
        if re.search(r"\w", text[start : gap.start()]):
            yield start, gap.start()
        start = gap.end()
