"""Runs that are repeated: what differs from the first is named, and a call goes on where another stopped."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from bench import busy, evidence, repeat
from reports.__main__ import USAGE_ERROR
from reports.analysis.conclusion import BROKEN, CONFORMANT, NO_VERDICT
from reports.document import write
from reports.model import Implementation, Verdict
from selftest.support.report_builder import STORE, clause, report, result

PAGE = "# Evidence\n<!-- repeated-runs -->\nold\n<!-- /repeated-runs -->\n"
KEPT = report([clause("data.mounts")], [result("data.mounts")], seconds=90)
BROKEN_ONCE = report(
    [clause("data.mounts")], [result("data.mounts", Verdict.FAIL, reason="lost")], seconds=95
)


@pytest.fixture
def repeated(tmp_path, monkeypatch, capsys):
    """A function that repeats runs which end with those reports, and returns exit code, output and the
    numbers of the runs that were made, each with whether loops ran next to it."""
    monkeypatch.setattr(evidence, "PAGE", tmp_path / "evidence.md")
    evidence.PAGE.write_text(PAGE, encoding="utf-8")

    def repeated(*reports, runs=2, busy_runs=0):
        made, found = [], iter(reports)

        def judge(options, folder):
            loops = [each for each in psutil.Process().children() if busy.ENDLESS in " ".join(each.cmdline())]
            made.append((int(folder.name), len(loops)))
            write(next(found), folder)

        monkeypatch.setattr(repeat, "_judge", judge)
        arguments = [f"--runs={runs}", f"--busy={busy_runs}", f"--store={STORE}", f"--report={tmp_path}/r"]
        code = repeat.main(arguments)
        return code, capsys.readouterr(), made

    return repeated


def test_same_verdicts_end_with_exit_code_0_and_the_figures(repeated):
    code, output, made = repeated(KEPT, replace(KEPT, run=replace(KEPT.run, seconds=99)))
    assert (code, [number for number, _ in made]) == (CONFORMANT, [1, 2])
    assert output.out == "run 1: 1 cells, 90 s; as in run 1\nrun 2: 1 cells, 99 s; as in run 1\n"
    assert (
        "2 runs of `shop.stores:Store` 1.0: all gave the same verdict in each of 1 cells."
        in evidence.read("repeated-runs")
    )
    assert "| 2 with nothing else to do | 90 to 99 |" in evidence.read("repeated-runs")


def test_cell_with_another_verdict_is_named_and_the_exit_code_is_1(repeated):
    code, output, _ = repeated(KEPT, BROKEN_ONCE)
    assert code == BROKEN
    assert output.out.endswith(
        "run 2: 1 cells, 95 s; 1 differ from run 1\n"
        "    data.mounts [local in chromium] of shop.stores:Store: pass -> fail\n"
    )
    assert "1 of them gave another verdict" in evidence.read("repeated-runs")


def test_last_runs_have_a_busy_loop_for_each_processor(repeated):
    _, output, made = repeated(KEPT, KEPT, KEPT, runs=3, busy_runs=1)
    assert made == [(1, 0), (2, 0), (3, os.cpu_count())]
    assert f"next to {os.cpu_count()} busy loops" in output.out.splitlines()[-1]


def test_call_continues_after_the_runs_on_record(repeated):
    repeated(KEPT, runs=1)
    code, output, made = repeated(BROKEN_ONCE, runs=2)
    assert made == [(2, 0)]
    assert (code, len(output.out.splitlines())) == (BROKEN, 3)


@pytest.mark.parametrize(
    "other",
    [
        replace(KEPT, suite={"name": "suite", "commit": "commit 2"}),
        replace(KEPT, engines=[replace(KEPT.engines[0], version="121")]),
        replace(KEPT, implementations=[*KEPT.implementations, Implementation("other:Store", "1")]),
    ],
)
def test_run_on_something_else_is_refused_in_a_line(repeated, other):
    code, output, _ = repeated(KEPT, other)
    assert code == USAGE_ERROR
    assert output.err.count("\n") == 1
    assert "2/report.json: a run on other stores, in other browsers or of another suite" in output.err


def test_run_without_a_verdict_leaves_no_report_to_continue_from(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(repeat, "ROOT", tmp_path)
    ended = repeat.main([f"--report={tmp_path}/r", "--store=no.such:Store"])
    assert ended == NO_VERDICT
    assert "r/1: no verdict, exit code 4" in capsys.readouterr().err
    assert not list(Path(tmp_path).rglob("report.json"))


@pytest.mark.parametrize("wrong", [["--runs=0"], ["--runs=2", "--busy=3"], ["--busy=-1"]])
def test_wrong_numbers_are_refused(wrong):
    with pytest.raises(SystemExit) as ended:
        repeat.main(wrong)
    assert ended.value.code == USAGE_ERROR


def test_loops_end_with_the_block():
    with busy.loops(2):
        loops = psutil.Process().children()
        assert len(loops) == 2
    assert not any(loop.is_running() for loop in loops)


def test_loop_ends_by_itself_if_its_parent_is_killed():
    code = (
        "from bench import busy; import os, psutil\n"
        "with busy.loops(1): print(psutil.Process().children()[0].pid, flush=True); os.kill(os.getpid(), 9)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        loop = psutil.Process(int(parent.stdout.readline()))
    assert not psutil.wait_procs([loop], timeout=60)[1]
