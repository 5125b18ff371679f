"""The badge shows the worst store, in a well-formed picture and in the JSON for shields.io."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given

from reports.analysis.conclusion import CONFORMANT, exit_code
from reports.formats.badge import endpoint, svg
from reports.model import Implementation, Level, Report, Verdict
from reports.text import visible
from selftest.support.report_builder import NASTY, STORE, clause, report, result, saying
from selftest.support.report_strategies import reports

NAMESPACE = "{http://www.w3.org/2000/svg}"
CLAUSES = [clause("a.b"), clause("a.c"), clause("a.d", Level.SHOULD)]
KEPT = [result(each.id) for each in CLAUSES]


def message_of(report: Report) -> str:
    """Return the message, which must be the same in the picture and the JSON."""
    message = json.loads(endpoint(report))["message"]
    assert [each.text for each in picture(report).iter(f"{NAMESPACE}text")] == ["dcc.Store contract", message]
    return message


def picture(report: Report) -> ET.Element:
    return ET.fromstring(svg(report).encode("utf-8"))


def title(report: Report) -> str | None:
    return picture(report).findtext(f"{NAMESPACE}title")


def judged(*verdicts: Verdict) -> Report:
    """A report whose first results have those verdicts; all else is kept."""
    results = [replace(each, verdict=verdict) for each, verdict in zip(KEPT, verdicts, strict=False)]
    return report(CLAUSES, results + KEPT[len(results) :])


@pytest.mark.parametrize(
    ("verdicts", "message"),
    [
        ([], "conformant"),
        ([Verdict.FAIL], "1 clause broken"),
        ([Verdict.FAIL, Verdict.FAIL], "2 clauses broken"),
        ([Verdict.PASS, Verdict.PASS, Verdict.FAIL], "conformant"),
        ([Verdict.FAIL, Verdict.ERROR], "no verdict"),
        ([Verdict.UNSUPPORTED], "conformant in part"),
        ([Verdict.DEVIATION], "conformant with 1 declared deviation"),
    ],
)
def test_the_message_is_the_conclusion_of_the_run(verdicts, message):
    assert message_of(judged(*verdicts)) == message


def test_an_interrupted_run_is_no_verdict():
    assert message_of(report(CLAUSES, KEPT, interrupted=True)) == "no verdict"


def test_a_run_of_a_part_does_not_say_conformant():
    assert message_of(report(CLAUSES, KEPT[:1])) == "unbroken so far"


def test_a_report_on_no_store_is_no_verdict():
    assert message_of(replace(report(CLAUSES, []), implementations=[])) == "no verdict"


def test_an_outdated_manifest_is_named_and_not_counted_as_broken_clauses():
    outdated = replace(judged(), implementations=[Implementation(STORE, "1", ["a.b: no longer happens"])])
    assert message_of(outdated) == "conformant, manifest outdated"


@pytest.mark.parametrize("worst", ["first:Store", "second:Store"])
def test_the_worst_of_several_stores_is_shown_and_named(worst):
    specs = ["first:Store", "second:Store"]
    results = [
        replace(each, implementation=spec, verdict=Verdict.FAIL if spec == worst else Verdict.PASS)
        for spec in specs
        for each in KEPT
    ]
    both = replace(report(CLAUSES, results), implementations=[Implementation(spec, "") for spec in specs])
    assert message_of(both) == "2 clauses broken"
    assert title(both) == f"{worst} is NOT CONFORMANT at level must: 2 clauses broken."


@given(reports())
def test_badge_is_green_or_yellow_only_if_the_exit_code_is_0(report):
    data = json.loads(endpoint(report))
    assert {name: data[name] for name in ("schemaVersion", "label")} == {
        "schemaVersion": 1,
        "label": "dcc.Store contract",
    }
    assert set(data) == {"schemaVersion", "label", "message", "color"}
    assert (data["color"] in ("#1a6d33", "#7d5200")) == (exit_code(report) == CONFORMANT)
    assert data["color"] in svg(report)


@given(reports())
def test_any_report_gives_a_picture_of_one_shape(report):
    assert [each.tag for each in picture(report).iter()] == [each.tag for each in picture(judged()).iter()]


@pytest.mark.parametrize("text", NASTY)
def test_the_title_contains_the_name_of_a_store_as_text(text):
    assert visible(text) in (title(saying(text)) or "")


def test_the_title_is_what_a_screen_reader_says():
    picture_ = picture(judged())
    assert (picture_.attrib["role"], picture_.attrib["aria-labelledby"]) == ("img", "title")
    assert title(judged()) == f"{STORE} is CONFORMANT at level must: 2 clauses kept, none broken."
