"""A run that ends early has no exit code of a verdict, and says in a line why."""

import json
import os
import signal
import subprocess
import sys

import pytest

from reports.analysis.conclusion import NO_VERDICT
from reports.formats.outputs import DOCUMENTS
from selftest.support.bad_store import WITHOUT_BROWSER, bad_store
from selftest.support.judged_run import BOUND, ROOT, USAGE, assert_refused, own_environment, wait_for

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
LATER = """\
def Store(**props):
    calls.append(props)
    if len(calls) > 1:
        {}
    return dcc.Store(**props)
from dash import dcc
"""
"""A store that does something in a test: when it is called for the second time."""


@pytest.fixture
def refused_module(refusal, tmp_path, monkeypatch):
    """Return what a run prints that refuses the store bad:Store of a module with that source."""

    def start(source):
        (tmp_path / "bad.py").write_text(bad_store(source))
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


def test_store_that_closes_the_output_in_a_test_is_no_verdict(judge_module):
    run = judge_module(LATER.format("sys.stdout.close()"))
    assert run.exit_code() == NO_VERDICT, run.output
    assert "Traceback" not in run.output


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
