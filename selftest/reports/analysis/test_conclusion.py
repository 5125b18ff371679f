"""What blocks what, what a run concludes, and its exit code."""

from dataclasses import replace

import pytest

from reports.analysis.conclusion import (
    BROKEN,
    CONFORMANT,
    INTERRUPTED,
    NO_VERDICT,
    conclusions,
    exit_code,
    with_blocked,
)
from reports.model import Engine, Implementation, Level, Verdict
from selftest.support.report_builder import STORE, clause, planned, report, result

PASS, FAIL, BLOCKED, ERROR = Verdict.PASS, Verdict.FAIL, Verdict.BLOCKED, Verdict.ERROR
CHAIN = [clause("a"), clause("b", depends_on=["a"]), clause("c", depends_on=["b"])]


def judged(results, clauses=CHAIN):
    """Return verdict and reason of each result, after blocking."""
    return [(each.verdict, each.reason) for each in with_blocked(results, clauses)]


def test_failure_with_a_broken_prerequisite_is_blocked_and_names_it():
    assert judged([result("a", FAIL), result("b", FAIL)]) == [
        (FAIL, ""),
        (BLOCKED, "depends on a, which failed"),
    ]


def test_failure_is_blocked_through_others_and_names_the_root():
    assert judged([result("c", FAIL), result("b", FAIL), result("a", FAIL)]) == [
        (BLOCKED, "depends on a, which failed"),
        (BLOCKED, "depends on a, which failed"),
        (FAIL, ""),
    ]


@pytest.mark.parametrize("found", [PASS, FAIL, BLOCKED, ERROR, Verdict.DEVIATION])
@pytest.mark.parametrize("between", [PASS, FAIL, BLOCKED, ERROR, Verdict.DEVIATION])
def test_verdict_does_not_depend_on_which_clause_was_judged_first(between, found):
    found = judged([result("a", FAIL), result("b", between), result("c", found)])
    assert [verdict for verdict, _ in found] == [FAIL, BLOCKED, BLOCKED]


@pytest.mark.parametrize("verdict", [Verdict.UNTESTABLE, Verdict.UNSUPPORTED])
def test_cell_that_is_not_judged_is_not_blocked(verdict):
    assert judged([result("a", FAIL), result("b", verdict)])[1] == (verdict, "")


@pytest.mark.parametrize("verdict", [PASS, ERROR, Verdict.UNTESTABLE, Verdict.UNSUPPORTED])
def test_only_a_broken_clause_blocks(verdict):
    assert judged([result("a", verdict), result("b", FAIL)])[1] == (FAIL, "")


@pytest.mark.parametrize("found", [PASS, FAIL, ERROR, Verdict.DEVIATION])
def test_declared_deviation_hides_nothing_that_depends_on_it(found):
    deviation = result("a", Verdict.DEVIATION)
    assert judged([deviation, result("b", found)]) == [(Verdict.DEVIATION, ""), (found, "")]


def test_second_defect_behind_a_declared_deviation_breaks_the_gate():
    found = report(CHAIN[:2], with_blocked([result("a", Verdict.DEVIATION), result("b", FAIL)], CHAIN))
    assert conclusions(found)[0].sentence == f"{STORE} is NOT CONFORMANT at level must: 1 clause broken."
    assert exit_code(found) == BROKEN


CLOCK = [replace(CHAIN[0], blocks_when_declared=True), *CHAIN[1:]]
"""What depends on the first clause would pass or fail by chance on a store that deviates from it."""


@pytest.mark.parametrize("found", [PASS, FAIL, ERROR, Verdict.DEVIATION])
def test_verdict_by_chance_behind_a_declared_deviation_is_blocked(found):
    results = [result("a", Verdict.DEVIATION), result("b", found), result("c", found)]
    blocked = (BLOCKED, "depends on a, which failed")
    assert judged(results, CLOCK) == [(Verdict.DEVIATION, ""), blocked, blocked]


@pytest.mark.parametrize("clauses", [CHAIN, CLOCK])
def test_failure_behind_a_failure_is_kept_although_another_cell_deviates(clauses):
    declared = result("a", Verdict.DEVIATION, "memory")
    found = with_blocked([declared, result("a", FAIL), result("b", FAIL, observed="2")], clauses)
    assert [(each.found, each.observed) for each in found if each.clause == "b"] == [("fail", "2")]


