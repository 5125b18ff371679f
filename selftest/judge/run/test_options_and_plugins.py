"""The exit code is true, whatever options and plugins of pytest do to a run."""

import os
import subprocess
import sys

import pytest

from judge.run import early_end
from reports.formats.outputs import DOCUMENTS
from selftest.support.bad_store import WITHOUT_BROWSER
from selftest.support.judged_run import BOUND, ROOT, USAGE, assert_refused, own_environment

NOTHING_JUDGED = pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(words.split(), id=words, marks=[pytest.mark.slow] * is_slow)
        for words, is_slow in (
            ("--co", False),
            ("--setup-only", False),
            ("--setup-plan", True),
            ("--markers", False),
            ("--fixtures", True),
            ("--cache-show -p cacheprovider", True),
            ("-p hostile.swallows_tests", False),
        )
    ],
)
def test_run_without_tests_is_no_verdict(judge, options):
    run = judge(*WITHOUT_BROWSER, *options)
    assert run.exit_code() == NOTHING_JUDGED, run.output
    assert "nothing was judged: an option or a plugin of pytest kept the tests from running" in run.output


def test_option_of_the_environment_does_not_make_a_run_succeed(judge, monkeypatch):
    monkeypatch.setattr(
        "selftest.support.judged_run.own_environment", lambda: {**os.environ, "PYTEST_ADDOPTS": "--help"}
    )
    run = judge(*WITHOUT_BROWSER)
    assert run.exit_code() == NOTHING_JUDGED


def test_run_without_tests_is_no_verdict_also_through_a_symbolic_link(tmp_path):
    (tmp_path / "suite").symlink_to(ROOT)
    module = tmp_path / "suite/conformance/test_property_help.py"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--co", str(module)]
    run = subprocess.run(command, cwd=tmp_path, env=own_environment(), capture_output=True, timeout=BOUND)
    assert run.returncode == NOTHING_JUDGED, run.stdout


def test_run_of_a_module_by_its_name_is_one_on_the_contract(judge):
    run = judge("--pyargs", "conformance.test_property_help", "--co")
    assert run.exit_code() == NOTHING_JUDGED, run.output


def test_run_is_refused_if_python_leaves_out_assertions(judge, monkeypatch):
    monkeypatch.setattr(
        "selftest.support.judged_run.own_environment", lambda: {**os.environ, "PYTHONOPTIMIZE": "1"}
    )
    run = judge(*WITHOUT_BROWSER, "--assert=plain")
    assert run.exit_code() == USAGE
    assert_refused(run, "PYTHONOPTIMIZE (or -O) makes Python leave out assertions")


def test_help_ends_with_exit_code_0(judge):
    assert judge("--help").exit_code() == 0


def test_run_without_a_terminal_is_refused(judge):
    run = judge(*WITHOUT_BROWSER, "-p", "no:terminal")
    assert run.exit_code() == USAGE
    assert run.report is None


def test_plugin_does_not_overwrite_the_exit_code_of_the_report(judge_module):
    run = judge_module("class Store(Store):\n    __doc__ = ''", "-p", "hostile.reports_success")
    assert run.exit_code() == 1, run.output
    assert run.verdicts("bad:Store")["component.help"] == "fail"


@pytest.mark.parametrize(
    ("hook", "problem"),
    [
        ("pytest_sessionfinish", "raise"),
        ("pytest_unconfigure", "sys.exit"),
        pytest.param("pytest_sessionfinish", "sys.exit", marks=pytest.mark.slow),
        pytest.param("pytest_terminal_summary", "raise", marks=pytest.mark.slow),
        pytest.param("pytest_terminal_summary", "sys.exit", marks=pytest.mark.slow),
        pytest.param("pytest_unconfigure", "raise", marks=pytest.mark.slow),
    ],
)
def test_plugin_that_ends_the_run_late_leaves_the_exit_code_of_the_report(
    judge_module, monkeypatch, hook, problem
):
    monkeypatch.setenv("ENDS_LATE", f"{hook} {problem}")
    broken = judge_module("class Store(Store):\n    __doc__ = ''", "-p", "hostile.ends_late")
    assert broken.exit_code() == 1, broken.output
    assert "the run ended after the report was written: " in broken.output
    assert "Traceback" not in broken.output


def test_plugin_that_ends_the_run_late_breaks_no_good_store(judge_module, monkeypatch):
    monkeypatch.setenv("ENDS_LATE", "pytest_sessionfinish raise")
    run = judge_module("", "-p", "hostile.ends_late")
    assert run.exit_code() == 0, run.output
    assert run.report["run"]["interrupted"] is False


def test_run_stopped_by_a_failure_is_reported_as_interrupted(judge_module):
    run = judge_module("class Store(Store):\n    __doc__ = ''", "-x")
    assert run.exit_code() == 2, run.output
    assert run.report["run"]["interrupted"] is True


def test_interrupt_before_the_first_verdict_leaves_no_earlier_report(judge_module, tmp_path):
    folder = tmp_path / "report"
    folder.mkdir()
    for name in DOCUMENTS:
        (folder / name).write_text("earlier")
    source = "def pytest_collection_finish():\n    raise KeyboardInterrupt"
    run = judge_module(source, "-p", "bad", report=folder)
    assert run.exit_code() == 2, run.output
    assert os.listdir(folder) == []


def test_selftests_are_no_run_on_a_store(request):
    assert early_end.judges(request.config) is False
    assert ROOT / "conformance" == early_end.CONFORMANCE
