"""Checks the catalogue against itself, the tests and the docs: nothing silent, nothing invented."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fixtures.server.backends import BACKENDS
from judge.contract.catalogue import CONTRACT, STORAGE_TYPES, BadCatalogue, Catalogue, read
from judge.contract.clause import ClauseTest, clause_tests, marked_tests
from reports.model import Clause

HELP = "help(dcc.Store)"
SEEN_IN = re.compile(r"[\w.-]+/[\w.-]+ #\d+|dash \d+\.\d+\.\d+")
HEADINGS = (
    "Store clicks example",
    "Share data between callbacks",
    "Storage Limitations",
    "Retrieving the initial store data",
    "dcc.Store Properties",
)


def checked() -> Catalogue:
    """Return the project's catalogue, checked. Raises BadCatalogue with a line for each mistake."""
    catalogue = read()
    if mistakes := find_mistakes(catalogue, sources(), marked_tests()):
        raise BadCatalogue("\n".join(mistakes))
    found = {each.clause: (name, each) for name, tests in clause_tests().items() for each in tests}
    clauses = [_with_test(clause, *found.get(clause.id, ("", None))) for clause in catalogue.clauses]
    return replace(catalogue, clauses=clauses)


def _with_test(clause: Clause, name: str, test: ClauseTest | None) -> Clause:
    if test is None:
        return clause
    return replace(clause, test=name, source=test.source, in_browser=test.needs_browser)


def find_mistakes(
    catalogue: Catalogue, sources: Mapping[str, str], tests: Mapping[str, Sequence[str]]
) -> list[str]:
    """Return the contradictions, one line for each. `sources` maps headings to texts, `tests` maps the names
    of test functions to the ids of the clauses that they are marked with."""
    return [
        *_check_clauses(catalogue),
        *_check_tests(catalogue, tests),
        *_check_sources(catalogue, sources),
    ]


def sources(folder: Path = CONTRACT / "docs") -> dict[str, str]:
    """Return the docs by heading, as `_folded` has them; the text above the first heading is under ""."""
    page = (folder / "dcc-store-docs.txt").read_text(encoding="utf-8")
    parts = re.split(f"^({'|'.join(map(re.escape, HEADINGS))})$", page, flags=re.MULTILINE)
    texts = {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}
    texts[HELP] = (folder / "dcc-store-help.txt").read_text(encoding="utf-8")
    return {heading: _folded(text) for heading, text in texts.items()}


def _check_clauses(catalogue: Catalogue) -> Iterator[str]:
    known: set[str] = set()
    for clause in catalogue.clauses:
        if clause.id in known:
            yield f"clause {clause.id}: the id is used twice"
        for prerequisite in clause.depends_on:
            if prerequisite not in known:
                yield f"clause {clause.id}: depends on {prerequisite}, which is no clause above it"
            elif not clause.level.includes(catalogue[prerequisite].level):
                yield f"clause {clause.id}: depends on {prerequisite}, which is of a softer level"
        for storage_type in clause.storage_types:
            if storage_type not in STORAGE_TYPES:
                yield f"clause {clause.id}: no such storage type: {storage_type}"
        for backend in clause.backends:
            if backend not in BACKENDS:
                yield f"clause {clause.id}: no such backend: {backend}"
        for place in clause.seen_in:
            if not SEEN_IN.fullmatch(place):
                yield f"clause {clause.id}: seen in {place}: use OWNER/REPOSITORY #NUMBER or dash VERSION"
        known.add(clause.id)


def _check_tests(catalogue: Catalogue, tests: Mapping[str, Sequence[str]]) -> Iterator[str]:
    known = {clause.id for clause in catalogue.clauses}
    for test, ids in tests.items():
        if len(ids) != 1:
            yield f"{test}: marked with {len(ids)} clauses; mark it with one"
        for id in ids:
            if id not in known:
                yield f"{test}: marked with {id!r}, which is no clause of clauses.toml"
    marked = Counter(id for ids in tests.values() for id in ids)
    for clause in catalogue.clauses:
        if marked[clause.id] == 0 and not clause.untestable:
            yield f"clause {clause.id}: no test is marked with it, and it gives no reason in 'untestable'"
        if marked[clause.id] > 1:
            yield f"clause {clause.id}: {marked[clause.id]} tests are marked with it; mark one"
        if marked[clause.id] and clause.untestable:
            yield f"clause {clause.id}: declared untestable, but has a test"


def _check_sources(catalogue: Catalogue, sources: Mapping[str, str]) -> Iterator[str]:
    claimed: dict[str, list[tuple[int, int]]] = {heading: [] for heading in sources}
    for where, heading, quote, until in _passages(catalogue):
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


def _passages(catalogue: Catalogue) -> Iterator[tuple[str, str, str, str]]:
    for clause in catalogue.clauses:
        yield f"clause {clause.id}", clause.heading, clause.quote, clause.quote
    for passage in catalogue.informative:
        yield "informative", passage.heading, passage.quote, passage.until


def _plain(text: str) -> str:
    return " ".join(text.split())


def _folded(text: str) -> str:
    """Return `text` on one line, without comment marks; a pilcrow marks the end of a line that has no full
    stop and is followed by a capital."""
    lines = [re.sub(r"^# ?", "", line.strip()) for line in text.splitlines()]
    marked = re.sub(r"(?<=[^.:?!\n])\n+(?=[A-Z•])", " ¶ ", "\n".join(lines))
    return _plain(marked)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a folded text begin and end; a piece without a word is none."""
    start = 0
    for gap in re.finditer(r"(?<=[.:?!¶]) |$", text):
        if re.search(r"\w", text[start : gap.start()]):
            yield start, gap.start()
        start = gap.end()
