"""A bug report has all that a maintainer needs, and the text of a store is no markup in it."""

import json
import re
from dataclasses import replace

import pytest

from reports.__main__ import main
from reports.formats.bug_report import bug_reports, bug_reports_by_cell
from reports.model import Engine, Level, Received, Report, TracedStep, Verdict
from selftest.support.report_builder import NASTY, STORE, clause, report, result, saying
from selftest.support.sample_reports import APP

FENCED = re.compile(r"^(`{3,})\w+\n.*?\n\1$", re.MULTILINE | re.DOTALL)


def broken() -> Report:
    trace = [TracedStep(1, [Received(1, 4, "data of 'store': data 1, timestamp 2")], {"localStorage": {}})]
    shown = clause(
        "a.b", Level.MUST, text="It is kept", heading="Storage", quote="It stays.", source="def test(): ...\n"
    )
    cells = [
        result(
            "a.b", Verdict.FAIL, expected="[2]", observed="[1]", repro=APP, history=["put 1"], trace=trace
        ),
        result("a.b", storage_type="memory"),
    ]
    return report([shown, clause("a.c")], [*cells, result("a.c")], versions={"dash": "4", "pytest": "9"})


def test_bug_report_has_promise_steps_values_versions_and_app():
    (text,) = map(str, bug_reports(broken(), "a.b"))
    parts = (
        "# shop.stores.Store 1.0 breaks a promise of the docs: It is kept\n",
        "It is broken with local in chromium, and kept with memory in chromium.",
        "> It stays.",
        "1. put 1\n     after 4 ms: data of 'store'",
        "Expected: [2]\nObserved: [1]\nat $[0]: 1, not 2\n",
        "def test(): ...",
        "- shop.stores:Store 1.0\n- chromium 120\n- dash 4\n",
        f"```python\n{APP.rstrip()}\n```",
    )
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)
    assert "pytest" not in text


@pytest.mark.parametrize("text", [*NASTY, "```\n# planted\n", "@planted #1"])
def test_text_of_a_store_is_no_markup_outside_of_blocks_of_code(text):
    said = saying(text)
    for each in bug_reports_by_cell(said).values():
        outside = re.sub(r"^(##?|>) |\\.", "", FENCED.sub("", str(each)), flags=re.MULTILINE)
        assert re.findall(r"[<>*`@#\[\]]", outside) == []


def test_command_prints_the_bug_report(tmp_path, capsys):
    path = tmp_path / "report.json"
    path.write_text(json.dumps(broken().to_json()))
    assert main(["bug-report", str(path), "--clause", "a.b"]) == 0
    assert capsys.readouterr().out == f"{next(iter(bug_reports(broken(), 'a.b')))}\n"
    assert main(["bug-report", str(path), "--clause", "a.c"]) == 4
    assert capsys.readouterr().err == "a.c: no store breaks this clause; those that are broken: a.b\n"


@pytest.mark.parametrize(
    ("engine", "options"),
    [
        (Engine("firefox", "140"), "--engine firefox"),
        (Engine("webkit-mobile", "2"), "--engine webkit --form-factor mobile"),
        (
            Engine("chromium-mobile-quart", "150", "quart"),
            "--engine chromium --form-factor mobile --backend quart",
        ),
    ],
)
def test_command_judges_the_cell_that_is_shown(engine, options):
    broken = [result("a.b", Verdict.FAIL, "session", engine=engine.name)]
    shown = replace(report([clause("a.b")], broken), engines=[engine])
    (found,) = bug_reports(shown, "a.b")
    command = f"store-conformance run --clause a.b --storage-type session {options} --store {STORE}"
    assert command in str(found)
