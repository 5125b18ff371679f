"""Which cells a cell depends on, and the order of clauses that follows from that."""

from graphlib import CycleError

import pytest

from reports.analysis.prerequisites import (
    all_prerequisite_cells,
    in_order,
    positions,
    prerequisite_cells,
    prerequisites_first,
)
from reports.model import CellKey
from selftest.support.report_builder import clause, result


def cells(storage_type, engine="chromium", storage_types=(), requires=()):
    """Return engine and storage type of each cell of "a" that a cell of "b" depends on, by storage type."""
    needed = clause("a", storage_types=list(storage_types))
    own = clause("b", depends_on=["a"], requires=list(requires))
    found = list(prerequisite_cells(CellKey("b", "store", engine, storage_type), own, needed))
    assert {(key.clause, key.implementation) for keys in found for key in keys} == {("a", "store")}
    return [[(key.engine, key.storage_type) for key in keys] for keys in found]


def test_cell_depends_on_that_of_its_engine_and_storage_type_then_on_those_without():
    own = [("chromium", "local"), ("chromium", ""), ("", "local"), ("", "")]
    assert cells("local") == [own]
    assert cells("local", storage_types=["memory", "local"]) == [own]


def test_cell_depends_on_the_storage_types_that_its_clause_requires_and_the_prerequisite_has():
    found = cells("local", "", ["memory", "local", "session"], ["session", "local", "clear_data"])
    assert found == [[("", "local"), ("", "")], [("", "session"), ("", "")]]


def test_cell_without_storage_type_depends_on_all_those_of_the_prerequisite():
    assert cells("", "", ["memory", "local"]) == [
        [("", "memory"), ("", "")],
        [("", "local"), ("", "")],
        [("", "")],
    ]


def test_all_cells_are_found_through_others_and_only_where_the_clause_has_them():
    clauses = {
        "typed": clause("typed", storage_types=["memory", "local"]),
        "once": clause("once", depends_on=["typed"]),
        "between": clause("between", storage_types=["local"], depends_on=["typed", "once"]),
        "last": clause("last", storage_types=["local"], depends_on=["between"]),
    }
    found = all_prerequisite_cells(CellKey("last", "", "", "local"), clauses)
    assert {(key.clause, key.storage_type) for key in found} == {
        *(("between", "local"), ("once", ""), ("typed", "local"), ("typed", "memory")),
    }
    assert all_prerequisite_cells(CellKey("typed", "", "", "local"), clauses) == set()


def test_each_of_several_prerequisites_is_followed():
    above = [clause("a"), clause("b"), clause("c", depends_on=["a"]), clause("d", depends_on=["b"])]
    clauses = {each.id: each for each in [*above, clause("last", depends_on=["c", "d"])]}
    found = all_prerequisite_cells(CellKey("last", "", "", ""), clauses)
    assert {key.clause for key in found} == {"a", "b", "c", "d"}


def test_prerequisites_come_first_and_may_be_unknown():
    clauses = [clause("c", depends_on=["b"]), clause("b", depends_on=["a"])]
    assert prerequisites_first(clauses) == ["a", "b", "c"]
    assert positions(clauses) == {"c": 0, "b": 1}


def test_clauses_that_depend_on_each_other_are_refused():
    with pytest.raises(CycleError):
        prerequisites_first([clause("a", depends_on=["b"]), clause("b", depends_on=["a"])])


def test_results_are_in_order_of_clause_store_engine_and_storage_type():
    clauses = [clause("b", storage_types=["session", "local"]), clause("a")]
    expected = [
        result("b", storage_type="local", implementation="a:Store"),
        result("b", storage_type="session", engine="chromium"),
        result("b", storage_type="local", engine="chromium"),
        result("b", storage_type="session", engine="firefox"),
        result("a", storage_type=""),
    ]
    assert in_order(reversed(expected), clauses) == expected
