"""The contract as a page next to the report: nothing is left out, text is escaped, every link resolves."""

from dataclasses import asdict
from itertools import chain
from typing import Any

import pytest

from reports.formats.html import render, render_contract
from reports.model import Clause, Level
from selftest.support.html_page import Page
from selftest.support.report_builder import NASTY, clause
from selftest.support.sample_reports import everything


def test_page_contains_every_field_of_a_clause():
    words = {
        name: f"<{name}>" for name in ("text", "heading", "quote", "note", "untestable", "test", "source")
    }
    lists = {
        name: [f"<{name} 1>", f"<{name} 2>"]
        for name in ("storage_types", "backends", "depends_on", "requires", "faults", "seen_in")
    }
    parts: dict[str, Any] = {"id": "a.b", "level": Level.SHOULD, **words, **lists}
    shown = Clause(**parts)
    assert {*parts, "in_browser", "blocks_when_declared"} == asdict(shown).keys()
    page = Page(render_contract([shown]))
    said = [*words.values(), *chain(*lists.values()), "a.b", "should"]
    assert [each for each in said if each not in page.text] == []


@pytest.mark.parametrize("text", NASTY)
def test_text_of_a_clause_adds_no_element_and_no_attribute(text):
    said, harmless = (
        Page(render_contract([clause("a.b", text=each, quote=each, faults=[each])])).shape()
        for each in (text, "harmless")
    )
    assert said == harmless


def test_every_link_resolves_here_or_in_the_report():
    report, _ = everything()
    contract, page = Page(render_contract(report.clauses)), Page(render(report))
    ids = {each.id for each in report.clauses}
    assert contract.leads_to() <= set(contract.values("id"))
    assert contract.leads_to("index.html") == ids | {""}
    assert ids <= set(page.values("id"))
    assert page.leads_to("contract.html") == ids
    assert ids <= set(contract.values("id"))


def test_a_group_has_all_its_clauses_wherever_they_are_listed():
    page = Page(render_contract([clause("a.b"), clause("c.d"), clause("a.e")]))
    assert [place for place in page.values("id") if ":" in place] == ["group:a", "group:c"]
    assert page.text.index("The promise of a.e.") < page.text.index("The promise of c.d.")


def test_the_policy_allows_the_own_style_and_nothing_else():
    page = Page(render_contract([clause("a.b")]))
    (policy,) = [each for each in page.values("content") if each and "default-src" in each]
    assert "script-src" not in policy
    assert "style-src 'sha256-" in policy
    assert page.values("src") == []
