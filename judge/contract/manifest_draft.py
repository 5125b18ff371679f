"""Drafts a manifest from the results of a run, keeping what an existing one says and its comments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace

import tomlkit
from tomlkit.items import AoT, Comment, Table, Whitespace

from judge.contract.manifest import REASON_MISSING, Manifest, proof_of_support
from reports.analysis.conclusion import blocked_by
from reports.analysis.grouping import NO_BROWSER, engines_by_storage_types
from reports.model import Clause, Deviation, Result, Verdict

Gap = Comment | Whitespace
"""The text between the entries of a table."""


def draft(manifest: Manifest, results: Iterable[Result], clauses: Iterable[Clause]) -> str:
    """Return a manifest, as TOML, that declares what `results` show to be broken.

    It keeps the declarations of `manifest` that `results` do not contradict, with their comments. New ones
    quote their clause in a comment; their reasons are left to fill in. What stays blocked by a declaration is
    not declared.
    """
    own = [result for result in results if result.implementation == manifest.store]
    clauses = list(clauses)
    by_chance = {blocked_by(clause.id) for clause in clauses if clause.blocks_when_declared}
    failed = [
        result
        for result in own
        if Verdict.FAIL in (result.verdict, result.found) and result.reason not in by_chance
    ]
    texts = {clause.id: clause.text for clause in clauses}
    document = tomlkit.parse(manifest.text or tomlkit.dumps({"store": manifest.store}))
    _set_unsupported(document, [each for each in manifest.unsupported if not proof_of_support(each, own)])
    tables = _take_deviations(document, manifest)
    declared = tomlkit.aot()
    kept: list[Table] = []
    for deviation, (comments, table) in zip(manifest.deviations, tables, strict=True):
        parts = _as_it_happens(deviation, own)
        for comment in comments if parts else []:
            (declared[-1] if declared else document).add(comment)
        for number, part in enumerate(parts):
            declared.append(_table(part, table if number == 0 else tomlkit.table()))
            if number == 0 and manifest.text:
                kept.append(declared[-1])
    for id in dict.fromkeys(result.clause for result in failed):
        for part in _cut(Deviation(id, REASON_MISSING), failed):
            table = tomlkit.table()
            if text := texts.get(id):
                table.add(tomlkit.comment(text))
            declared.append(_table(part, table))
    if declared:
        document.append("deviation", declared)
    for table in kept:
        table.trivia.indent = ""  # tomlkit would separate the table from the comment above it
    return tomlkit.dumps(document)


def _set_unsupported(document: tomlkit.TOMLDocument, features: list[str]) -> None:
    """Declare these features in the document, and no others, under the key that it uses."""
    for name in ("absent", "unsupported"):
        if name in document:
            if kept := [each for each in document[name] if each in features]:
                _set(document, name, kept)
            else:
                document.remove(name)
            features = [each for each in features if each not in kept]
    if features:
        document.append("unsupported", tomlkit.item(features))


def _take_deviations(document: tomlkit.TOMLDocument, manifest: Manifest) -> list[tuple[list[Gap], Table]]:
    """Take the tables of the deviations out of the document; return each with the comments above it."""
    tables = document.get("deviation")
    if tables is None:
        return [([], tomlkit.table()) for _ in manifest.deviations]
    document.remove("deviation")
    if not isinstance(tables, AoT):  # an array of inline tables, which has no comments between them
        return [([], tomlkit.table()) for _ in manifest.deviations]
    found: list[tuple[list[Gap], Table]] = []
    comments: list[Gap] = []
    for table in tables:
        body = table.value.body
        end = max(place for place, (key, _) in enumerate(body) if key is not None) + 1
        below = [item for _, item in body[end:] if isinstance(item, Gap)]
        del body[end:]
        found.append((comments, table))
        comments = below
    return found


def _table(deviation: Deviation, table: Table) -> Table:
    """Return the table with the values of the deviation, and with its comments."""
    for name, value in asdict(deviation).items():
        if value:
            _set(table, name, value)
        elif name in table:
            table.remove(name)
    return table


def _set(table: tomlkit.TOMLDocument | Table, name: str, value: object) -> None:
    """Set a value unless it is the same already, which keeps its comment and its format."""
    if name not in table:
        table.add(name, tomlkit.item(value))
    elif str(table[name]) != str(value):
        table[name] = value


def _as_it_happens(deviation: Deviation, results: list[Result]) -> list[Deviation]:
    """Return the part of a declaration that still holds.

    That is all of it if this run has not judged it; the other cells, if one of its cells passes; nothing if
    it has expired.
    """
    covered = [result for result in results if deviation.covers(result)]
    verdicts = {result.verdict for result in covered}
    if Verdict.PASS in verdicts:
        return _cut(deviation, [each for each in covered if Verdict.DEVIATION in (each.verdict, each.found)])
    return [] if Verdict.FAIL in verdicts else [deviation]


def _cut(deviation: Deviation, results: Iterable[Result]) -> list[Deviation]:
    """Return the deviation, for only those storage types and engines that `results` on its clause have."""
    own = [result for result in results if result.clause == deviation.clause]
    return [
        replace(
            deviation,
            storage_types=list(storage_types),
            engines=[each for each in engines if each != NO_BROWSER],
        )
        for storage_types, engines in engines_by_storage_types(own).items()
    ]
