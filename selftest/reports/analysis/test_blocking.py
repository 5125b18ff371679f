"""What broken clauses block, and what became of declared deviations."""

from collections import Counter

from reports.analysis.blocking import declared_deviations, dependents, roots
from reports.analysis.conclusion import with_blocked
from reports.analysis.grouping import causes
from reports.model import Deviation, Implementation, Level, Result, Verdict
from selftest.support.report_builder import STORE, clause, result

FAIL = Verdict.FAIL
CLAUSES = [
    clause("a"),
    clause("b"),
    clause("b.next", depends_on=["b"]),
    clause("b.last", depends_on=["b.next"]),
    clause("c", Level.SHOULD),
]


def found(cells: list[Result]) -> list[tuple[str, list[str]]]:
    """Return the clause of each root, with those that it blocks."""
    judged = with_blocked(cells, CLAUSES)
    broken = [each for each in judged if each.verdict is FAIL]
    return [
        (root.cause.broken[0].clause.id, [each.clause.id for each in root.blocks])
        for root in roots(causes(broken, CLAUSES), judged, CLAUSES)
    ]


def test_the_root_that_blocks_most_comes_first_of_its_level():
    cells = [result("a", FAIL), result("b", FAIL), result("b.next"), result("b.last"), result("c", FAIL)]
    assert found(cells) == [("b", ["b.next", "b.last"]), ("a", []), ("c", [])]


def test_what_failed_too_comes_first_with_its_message():
    cells = [result("b", FAIL), result("b.next"), result("b.last", FAIL, observed="2")]
    judged = with_blocked(cells, CLAUSES)
    (root,) = roots(causes(judged[:1], CLAUSES), judged, CLAUSES)
    assert [(each.clause.id, each.where) for each in root.blocks] == [
        ("b.last", "local in chromium"),
        ("b.next", "local in chromium"),
    ]
    assert root.blocks[0].failed is not None
    assert root.blocks[0].failed.observed == "2"
    assert root.blocks[1].failed is None


def test_dependents_are_found_through_others():
    assert [each.id for each in dependents("b", CLAUSES)] == ["b.next", "b.last"]


def test_dependents_of_each_dependent_are_found():
    above = [clause("a"), clause("b", depends_on=["a"]), clause("c", depends_on=["a"])]
    clauses = [*above, clause("b.next", depends_on=["b"]), clause("c.next", depends_on=["c"])]
    assert dependents("a", clauses) == clauses[1:]


def test_a_declared_deviation_has_its_cells_and_the_verdicts_on_what_depends_on_it():
    known = Deviation("b", "known", storage_types=["local"], expires="2030-12-31")
    cells = [
        result("b", Verdict.DEVIATION),
        result("b", Verdict.DEVIATION, "session"),
        result("b.next"),
        result("b.next", FAIL, "session"),
        result("b.next", FAIL, "memory"),
    ]
    store = Implementation(STORE, "1", stale=["b [local]: it expired"], deviations=[known])
    (declared,) = declared_deviations(store, cells, CLAUSES)
    assert (declared.deviation, declared.clause, declared.where) == (known, CLAUSES[1], "local in chromium")
    assert declared.stale == "it expired"
    assert declared.dependents == [(CLAUSES[2], Counter([Verdict.PASS, FAIL, FAIL]))]


def test_deviations_of_an_older_report_are_read_from_its_cells():
    cells = [
        result("b", Verdict.DEVIATION, storage_type, reason="declared: known")
        for storage_type in ("local", "session")
    ]
    (declared,) = declared_deviations(Implementation(STORE, "1"), cells, CLAUSES)
    assert (declared.deviation, declared.stale) == (Deviation("b", "declared: known"), "")
    assert declared.where == "local, session in chromium"


def test_a_deviation_from_a_clause_that_the_report_does_not_list_is_kept():
    store = Implementation(STORE, "1", deviations=[Deviation("gone", "known")])
    (declared,) = declared_deviations(store, [], CLAUSES)
    assert (declared.clause, declared.where, declared.dependents) == (None, "", [])
