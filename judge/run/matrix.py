"""The cells of a run, clause x storage type x engine x implementation, and which of them to judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from errors import UserError
from fixtures.browsers import ALL_ENGINES, ENGINES, Engine, Grid, engines_of_this_system
from fixtures.browsers.engine import Settings
from fixtures.implementation import Implementation, load
from fixtures.server.backends import FLASK, not_in_this_dash
from fixtures.server.backends import missing as missing_backend
from judge.contract.catalogue import Catalogue
from judge.contract.checks import checked
from judge.contract.clause import ClauseTest, clause_tests
from judge.contract.manifest import BadManifest, Manifest, as_unsupported
from judge.contract.manifest import load as load_manifest
from reports.analysis.prerequisites import positions
from reports.model import CellKey, Clause, PlannedCells, Result

DEFAULT_STORE = "dash.dcc:Store"
STORES_A_PAGE = 4
"""Implementations on one page, at most: more take so long that some would seem to hang."""
Missing = Callable[[Engine], str | None]
"""Returns None if the engine can be used, else one line: why not, and how to get it."""


class MissingEngine(UserError):
    """An engine was asked for that is unknown or not installed; the message says how to get it."""


class MissingBackend(UserError):
    """A backend was asked for that cannot be used here; the message says how to get it."""


class UnknownClause(UserError):
    """A clause was asked for that the contract does not have, or not for these backends; the message says
    what can be asked for."""


@dataclass(frozen=True)
class Cell:
    """What gets one verdict. `engine` is None if the test needs no browser, `storage_type` if the clause has
    none."""

    clause: Clause
    implementation: Implementation
    engine: Engine | None
    storage_type: str | None

    @property
    def key(self) -> CellKey:
        """What names the cell in reports."""
        engine = self.engine.name if self.engine else ""
        return CellKey(self.clause.id, self.implementation.spec, engine, self.storage_type or "")

    def __str__(self) -> str:
        return "-".join(filter(None, self.key[1:]))


@dataclass(frozen=True)
class Selection:
    """Which cells of the matrix to judge: of these clauses or groups, of these storage types (none: all)."""

    clauses: list[str] = field(default_factory=list)
    storage_types: list[str] = field(default_factory=list)

    def includes(self, cell: Cell) -> bool:
        """Return whether the cell is to be judged."""
        id, storage_type = cell.clause.id, cell.storage_type
        return (not self.clauses or any(_selects(each, id) for each in self.clauses)) and (
            not self.storage_types or storage_type in self.storage_types
        )

    def check(self, catalogue: Catalogue) -> None:
        """Raise UnknownClause if a selected clause or group does not exist."""
        ids = [clause.id for clause in catalogue.clauses]
        for name in self.clauses:
            if not any(_selects(name, id) for id in ids):
                groups = dict.fromkeys(id.partition(".")[0] for id in ids)
                similar = get_close_matches(name, [*groups, *ids])
                hint = f"did you mean {' or '.join(similar)}?" if similar else "docs/contract.md lists all"
                raise UnknownClause(f"--clause {name}: no such clause or group; {hint}")


def _served(engines: list[Engine], backends: list[str] | None) -> list[Engine]:
    """Return each engine on each of the backends (none: flask). Raises UserError."""
    check_backends(backends or [])
    return [each.served_by(name) for name in dict.fromkeys(backends or [FLASK]) for each in engines]


class Matrix:
    """The clauses, implementations and engines of a run, and what manifests declare."""

    def __init__(
        self,
        stores: list[str],
        engines: list[str],
        manifests: list[Path],
        form_factors: list[str] | None = None,
        *,
        backends: list[str] | None = None,
        settings: Settings = Settings.TUNED,
        grid: Grid | None = None,
        selection: Selection | None = None,
        load: Callable[[str], Implementation] = load,
        stores_share_pages: bool = False,
    ) -> None:
        """`stores` are import paths (none: those of the manifests, else dcc.Store). `engines` are names
        (none: all that this machine or the `grid` has), each in the `form_factors` (none: desktop) and on the
        `backends` (none: flask), with these `settings`. `load` imports a store. `stores_share_pages` lets
        stores of several implementations be on one page.

        Raises UserError.
        """
        self.catalogue = checked()
        self.selection = selection or Selection()
        self.selection.check(self.catalogue)
        self.manifests = _load_manifests(manifests, self.catalogue)
        self.implementations: list[Implementation] = [
            load(spec) for spec in dict.fromkeys(stores or self.manifests or [DEFAULT_STORE])
        ]
        missing = grid.missing if grid else missing_here
        self.grid = grid
        chosen = in_form_factors(chosen_engines(engines, missing), form_factors or [])
        self.engines: list[Engine] = [each.with_settings(settings) for each in _served(chosen, backends)]
        self.missing_engines: list[str] = [] if engines else missing_engines(missing)
        self._check_that_manifests_are_of_judged_stores()
        self.notes = [note for each in self.manifests.values() for note in each.notes]
        self.today = date.today()
        self._stores_share_pages = stores_share_pages
        self._positions = positions(self.catalogue.clauses)
        self._check_backends_of_selection()

    def _check_backends_of_selection(self) -> None:
        """Raise UnknownClause if a selected clause or group applies to none of the backends."""
        for name in self.selection.clauses:
            selected = [clause for clause in self.catalogue.clauses if _selects(name, clause.id)]
            if not any(self.cells(clause.id) for clause in selected):
                backends = dict.fromkeys(each for clause in selected for each in clause.backends)
                fix = " or ".join(f"--backend {each}" for each in backends)
                raise UnknownClause(f"--clause {name}: applies to other backends only; use {fix}")

    def _check_that_manifests_are_of_judged_stores(self) -> None:
        judged = {each.spec for each in self.implementations}
        for store in self.manifests:
            if store not in judged:
                raise BadManifest(f"--manifest: declares {store}, which is not judged; add --store {store}")

    def cells(self, id: str) -> list[Cell]:
        """Return the cells of the clause `id`, selected or not."""
        clause = self.catalogue[id]
        on_backends = [engine for engine in self.engines if clause.applies_on(engine.backend)]
        engines: list[Engine] | list[None] = on_backends if clause.in_browser else [None]
        storage_types: list[str] | list[None] = clause.storage_types or [None]
        return [
            Cell(clause, implementation, engine, storage_type)
            for implementation in self.implementations
            for engine in engines
            for storage_type in storage_types
        ]

    def planned(self) -> list[PlannedCells]:
        """Return the cells of each implementation, selected or not; a clause that is untestable has none."""
        testable = [clause for clause in self.catalogue.clauses if not clause.untestable]
        engines = {
            clause.id: list(dict.fromkeys(cell.key.engine for cell in self.cells(clause.id)))
            for clause in testable
        }
        return [
            PlannedCells(clause.id, engines[clause.id], clause.storage_types or [""])
            for clause in testable
            if engines[clause.id]
        ]

    def cell(self, nodeid: str) -> Cell | None:
        """Return the cell that a pytest node id stands for, if it stands for one."""
        return self._by_node.get(nodeid.rpartition("/")[2])

    @cached_property
    def _by_node(self) -> dict[str, Cell]:
        """All cells, by the node ids of their tests without the folder: FILE::FUNCTION[CELL]."""
        return {
            f"{name}[{cell}]": cell
            for name, tests in clause_tests().items()
            for test in tests
            for cell in self.cells(test.clause)
        }

    def unsupported(self, cell: Cell) -> list[str]:
        """Return what the clause of the cell requires and its store is declared not to support."""
        return self.manifest(cell.implementation.spec).unsupported_by(cell.clause, cell.storage_type)

    def storage_types(self, cell: Cell) -> tuple[str, ...]:
        """Return the storage types of the cell's clause, without those that the store does not support."""
        supported = (replace(cell, storage_type=each) for each in cell.clause.storage_types)
        return tuple(str(each.storage_type) for each in supported if not self.unsupported(each))

    def sharing_page(self, cell: Cell) -> list[Cell]:
        """Return the selected cells of the clause that may be judged on one page with this one, itself
        included."""
        implementations = [cell.implementation]
        if self._stores_share_pages and self._tests[cell.clause.id].shares_page:
            place = self.implementations.index(cell.implementation)
            first = place - place % STORES_A_PAGE
            implementations = self.implementations[first : first + STORES_A_PAGE]
        of_each = (replace(cell, implementation=each) for each in implementations)
        of_each_type = (
            replace(each, storage_type=storage_type)
            for each in of_each
            for storage_type in self.storage_types(each)
        )
        return [each for each in of_each_type if self.selection.includes(each)]

    def scenario(self, cell: Cell) -> tuple[str, ...]:
        """Return what names the cells that are judged one after the other by one process, () if others may
        come between them.

        They have a recording, drawn values or a page in common.
        """
        test = self._tests[cell.clause.id]
        if not test.scenario:
            return ()
        is_page = test.shares_page and self._stores_share_pages
        return (test.scenario, cell.key.engine, *([] if is_page else [cell.key.implementation]))

    def manifest(self, store: str) -> Manifest:
        """Return the manifest of the store, an empty one if it has none."""
        return self.manifests.get(store, Manifest(store))

    def as_declared(self, result: Result, cell: Cell) -> Result:
        """Return the result with the verdict that the manifest of its store makes of it."""
        if unsupported := self.unsupported(cell):
            return as_unsupported(result, unsupported)
        return self.manifest(result.implementation).as_declared(result, self.today)

    def position(self, cell: Cell) -> tuple[int, ...]:
        """Return the order of judging: store after store, engine after engine, clauses as in the contract.

        If stores share pages, the clause comes before the store.
        """
        store = self.implementations.index(cell.implementation)
        engine = self.engines.index(cell.engine) if cell.engine else -1
        clause = self._positions[cell.clause.id]
        if not self._stores_share_pages:
            return store, engine, clause
        test = self._tests[cell.clause.id]
        first = min(self._positions[id] for id, each in self._tests.items() if each.scenario == test.scenario)
        return engine, first if test.scenario else clause, store, clause

    @cached_property
    def _tests(self) -> dict[str, ClauseTest]:
        return {test.clause: test for tests in clause_tests().values() for test in tests}