def test_cell_that_a_declared_deviation_blocks_is_listed():
    results = with_blocked([result("a", Verdict.DEVIATION), result("b")], CLOCK)
    (conclusion,) = conclusions(report(CLOCK[:2], results))
    assert conclusion.word == "CONFORMANT IN PART WITH 1 DECLARED DEVIATION"
    assert list(map(str, conclusion.not_judged)) == [
        "not judged because of the declared deviation from a: 1 clause"
    ]
    assert conclusion.not_judged[0].clauses == ["b"]


@pytest.mark.parametrize("other", [{"storage_type": "session"}, {"engine": "firefox"}])
def test_cell_that_a_failure_blocks_is_not_listed_under_a_deviation_from_the_same_clause(other):
    results = [result("a", Verdict.DEVIATION), result("a", FAIL, **other), result("b", **other)]
    found = report(CLOCK[:2], with_blocked(results, CLOCK))
    assert [each.verdict for each in found.results] == [Verdict.DEVIATION, FAIL, BLOCKED]
    assert conclusions(found)[0].not_judged == []


def test_cell_without_a_storage_type_that_a_declared_deviation_blocks_is_listed():
    blocked = result("b", BLOCKED, "", reason="depends on a, which failed")
    (conclusion,) = conclusions(report(CLOCK[:2], [result("a", Verdict.DEVIATION), blocked]))
    assert [each.clauses for each in conclusion.not_judged] == [["b"]]


def test_clauses_of_an_unsupported_feature_are_listed():
    reason = "declared: the store does not support session"
    results = [result("a", Verdict.UNSUPPORTED, reason=reason), result("b")]
    (conclusion,) = conclusions(report(CHAIN[:2], results))
    assert list(map(str, conclusion.not_judged)) == [f"not judged ({reason}): 1 clause"]
    assert conclusion.not_judged[0].clauses == ["a"]


@pytest.mark.parametrize(
    "elsewhere", [{"storage_type": "session"}, {"engine": "firefox"}, {"implementation": "other:Store"}]
)
def test_clause_broken_elsewhere_does_not_block(elsewhere):
    assert judged([result("a", FAIL, **elsewhere), result("b", FAIL)])[1] == (FAIL, "")


@pytest.mark.parametrize("engine", ["chromium", ""])
def test_prerequisite_without_storage_type_blocks_all_storage_types(engine):
    results = [result("a", FAIL, "", engine=engine), result("b", FAIL, "local"), result("b", FAIL, "session")]
    assert [verdict for verdict, _ in judged(results)] == [FAIL, BLOCKED, BLOCKED]


@pytest.mark.parametrize("broken", ["memory", "local"])
def test_cell_without_storage_type_depends_on_every_storage_type(broken):
    clauses = [clause("a", storage_types=["memory", "local"]), clause("b", depends_on=["a"])]
    prerequisites = [result("a", FAIL if each == broken else PASS, each) for each in ("memory", "local")]
    assert judged([*prerequisites, result("b", FAIL, "")], clauses)[-1][0] is BLOCKED


@pytest.mark.parametrize(("requires", "verdict"), [(["local"], BLOCKED), (["clear_data"], FAIL), ([], FAIL)])
def test_cell_that_requires_other_storage_types_depends_on_them_too(requires, verdict):
    types = ["memory", "local"]
    clauses = [clause("a", storage_types=types), clause("b", depends_on=["a"], requires=requires)]
    results = [result("a", PASS, "memory"), result("a", FAIL, "local"), result("b", FAIL, "memory")]
    assert judged(results, clauses)[-1][0] is verdict


def test_required_storage_types_count_only_where_the_prerequisite_has_them():
    clauses = [clause("a", storage_types=["local"]), clause("b", depends_on=["a"], requires=["local"])]
    results = [result("a", FAIL, "local"), result("b", FAIL, "session")]
    assert judged(results, clauses)[-1][0] is BLOCKED


def test_prerequisite_without_engine_blocks_in_every_engine():
    results = [result("a", FAIL, engine=""), result("b", FAIL), result("b", FAIL, engine="firefox")]
    assert [verdict for verdict, _ in judged(results)] == [FAIL, BLOCKED, BLOCKED]


