"""The page: text of a store is never markup, nothing is left out, every link resolves."""

import base64
import hashlib
import json
from collections import Counter
from itertools import chain

import pytest
from hypothesis import given

from reports.analysis.compare import compare
from reports.analysis.conclusion import with_blocked
from reports.formats.entries import SIGNS
from reports.formats.html import render
from reports.formats.templating import source
from reports.model import Deviation, Implementation, Level, Report, Verdict
from reports.text import visible
from selftest.support.html_page import Page
from selftest.support.report_builder import NASTY, STORE, clause, report, result, saying
from selftest.support.report_strategies import reports, whole_reports
from selftest.support.sample_reports import two_stores


@pytest.mark.parametrize("text", NASTY)
def test_text_of_a_store_adds_no_element_and_no_attribute(text):
    assert Page(render(saying(text))).shape() == Page(render(saying("harmless"))).shape()


@pytest.mark.parametrize("text", NASTY)
def test_text_of_a_store_changes_no_script(text):
    assert Page(render(saying(text))).scripts == Page(render(saying("harmless"))).scripts


@pytest.mark.parametrize("text", NASTY)
def test_text_of_a_store_is_readable_on_the_page(text):
    assert visible(text, keep="\n\t") in Page(render(saying(text))).text


@given(reports())
def test_any_report_gives_a_page_of_printable_text_whose_elements_all_end(report):
    page = render(report)
    assert {char for char in page if not char.isprintable()} <= {"\n", "\t"}
    assert Page(page).text


def since(old: Report, new: Report) -> Page:
    """The page of `new`, with what changed since `old`."""
    return Page(render(new, compare(("old.json", old), ("new.json", new))))


@given(whole_reports, whole_reports)
def test_any_two_reports_give_a_page_of_printable_text(old, new):
    page = render(new, compare(("old.json", old), ("new.json", new)))
    assert {char for char in page if not char.isprintable()} <= {"\n", "\t"}


@pytest.mark.parametrize("text", NASTY)
def test_text_of_a_baseline_adds_no_element(text):
    page, harmless = (since(saying(said), two_stores()) for said in (text, "harmless"))
    assert page.shape() == harmless.shape()
    assert visible(text, keep="\n\t") in page.text


def test_changes_since_the_baseline_come_first_and_their_links_resolve():
    old = report([clause("a.b"), clause("x.y")], [result("a.b"), result("x.y")])
    page = since(old, two_stores())
    counts = "1 regressed, 0 fixed, 3 new, 1 gone, 0 changed, 0 unchanged, 0 not judged"
    assert page.text.index("since the baseline") < page.text.index(counts) < page.text.index("NO VERDICT on")
    assert "The promise of x.y." in page.text
    assert "a.b" in page.leads_to()
    assert page.leads_to() <= set(page.values("id"))


def test_a_page_without_a_baseline_has_no_changes():
    assert "baseline" not in Page(render(two_stores())).text


def test_content_security_policy_allows_only_our_style_script_and_inline_images():
    page = Page(render(two_stores()))
    own = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in page.scripts]
    style, script = own
    (policy,) = [each for each in page.values("content") if each and "default-src" in each]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def test_the_page_loads_nothing_from_elsewhere():
    page = Page(render(two_stores()))
    assert page.values("src") == []
    assert {link.partition("#")[0] for link in page.values("href")} == {"", "contract.html"}
    assert not any("url(" in each or "@import" in each for each in page.scripts)


def test_a_shared_screenshot_is_inline_and_only_once():
    failed = [result(each, Verdict.FAIL, screenshot="iVBORw0KGgo=") for each in ("a.b", "a.c")]
    page = Page(render(report([clause("a.b"), clause("a.c")], failed)))
    assert page.values("src") == ["data:image/png;base64,iVBORw0KGgo="]
    assert "Same screenshot as a.b, local" in " ".join(page.text.split())


def test_every_link_resolves():
    page = Page(render(two_stores()))
    assert {"a.b", "d.e", "a.b:1", "page:1:matrix"} <= page.leads_to()
    assert page.leads_to() <= set(page.values("id"))


def test_every_line_on_a_clause_links_to_the_contract_page():
    page = Page(render(two_stores()))
    links = Counter(link for link in page.values("href") if link.startswith("contract.html"))
    # a.b is broken, engines differ about it, and it has an entry; a.c is a finding.
    assert links == {"contract.html#a.b": 3, "contract.html#a.c": 2, "contract.html#d.e": 1}


def test_ids_are_unique():
    places = Page(render(two_stores())).values("id")
    assert len(places) == len(set(places))