def missing_here(engine: Engine) -> str | None:
    """Return None if the engine can be used on this machine, else why not and how to get it."""
    return engine.missing()


def chosen_engines(names: Iterable[str], missing: Missing = missing_here) -> list[Engine]:
    """Return the engines of those names, or all that can be used if none is named. Raises MissingEngine."""
    names = list(names)
    for name in names:
        if name not in ALL_ENGINES:
            known = ", ".join(engines_of_this_system())
            raise MissingEngine(f"--engine {name}: no such engine; use one of {known}")
    wanted = [ALL_ENGINES[name] for name in dict.fromkeys(names or ENGINES)]
    reasons = {engine.name: missing(engine) for engine in wanted}
    found = [engine for engine in wanted if not reasons[engine.name]]
    if not found or (names and found != wanted):
        raise MissingEngine("\n".join(filter(None, reasons.values())))
    return found


def check_backends(names: Iterable[str]) -> None:
    """Raise MissingBackend if apps cannot be served here with one of those backends.

    If this release of Dash has only some of them, the cells of the others are untestable: then several
    releases can be judged with the same options.
    """
    names = list(dict.fromkeys(names))
    known = [name for name in names if not not_in_this_dash(name)] or names
    if reasons := [reason for name in known if (reason := missing_backend(name))]:
        raise MissingBackend("\n".join(reasons))


