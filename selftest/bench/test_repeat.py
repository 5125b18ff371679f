"""Runs that are repeated: what differs from the first is named, and a call goes on where another stopped."""

import argparse
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from bench import busy, evidence, repeat
from fixtures.identity import CHANGED
from reports.analysis.conclusion import BROKEN, CONFORMANT, NO_VERDICT
from reports.command import USAGE_ERROR
from reports.formats.outputs import write
from reports.model import Implementation, Verdict
from selftest.support.report_builder import STORE, clause, report, result

SECTION = f"repeated-runs {STORE}"
PAGE = f"# Evidence\n<!-- {SECTION} -->\nold\n<!-- /{SECTION} -->\n"
SUITE = {"name": "suite", "commit": f"commit 1{CHANGED}"}
KEPT = replace(report([clause("data.mounts")], [result("data.mounts")], seconds=90), suite=SUITE)
LOST = [result("data.mounts", Verdict.FAIL, reason="lost")]
BROKEN_ONCE = replace(report([clause("data.mounts")], LOST, seconds=95), suite=SUITE)


@pytest.fixture
def repeated(tmp_path, monkeypatch, capsys):
    """A function that repeats runs which end with those reports, and returns exit code, output and the
    names of the runs that were made, each with the number of loops that ran next to it."""
    monkeypatch.setattr(repeat, "commit_of", lambda _: "commit 1")
    monkeypatch.setattr(evidence, "PAGE", tmp_path / "evidence.md")
    evidence.PAGE.write_text(PAGE, encoding="utf-8")

    def repeated(*reports, runs=2, busy_runs=0, store=STORE):
        made, found, running = [], iter(reports), [0]

        @contextmanager
        def loops(number):
            running.append(number)
            yield
            running.pop()

        def judge(options, folder):
            made.append(("/".join(folder.parts[-2:]), running[-1]))
            write(next(found), folder)

        monkeypatch.setattr(busy, "loops", loops)
        monkeypatch.setattr(repeat, "_judge", judge)
        arguments = [f"--runs={runs}", f"--busy={busy_runs}", f"--store={store}", f"--report={tmp_path}/r"]
        code = repeat.main(arguments)
        return code, capsys.readouterr(), made

    return repeated


def test_same_verdicts_end_with_exit_code_0_and_the_figures(repeated):
    code, output, made = repeated(KEPT, replace(KEPT, run=replace(KEPT.run, seconds=99)))
    assert (code, made) == (CONFORMANT, [("idle/1", 0), ("idle/2", 0)])
    assert output.out == "run 1: 1 cells, 90 s\nrun 2: 1 cells, 99 s; as in run 1\n"
    section = evidence.read(SECTION)
    assert "2 of 2 runs of `shop.stores:Store` 1.0 gave the same verdict in each of 1 cells.\n" in section
    assert section.startswith("Measured on ")
    assert f'by `make repeat ARGS="--runs 2 --busy 0 --store {STORE}"`' in section
    assert "\nJudged on 2024-02-03.\n" in section
    assert "| 2 with nothing else to do | 90 to 99 |" in evidence.read(SECTION)


def test_cell_with_another_verdict_is_named_and_the_exit_code_is_1(repeated):
    code, output, _ = repeated(KEPT, BROKEN_ONCE)
    assert code == BROKEN
    assert output.out.endswith(
        "run 2: 1 cells, 95 s; 1 differ from run 1\n"
        "    data.mounts [local in chromium] of shop.stores:Store: pass -> fail\n"
    )
    alike = "1 of 2 runs of `shop.stores:Store` 1.0 gave the same verdict in each of 1 cells."
    assert f"{alike} In the others, 1 cells differed.\n" in evidence.read(SECTION)


def test_last_runs_have_a_busy_loop_for_each_processor(repeated):
    _, output, made = repeated(KEPT, KEPT, KEPT, runs=3, busy_runs=1)
    assert made == [("idle/1", 0), ("idle/2", 0), ("busy/1", os.cpu_count())]
    assert f"next to {os.cpu_count()} busy loops" in output.out.splitlines()[-1]


def test_call_continues_after_the_runs_on_record(repeated):
    repeated(KEPT, runs=1)
    code, output, made = repeated(BROKEN_ONCE, runs=2)
    assert made == [("idle/2", 0)]
    assert (code, len(output.out.splitlines())) == (BROKEN, 3)


@pytest.mark.parametrize(
    "other",
    [
        replace(KEPT, suite={"name": "suite", "commit": "commit 2"}),
        replace(KEPT, implementations=[*KEPT.implementations, Implementation("other:Store", "1")]),
    ],
)
def test_run_on_something_else_is_refused_in_a_line(repeated, other):
    code, output, _ = repeated(KEPT, other)
    assert code == USAGE_ERROR
    assert output.err.count("\n") == 1
    assert "idle/2/report.json: a run on other stores, in other engines or by another commit" in output.err
    assert output.err.endswith("/r to begin again\n")


def test_figures_on_a_store_without_a_section_are_said_to_be_lost(repeated):
    page = "# Evidence\n"
    evidence.PAGE.write_text(page, encoding="utf-8")
    code, output, _ = repeated(KEPT, KEPT)
    assert (code, evidence.PAGE.read_text(encoding="utf-8")) == (CONFORMANT, page)
    assert f"no section {SECTION}; add the lines" in output.out.splitlines()[-1]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "make repeat"),
        ({"engine": ["firefox"]}, 'make repeat ARGS="--engine firefox"'),
        ({"runs": 10, "store": ["a:A", "b:B"]}, 'make repeat ARGS="--runs 10 --store a:A --store b:B"'),
    ],
)
def test_evidence_names_the_options_that_decide_what_is_judged(options, expected):
    usual = {"runs": 20, "busy": 5, "store": ["dash.dcc:Store"], "engine": []}
    assert repeat.command(argparse.Namespace(**{**usual, **options})) == expected


@pytest.mark.parametrize("ending", [subprocess.CompletedProcess([], 3, "no browser"), KeyboardInterrupt()])
def test_run_that_ends_early_is_judged_again_by_the_next_call(tmp_path, capsys, monkeypatch, ending):
    def run(command, **_):
        folder = next(part.partition("=")[2] for part in command if part.startswith("--report="))
        write(replace(KEPT, run=replace(KEPT.run, interrupted=True)), Path(folder))
        if isinstance(ending, BaseException):
            raise ending
        return ending

    monkeypatch.setattr(subprocess, "run", run)
    arguments = [f"--report={tmp_path}/r", f"--store={STORE}"]
    for _ in range(2):
        if isinstance(ending, BaseException):
            with pytest.raises(KeyboardInterrupt):
                repeat.main(arguments)
        else:
            assert repeat.main(arguments) == NO_VERDICT
            assert "r/idle/1: no verdict, exit code 3:" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--runs=0"], ["--runs=2", "--busy=3"], ["--busy=-1"]])
def test_wrong_numbers_are_refused(wrong):
    with pytest.raises(SystemExit) as ended:
        repeat.main(wrong)
    assert ended.value.code == USAGE_ERROR


def test_loops_end_with_the_block():
    with busy.loops(2) as loops:
        assert [loop.poll() for loop in loops] == [None, None]
    assert None not in [loop.returncode for loop in loops]


def test_loop_ends_by_itself_if_its_parent_is_killed():
    code = (
        "from bench import busy; import os, psutil\n"
        "with busy.loops(1): print(psutil.Process().children()[0].pid, flush=True); os.kill(os.getpid(), 9)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        loop = psutil.Process(int(parent.stdout.readline()))
    assert not psutil.wait_procs([loop], timeout=60)[1]
