"""The Markdown summary lists what broke in a table, and escapes the text of a store."""

from itertools import groupby

import pytest
from hypothesis import given

from reports.analysis.compare import compare
from reports.formats.markdown import summary
from reports.model import Level, Report, Verdict
from selftest.support.report_builder import NASTY, clause, report, result, saying
from selftest.support.report_strategies import reports, whole_reports

FAIL = Verdict.FAIL


def test_summary_has_the_sentence_the_counts_and_what_is_broken():
    clauses = [clause("a.b", text="It is kept"), clause("a.c", Level.SHOULD), clause("a.d")]
    results = [
        result("a.b", FAIL, expected="1", observed="null"),
        result("a.b", engine="webkit"),
        result("a.d"),
    ]
    assert summary(report(clauses, results)) == "\n".join(
        [
            "### shop.stores&#58;Store is NOT CONFORMANT at level must&#58; 1 clause broken.",
            "",
            "| level | pass | fail |",
            "| --- | --- | --- |",
            "| must | 2 | 1 |",
            "| should | 0 | 0 |",
            "| reference | 0 | 0 |",
            "",
            "| level | broken clause | where | expected | observed |",
            "| --- | --- | --- | --- | --- |",
            "| must | It is kept (<code>a.b</code>) | local in chromium | <code>1</code>"
            " | <code>null</code> |",
            "",
            "- engines differ: a.b local: fail in chromium; pass in webkit",
            "",
        ]
    )


def since(old: Report, new: Report) -> str:
    """The summary of `new`, with what changed since `old`."""
    return summary(new, compare(("old.json", old), ("new.json", new)))


def test_changes_since_a_baseline_come_first():
    clauses = [clause("a.b", text="It is kept")]
    old, new = (report(clauses, [result("a.b", verdict)]) for verdict in (Verdict.PASS, FAIL))
    assert since(old, new).splitlines()[:7] == [
        "### Since old.json: 1 regressed, 0 fixed, 0 new, 0 gone, 0 changed, 0 unchanged, 0 not judged",
        "",
        "| change | clause | store | where | verdicts |",
        "| --- | --- | --- | --- | --- |",
        "| regressed | It is kept (<code>a.b</code>) | shop.stores&#58;Store"
        " | local in chromium | pass -> fail |",
        "",
        "### shop.stores&#58;Store is NOT CONFORMANT at level must&#58; 1 clause broken.",
    ]


@pytest.mark.parametrize("text", NASTY)
def test_text_of_a_baseline_adds_no_line_and_no_cell(text):
    new = report([clause("a.b")], [result("a.b")])
    hostile, harmless = (since(saying(each), new).splitlines() for each in (text, "harmless"))
    assert [line.count("|") for line in hostile] == [line.count("|") for line in harmless]


@given(whole_reports, whole_reports)
def test_any_two_reports_give_lines_of_printable_ascii(old, new):
    assert all(line.isascii() and line.isprintable() for line in since(old, new).splitlines())


@pytest.mark.parametrize("text", NASTY)
def test_text_of_a_store_adds_no_line_and_no_cell(text):
    hostile, harmless = (summary(saying(each)).splitlines() for each in (text, "harmless"))
    assert [line.count("|") for line in hostile] == [line.count("|") for line in harmless]
    assert not [line for line in hostile if "planted(" in line or "<planted" in line or "{{" in line]


@given(reports())
def test_each_row_has_a_cell_for_each_column(report):
    lines = summary(report).splitlines()
    tables = [list(rows) for is_row, rows in groupby(lines, lambda line: line.startswith("|")) if is_row]
    assert tables
    assert all(len({row.count("|") for row in rows}) == 1 for rows in tables)


@given(reports())
def test_any_report_gives_lines_of_printable_ascii(report):
    assert all(line.isascii() and line.isprintable() for line in summary(report).splitlines())
