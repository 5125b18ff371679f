"""A run that ends early has no exit code of a verdict, and says in a line why."""

import json
import os
import signal
import subprocess
import sys
import textwrap

import pytest

from judge.run import early_end
from reports.formats.outputs import DOCUMENTS
from selftest.support.judged_run import BOUND, ROOT, USAGE, assert_refused, own_environment, wait_for

NOTHING_JUDGED = 5
NO_VERDICT = 3
STORE = "dash.dcc:Store"
WITHOUT_BROWSER = ("--clause=component.help", "--clause=id.required")

RAISES = {
    "pytest.skip('not today', allow_module_level=True)": "cannot import bad (Skipped: not today)",
    "pytest.exit('enough', returncode=0)": "cannot import bad (Exit: enough)",
    "sys.exit(0)": "cannot import bad (SystemExit: 0)",
    "raise BaseException('of no kind')": "cannot import bad (BaseException: of no kind)",
    "class V:\n    __str__ = raises\n__version__ = V()": "version of bad cannot be read (ValueError: bad)",
    "class V:\n    __str__ = sys.exit\n__version__ = V()": "version of bad cannot be read (SystemExit: ",
    "del Store\n__getattr__ = sys.exit": "bad has no 'Store'",
    "class Store(Store):\n    to_plotly_json = raises": "cannot be called with id='probe' (ValueError: bad)",
    "class E(Exception):\n    __str__ = raises\nraise E": "cannot import bad (E: its message cannot be read)",
}
HARMS = {
    "sys.stdout.close(); os.close(1); os.close(2)": "because it closes stdout and stderr when it is imported",
    "json.dumps = lambda *_, **__: '0'": "because it replaces json.dumps when it is imported",
    "json.JSONEncoder.encode = lambda *_: '0'": "because it replaces JSONEncoder.encode when it is imported",
    "os._exit(0)": "importing or calling it ends Python (exit code 0)",
}
"""What a module does when it is imported, and what the run says."""
ENDS = {
    "os.execv('/bin/true', ['true'])": "exit code 0",
    "import ctypes; ctypes.CDLL(None)._exit(1)": "exit code 1",
    "os.kill(os.getpid(), 9)": "SIGKILL",
    "calls = 0\ndef Store(id):\n    os.kill(os.getpid(), 9)": "SIGKILL",
}
"""What ends a process that loads the store, and what the run says of that."""
HEADER = """\
import atexit, json, os, sys
import pytest
from dash.dcc import Store
calls = []

def raises(*_):
    raise ValueError("bad")

"""


@pytest.fixture
def judge_module(judge, tmp_path):
    """Start a run on the store bad:Store of a module with that source."""

    def start(source, *arguments, **options):
        (tmp_path / "bad.py").write_text(HEADER + textwrap.dedent(source))
        return judge("--store=bad:Store", *WITHOUT_BROWSER, *arguments, python_path=tmp_path, **options)

    return start


@pytest.fixture
def refused_module(refusal, tmp_path, monkeypatch):
    """Return what a run prints that refuses the store bad:Store of a module with that source."""

    def start(source):
        (tmp_path / "bad.py").write_text(HEADER + textwrap.dedent(source))
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.delitem(sys.modules, "bad", raising=False)
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
        return refusal("--store=bad:Store")

    return start


@pytest.mark.parametrize("source", RAISES)
def test_module_that_raises_is_refused_in_one_line(refused_module, source):
    assert refused_module(source).count(RAISES[source]) == 1


@pytest.mark.parametrize("source", ENDS)
def test_module_that_ends_its_process_is_refused_in_one_line(refused_module, source):
    message = f"--store bad:Store: importing or calling it ends Python ({ENDS[source]})"
    assert refused_module(source).count(message) == 1


@pytest.mark.parametrize("source", HARMS)
def test_module_that_harms_the_run_is_refused_in_one_line(judge_module, source):
    run = judge_module(source)
    assert run.exit_code() == USAGE, run.output
    assert_refused(run, HARMS[source])


def test_module_that_ends_each_worker_is_no_verdict(judge_module):
    run = judge_module("if 'PYTEST_XDIST_WORKER' in os.environ:\n    os.kill(os.getpid(), 9)", "-n1")
    assert run.exit_code() == NO_VERDICT, run.output
    assert "no verdict: a worker ended while it loaded the stores" in run.output
    assert run.report is None


@pytest.mark.parametrize(
    ("condition", "options", "signal_"),
    [
        ("True", [], signal.SIGINT),
        ("True", [], signal.SIGTERM),
        ("'PYTEST_XDIST_WORKER' in os.environ", ["-n1"], signal.SIGINT),
    ],
    ids=["main process", "main process, SIGTERM", "worker"],
)
def test_interrupt_while_a_store_is_loaded_is_reported_in_one_line(
    judge_module, tmp_path, condition, options, signal_
):
    begun, folder = tmp_path / "begun", tmp_path / "report"
    folder.mkdir()
    for name in DOCUMENTS:
        (folder / name).write_text("earlier")
    source = f"if {condition}:\n    open({str(begun)!r}, 'w')\n    __import__('time').sleep(60)"
    run = judge_module(source, *options, report=folder)
    wait_for(begun.exists)
    os.killpg(run.process.pid, signal_)
    assert run.exit_code() == 2, run.output
    assert run.output.count("no verdict: interrupted before a cell was judged") == 1
    assert "Traceback" not in run.output
    assert os.listdir(folder) == []
    wait_for(lambda: run.left() == [])


