"""The one rule on what a cell depends on, and so what can block it. The order of clauses follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from itertools import chain, product

from reports.model import CellKey, Clause, Result


def prerequisite_cells(key: CellKey, clause: Clause, prerequisite: Clause) -> Iterator[list[CellKey]]:
    """Yield the cells of `prerequisite` that the cell `key` of `clause` depends on, by storage type.

    They are those of the cell's storage type and of the storage types that the clause requires; a cell
    without storage type depends on all of them. Each list begins with the cell of the same engine and storage
    type, then come those without engine or storage type: the first that was judged counts.
    """
    required = [each for each in clause.requires if each in prerequisite.storage_types]
    storage_types = [key.storage_type, *required] if key.storage_type else [*prerequisite.storage_types, ""]
    engines = dict.fromkeys((key.engine, ""))
    for storage_type in dict.fromkeys(storage_types):
        places = product(engines, dict.fromkeys((storage_type, "")))
        yield [CellKey(prerequisite.id, key.implementation, *place) for place in places]


def all_prerequisite_cells(key: CellKey, clauses: Mapping[str, Clause]) -> set[CellKey]:
    """Return every cell that the cell `key` depends on, directly or through others; `clauses` are by id."""
    found: set[CellKey] = set()
    waiting = [key]
    while waiting:
        cell = waiting.pop()
        clause = clauses[cell.clause]
        for id in clause.depends_on:
            there = clauses[id].storage_types or [""]
            direct = chain.from_iterable(prerequisite_cells(cell, clause, clauses[id]))
            new = {each for each in direct if each.storage_type in there} - found
            found |= new
            waiting += new
    return found


def prerequisites_first(clauses: Iterable[Clause]) -> list[str]:
    """Return the ids of `clauses`, and of those that they depend on, each after its prerequisites.

    Raises graphlib.CycleError if clauses depend on each other.
    """
    return list(TopologicalSorter({clause.id: clause.depends_on for clause in clauses}).static_order())


def positions(clauses: Iterable[Clause]) -> dict[str, int]:
    """Return the position of each clause in the contract, by id."""
    return {clause.id: position for position, clause in enumerate(clauses)}


def in_order(results: Iterable[Result], clauses: Sequence[Clause]) -> list[Result]:
    """Return the results as a report lists them: by clause, store, engine and storage type. Clauses
    and storage types are in the order of the contract."""
    order = positions(clauses)

    def position(result: Result) -> tuple[int, str, str, int]:
        place = order[result.clause]
        types = clauses[place].storage_types
        storage_type = types.index(result.storage_type) if result.storage_type in types else -1
        return place, result.implementation, result.engine, storage_type

    return sorted(results, key=position)
