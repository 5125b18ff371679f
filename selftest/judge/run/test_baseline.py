"""A run with a baseline reports what changed, and fails on a regression."""

from dataclasses import replace
from pathlib import Path

import pytest

from reports.formats.outputs import write
from reports.model import Implementation, Result, Verdict
from selftest.support.judged_run import nodes
from selftest.support.report_builder import clause, report

STORE = "dash.dcc:Store"
BAD = "hostile:Harmless"
"""A store that breaks WITHOUT_BROWSER: its help text names no property."""
WITHOUT_BROWSER = "component.help"
BROKEN_BELOW_MUST = "clear.in-layout"


def baseline(folder: Path, *results: Result) -> Path:
    """Return the path of the report.json of an older run with those results."""
    clauses = [clause(id) for id in dict.fromkeys(result.clause for result in results)]
    old = replace(
        report(clauses, list(results)), implementations=[Implementation(spec, "1.0") for spec in (STORE, BAD)]
    )
    return write(old, folder)[0]


def of_store(clause: str, verdict: Verdict, storage_type: str = "", engine: str = "") -> Result:
    """Return a result on STORE."""
    return Result(clause, STORE, engine, storage_type, verdict)


def test_every_document_of_a_run_shows_what_it_fixed(judge, tmp_path, monkeypatch):
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    old = baseline(tmp_path, of_store(WITHOUT_BROWSER, Verdict.FAIL), of_store("gone.gone", Verdict.PASS))
    run = judge(*nodes(WITHOUT_BROWSER), f"--compare-to={old}")
    assert run.exit_code() == 0, run.output
    for document in (run.output, run.page, summary.read_text(encoding="utf-8")):
        assert "0 regressed, 1 fixed, " in document
        assert "1 gone" in document
    assert f"  fixed     {STORE} [no browser] fail -> pass" in run.output


def test_a_regression_fails_a_run_that_breaks_nothing_of_its_level(judge, tmp_path):
    old = baseline(tmp_path, of_store(BROKEN_BELOW_MUST, Verdict.PASS, "local", "chromium"))
    run = judge(*nodes(BROKEN_BELOW_MUST), "-k", "local", f"--compare-to={old}")
    assert run.exit_code() == 1
    assert f"{STORE} is UNBROKEN SO FAR at level must" in run.output
    assert "1 regressed, 0 fixed" in run.output


def test_run_without_a_verdict_stays_one_despite_a_regression(judge, tmp_path):
    old = baseline(tmp_path, replace(of_store(WITHOUT_BROWSER, Verdict.PASS), implementation=BAD))
    run = judge(*nodes(WITHOUT_BROWSER), f"--store={BAD}", f"--compare-to={old}", largest_file=100)
    assert run.exit_code() == 3
    assert "1 regressed, 0 fixed" in run.output


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one-process", "two-workers"])
def test_a_baseline_that_cannot_be_read_is_refused_at_the_start(refusal, tmp_path, workers):
    message = f"{tmp_path / 'absent.json'}: cannot be read (No such file or directory)"
    assert refusal(*workers, f"--compare-to={tmp_path / 'absent.json'}").count(message) == 1


def test_a_baseline_that_contradicts_itself_is_refused_at_the_start(refusal, tmp_path):
    cells = [of_store(WITHOUT_BROWSER, verdict) for verdict in (Verdict.PASS, Verdict.FAIL)]
    message = f"{WITHOUT_BROWSER} on {STORE} [no browser] is pass in "
    assert refusal(f"--compare-to={baseline(tmp_path, *cells)}").count(message) == 1
