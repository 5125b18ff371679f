"""Reads the contract: the clauses of clauses.toml, in the order in which they are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from compat import tomllib
from errors import UserError
from reports.model import Clause, Level

CONTRACT = Path(__file__).parents[2] / "conformance"
FAULTS = CONTRACT.parent / "fixtures" / "stores" / "faults.toml"
STORAGE_TYPES = ("memory", "session", "local")
NOT_IN_FILE = {"faults", "in_browser", "test", "source"}
"""Fields of a clause that come from faults.toml and from its test."""


class BadCatalogue(UserError):
    """The contract, its sources and its tests contradict each other; one line for each mistake."""


@dataclass(frozen=True)
class Informative:
    """A passage of the docs that promises nothing, from the words `quote` to the words `until`."""

    heading: str
    quote: str
    until: str
    reason: str


@dataclass(frozen=True)
class Catalogue:
    """The clauses in the order in which they are judged, and the passages that promise nothing."""

    clauses: list[Clause]
    informative: list[Informative]

    def __getitem__(self, id: str) -> Clause:
        return next(clause for clause in self.clauses if clause.id == id)


def read(path: Path = CONTRACT / "clauses.toml", faults: Path = FAULTS) -> Catalogue:
    """Return the catalogue in `path`, each clause with the faults that must break it. Raises BadCatalogue.

    What its test says of a clause (`in_browser`, `test`, `source`) is added by checks.checked."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        common = data.get("prerequisites", [])
        proofs = _proofs(faults)
        clauses = [_clause(entry, common, proofs) for entry in data.get("clause", [])]
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
    """Return the names of the faults that break each clause, by its id."""
    proofs: dict[str, list[str]] = {}
    for fault in tomllib.loads(faults.read_text(encoding="utf-8"))["fault"]:
        for broken in fault["breaks"]:
            proofs.setdefault(broken.partition(" in ")[0], []).append(fault["name"])
    return proofs


def _clause(entry: Mapping[str, object], common: list[str], proofs: dict[str, list[str]]) -> Clause:
    """Build a clause; one about a store on a page also depends on the `common` prerequisites."""
    fields = dict(entry)
    if unknown := set(fields) - (set(Clause.__dataclass_fields__) - NOT_IN_FILE):
        raise BadCatalogue(f"clause {fields.get('id')}: no such entry: {', '.join(sorted(unknown))}")
    id, listed = str(fields["id"]), fields.get("depends_on", [])
    assert isinstance(listed, list)
    if id not in common and fields.get("storage_types"):
        listed = [*common, *listed]
    fields |= {"level": Level(str(fields["level"])), "depends_on": listed, "faults": proofs.get(id, [])}
    return Clause(**fields)  # type: ignore[arg-type]
