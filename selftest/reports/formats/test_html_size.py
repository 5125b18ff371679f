"""The page of a whole run fits into a mail, and shows steps that cells share once."""

from typing import Any

from reports.formats.html import render
from reports.model import Verdict
from selftest.support.html_page import Page
from selftest.support.report_builder import clause, report, result
from selftest.support.sample_reports import matrix

BYTES_A_CLAUSE = 15_000
SAME_STEPS: dict[str, Any] = {"history": ["put 1"], "observations": ["data 1"]}


def test_page_of_three_engines_stays_below_the_size_limit():
    full = matrix()
    assert len(render(full).encode()) < BYTES_A_CLAUSE * len(full.clauses)


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


def test_one_cell_is_unfolded_for_each_way_to_fail():
    seen = ["1", "1", "2"]
    cells = [
        result("a.b", Verdict.FAIL, storage_type, observed=observed)
        for storage_type, observed in zip(("memory", "session", "local"), seen, strict=True)
    ]
    page = Page(render(report([clause("a.b")], [*cells, result("a.b", storage_type="passes")])))
    folds = [
        "open" in attributes
        for _, attributes in page.elements
        if (attributes.get("class") or "").startswith("cell ")
    ]
    assert folds == [True, False, True, False]


def test_quotes_are_escaped_in_attributes_only():
    source = render(report([clause("a.b")], [result("a.b", engine="\"'", rerun="\"'")]))
    assert "<code>\"'</code>" in source
    assert 'value="&#34;&#39;"' in source