def test_run_whose_output_is_closed_is_no_verdict(tmp_path):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "pytest", *WITHOUT_BROWSER, f"--report={tmp_path}"]
    with open(write) as closed:
        run = subprocess.run(
            command,
            cwd=ROOT,
            env=own_environment(),
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            timeout=BOUND,
        )
    assert run.returncode == NO_VERDICT
    assert run.stderr == "no verdict: the program that read the output closed it\n"


LATER = """\
def Store(**props):
    calls.append(props)
    if len(calls) > 1:
        {}
    return dcc.Store(**props)
from dash import dcc
"""


def test_store_that_ends_the_process_in_a_test_is_no_verdict(judge_module):
    run = judge_module(LATER.format("os._exit(0)"))
    assert run.exit_code() == NO_VERDICT
    assert "no verdict: os._exit ended the run before there was a report" in run.output
    assert run.report is None


@pytest.mark.parametrize("options", [[], ["-n1"]], ids=["one process", "worker"])
@pytest.mark.parametrize("ends", ["pytest.exit('enough', returncode=0)", "sys.exit(0)"])
def test_store_that_exits_in_a_test_breaks_that_clause(judge_module, ends, options):
    run = judge_module(LATER.format(ends), *options)
    assert run.exit_code() == 1, run.output
    assert run.report["run"]["interrupted"] is False
    assert run.verdicts("bad:Store") == {"component.help": "fail", "id.required": "fail"}


def test_store_that_ends_a_worker_is_an_error_in_one_cell(judge_module):
    run = judge_module(LATER.format("os._exit(0)"), "-n1")
    assert run.exit_code() == NO_VERDICT
    verdicts = run.verdicts("bad:Store")
    assert verdicts["id.required"].startswith("error: ")
    assert set(verdicts) == {"component.help", "id.required"}


def test_store_that_skips_is_not_blocked(judge_module):
    run = judge_module(LATER.format("pytest.skip('not today')"))
    assert run.exit_code() == NO_VERDICT
    assert run.verdicts("bad:Store")["id.required"] == "error: Skipped: not today"


def test_exit_code_of_the_report_outlives_an_exit_handler(judge_module):
    run = judge_module("atexit.register(os._exit, 0)\nclass Store(Store):\n    __doc__ = ''")
    assert run.exit_code() == 1, run.output
    assert run.verdicts("bad:Store")["component.help"] == "fail"


def test_child_process_of_a_store_ends_as_it_wants_to(judge_module):
    run = judge_module("pid = os.fork()\nif not pid:\n    os._exit(0)\nassert os.waitpid(pid, 0)[1] == 0")
    assert run.exit_code() == 0, run.output


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


def test_store_that_closes_the_output_in_a_test_is_no_verdict(judge_module):
    run = judge_module(LATER.format("sys.stdout.close()"))
    assert run.exit_code() == NO_VERDICT, run.output
    assert "Traceback" not in run.output


def test_run_stopped_by_a_failure_is_reported_as_interrupted(judge_module):
    run = judge_module("class Store(Store):\n    __doc__ = ''", "-x")
    assert run.exit_code() == 2, run.output
    assert run.report["run"]["interrupted"] is True


@pytest.mark.parametrize("replaced", ["json.dumps", "json.JSONEncoder.encode", "json.JSONEncoder"])
def test_replaced_function_does_not_spoil_the_report_or_the_cache(judge_module, tmp_path, replaced):
    source = LATER.format(f"{replaced} = lambda *_, **__: '0'")
    run = judge_module(source, "-p", "cacheprovider", "-o", f"cache_dir={tmp_path / 'cache'}")
    assert run.exit_code() in (0, 1), run.output
    assert len(run.verdicts("bad:Store")) == 2
    cached = json.loads((tmp_path / "cache/v/cache/nodeids").read_text())
    assert isinstance(cached, list)


def test_store_that_cannot_be_compared_is_judged(judge_module):
    run = judge_module(
        """\
        from dash import dcc
        class Maker:
            __eq__ = __hash__ = raises
            def __call__(self, **props):
                return dcc.Store(**props)
        Store = Maker()
        """
    )
    assert run.exit_code() in (0, 1), run.output
    assert "INTERNALERROR" not in run.output


def test_manifest_that_is_nested_too_deep_is_refused_in_one_line(refusal, tmp_path):
    (tmp_path / "deep.toml").write_text(f"x = {'[' * 50_000}{']' * 50_000}")
    assert refusal(f"--manifest={tmp_path / 'deep.toml'}").count("nested too deep to be read") == 1


def test_earlier_report_does_not_outlive_the_begin_of_a_run(judge_module, tmp_path):
    folder = tmp_path / "report"
    folder.mkdir()
    for name in (*DOCUMENTS, "mine.txt"):
        (folder / name).write_text("earlier")
    run = judge_module(LATER.format("os._exit(0)"), report=folder)
    assert run.exit_code() == NO_VERDICT
    assert os.listdir(folder) == ["mine.txt"]


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
