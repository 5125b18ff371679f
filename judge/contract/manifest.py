"""A store's manifest: what it does not support, and its known deviations from the contract.

A deviation that happens as declared does not fail the gate. One that no longer happens, or has expired, does.
manifest.schema.json describes the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from compat import tomllib
from errors import UserError
from judge.contract.catalogue import STORAGE_TYPES, Catalogue
from reports.analysis.grouping import describe_cells
from reports.model import Clause, Deviation, Result, Verdict

SCHEMA = Path(__file__).with_name("manifest.schema.json")
EVIDENCE = {
    "memory": {"data.put-is-seen", "memory.empty-after-reload"},
    "session": {"stored.survives-reload", "session.in-session-storage"},
    "local": {"stored.survives-reload", "local.in-local-storage"},
    "clear_data": {"clear.callbacks-see-none"},
}
"""The clauses that prove a feature if a store keeps all of them in one engine."""
REASON_MISSING = "to be filled in"
"""The reason in a draft."""
KEPT = "; it keeps this clause nevertheless"
"""Ends the reason of a cell that passes although the store is declared not to support it."""


class BadManifest(UserError):
    """The manifest cannot be used; a line for each mistake says what, where and how to fix it."""


@dataclass(frozen=True)
class Manifest:
    """What the makers of `store` (MODULE:NAME) declare. `text` is the TOML that it was read from,
    `path` its file."""

    store: str
    unsupported: list[str] = field(default_factory=list)
    deviations: list[Deviation] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    text: str = ""
    path: str = ""

    def unsupported_by(self, clause: Clause, storage_type: str | None) -> list[str]:
        """Return what the clause requires, for that storage type, and the store does not support."""
        return [each for each in self.unsupported if each in (*clause.requires, storage_type)]

    def stale(self, results: Iterable[Result], today: date) -> list[str]:
        """Return a line for each declaration that `results` on the store contradict."""
        own = [result for result in results if result.implementation == self.store]
        supported = [line for each in self.unsupported if (line := proof_of_support(each, own))]
        return supported + [line for each in self.deviations if (line := _staleness(each, own, today))]

    def as_declared(self, result: Result, today: date) -> Result:
        """Return the result on the store; a declared failure becomes a deviation."""
        declared = [each for each in self.deviations if each.covers(result) and not each.has_expired(today)]
        if result.verdict is not Verdict.FAIL or not declared:
            return result
        reason = " ".join(filter(None, (declared[0].reason, declared[0].link)))
        return replace(result, verdict=Verdict.DEVIATION, reason=f"declared: {reason}")


def is_evidence(clause: str, unsupported: list[str]) -> bool:
    """Return whether the clause is judged although the store does not support it: it would prove the one
    feature that is missing."""
    return len(unsupported) == 1 and clause in EVIDENCE[unsupported[0]]


def as_unsupported(result: Result, unsupported: list[str]) -> Result:
    """Return the result of a cell that the store does not support.

    If it was judged as evidence, a failure or an error is as declared: a store may refuse what it does not
    support.
    """
    kept = KEPT if result.verdict is Verdict.PASS else ""
    reason = f"declared: the store does not support {' and '.join(unsupported)}{kept}"
    bare = replace(result, expected="", observed="", repro="", screenshot="")
    return replace(bare, verdict=Verdict.UNSUPPORTED, reason=reason)


def proof_of_support(feature: str, results: Iterable[Result]) -> str:
    """Return why the store supports the feature after all, or ""."""
    kept: dict[str, set[str]] = {}
    for result in results:
        own = result.storage_type == feature if feature in STORAGE_TYPES else True
        if own and result.reason.endswith(KEPT) and result.clause in EVIDENCE[feature]:
            kept.setdefault(result.engine, set()).add(result.clause)
    engines = [engine for engine, clauses in kept.items() if clauses == EVIDENCE[feature]]
    if not engines:
        return ""
    return (
        f"unsupported {feature}: the store keeps {' and '.join(sorted(EVIDENCE[feature]))} in"
        f" {', '.join(engines)}; remove it from the manifest"
    )


def _staleness(deviation: Deviation, results: list[Result], today: date) -> str:
    """Return why a declaration no longer holds, or "". It must happen in each of its judged cells."""
    if deviation.has_expired(today):
        return f"{deviation}: the declaration expired on {deviation.expires}; fix the store, or renew it"
    kept = [result for result in results if deviation.covers(result) and result.verdict is Verdict.PASS]
    if kept:
        return f"{deviation}: no longer happens ({describe_cells(kept)}); remove it from the manifest"
    return ""


def load(path: Path, catalogue: Catalogue) -> Manifest:
    """Return the manifest in the file `path`. Raises BadManifest."""
    try:
        text = path.read_text(encoding="utf-8")
        data = _with_plain_dates(tomllib.loads(text))
    except RecursionError:
        raise BadManifest(
            f"--manifest {path}: nested too deep to be read; write it flat, as docs/your-store.md shows"
        ) from None
    except (OSError, ValueError) as problem:
        raise BadManifest(
            f"--manifest {path}: {problem}; docs/your-store.md shows what a manifest looks like"
        ) from problem
    mistakes = [*_check_schema(data)]
    if not mistakes:
        deviations = [Deviation(**entry) for entry in data.get("deviation", [])]
        mistakes = [line for each in deviations for line in _check_deviation(each, catalogue)]
    if mistakes:
        raise BadManifest("\n".join(f"--manifest {path}: {line}" for line in mistakes))
    notes = [f"{path}: 'absent' is deprecated: use 'unsupported'"] if "absent" in data else []
    unsupported = list(dict.fromkeys([*data.get("unsupported", []), *data.get("absent", [])]))
    return Manifest(data["store"], unsupported, deviations, notes, text, str(path))


def _with_plain_dates(data: Any) -> Any:
    """Return TOML data with dates as text, because JSON Schema knows no dates."""
    return json.loads(json.dumps(data, default=str))


def _check_schema(data: Any) -> Iterator[str]:
    for mistake in sorted(_validator().iter_errors(data), key=lambda each: each.json_path):
        meaning = mistake.schema.get("description", "") if mistake.path else ""
        yield f"{mistake.json_path.removeprefix('$.')}: {mistake.message}{meaning and f' ({meaning})'}"


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _check_deviation(deviation: Deviation, catalogue: Catalogue) -> Iterator[str]:
    known = {clause.id: clause for clause in catalogue.clauses}
    if deviation.clause not in known:
        yield f"deviation {deviation.clause}: no such clause; docs/contract.md lists all of them"
        return
    if deviation.reason == REASON_MISSING:
        yield f"deviation {deviation.clause}: its reason is still {REASON_MISSING!r}; fill it in"
    for storage_type in deviation.storage_types:
        if storage_type not in known[deviation.clause].storage_types:
            yield f"deviation {deviation.clause}: the clause does not apply to {storage_type}; remove that"
    if deviation.expires:
        try:
            date.fromisoformat(deviation.expires)
        except ValueError:
            yield f"deviation {deviation.clause}: expires: no such day: {deviation.expires}"
