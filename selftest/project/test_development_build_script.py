"""scripts/development-build judges a build of Dash in an environment of its own, against a release."""

import os
import shutil
import subprocess

import pytest

from selftest.support.judged_run import ROOT

UV = """#!/usr/bin/env bash
for last; do :; done
case $* in
    *pip*) echo "install ${*: -2}" >>calls; [[ $last != *==9.9.9 ]] ;;
    *) mkdir -p "$last/bin" && cp pytest "$last/bin/pytest" ;;
esac
"""
PYTHON = """#!/usr/bin/env bash
echo "python $*" >>calls
echo "1 regressed"
exit 1
"""
PYTEST = """#!/usr/bin/env bash
echo "pytest $*" >>calls
echo "all that pytest says"
[[ $* != *--compare-to* ]] || exit "${CODE_OF_BUILD:-0}"
"""
FOLDER = "reports/latest/development"


@pytest.fixture
def run(tmp_path):
    """A function that runs the script with these variables in a copy of the project whose programs only log
    their arguments; returns the run and the logged calls."""
    for name, text in {".venv/bin/uv": UV, ".venv/bin/python": PYTHON, "pytest": PYTEST}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/development-build", tmp_path / "scripts")
    (tmp_path / "dash").mkdir()
    for file in ("dash.whl", "old.json"):
        (tmp_path / file).touch()

    def run(**variables):
        own = ("DASH", "RELEASE", "BASELINE", "ARGS")
        kept = {name: value for name, value in os.environ.items() if name not in own}
        script = tmp_path / "scripts/development-build"
        ended = subprocess.run(
            [script], cwd=tmp_path, env={**kept, **variables}, capture_output=True, text=True
        )
        calls = tmp_path / "calls"
        return ended, calls.read_text().splitlines() if calls.exists() else []

    return run


def test_build_is_compared_with_a_release(run, tmp_path):
    ended, calls = run(DASH="dash", RELEASE="4.0.0")
    assert ended.returncode == 0, ended.stderr
    assert calls == [
        "install suite dash[testing]==4.0.0",
        f"pytest -q -n auto --report={FOLDER}/4.0.0 --engine chromium",
        f"install --editable {tmp_path}/dash[testing]",
        f"pytest -q -n auto --report={FOLDER}/build --engine chromium"
        f" --compare-to={FOLDER}/4.0.0/report.json --fail-on regressions",
        f"python -m reports compare {FOLDER}/4.0.0/report.json {FOLDER}/build/report.json",
    ]


def test_build_is_compared_with_a_baseline(run, tmp_path):
    ended, calls = run(DASH="dash.whl", BASELINE="old.json", ARGS="--engine firefox")
    assert ended.returncode == 0, ended.stderr
    assert calls == [
        f"install suite dash[testing] @ file://{tmp_path}/dash.whl",
        f"pytest -q -n auto --report={FOLDER}/build --engine firefox"
        f" --compare-to={tmp_path}/old.json --fail-on regressions",
        f"python -m reports compare {tmp_path}/old.json {FOLDER}/build/report.json",
    ]


def test_only_what_changed_is_shown(run):
    ended, _ = run(DASH="dash")
    assert ended.stdout.splitlines()[-1] == "1 regressed"
    assert "all that pytest says" not in ended.stdout


def test_output_of_a_run_without_a_verdict_is_shown(run):
    ended, _ = run(DASH="dash", CODE_OF_BUILD="4")
    assert "all that pytest says" in ended.stderr
    assert "no verdict on Dash (build) (exit code 4)" in ended.stderr


@pytest.mark.parametrize("code", ["1", "3"])
def test_exit_code_is_that_of_the_build(run, code):
    ended, _ = run(DASH="dash", CODE_OF_BUILD=code)
    assert ended.returncode == int(code)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, "DASH: names the checkout or the wheel to judge"),
        ({"DASH": "nowhere"}, "there is no nowhere"),
        ({"DASH": "dash", "BASELINE": "nowhere.json"}, "there is no nowhere.json"),
        ({"DASH": "dash", "RELEASE": "9.9.9"}, "Dash (9.9.9) could not be installed"),
    ],
)
def test_what_cannot_be_judged_is_refused(run, variables, message):
    ended, calls = run(**variables)
    assert ended.returncode != 0
    assert message in ended.stderr
    assert not any(call.startswith("pytest") for call in calls)
