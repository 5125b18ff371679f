"""What a run is to judge: the contract, the stores, the engines."""

from __future__ import annotations

from conformance.catalogue import Catalogue, checked
from conformance.cells import Cell, cells, chosen_engines, missing_engines
from fixtures.browsers import Engine
from fixtures.implementation import Implementation, load

DEFAULT_STORE = "dash.dcc:Store"


class Plan:
    """The catalogue, the implementations and the engines of a run."""

    def __init__(self, stores: list[str], engines: list[str]) -> None:
        """`stores` are import paths (none: dcc.Store), `engines` names (none: all that are found).
        Raises BadCatalogue, BadImplementation, MissingEngine."""
        self.catalogue: Catalogue = checked()
        self.implementations: list[Implementation] = [
            load(spec) for spec in dict.fromkeys(stores or [DEFAULT_STORE])
        ]
        self.engines: list[Engine] = chosen_engines(engines)
        self.missing_engines: list[str] = [] if engines else missing_engines()
        self._places = {clause.id: place for place, clause in enumerate(self.catalogue.clauses)}

    def cells(self, clause: str, on_page: bool) -> list[Cell]:
        """The cells of the clause of that id; `on_page` says whether its test needs a browser."""
        return cells(self.catalogue[clause], self.implementations, self.engines, on_page)

    def place(self, cell: Cell) -> tuple[int, int, int]:
        """Where a cell stands: one store after the other, one engine after the other, by the catalogue."""
        return (
            self.implementations.index(cell.implementation),
            self.engines.index(cell.engine) if cell.engine else -1,
            self._places[cell.clause.id],
        )
