"""The action and the CI examples work: their options, targets and inputs exist, and the action judges."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from reports.document import read, write
from reports.model import Verdict
from selftest.support.judged_run import BOUND, ROOT, own_environment
from selftest.support.report_builder import clause, report, result


def read_yaml(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


ACTION = read_yaml("action.yml")
GITHUB = read_yaml("examples/github-workflow.yml")["jobs"]["judge"]
GITLAB = read_yaml("examples/gitlab-ci.yml")["store-conformance"]
SCRIPTS = [
    *(step["run"] for step in [*ACTION["runs"]["steps"], *GITHUB["steps"]] if "run" in step),
    "\n".join([*GITLAB["before_script"], *GITLAB["script"]]),
]
LINES = [line for script in SCRIPTS for line in script.splitlines()]
(JUDGE,) = (step for step in ACTION["runs"]["steps"] if step["name"] == "Judge")
QUICK = "-k test_help_names_each_property -p no:cacheprovider"


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_is_valid_shell(script):
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_contains_no_expression_of_github(script):
    assert "${{" not in script


def test_make_targets_in_scripts_exist():
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"^make .*?([a-z]+)$", "\n".join(LINES), re.MULTILINE)
    assert named == ["setup", "setup"]
    assert set(named) <= set(targets)


def test_options_in_scripts_exist():
    output = subprocess.run(
        [sys.executable, "-m", "pytest", "--help"], cwd=ROOT, env=own_environment(), capture_output=True,
        text=True, check=True,
    ).stdout  # fmt: skip
    for_pytest = [line for line in LINES if re.search("arguments|pytest", line)]
    named = set(re.findall("--[a-z][a-z-]*", "\n".join(for_pytest)))
    assert {"--store", "--manifest", "--engine", "--level", "--report", "--compare-to"} <= named
    assert named <= set(re.findall("--[a-z][a-z-]*", output))


def test_inputs_of_the_action_are_those_that_it_uses():
    used = re.findall(r"inputs\.([a-z-]+)", str(ACTION["runs"]))
    assert set(used) == set(ACTION["inputs"])
    (call,) = (step for step in GITHUB["steps"] if step.get("uses") == "./store-conformance")
    assert set(call["with"]) <= set(ACTION["inputs"])


def test_report_is_kept_also_if_the_gate_fails():
    (call,) = (step for step in GITHUB["steps"] if step.get("uses") == "./store-conformance")
    (upload,) = (step for step in GITHUB["steps"] if "upload-artifact" in step.get("uses", ""))
    assert (upload["if"], upload["with"]["path"]) == ("always()", call["with"]["report"])
    (folder,) = GITLAB["artifacts"]["paths"]
    assert GITLAB["artifacts"]["when"] == "always"
    assert f"--report=../{folder}" in GITLAB["script"][-1].split()
    assert GITLAB["artifacts"]["reports"] == {"junit": f"{folder}/junit.xml"}


def judge(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the judging step of the action in `folder`, as GitHub does, with a clause that needs no browser."""
    values = {name: each["default"] for name, each in ACTION["inputs"].items()} | inputs
    variables = {
        name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: values[found[1]], expression)
        for name, expression in JUDGE["env"].items()
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", JUDGE["run"]],
        cwd=folder,
        env={
            **own_environment(),
            **variables,
            "GITHUB_ACTION_PATH": str(ROOT),
            "PYTEST_ADDOPTS": f"{QUICK} --basetemp={folder / 'pytest'}",
        },
        capture_output=True,
        text=True,
        timeout=BOUND,
    )


@pytest.mark.browser
def test_action_judges_with_all_its_inputs(tmp_path):
    old = report([clause("component.help")], [result("component.help", Verdict.FAIL, "", engine="")])
    write(old, tmp_path / "old")
    (tmp_path / "store.toml").write_text('store = "dash.dcc:Store"\n', encoding="utf-8")
    run = judge(
        tmp_path,
        store="dash.dcc:Store",
        manifest="store.toml",
        engines="\nchromium\n",
        level="should",
        report="kept/here",
        **{"compare-to": "old/report.json"},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    judged = read(tmp_path / "kept" / "here" / "report.json")
    assert [(each.clause, each.verdict) for each in judged.results] == [("component.help", Verdict.PASS)]
    assert (judged.run.level, [each.name for each in judged.engines]) == ("should", ["chromium"])
    assert "since " in run.stdout


@pytest.mark.browser
@pytest.mark.parametrize("name", sorted(ACTION["inputs"].keys() - {"package", "report"}))
def test_input_is_never_run_as_a_command(tmp_path, name):
    run = judge(
        tmp_path,
        **{"engines": "chromium", name: f"$(touch {tmp_path}/planted); touch planted; `touch planted`"},
    )
    assert run.returncode == 4, run.stdout + run.stderr
    assert [path.name for path in tmp_path.rglob("planted*")] == []