def test_prerequisite_of_the_same_cell_counts_before_one_without_storage_type():
    results = [result("a", FAIL, storage_type=""), result("a"), result("b", FAIL)]
    assert judged(results)[2] == (FAIL, "")


def test_clause_does_not_block_one_of_a_firmer_level():
    clauses = [clause("a", Level.SHOULD), clause("b", Level.MUST, depends_on=["a"])]
    assert judged([result("a", FAIL), result("b", FAIL)], clauses) == [(FAIL, ""), (FAIL, "")]


def test_prerequisite_that_the_report_does_not_list_blocks_nothing():
    assert judged([result("b", FAIL)], CHAIN[1:2]) == [(FAIL, "")]


def test_order_of_clauses_and_results_does_not_matter():
    results = [result("c"), result("b"), result("a", FAIL)]
    assert judged(results, CHAIN[::-1]) == judged(results)
    assert [verdict for verdict, _ in judged(results)] == [BLOCKED, BLOCKED, FAIL]


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("broken", Level)
def test_broken_clause_counts_from_its_own_level_on(level, broken):
    clauses = [clause("kept"), clause("broken", broken)]
    sample = report(clauses, [result("kept"), result("broken", FAIL)], level)
    (conclusion,) = conclusions(sample)
    failed = [sample.results[1]]
    if level.includes(broken):
        assert (conclusion.word, exit_code(sample)) == ("NOT CONFORMANT", BROKEN)
        assert conclusion.sentence == f"{STORE} is NOT CONFORMANT at level {level}: 1 clause broken."
        assert (conclusion.broken, conclusion.findings) == (failed, [])
    else:
        assert (conclusion.word, exit_code(sample)) == ("CONFORMANT", CONFORMANT)
        assert (conclusion.broken, conclusion.findings) == ([], failed)


def test_store_that_keeps_every_clause_is_conformant():
    sample = report(
        [clause("a"), clause("b")], [result("a"), result("a", storage_type="session"), result("b")]
    )
    assert conclusions(sample)[0].sentence == (
        f"{STORE} is CONFORMANT at level must: 2 clauses kept, none broken."
    )
    assert exit_code(sample) == CONFORMANT


def test_sentence_counts_cells_that_are_neither_kept_nor_broken():
    clauses = [*map(clause, "abc"), clause("d", untestable="no engine can")]
    apart = [Verdict.DEVIATION, Verdict.UNSUPPORTED, Verdict.UNTESTABLE]
    results = [result("a"), *(result(id, verdict) for id, verdict in zip("bcd", apart, strict=True))]
    assert conclusions(report(clauses, results))[0].sentence == (
        f"{STORE} is CONFORMANT IN PART WITH 1 DECLARED DEVIATION at level must: 1 clause kept, none broken"
        " (1 deviation, 1 unsupported, 1 untestable of 4 cells)."
    )


def test_unjudged_clause_makes_the_conclusion_partial():
    sample = report([clause("a"), clause("b"), clause("c", Level.SHOULD)], [result("a")])
    (conclusion,) = conclusions(sample)
    assert conclusion.word == "UNBROKEN SO FAR"
    assert "1 of 2 cells of the level not judged" in conclusion.sentence
    assert exit_code(sample) == CONFORMANT


def test_unjudged_storage_type_makes_the_conclusion_partial():
    clauses = [clause("a", storage_types=["session", "local"]), clause("b", storage_types=["local"])]
    whole = [result("a", storage_type="session"), result("a"), result("b")]
    assert conclusions(report(clauses, whole))[0].word == "CONFORMANT"
    for missing in whole:
        sample = report(clauses, [each for each in whole if each is not missing])
        assert conclusions(sample)[0].sentence.endswith("; 1 of 3 cells of the level not judged.")


def test_planned_engine_without_results_makes_the_conclusion_partial():
    clauses = [clause("a")]
    sample = report(clauses, [result("a")])
    sample.engines[:] = [Engine("chromium", "120"), Engine("firefox", "130")]  # used, if not on this store
    assert conclusions(sample)[0].word == "CONFORMANT"
    sample.implementations[0].planned[:] = planned(clauses, ["chromium", "firefox"])
    assert conclusions(sample)[0].sentence.endswith("none broken; 1 of 2 cells of the level not judged.")


