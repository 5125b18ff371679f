"""scripts/releases judges each release in an environment of its own and puts their reports side by side."""

import os
import shutil
import subprocess

import pytest

from selftest.support.judged_run import ROOT

PYTHON = """#!/usr/bin/env bash
echo "python $*" >>calls
[[ $* != *" merge "* ]] || { mkdir -p "${6#--report=}" && echo {} >"${6#--report=}/report.json"; }
[[ $* != *" merge "* ]] || exit "${CODE_OF_MERGE:-0}"
"""
UV = """#!/usr/bin/env bash
echo "uv $*" >>calls
for last; do :; done
case $* in
    *pip*) [[ $last != *==9.9.9 ]] ;;
    *) mkdir -p "$last/bin" && cp python "$last/bin/python" ;;
esac
"""
JUDGING_PYTHON = """#!/usr/bin/env bash
echo "$*" >>calls
if [[ $1 == -c ]]; then [[ $0 != *cache/[23].* ]]; exit; fi
mkdir -p "${4#--report=}" && echo {} >"${4#--report=}/report.json"
[[ $* != *releases/2.* ]] || exit "${CODE_OF_DASH_2:-0}"
"""
SUITE = ("conformance", "fixtures", "judge", "reports", "conftest.py", "compat.py", "errors.py", "pytest.ini")


