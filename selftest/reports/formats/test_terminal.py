"""The summary at the end of a terminal run: short, grouped, and safe for the terminal."""

import pytest
from hypothesis import given

from reports.analysis.grouping import describe_cells
from reports.formats.terminal import lines
from reports.formats.text import failure_text
from reports.model import Level, Verdict
from reports.text import ends, visible
from selftest.support.report_builder import NASTY, STORE, clause, report, result, saying
from selftest.support.report_strategies import reports

FAIL, ERROR = Verdict.FAIL, Verdict.ERROR


@pytest.mark.parametrize("text", NASTY)
def test_no_store_can_steer_the_terminal(text):
    assert all(line.isascii() and line.isprintable() for line in lines(saying(text)))


@given(reports())
def test_any_report_gives_lines_of_printable_ascii(report):
    assert all(line.isascii() and line.isprintable() for line in lines(report))


def test_the_summary_reads_so():
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
        " expected 1 -> null (otherwise in 1 more way)",
        r"  FINDING (should) a.c [chromium] The promise of a.c.: expected 2 -> \x1b[2J",
    ]


def test_the_judge_s_errors_are_told_once_each():
    results = [result("a.b", ERROR, type, reason="crashed") for type in ("local", "session")]
    results.append(result("a.b", ERROR, "memory", reason="disk full"))
    assert lines(report([clause("a.b")], results))[2:] == [
        "  ERROR crashed (2 cells, the first a.b [local in chromium])",
        "  ERROR disk full (in a.b [memory in chromium])",
    ]


def test_long_values_are_shortened_and_the_line_goes_on():
    told = report([clause("a.b")], [result("a.b", FAIL, expected="\x00" * 10_000, observed="seen")])
    (line,) = [line for line in lines(told) if "BROKEN" in line]
    assert line.endswith("... -> seen")
    assert len(line) < 300


def test_engines_that_broke_alike_are_told_together():
    cells = [
        result("a", Verdict.FAIL, type, engine=engine) for engine in "xy" for type in ("local", "memory")
    ]
    assert describe_cells(cells) == "local, memory in x, y"


def test_a_clause_that_needs_no_browser_says_so():
    assert describe_cells([result("a", storage_type="", engine="")]) == "no browser"


def test_what_cannot_be_seen_is_spelled_out_and_the_rest_is_left():
    assert visible("Zoë\t\u202e\ud800\n", keep="\n") == "Zoë\\t\\u202e\\ud800\n"


def test_the_ends_of_a_long_text_are_kept():
    assert ends("a" * 40, 40) == "a" * 40
    assert ends("begins" + "-" * 1000 + "ends", 17) == "begins ... --ends"


def test_a_story_for_the_terminal_has_short_values_and_the_whole_command():
    of, nothing = clause("a.b", quote="q" * 500), "\x00" * 2000
    told = result("a.b", FAIL, expected=nothing, observed="[0]", history=["put " + nothing], rerun="r" * 500)
    lengths = [len(line) for line in failure_text(of, told, 240).splitlines()]
    assert lengths[2:5] == [239, len("  observed: [0]"), 239]
    assert "q" * 500 in failure_text(of, told, 240)
    assert "r" * 500 in failure_text(of, told, 240)
    assert "\\x00" * 2000 in failure_text(of, told)
