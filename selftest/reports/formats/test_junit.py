"""JUnit XML can be read whatever text a store produces, and its numbers add up."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given

from reports.formats.junit import render
from reports.model import Implementation, Level, Report, Verdict
from reports.text import visible
from selftest.support.report_builder import NASTY, STORE, clause, report, result, saying
from selftest.support.report_strategies import reports

ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "time", "tests", "failures", "errors", "skipped"},
    "testcase": {"name", "classname", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message"},
}
"""What the schemas of Jenkins' xUnit plugin and of Maven Surefire both know."""
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase"},
    "testcase": {"failure", "error", "skipped"},
}


def parsed(report: Report) -> ET.Element:
    return ET.fromstring(render(report).encode("utf-8"))


def milliseconds(element: ET.Element) -> int:
    whole, _, rest = element.attrib["time"].partition(".")
    assert re.fullmatch("[0-9]{3}", rest)
    return int(whole + rest)


def number(element: ET.Element, name: str) -> int:
    return int(element.attrib[name])


def kinds(suite: ET.Element) -> list[str]:
    return [child.tag for case in suite for child in case]


@given(reports())
def test_xml_of_any_report_has_the_structure_of_junit(report):
    for element in parsed(report).iter():
        assert set(element.attrib) == ATTRIBUTES[element.tag]
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
        assert element.tag != "testcase" or len(element) <= 1


@given(reports())
def test_counts_of_a_suite_add_up_to_its_cases(report):
    root = parsed(report)
    for suite in root:
        assert number(suite, "tests") == len(suite)
        assert milliseconds(suite) == sum(map(milliseconds, suite))
        for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert number(suite, name) == kinds(suite).count(kind)
    for name in ("tests", "failures", "errors"):
        assert number(root, name) == sum(number(suite, name) for suite in root)
    assert milliseconds(root) == sum(map(milliseconds, root))
    assert number(root, "tests") == len(report.results) + sum(
        len(each.stale) for each in report.implementations
    )


@given(reports())
def test_there_is_a_suite_for_each_store_and_engine_and_a_case_for_each_cell(report):
    cells = [
        (f"{each.implementation} in {each.engine or 'no browser'}", each.clause) for each in report.results
    ]
    document = [
        (suite.attrib["name"], case.attrib["name"].partition(" [")[0])
        for suite in parsed(report)
        for case in suite
        if not suite.attrib["name"].startswith("manifest of ")
    ]
    assert sorted(document) == sorted((visible(suite), id) for suite, id in cells)


@pytest.mark.parametrize("text", [*NASTY, "]]>", "<![CDATA[", "\x00\x0b\ufffe\uffff", "&amp;&#0;<!ENTITY x>"])
def test_text_of_a_store_is_escaped_and_readable(text):
    document = parsed(saying(text))
    assert [element.tag for element in document.iter()] == [
        element.tag for element in parsed(saying("harmless")).iter()
    ]
    (text_of_failure,) = [failure.text or "" for failure in document.iter("failure")]
    assert "  observed: " + visible(text, keep="\t") + "\n" in text_of_failure
    assert all(char.isprintable() or char in "\n\t" for char in text_of_failure)


def test_stale_declaration_is_a_failure():
    document = report([clause("a.b")], [result("a.b")])
    document.implementations[:] = [Implementation(STORE, "1", ["a.b: no longer happens"])]
    root = parsed(document)
    assert (root.attrib["tests"], root.attrib["failures"]) == ("2", "1")
    assert [suite.attrib["name"] for suite in root] == [f"{STORE} in chromium", f"manifest of {STORE}"]
    assert [case.attrib["name"] for case in root[1]] == ["a.b: no longer happens"]


def test_case_has_a_child_for_its_verdict():
    clauses = [clause("a.b", text="It is kept", heading="Docs", quote="kept"), clause("c.d", Level.SHOULD)]
    seen = {"expected": "1", "observed": "null", "rerun": "pytest it"}
    results = [
        result("a.b", Verdict.FAIL, seconds=1.2345, history=["put 1", "reload"], **seen),
        result("a.b", storage_type="session", seconds=0.5),
        result("c.d", Verdict.BLOCKED, "", reason="depends on a.b, which failed"),
        result("c.d", Verdict.ERROR, "", engine="", reason="crashed", rerun="pytest that"),
    ]
    assert render(report(clauses, results)).splitlines() == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="dcc.Store contract" tests="4" failures="1" errors="1" time="1.734">',
        f'  <testsuite name="{STORE} in chromium"'
        ' tests="3" failures="1" errors="0" time="1.734" skipped="1">',
        f'    <testcase name="a.b [local]" classname="{STORE} in chromium.a" time="1.234">',
        '      <failure message="expected 1, observed null" type="must">must: It is kept',
        "  the docs, 'Docs': kept",
        "  expected: 1",
        "  observed: null",
        "  1. put 1",
        "  2. reload",
        "  rerun:    pytest it</failure>",
        "    </testcase>",
        f'    <testcase name="a.b [session]" classname="{STORE} in chromium.a" time="0.500" />',
        f'    <testcase name="c.d" classname="{STORE} in chromium.c" time="0.000">',
        '      <skipped message="blocked: depends on a.b, which failed" />',
        "    </testcase>",
        "  </testsuite>",
        f'  <testsuite name="{STORE} in no browser"'
        ' tests="1" failures="0" errors="1" time="0.000" skipped="0">',
        f'    <testcase name="c.d" classname="{STORE} in no browser.c" time="0.000">',
        '      <error message="crashed" type="suite">should: The promise of c.d.',
        "  the docs: ",
        "  reason:   crashed",
        "  rerun:    pytest that</error>",
        "    </testcase>",
        "  </testsuite>",
        "</testsuites>",
    ]


@pytest.mark.parametrize("verdict", [Verdict.DEVIATION, Verdict.UNSUPPORTED, Verdict.UNTESTABLE])
def test_cell_neither_kept_nor_broken_is_skipped_with_its_reason(verdict):
    (skipped,) = parsed(report([clause("a.b")], [result("a.b", verdict, reason="known")])).iter("skipped")
    assert skipped.attrib == {"message": f"{verdict}: known"}
