"""A store's manifest: what it does not have, and the deviations that its makers know of.

A deviation that happens as declared is told as such and does not fail the gate; one that no longer happens,
or has expired, does. manifest.schema.json describes the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from compat import tomllib
from errors import UserError
from judge.contract.catalogue import STORAGE_TYPES, Catalogue
from reports.analysis.grouping import describe_cells
from reports.model import Clause, Result, Verdict

SCHEMA = Path(__file__).with_name("manifest.schema.json")
SHOW = {
    "memory": {"data.put-is-seen", "memory.empty-after-reload"},
    "session": {"stored.survives-reload", "session.in-session-storage"},
    "local": {"stored.survives-reload", "local.in-local-storage"},
    "clear_data": {"clear.callbacks-see-none"},
}
"""The clauses that show of a store that it has something, if it keeps them all in an engine."""
TO_BE_GIVEN = "to be filled in"
"""The reason in a draft."""
KEPT = "; all the same it keeps this clause"
"""What is told of a cell where it keeps one that it is declared not to be able to keep."""


class BadManifest(UserError):
    """The file is no manifest; a line for each mistake says what, where and how to mend it."""


@dataclass(frozen=True)
class Deviation:
    """A clause that the store breaks, in those storage types and engines (none: in all)."""

    clause: str
    reason: str
    storage_types: list[str] = field(default_factory=list)
    engines: list[str] = field(default_factory=list)
    link: str = ""
    expires: str = ""

    def covers(self, result: Result) -> bool:
        """Whether it speaks of that cell."""
        return (
            result.clause == self.clause
            and (not self.storage_types or result.storage_type in self.storage_types)
            and (not self.engines or result.engine in self.engines)
        )

    def has_expired(self, today: date) -> bool:
        """Whether its last day has passed."""
        return bool(self.expires) and date.fromisoformat(self.expires) < today

    def __str__(self) -> str:
        told = " in ".join(filter(None, (", ".join(self.storage_types), ", ".join(self.engines))))
        return f"{self.clause} [{told}]" if told else self.clause


@dataclass(frozen=True)
class Manifest:
    """What the makers of `store` (MODULE:NAME) declare."""

    store: str
    absent: list[str] = field(default_factory=list)
    deviations: list[Deviation] = field(default_factory=list)

    def lacks(self, clause: Clause, storage_type: str | None) -> list[str]:
        """What the store does not have of all that the clause needs, for that storage type."""
        return [each for each in self.absent if each in (*clause.requires, storage_type)]

    def stale(self, results: Iterable[Result], today: date) -> list[str]:
        """A line for each declaration that does not hold, by what `results` say of the store."""
        own = [result for result in results if result.implementation == self.store]
        present = [line for each in self.absent if (line := present_in(each, own))]
        return present + [line for each in self.deviations if (line := _staleness(each, own, today))]

    def told(self, result: Result, today: date) -> Result:
        """A result of the store's: if it is a failure that is declared, as the deviation that it is."""
        declared = [each for each in self.deviations if each.covers(result) and not each.has_expired(today)]
        if result.verdict is not Verdict.FAIL or not declared:
            return result
        reason = " ".join(filter(None, (declared[0].reason, declared[0].link)))
        return replace(result, verdict=Verdict.DEVIATION, reason=f"declared: {reason}")


def is_inverse(clause: str, lacking: list[str]) -> bool:
    """Whether the clause is judged all the same of a store that lacks one thing: it would show that thing."""
    return len(lacking) == 1 and clause in SHOW[lacking[0]]


def as_absent(result: Result, lacking: list[str]) -> Result:
    """The result of a cell for which the store is declared to lack something. If it was judged all the same,
    and fails or ends in error (a store may refuse what it has not), that is as declared."""
    kept = KEPT if result.verdict is Verdict.PASS else ""
    reason = f"declared: the store has no {' and no '.join(lacking)}{kept}"
    bare = replace(result, expected="", observed="", repro="", screenshot="")
    return replace(bare, verdict=Verdict.UNSUPPORTED, reason=reason)


def present_in(absent: str, results: Iterable[Result]) -> str:
    """Why it is not true that the store does not have that, or ""."""
    kept: dict[str, set[str]] = {}
    for result in results:
        own = result.storage_type == absent if absent in STORAGE_TYPES else True
        if own and result.reason.endswith(KEPT) and result.clause in SHOW[absent]:
            kept.setdefault(result.engine, set()).add(result.clause)
    engines = [engine for engine, clauses in kept.items() if clauses == SHOW[absent]]
    if not engines:
        return ""
    return (
        f"absent {absent}: the store keeps {' and '.join(sorted(SHOW[absent]))} in {', '.join(engines)};"
        " take that out of the manifest"
    )