def test_page_contains_every_field_of_clauses_and_cells():
    of_clause = {name: f"<{name}>" for name in ("text", "heading", "quote", "note", "untestable")}
    of_cell = {name: f"<{name}>" for name in ("expected", "observed", "reason", "rerun", "repro", "engine")}
    lists = {name: [f"<{name} 1>", f"<{name} 2>"] for name in ("history", "observations", "console")}
    shown = clause("a.b", Level.MUST, **of_clause, depends_on=["c.d"])
    cell = result("a.b", Verdict.BLOCKED, "local", seconds=12.34, **of_cell, **lists)
    page = Page(render(report([shown, clause("c.d")], [cell])))
    words = [*of_clause.values(), *of_cell.values(), *chain(*lists.values())]
    assert [word for word in [*words, "a.b", "must", "local", "12.3 s", "c.d"] if word not in page.text] == []


def test_each_clause_can_be_found_by_level_verdict_engine_and_store():
    page = Page(render(two_stores()))
    entries = {
        each["id"]: (each["data-level"], json.loads(each["data-cells"] or ""))
        for tag, each in page.elements
        if tag == "details" and each.get("class") == "clause"
    }
    assert entries == {
        "a.b": ("must", [["fail", "chromium", STORE, ""], ["pass", "firefox", STORE, ""]]),
        "a.c": ("should", [["fail", "chromium", STORE, ""]]),
        "d.e": ("reference", [["error", "chromium", STORE, ""]]),
    }


def test_a_clause_without_a_verdict_is_on_the_page():
    page = Page(render(report([clause("a.b"), clause("a.c", untestable="no engine can show it")], [])))
    assert "not judged" in page.text
    assert "no engine can show it" in page.text


def test_every_table_header_says_what_it_heads_and_every_field_has_a_label():
    page = Page(render(two_stores()))
    headers = [attributes for tag, attributes in page.elements if tag == "th"]
    assert headers
    assert all(each["scope"] in {"col", "row", "colgroup", "rowgroup"} for each in headers)
    tags = [tag for tag, _ in page.elements]
    fields = [number for number, tag in enumerate(tags) if tag == "input"]
    assert fields
    assert all(tags[number - 1] == "label" for number in fields)


def test_every_verdict_has_a_word_next_to_its_sign():
    page = Page(render(saying("x")))
    for verdict in Verdict:
        signs = [each for _, each in page.elements if each.get("class") == f"sign {verdict}"]
        assert signs
        assert all(each.get("aria-hidden") == "true" for each in signs)
        assert page.text.count(verdict) >= len(signs)


def test_a_page_without_implementation_has_no_verdict():
    empty = report([], [])
    empty.implementations.clear()
    assert "NO VERDICT" in Page(render(empty)).text


def test_cells_are_counted_by_level_and_engine_and_each_count_leads_to_its_clauses():
    page = Page(render(two_stores()))
    counts = {link.partition("#level=")[2] for link in page.values("href") if "level=" in link}
    assert counts == {
        "must&verdict=fail&engine=chromium",
        "must&verdict=pass&engine=firefox",
        "should&verdict=fail&engine=chromium",
        "reference&verdict=error&engine=chromium",
    }


def test_each_count_links_to_the_clauses_of_its_own_store():
    both = two_stores()
    other = "other:Store"
    both.implementations.append(Implementation(other, "1"))
    both.results.append(result("a.c", implementation=other))
    page = Page(render(both))
    links = {link.partition("#level=")[2] for link in page.values("href") if "level=" in link}
    assert "should&verdict=pass&engine=chromium&store=other%3AStore" in links
    assert "must&verdict=fail&engine=chromium&store=shop.stores%3AStore" in links
    boxes = [each["value"] for tag, each in page.elements if tag == "input" and each.get("name") == "store"]
    assert boxes == [STORE, other]


def test_only_a_long_list_of_changes_is_folded():
    for number, unfolded in ((5, True), (6, False)):
        clauses = [clause(f"a.{name}") for name in "bcdefg"[:number]]
        old, new = (
            report(clauses, [result(each.id, verdict) for each in clauses])
            for verdict in (Verdict.PASS, Verdict.FAIL)
        )
        folds = [attributes for tag, attributes in since(old, new).elements if tag == "details"]
        assert ("open" in folds[0]) is unfolded


def test_the_page_shows_the_median_commands_of_a_cell_by_engine():
    cells = [result("a.b", commands=number) for number in (0, 4, 5, 90)]
    cells += [result("a.b", engine="firefox", commands=2), result("a.b", storage_type="", engine="")]
    page = Page(render(report([clause("a.b")], cells))).text
    assert "WebDriver commands per cell, chromium5 (median)" in page
    assert "WebDriver commands per cell, firefox2 (median)" in page
    assert page.count("WebDriver commands per cell") == 2


