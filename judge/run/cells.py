"""Cells: clause x storage type x engine x implementation, each of which gets a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from errors import UserError
from fixtures.browsers import ENGINES, Engine
from fixtures.implementation import Implementation
from judge.contract.catalogue import STORAGE_TYPES
from reports.model import Clause


@dataclass(frozen=True)
class Cell:
    """`engine` is None where no browser is needed, `storage_type` None where the clause names none."""

    clause: Clause
    implementation: Implementation
    engine: Engine | None
    storage_type: str | None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Clause id, import path, engine name, storage type; "" where there is none."""
        engine = self.engine.name if self.engine else ""
        return self.clause.id, self.implementation.spec, engine, self.storage_type or ""

    def __str__(self) -> str:
        return "-".join(filter(None, self.key[1:]))

    def under(self, clause: str) -> list[tuple[str, str, str, str]]:
        """The keys of the cells of `clause` that this cell rests on: of its storage type and others that it
        needs, or, if it has none, of all of them."""
        _, implementation, engine, storage_type = self.key
        others = [each for each in self.clause.requires if each in STORAGE_TYPES]
        storage_types = [storage_type, *others] if storage_type else STORAGE_TYPES
        on_pages = [(clause, implementation, engine, each) for each in storage_types]
        return [*on_pages, (clause, implementation, engine, ""), (clause, implementation, "", "")]


def cells(
    clause: Clause, implementations: list[Implementation], engines: list[Engine], on_page: bool
) -> list[Cell]:
    """The cells of a clause; `on_page` says whether its test needs a browser."""
    on: list[Engine] | list[None] = engines if on_page else [None]
    storage_types: list[str] | list[None] = clause.storage_types or [None]
    return [
        Cell(clause, implementation, engine, storage_type)
        for implementation in implementations
        for engine in on
        for storage_type in storage_types
    ]


class MissingEngine(UserError):
    """An engine was asked for that is unknown or not to be had; one line says how to get it."""


Missing = Callable[[Engine], str | None]
"""None if the engine can be had; else one line: why not, how to get it."""


def missing_here(engine: Engine) -> str | None:
    """The same, of this machine."""
    return engine.missing()


def chosen_engines(names: list[str], missing: Missing = missing_here) -> list[Engine]:
    """The engines of those names, or all that can be had if none is named. Raises MissingEngine."""
    for name in names:
        if name not in ENGINES:
            raise MissingEngine(f"--engine {name}: no such engine; there are {', '.join(ENGINES)}")
    wanted = [ENGINES[name] for name in dict.fromkeys(names or ENGINES)]
    reasons = {engine.name: missing(engine) for engine in wanted}
    found = [engine for engine in wanted if not reasons[engine.name]]
    if not found or (names and found != wanted):
        raise MissingEngine("\n".join(filter(None, reasons.values())))
    return found


def in_form_factors(engines: list[Engine], forms: list[str]) -> list[Engine]:
    """The engines in each of those forms, or on the desktop if none is named."""
    mobile = [engine.mobile() for engine in engines] if "mobile" in forms else []
    return mobile if forms and "desktop" not in forms else [*engines, *mobile]


def missing_engines(missing: Missing) -> list[str]:
    """For each engine that cannot be had: a line that says so, and how to get it."""
    return [reason for engine in ENGINES.values() if (reason := missing(engine))]