@pytest.fixture
def project(tmp_path):
    """A copy of the project, with programs that only log their arguments."""
    for name, text in {".venv/bin/python": PYTHON, ".venv/bin/uv": UV, "python": JUDGING_PYTHON}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/releases", tmp_path / "scripts")
    for name in (*SUITE, "pyproject.toml"):
        (tmp_path / name).touch() if "." in name else (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def run(project):
    """A function that runs the script with these variables; returns the run and the calls that it logged."""

    def run(**variables):
        kept = {name: value for name, value in os.environ.items() if name not in ("RELEASES", "ARGS", "DAY")}
        calls = project / "calls"
        calls.unlink(missing_ok=True)
        ended = subprocess.run(
            [project / "scripts/releases"],
            env={**kept, "CACHE": "cache", **variables},
            capture_output=True,
            text=True,
        )
        return ended, calls.read_text().splitlines() if calls.exists() else []

    return run


def judged(calls):
    """Return the calls that judge a release, without what they have in common."""
    common = "-m pytest -q --report=reports/latest/releases/"
    judging = [call.removeprefix(common) for call in calls if call.startswith(common)]
    written = [
        f"--write-manifest=reports/latest/releases/{call.split()[0]}/deviations.toml " for call in judging
    ]
    assert all(option in call for option, call in zip(written, judging, strict=True))
    return [call.replace(option, "") for option, call in zip(written, judging, strict=True)]


def test_default_releases_are_judged_in_chromium_the_newest_in_all_engines_and_published(run):
    ended, calls = run()
    assert ended.returncode == 0, ended.stderr
    every = judged(calls)
    on_websockets = [call for call in every if "/websocket " in call]
    *older, fourth, third, second, newest = by_release = [each for each in every if each not in on_websockets]
    assert len(older) > 1
    assert all(call.endswith(" --engine chromium -n 2") for call in older)
    in_all = " --engine chromium -n 2 --engine firefox --engine webkit"
    assert all(call.endswith(in_all) for call in (fourth, third, second))
    assert newest.endswith(f"{in_all} --stock-browsers")
    options = "--engine chromium --backend fastapi --clause channel.websocket"
    names = [call.split()[0] for call in by_release]
    with_websockets = [name for name in names if name[0] == "4"]
    assert on_websockets == [f"{name}/websocket {options}" for name in with_websockets]
    folders = [f"reports/latest/releases/{name}" for name in names]
    assert [call for call in calls if " merge " in call] == [
        f"python -m reports merge {each}/report.json {each}/websocket/report.json --report={each}/together"
        for each in folders
        if each.rpartition("/")[2] in with_websockets
    ]
    reports = [f"{each}/report.json" for each in folders]
    assert calls[-1] == (
        f"python -m reports releases {' '.join(reports)} --report=reports/published --made-by make releases"
    )


def test_chosen_releases_and_arguments_are_used_and_not_published(run):
    ended, calls = run(RELEASES="2.18.2 4.4.1", ARGS="--engine firefox --clause clear", DAY="2026-12-31")
    assert ended.returncode == 0, ended.stderr
    assert judged(calls) == [
        "2.18.2 --engine firefox --clause clear",
        "4.4.1 --engine firefox --clause clear --stock-browsers",
    ]
    folder = "reports/latest/releases"
    assert calls[-1] == (
        f"python -m reports releases {folder}/2.18.2/report.json {folder}/4.4.1/report.json"
        f' --report={folder} --made-by make releases RELEASES="2.18.2 4.4.1"'
        ' ARGS="--engine firefox --clause clear" DAY=2026-12-31'
    )


def test_release_judged_by_chosen_options_is_judged_again_with_websockets(run):
    newest = judged(run()[1])[-1].split("/")[0]
    run(RELEASES=newest)
    assert f"{newest}/websocket" in [call.split()[0] for call in judged(run()[1])]


@pytest.mark.parametrize(("code", "ends"), [("1", False), ("3", True)])
def test_merge_ends_the_comparison_only_without_a_verdict(run, code, ends):
    ended, calls = run(CODE_OF_MERGE=code)
    assert calls[-1].startswith("python -m reports releases") is not ends
    assert (ended.returncode, "could not be merged (exit code 3)" in ended.stderr) == (3 * ends, ends)


def test_release_that_breaks_clauses_is_compared(run):
    ended, calls = run(RELEASES="2.18.2 4.4.1", CODE_OF_DASH_2="1")
    assert ended.returncode == 0, ended.stderr
    assert calls[-1].startswith("python -m reports releases")


def test_release_without_a_verdict_ends_the_comparison(run):
    ended, calls = run(RELEASES="2.18.2 4.4.1", CODE_OF_DASH_2="3")
    assert ended.returncode == 3
    assert ended.stderr == ("releases: no verdict on Dash 2.18.2 (exit code 3); the lines above say why\n")
    assert len(judged(calls)) == 1


def test_release_that_cannot_be_installed_ends_the_comparison(run):
    ended, calls = run(RELEASES="9.9.9", DAY="2026-12-31")
    assert (ended.returncode, judged(calls)) == (3, [])
    assert ended.stderr == (
        "releases: Dash 9.9.9 could not be installed; if it is newer than 2026-12-31, set DAY=YYYY-MM-DD\n"
    )


def test_command_continues_where_it_stopped(run):
    run(RELEASES="1.0 2.18.2 4.4.1", CODE_OF_DASH_2="3")
    ended, calls = run(RELEASES="1.0 2.18.2 4.4.1")
    assert [call.split()[0] for call in judged(calls)] == ["2.18.2", "4.4.1"]
    assert "releases: Dash 1.0 is judged already" in ended.stdout
    installed = [call for call in calls if call.startswith("uv") and "pip" in call]
    assert [call.rpartition("==")[2] for call in installed] == ["4.4.1"]


def changed_suite(project):
    """Change the code of the suite."""
    (project / "judge/module.py").write_text("changed")
    return {}


def changed_packages(project):
    """Change the packages that the suite needs."""
    (project / "pyproject.toml").write_text("changed")
    return {}


def changed_options(project):
    """Return other options."""
    return {"ARGS": "--engine firefox"}


def missing_report(project):
    """Remove the report of a release."""
    (project / "reports/latest/releases/2.18.2/report.json").unlink()
    return {}


@pytest.mark.parametrize("change", [changed_suite, changed_packages, changed_options, missing_report])
def test_release_is_judged_again_if_anything_that_decides_its_verdicts_changed(run, project, change):
    run(RELEASES="2.18.2")
    assert judged(run(RELEASES="2.18.2")[1]) == []
    assert len(judged(run(RELEASES="2.18.2", **change(project))[1])) == 1