def test_clauses_with_one_message_share_a_row():
    seen = [("a.b", "1795915949123"), ("a.c", "1795915999456"), ("a.d", "2")]
    cells = [result(id, Verdict.FAIL, expected=expected, observed="1") for id, expected in seen]
    page = Page(render(report([clause(id) for id, _ in seen], cells)))
    assert page.values("data-label").count("Expected") == 2
    assert "2 clauses with one message" in page.text


def test_each_cell_of_the_matrix_links_to_its_entry():
    clauses = [clause("a.b"), clause("a.c")]
    page = Page(render(report(clauses, [result("a.b", Verdict.FAIL), result("a.b", storage_type="memory")])))
    cells = [each for tag, each in page.elements if tag == "a" and each.get("class") in ("fail", "pass")]
    assert [(each["class"], each["href"]) for each in cells] == [("fail", "#a.b:1"), ("pass", "#a.b:2")]


def test_the_signs_of_the_matrix_are_those_of_the_page():
    style = source("report.css")
    for verdict, sign in SIGNS.items():
        assert f'a.{verdict}::before {{ content: "{sign}" / ""; }}' in style


def test_declared_deviations_are_listed_with_reason_link_and_expiry():
    clauses = [clause("a.b"), clause("a.c", depends_on=["a.b"])]
    declared = report(clauses, [result("a.b", Verdict.DEVIATION), result("a.c")])
    known = Deviation("a.b", "as designed", link="https://bugs.example/7", expires="2030-12-31")
    declared.implementations[0] = Implementation(STORE, "1", deviations=[known])
    page = Page(render(declared))
    assert {"https://bugs.example/7", "#a.c"} <= set(page.values("href"))
    assert [
        each for each in ("as designed", "2030-12-31", "1 clause depends on it") if each not in page.text
    ] == []


def test_a_link_of_a_manifest_that_is_no_web_address_is_text():
    declared = report([clause("a.b")], [])
    declared.implementations[0] = Implementation(
        STORE, "1", deviations=[Deviation("a.b", "known", link="javascript:planted()")]
    )
    page = Page(render(declared))
    assert "javascript:planted()" in page.text
    assert not any("javascript" in each for each in page.values("href"))


def test_a_blocked_cell_that_failed_too_says_so():
    clauses = [clause("a.b"), clause("a.c", depends_on=["a.b"])]
    cells = with_blocked([result("a.b", Verdict.FAIL), result("a.c", Verdict.FAIL)], clauses)
    page = Page(render(report(clauses, cells)))
    assert "1 blocked clause failed too:" in page.text
    assert "Failed too, but counted as blocked" in page.text
    assert "the test of this cell ran and found fail" in page.text
    assert "Failed too" not in Page(render(report(clauses, cells[:1]))).text


def test_outdated_declarations_are_listed():
    outdated = report([clause("a.b")], [result("a.b")])
    outdated.implementations[:] = [Implementation(STORE, "1", ["a.b: no longer happens"])]
    text = Page(render(outdated)).text
    assert "CONFORMANT, MANIFEST OUTDATED" in text
    assert "a.b: no longer happens" in text


def test_regressed_cells_are_marked_and_can_be_filtered():
    clauses = [clause("a"), clause("b")]
    page = since(
        report(clauses, [result("a"), result("b", Verdict.FAIL)]),
        report(clauses, [result("a", Verdict.FAIL), result("b", Verdict.FAIL)]),
    )
    assert [[kind[-1] for kind in json.loads(cells)] for cells in page.values("data-cells")] == [
        ["regressed"],
        ["unchanged"],
    ]
    boxes = [each["value"] for tag, each in page.elements if tag == "input" and each.get("name") == "change"]
    assert boxes == ["regressed", "unchanged"]
    assert page.text.count("\u00b7 regressed") == 1
    assert [each for each in page.values("class") if "change" in each] == [
        *(f"change {kind}" for kind in ("regressed", "fixed", "new")),
        "fail change regressed",
        "change regressed",
    ]


def test_what_differs_is_marked():
    source = render(
        report([clause("a")], [result("a", Verdict.FAIL, expected="[1, <b>2]", observed="[1, <b>3]")])
    )
    assert "<pre>\n[1, &lt;b&gt;<mark>2</mark>]</pre>" in source
    assert "<pre>\n[1, &lt;b&gt;<mark>3</mark>]</pre>" in source


def test_page_names_the_build_that_was_judged():
    judged = report([clause("a")], [result("a")], versions={"dash": "4", "operating system": "Debian 12"})
    judged.suite.update({"version": "7", "commit": "commit 5e6f"})
    judged.implementations[0] = Implementation(
        STORE, "1.0", file="/shop/__init__.py", commit="commit 1a2b", content="3c4d"
    )
    text = " ".join(Page(render(judged)).text.split())
    assert "/shop/__init__.py, commit 1a2b, content 3c4d" in text
    assert "Bysuite 7 commit 5e6f" in text
    assert "chromium 120, dash 4, Debian 12" in text