def test_cells_that_were_not_planned_do_not_stand_in_for_planned_ones():
    sample = report([clause("a")], [result("a", engine="firefox"), result("b", storage_type="session")])
    sample.clauses.append(clause("b", storage_types=["session"]))
    assert conclusions(sample)[0].sentence.endswith("none broken; 1 of 1 cell of the level not judged.")


def test_untestable_clause_does_not_make_the_conclusion_partial():
    sample = report([clause("a"), clause("b", untestable="no engine can")], [result("a")])
    assert conclusions(sample)[0].word == "CONFORMANT"


def test_clause_that_no_browser_of_the_run_can_show_counts_as_not_judged():
    sample = report([clause("a"), clause("b")], [result("a"), result("b", Verdict.UNTESTABLE)])
    assert conclusions(sample)[0].word == "UNBROKEN SO FAR"


@pytest.mark.parametrize(
    ("stale", "outdated"),
    [(["one"], "1 declaration no longer holds"), (["one", "two"], "2 declarations no longer hold")],
)
@pytest.mark.parametrize(
    ("verdict", "start"),
    [
        (PASS, "is CONFORMANT, MANIFEST OUTDATED at level must: 1 clause kept, none broken"),
        (FAIL, "is NOT CONFORMANT at level must: 1 clause broken"),
    ],
)
def test_sentence_counts_stale_declarations(verdict, start, stale, outdated):
    sample = report([clause("a")], [result("a", verdict)])
    sample.implementations[:] = [replace(sample.implementations[0], stale=stale)]
    assert conclusions(sample)[0].sentence == f"{STORE} {start}; {outdated}."
    assert exit_code(sample) == BROKEN


@pytest.mark.parametrize("results", [[], [result("a", Verdict.UNSUPPORTED)]])
def test_run_without_judged_cells_has_no_verdict(results):
    sample = report([clause("a")], results)
    assert (conclusions(sample)[0].word, exit_code(sample)) == ("NO VERDICT", NO_VERDICT)


def test_run_without_implementations_has_no_verdict():
    assert exit_code(replace(report([clause("a")], []), implementations=[])) == NO_VERDICT


def test_error_of_the_suite_leaves_no_verdict_even_with_a_broken_clause():
    sample = report([clause("a"), clause("b", Level.REFERENCE)], [result("a", FAIL), result("b", ERROR)])
    (conclusion,) = conclusions(sample)
    assert conclusion.sentence.endswith(": the suite failed in 1 cell; 1 clause broken.")
    assert conclusion.word == "NO VERDICT"
    assert conclusion.errors == [sample.results[1]]
    assert exit_code(sample) == NO_VERDICT


def test_interrupted_run_has_no_verdict_whatever_it_found():
    sample = report([clause("a"), clause("b")], [result("a", FAIL)], interrupted=True)
    assert conclusions(sample)[0].sentence == (
        f"NO VERDICT on {STORE}: the run was interrupted;"
        " 1 clause broken so far, 1 of 2 cells of the level not judged."
    )
    assert exit_code(sample) == INTERRUPTED


def test_counts_are_by_level_and_verdict():
    clauses = [clause("a"), clause("b", Level.SHOULD)]
    results = [result("a"), result("a", FAIL, "session"), result("b"), result("b", PASS, "session")]
    sample = report(clauses, results)
    assert conclusions(sample)[0].counts == {
        Level.MUST: {PASS: 1, FAIL: 1},
        Level.SHOULD: {PASS: 2},
        Level.REFERENCE: {},
    }


@pytest.mark.parametrize(("first", "code"), [(PASS, BROKEN), (ERROR, NO_VERDICT)])
def test_exit_code_is_the_gravest_of_all_implementations(first, code):
    both = [Implementation("first:Store", ""), Implementation("second:Store", "")]
    results = [result("a", first, implementation="first:Store")]
    results.append(result("a", FAIL, implementation="second:Store"))
    sample = replace(report([clause("a")], results), implementations=both)
    assert [each.implementation for each in conclusions(sample)] == ["first:Store", "second:Store"]
    assert exit_code(sample) == code