def _staleness(deviation: Deviation, results: list[Result], today: date) -> str:
    """Why a declaration does not hold, or "". It has to happen in each cell of it that was judged."""
    if deviation.has_expired(today):
        return f"{deviation}: the declaration expired on {deviation.expires}; mend the store, or renew it"
    kept = [result for result in results if deviation.covers(result) and result.verdict is Verdict.PASS]
    if kept:
        return f"{deviation}: no longer happens ({describe_cells(kept)}); take that out of the manifest"
    return ""


def load(path: Path, catalogue: Catalogue) -> Manifest:
    """The manifest in the file `path`. Raises BadManifest."""
    try:
        data = _plain(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as problem:
        raise BadManifest(
            f"--manifest {path}: {problem}; name a TOML file as README.md shows it"
        ) from problem
    mistakes = [*_against_schema(data)]
    if not mistakes:
        deviations = [Deviation(**entry) for entry in data.get("deviation", [])]
        mistakes = [line for each in deviations for line in _against_catalogue(each, catalogue)]
    if mistakes:
        raise BadManifest("\n".join(f"--manifest {path}: {line}" for line in mistakes))
    return Manifest(data["store"], data.get("absent", []), deviations)


def _plain(data: Any) -> Any:
    """TOML's dates as text, for JSON Schema knows none."""
    return json.loads(json.dumps(data, default=str))


def _against_schema(data: Any) -> Iterator[str]:
    for mistake in sorted(_validator().iter_errors(data), key=lambda each: each.json_path):
        meant = mistake.schema.get("description", "") if mistake.path else ""
        yield f"{mistake.json_path.removeprefix('$.')}: {mistake.message}{meant and f' ({meant})'}"


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _against_catalogue(deviation: Deviation, catalogue: Catalogue) -> Iterator[str]:
    known = {clause.id: clause for clause in catalogue.clauses}
    if deviation.clause not in known:
        yield f"deviation {deviation.clause}: no such clause; conformance/clauses.toml has them all"
        return
    if deviation.reason == TO_BE_GIVEN:
        yield f"deviation {deviation.clause}: its reason is still {TO_BE_GIVEN}"
    for storage_type in deviation.storage_types:
        if storage_type not in known[deviation.clause].storage_types:
            yield f"deviation {deviation.clause}: does not apply to {storage_type}"
    if deviation.expires:
        try:
            date.fromisoformat(deviation.expires)
        except ValueError:
            yield f"deviation {deviation.clause}: expires: no such day: {deviation.expires}"


def draft(known: Manifest, results: Iterable[Result]) -> str:
    """A manifest, as TOML text, of a store of which so much is `known`: what of that `results` bear out, and
    what they show to be broken beside it; the reasons of that are left to fill in."""
    own = [result for result in results if result.implementation == known.store]
    absent = [each for each in known.absent if not present_in(each, own)]
    kept = [part for each in known.deviations for part in _as_it_happens(each, own)]
    failed = [result for result in own if result.verdict is Verdict.FAIL]
    clauses = dict.fromkeys(result.clause for result in failed)
    new = [part for each in clauses for part in _cut(Deviation(each, TO_BE_GIVEN), failed)]
    head = f"store = {_toml(known.store)}\n" + (f"absent = {_toml(absent)}\n" if absent else "")
    return "\n".join([head, *map(_block, [*kept, *new])])


def _as_it_happens(deviation: Deviation, results: list[Result]) -> list[Deviation]:
    """What is left of a declaration: all of it, also where this run has not judged it, or, where a cell of it
    holds, the rest; nothing of one that has expired."""
    covered = [result for result in results if deviation.covers(result)]
    verdicts = {result.verdict for result in covered}
    if Verdict.PASS in verdicts:
        return _cut(deviation, [result for result in covered if result.verdict is Verdict.DEVIATION])
    return [] if Verdict.FAIL in verdicts else [deviation]


def _cut(deviation: Deviation, results: Iterable[Result]) -> list[Deviation]:
    """The deviation, of just those storage types and engines in which `results` of its clause are."""
    types_by_engine: dict[str, list[str]] = {}
    for result in results:
        if result.clause == deviation.clause:
            types_by_engine.setdefault(result.engine, []).append(result.storage_type)
    engines_by_types: dict[tuple[str, ...], list[str]] = {}
    for engine, types in types_by_engine.items():
        engines_by_types.setdefault(tuple(filter(None, types)), []).append(engine)
    return [
        replace(deviation, storage_types=list(types), engines=list(filter(None, engines)))
        for types, engines in engines_by_types.items()
    ]


def _block(deviation: Deviation) -> str:
    given = [f"{name} = {_toml(value)}\n" for name, value in asdict(deviation).items() if value]
    return "[[deviation]]\n" + "".join(given)


def _toml(value: str | list[str]) -> str:
    """What JSON says of a text, TOML understands."""
    return json.dumps(value, ensure_ascii=False)
