"""JUnit XML for CI servers: one suite for each store and engine, one case for each cell.

Declarations of a manifest that no longer hold have a suite of their own: they decide the exit code as well.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET

from reports.analysis.grouping import engine_name, group_name
from reports.formats.text import failure_text
from reports.model import Clause, Report, Result, Verdict
from reports.text import short, visible

KINDS = {Verdict.PASS: "", Verdict.FAIL: "failure", Verdict.ERROR: "error"}
"""The element for each verdict; a cell with another verdict is skipped, with its reason."""


def render(report: Report) -> str:
    """Return the document. Characters that XML does not allow are written as escapes."""
    clauses = {clause.id: clause for clause in report.clauses}
    suites: dict[str, list[Result]] = {}
    for result in report.results:
        suites.setdefault(f"{result.implementation} in {engine_name(result)}", []).append(result)
    stale = [(f"manifest of {each.spec}", each.stale) for each in report.implementations if each.stale]
    # The common schemas of JUnit XML allow no number of skipped cases at the root.
    counts = _counts(report.results, sum(len(lines) for _, lines in stale))
    root = ET.Element("testsuites", {"name": "dcc.Store contract", **counts})
    for name, results in suites.items():
        skipped = sum(_kind(result) == "skipped" for result in results)
        suite = _suite(root, name, {**_counts(results), "skipped": str(skipped)})
        suite.extend(_case(name, clauses[result.clause], result) for result in results)
    for name, lines in stale:
        suite = _suite(root, name, {**_counts([], len(lines)), "skipped": "0"})
        suite.extend(_declaration(name, line) for line in lines)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(root: ET.Element, name: str, counts: dict[str, str]) -> ET.Element:
    return ET.SubElement(root, "testsuite", {"name": visible(name), **counts})


def _declaration(suite: str, line: str) -> ET.Element:
    """Return the case of a declaration that no longer holds: a failure."""
    case = ET.Element("testcase", name=visible(line), classname=visible(suite), time=_seconds([]))
    ET.SubElement(case, "failure", message=visible(short(line, 400)), type="manifest")
    return case


def _case(suite: str, clause: Clause, result: Result) -> ET.Element:
    name = f"{clause.id} [{result.storage_type}]" if result.storage_type else clause.id
    # Many servers show a case without its suite, so the class names store and engine.
    of = f"{suite}.{group_name(clause.id)}"
    case = ET.Element("testcase", name=visible(name), classname=visible(of), time=_seconds([result]))
    match _kind(result):
        case "failure":
            expected, observed = (short(text, 200) for text in (result.expected, result.observed))
            message = visible(f"expected {expected}, observed {observed}")
            ET.SubElement(case, "failure", message=message, type=str(clause.level)).text = failure_text(
                clause, result
            )
        case "error":
            message = visible(short(result.reason, 400))
            ET.SubElement(case, "error", message=message, type="suite").text = failure_text(clause, result)
        case "skipped":
            ET.SubElement(case, "skipped", message=visible(f"{result.verdict}: {result.reason}"))
    return case


def _kind(result: Result) -> str:
    return KINDS.get(result.verdict, "skipped")


def _counts(results: list[Result], stale: int = 0) -> dict[str, str]:
    kinds = [_kind(result) for result in results]
    return {
        "tests": str(len(results) + stale),
        "failures": str(kinds.count("failure") + stale),
        "errors": str(kinds.count("error")),
        "time": _seconds(results),
    }


def _seconds(results: list[Result]) -> str:
    # Rounded one by one, so that the times of the cases add up to that of their suite.
    return f"{sum(round(result.seconds * 1000) for result in results) / 1000:.3f}"
