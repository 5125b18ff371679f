"""The summary at the end of a terminal run: short, grouped, and safe for the terminal."""

from dataclasses import replace

import pytest
from hypothesis import given

from reports.analysis.conclusion import BROKEN, exit_code, with_blocked
from reports.formats import html
from reports.formats.markdown import summary
from reports.formats.terminal import lines
from reports.formats.text import failure_text
from reports.model import Implementation, Level, TracedStep, Verdict
from selftest.support.report_builder import NASTY, STORE, clause, report, result, saying
from selftest.support.report_strategies import reports

FAIL, ERROR = Verdict.FAIL, Verdict.ERROR


@pytest.mark.parametrize("text", NASTY)
def test_control_characters_of_a_store_are_escaped(text):
    assert all(line.isascii() and line.isprintable() for line in lines(saying(text)))


@given(reports())
def test_any_report_gives_lines_of_printable_ascii(report):
    assert all(line.isascii() and line.isprintable() for line in lines(report))


def test_summary_has_counts_by_level_then_what_is_broken():
    clauses = [clause("a.b"), clause("a.c", Level.SHOULD), clause("a.d")]
    results = [
        result("a.b", FAIL, "local", expected="1", observed="null"),
        result("a.b", FAIL, "session", expected="1", observed="null"),
        result("a.b", FAIL, "session", engine="firefox", expected="1", observed="2"),
        result("a.c", FAIL, "", expected="2", observed="\x1b[2J"),
        result("a.d"),
    ]
    assert lines(report(clauses, results)) == [
        f"{STORE} is NOT CONFORMANT at level must: 1 clause broken.",
        "  must       1 pass, 3 fail",
        "  should     1 fail",
        "  BROKEN a.b [local, session in chromium; session in firefox] The promise of a.b.:"
        " expected 1, observed null (fails in 1 other way too)",
        r"  FINDING (should) a.c [chromium] The promise of a.c.: expected 2, observed \x1b[2J",
    ]


def test_each_error_in_the_suite_has_one_line():
    results = [result("a.b", ERROR, type, reason="crashed") for type in ("local", "session")]
    results.append(result("a.b", ERROR, "memory", reason="disk full"))
    assert lines(report([clause("a.b")], results))[2:] == [
        "  ERROR crashed (2 cells, first in a.b [local in chromium])",
        "  ERROR disk full (in a.b [memory in chromium])",
    ]


def test_long_values_are_shortened_and_the_line_continues():
    long = report([clause("a.b")], [result("a.b", FAIL, expected="\x00" * 10_000, observed="seen")])
    (line,) = [line for line in lines(long) if "BROKEN" in line]
    assert line.endswith("..., observed seen")
    assert len(line) < 300


@pytest.mark.parametrize(
    ("heading", "shown"), [("Properties", "the docs, 'Properties': "), ("", "the docs: ")]
)
def test_failure_text_names_the_heading_if_there_is_one(heading, shown):
    of = clause("data.mounts", heading=heading, quote="Kept.")
    assert f"  {shown}Kept." in failure_text(of, result("data.mounts", Verdict.FAIL)).splitlines()


def test_failure_text_shortens_values_and_keeps_the_whole_command():
    of, nothing = clause("a.b", quote="q" * 500), "\x00" * 2000
    failed = result(
        "a.b", FAIL, expected=nothing, observed="[0]", history=["put " + nothing], rerun="r" * 500
    )
    lengths = [len(line) for line in failure_text(of, failed, 240).splitlines()]
    assert lengths[2:5] == [239, len("  observed: [0]"), 239]
    assert "q" * 500 in failure_text(of, failed, 240)
    assert "r" * 500 in failure_text(of, failed, 240)
    assert "\\x00" * 2000 in failure_text(of, failed)


def test_clauses_with_one_message_are_listed_under_it():
    seen = [("a.b", 1795915949123, "1"), ("a.c", 1795915999456, "1"), ("a.d", 1795915999456, "2")]
    cells = [result(id, FAIL, expected=f"{time}", observed=value) for id, time, value in seen]
    assert lines(report([clause(id) for id, *_ in seen], cells))[2:] == [
        "  BROKEN 2 clauses with one message: expected 1795915949123, observed 1",
        "    a.b [local in chromium] The promise of a.b.",
        "    a.c [local in chromium] The promise of a.c.",
        "  BROKEN a.d [local in chromium] The promise of a.d.: expected 1795915999456, observed 2",
    ]


def test_a_blocked_cell_that_failed_too_has_a_line():
    clauses = [clause("a.b"), clause("a.c", depends_on=["a.b"])]
    cells = with_blocked(
        [result("a.b", FAIL, expected="1", observed="2"), result("a.c", FAIL, expected="3", observed="4")],
        clauses,
    )
    found = report(clauses, cells)
    assert lines(found)[2:] == [
        "  BROKEN a.b [local in chromium] The promise of a.b.: expected 1, observed 2",
        "  FAILED TOO, BUT BLOCKED a.c [local in chromium] The promise of a.c.: expected 3, observed 4",
    ]
    assert "failed too, but counts as blocked: The promise of a.c." in summary(found)


def test_what_a_declared_coarse_clock_lets_fail_by_chance_is_not_said_to_have_failed():
    clauses = [clause("a.clock", blocks_when_declared=True), clause("a.b", depends_on=["a.clock"])]
    by_chance = [
        report(clauses, with_blocked([result("a.clock", Verdict.DEVIATION), of_the_dependent], clauses))
        for of_the_dependent in (
            result("a.b", FAIL, expected="3", observed="4", repro="app", trace=[TracedStep(1, [], None)]),
            result("a.b"),
        )
    ]
    for write in (lines, summary, html.render):
        failed, passed = map(write, by_chance)
        assert failed == passed


def test_stale_declarations_are_shown_if_nothing_is_broken():
    outdated = replace(
        report([clause("a.b")], [result("a.b")]),
        implementations=[Implementation(STORE, "1", ["a.b: no longer happens"])],
    )
    assert lines(outdated) == [
        f"{STORE} is CONFORMANT, MANIFEST OUTDATED at level must:"
        " 1 clause kept, none broken; 1 declaration no longer holds.",
        "  must       1 pass",
        "  MANIFEST OUTDATED a.b: no longer happens",
    ]
    assert exit_code(outdated) == BROKEN


def test_each_clause_that_a_declared_deviation_keeps_from_being_judged_is_named():
    ids = [f"a.dependent-{number}" for number in range(40)]
    clauses = [clause("a.declared", blocks_when_declared=True)]
    clauses += [clause(id, depends_on=["a.declared"]) for id in ids]
    behind = [result(id, Verdict.BLOCKED, reason="depends on a.declared, which failed") for id in ids]
    sample = report(clauses, [result("a.declared", Verdict.DEVIATION), *behind])
    text = "\n".join(lines(sample))
    heading = "  not judged because of the declared deviation from a.declared: 40 clauses:\n"
    assert [each.strip() for each in text.partition(heading)[2].replace("\n", " ").split(",")] == ids
    for document in (summary(sample), html.render(sample).partition("Not judged because of the manifest")[2]):
        assert [id for id in ids if f">{id}<" not in document] == []
