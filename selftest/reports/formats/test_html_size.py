"""The page of a whole run fits into a mail, and shows steps that cells share once."""

from typing import Any

from reports.formats.html import render
from reports.model import Verdict
from selftest.support.html_page import Page
from selftest.support.report_builder import clause, report, result
from selftest.support.sample_reports import matrix

BYTES = 1_500_000
SAME_STEPS: dict[str, Any] = {"history": ["put 1"], "observations": ["data 1"]}


def test_page_of_three_engines_stays_below_the_size_limit():
    assert len(render(matrix()).encode()) < BYTES


def test_cells_that_passed_with_the_same_steps_show_them_once():
    cells = [
        result("a.b", **SAME_STEPS),
        result("a.c", **SAME_STEPS),
        result("a.d", engine="firefox", **SAME_STEPS),
    ]
    page = Page(render(report([clause("a.b"), clause("a.c"), clause("a.d")], cells)))
    assert page.text.count("put 1") == page.text.count("data 1") == 2  # once an engine
    assert page.text.count("Same steps as a.b, local · chromium.") == 1


def test_a_cell_that_did_not_pass_shows_its_steps():
    cells = [result("a.b", **SAME_STEPS), result("a.c", Verdict.FAIL, **SAME_STEPS)]
    page = Page(render(report([clause("a.b"), clause("a.c")], cells)))
    assert page.text.count("put 1") == 3  # the bug report has them, too
    assert page.text.count("data 1") == 2


def test_cells_of_a_clause_that_came_out_alike_are_one_entry():
    seen = [("memory", "at 1795915949123"), ("session", "at 1795915999456"), ("local", "2")]
    cells = [result("a.b", Verdict.FAIL, storage_type, observed=observed) for storage_type, observed in seen]
    page = Page(render(report([clause("a.b")], [*cells, result("a.b", storage_type="passes")])))
    entries = [each for _, each in page.elements if (each.get("class") or "").startswith("cell ")]
    assert [("open" in each, each["id"]) for each in entries] == [
        (True, "a.b:1"),
        (True, "a.b:2"),
        (False, "a.b:3"),
    ]
    assert "fail memory, session in chromium" in " ".join(page.text.split())
    assert "2 cells came out alike. What follows is of memory · chromium." in page.text


def test_quotes_are_escaped_in_attributes_only():
    source = render(report([clause("a.b")], [result("a.b", engine="\"'", rerun="\"'")]))
    assert "<code>\"'</code>" in source
    assert 'value="&#34;&#39;"' in source
