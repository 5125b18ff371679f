"""The Markdown summary: a table of what broke; what a store says is text in it."""

import pytest
from hypothesis import given

from reports.markdown import markdown
from reports.model import Level, Verdict
from selftest.test_report_model import NASTY, clause, report, reports, result, saying

FAIL = Verdict.FAIL


def test_the_page_reads_so():
    clauses = [clause("a.b", text="It is kept"), clause("a.c", Level.SHOULD), clause("a.d")]
    results = [
        result("a.b", FAIL, expected="1", observed="null"),
        result("a.b", engine="webkit"),
        result("a.d"),
    ]
    assert markdown(report(clauses, results)) == "\n".join(
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
            "- engines differ: a.b local&#58; fail in chromium; pass in webkit",
            "",
        ]
    )


@pytest.mark.parametrize("text", NASTY)
def test_what_a_store_says_changes_no_line_and_no_cell(text):
    told, harmless = (markdown(saying(each)).splitlines() for each in (text, "harmless"))
    assert [line.count("|") for line in told] == [line.count("|") for line in harmless]
    assert not [line for line in told if "planted(" in line or "<planted" in line or "{{" in line]


@given(reports())
def test_any_report_gives_lines_of_printable_ascii(report):
    assert all(line.isascii() and line.isprintable() for line in markdown(report).splitlines())
