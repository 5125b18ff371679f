"""What a run is to judge: the contract, the stores, the engines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fixtures.browsers import Engine, Grid
from fixtures.implementation import Implementation, load
from judge.contract.catalogue import Catalogue, checked
from judge.contract.manifest import BadManifest, Manifest, as_absent
from judge.contract.manifest import load as load_manifest
from judge.run.cells import Cell, cells, chosen_engines, in_form_factors, missing_engines, missing_here
from reports.model import Result

DEFAULT_STORE = "dash.dcc:Store"


class Matrix:
    """The catalogue, the implementations and the engines of a run."""

    def __init__(
        self,
        stores: list[str],
        engines: list[str],
        manifests: list[Path],
        forms: list[str] | None = None,
        *,
        grid: Grid | None = None,
    ) -> None:
        """`stores` are import paths (none: those of the manifests, else dcc.Store), `engines` names (none:
        all that are found), of the `grid` if there is one, `forms` of FORM_FACTORS (none: desktop). Raises
        BadCatalogue, BadManifest, BadImplementation, MissingEngine, NoGrid."""
        self.catalogue: Catalogue = checked()
        declared = [load_manifest(path, self.catalogue) for path in manifests]
        self.manifests: dict[str, Manifest] = {manifest.store: manifest for manifest in declared}
        if len(self.manifests) < len(declared):
            named = [f"{path} of {each.store}" for path, each in zip(manifests, declared, strict=True)]
            raise BadManifest(f"--manifest: a store has one; given are {', '.join(named)}")
        self.implementations: list[Implementation] = [
            load(spec) for spec in dict.fromkeys(stores or self.manifests or [DEFAULT_STORE])
        ]
        missing = grid.missing if grid else missing_here
        self.grid = grid
        self.engines: list[Engine] = in_form_factors(chosen_engines(engines, missing), forms or [])
        self.missing_engines: list[str] = [] if engines else missing_engines(missing)
        judged = {each.spec for each in self.implementations}
        for store in self.manifests:
            if store not in judged:
                raise BadManifest(f"--manifest: it is of {store}, which is not judged; name it by --store")
        self.today = date.today()
        self._places = {clause.id: place for place, clause in enumerate(self.catalogue.clauses)}

    def cells(self, clause: str, on_page: bool) -> list[Cell]:
        """The cells of the clause of that id; `on_page` says whether its test needs a browser."""
        return cells(self.catalogue[clause], self.implementations, self.engines, on_page)

    def lacking(self, cell: Cell) -> list[str]:
        """What the store of the cell is declared not to have, and the clause needs."""
        manifest = self.manifests.get(cell.implementation.spec)
        return manifest.lacks(cell.clause, cell.storage_type) if manifest else []

    def known_of(self, store: str) -> Manifest:
        """The store's manifest, an empty one if it has none."""
        return self.manifests.get(store, Manifest(store))

    def as_declared(self, result: Result, cell: Cell) -> Result:
        """The result of the cell as its store's manifest has it, if there is one."""
        manifest = self.manifests.get(result.implementation)
        if manifest is None:
            return result
        lacking = self.lacking(cell)
        return as_absent(result, lacking) if lacking else manifest.told(result, self.today)

    def place(self, cell: Cell) -> tuple[int, int, int]:
        """Where a cell stands: one store after the other, one engine after the other, by the catalogue."""
        return (
            self.implementations.index(cell.implementation),
            self.engines.index(cell.engine) if cell.engine else -1,
            self._places[cell.clause.id],
        )
