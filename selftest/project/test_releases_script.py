"""scripts/releases judges each release in an environment of its own and puts their reports side by side."""

import os
import shutil
import subprocess

import pytest

from selftest.support.judged_run import ROOT

LOG = """#!/usr/bin/env bash
echo "$(basename "$0") $*" >>calls
"""
UV = """#!/usr/bin/env bash
for last; do :; done
case $* in
    *pip*) [[ $last != *==9.9.9 ]] ;;
    *) mkdir -p "$last/bin" && cp pytest "$last/bin/pytest" ;;
esac
"""
PYTEST = """#!/usr/bin/env bash
echo "pytest $*" >>calls
[[ $* != *releases/2.* ]] || exit "${CODE_OF_DASH_2:-0}"
"""


@pytest.fixture
def run(tmp_path):
    """A function that runs the script with these variables in a copy of the project whose programs only log
    their arguments; returns the run and the logged calls."""
    for name, text in {".venv/bin/python": LOG, ".venv/bin/uv": UV, "pytest": PYTEST}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/releases", tmp_path / "scripts")

    def run(**variables):
        kept = {name: value for name, value in os.environ.items() if name not in ("RELEASES", "ARGS", "DAY")}
        script = tmp_path / "scripts/releases"
        ended = subprocess.run([script], env={**kept, **variables}, capture_output=True, text=True)
        calls = tmp_path / "calls"
        return ended, calls.read_text().splitlines() if calls.exists() else []

    return run


def test_default_releases_are_judged_in_chromium_and_published(run):
    ended, (*judged, together) = run()
    assert ended.returncode == 0, ended.stderr
    assert len(judged) > 1
    assert all(call.startswith("pytest -q -n auto --report=reports/latest/releases/") for call in judged)
    assert all(call.endswith(" --engine chromium") for call in judged)
    reports = [call.split("--report=")[1].split()[0] + "/report.json" for call in judged]
    assert together == (
        f"python -m reports releases {' '.join(reports)} --report=reports/published --made-by make releases"
    )


def test_chosen_releases_and_arguments_are_used_and_not_published(run):
    ended, calls = run(RELEASES="2.18.2 4.4.1", ARGS="--engine firefox --clause clear", DAY="2026-12-31")
    assert ended.returncode == 0, ended.stderr
    folder = "reports/latest/releases"
    assert calls == [
        f"pytest -q -n auto --report={folder}/2.18.2 --engine firefox --clause clear",
        f"pytest -q -n auto --report={folder}/4.4.1 --engine firefox --clause clear",
        f"python -m reports releases {folder}/2.18.2/report.json {folder}/4.4.1/report.json"
        f' --report={folder} --made-by make releases RELEASES="2.18.2 4.4.1"'
        ' ARGS="--engine firefox --clause clear" DAY=2026-12-31',
    ]


def test_release_that_breaks_clauses_is_compared(run):
    ended, calls = run(RELEASES="2.18.2 4.4.1", CODE_OF_DASH_2="1")
    assert ended.returncode == 0, ended.stderr
    assert calls[-1].startswith("python -m reports releases")


def test_release_without_a_verdict_ends_the_comparison(run):
    ended, calls = run(RELEASES="2.18.2 4.4.1", CODE_OF_DASH_2="3")
    assert ended.returncode == 3
    assert ended.stderr == ("releases: no verdict on Dash 2.18.2 (exit code 3); the lines above say why\n")
    assert len(calls) == 1


def test_release_that_cannot_be_installed_ends_the_comparison(run):
    ended, calls = run(RELEASES="9.9.9", DAY="2026-12-31")
    assert (ended.returncode, calls) == (3, [])
    assert ended.stderr == (
        "releases: Dash 9.9.9 could not be installed; if it is newer than 2026-12-31, set DAY=YYYY-MM-DD\n"
    )