def check_drivers(engines: Iterable[Engine]) -> None:
    """Raise MissingEngine if the driver of an engine does not fit its browser: each test would say so."""
    if problems := [problem for engine in engines if (problem := engine.mismatch())]:
        raise MissingEngine("\n".join(problems))


def check_sessions(engines: Iterable[Engine], processes: int) -> None:
    """Raise MissingEngine if this machine runs fewer browsers of an engine than there are processes."""
    for engine in engines:
        if engine.sessions is not None and engine.sessions < processes:
            raise MissingEngine(
                f"-n {processes}: engine {engine.name} can run {engine.sessions} browser at a time;"
                f" use -n {engine.sessions}"
            )


def check_slots(grid: Grid, engines: Iterable[Engine], processes: int) -> None:
    """Raise MissingEngine if the Grid has fewer slots for an engine than processes that may ask for one."""
    for engine in engines:
        slots = grid.slots(engine)
        if slots is not None and slots < processes:
            raise MissingEngine(
                f"-n {processes}: the Grid at {grid} has {slots} {'slot' if slots == 1 else 'slots'} for"
                f" {engine.name}; use -n {slots}, or add nodes"
            )


def in_form_factors(engines: list[Engine], form_factors: list[str]) -> list[Engine]:
    """Return the engines in each of those form factors, or on the desktop if none is named."""
    mobile = [engine.mobile() for engine in engines] if "mobile" in form_factors else []
    return mobile if form_factors and "desktop" not in form_factors else [*engines, *mobile]


def missing_engines(missing: Missing) -> list[str]:
    """Return a line for each engine that cannot be used: why not, and how to get it."""
    return [reason for engine in ENGINES.values() if (reason := missing(engine))]


def _load_manifests(paths: list[Path], catalogue: Catalogue) -> dict[str, Manifest]:
    """Return the manifests by store. Raises BadManifest."""
    loaded = [load_manifest(path, catalogue) for path in paths]
    by_store = {manifest.store: manifest for manifest in loaded}
    if len(by_store) < len(loaded):
        named = ", ".join(f"{path} ({each.store})" for path, each in zip(paths, loaded, strict=True))
        raise BadManifest(f"--manifest: more than one for a store: {named}; give one for each store")
    return by_store


def _selects(name: str, id: str) -> bool:
    """Return whether `name` is the clause `id` or a group of it: its part before a dot."""
    return id == name or id.startswith(f"{name}.")
