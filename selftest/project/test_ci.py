"""The action and the CI examples work: their steps run as they stand, and their options and inputs exist."""

import configparser
import re
import shlex
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from types import SimpleNamespace

import pytest

from reports.document import read
from reports.formats.outputs import write
from reports.model import Verdict
from selftest.support.ci_runner import SUITE_ACTION, Machine, read_yaml
from selftest.support.judged_run import ROOT, own_environment
from selftest.support.report_builder import clause, report, result
from store_conformance import site

ACTION = read_yaml("action.yml")
GITHUB = read_yaml("examples/github-workflow.yml")["jobs"]
SHARDS = read_yaml("examples/github-shards.yml")["jobs"]
PAGES = read_yaml("examples/github-pages.yml")["jobs"]
GITLAB = read_yaml("examples/gitlab-ci.yml")["store-conformance"]
SHELL = (ROOT / "examples/ci.sh").read_text(encoding="utf-8")
JOBS = [*GITHUB.values(), *SHARDS.values(), *PAGES.values()]
SCRIPTS = [
    *(step["run"] for job in [ACTION["runs"], *JOBS] for step in job["steps"] if "run" in step),
    "\n".join([*GITLAB["before_script"], *GITLAB["script"]]),
    SHELL,
]
NO_BROWSER = "-k test_help_names_each_property -p no:cacheprovider -n0"
"""What is left of a run so that the steps take seconds: a clause that needs no browser."""


@pytest.fixture
def machine(tmp_path, wheel):
    return Machine(tmp_path, wheel, PYTEST_ADDOPTS=NO_BROWSER)


def assert_judged(folder, store="my_package:MyStore"):
    judged = read(folder / "report.json")
    assert [(each.clause, each.implementation, each.verdict) for each in judged.results] == [
        ("component.help", store, Verdict.PASS)
    ]
    return judged


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_is_valid_shell(script):
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_contains_no_expression_of_github(script):
    assert "${{" not in script


def test_options_in_scripts_exist():
    command = [sys.executable, str(ROOT / "store_conformance/__main__.py"), "run", "--help"]
    output = subprocess.run(command, env=own_environment(), capture_output=True, text=True, check=True).stdout
    lines = [line for script in SCRIPTS for line in script.splitlines()]
    for_run = [line for line in lines if re.search(r"arguments\+?=|store-conformance run", line)]
    named = set(re.findall("--[a-z][a-z-]*", "\n".join(for_run)))
    assert {"--store", "--manifest", "--engine", "--level", "--report", "--compare-to", "--shard"} <= named
    assert named <= set(re.findall("--[a-z][a-z-]*", output))


def test_inputs_of_the_action_are_those_that_it_uses():
    used = re.findall(r"inputs\.([a-z-]+)", str(ACTION["runs"]))
    assert set(used) == set(ACTION["inputs"])
    for job in JOBS:
        for step in job["steps"]:
            if step.get("uses") == SUITE_ACTION:
                assert set(step["with"]) <= set(ACTION["inputs"])


def test_workflow_of_the_pages_makes_reports_that_the_site_shows():
    lines = [step.get("run", "") for step in PAGES["build"]["steps"]]
    judged = set(re.findall(r"--report=reports/latest/([a-z-]+)", "\n".join(lines)))
    assert judged == {"dcc-store", "ideal"}
    assert judged <= {*site.TODAY, *site.STORES}
    (upload,) = (step for step in PAGES["build"]["steps"] if "pages-artifact" in step.get("uses", ""))
    assert ROOT / upload["with"]["path"] / "index.html" in (ROOT / "docs/published").iterdir()


def test_report_is_kept_also_if_the_gate_fails():
    for job in GITHUB.values():
        (call,) = (step for step in job["steps"] if step.get("uses") == SUITE_ACTION)
        (upload,) = (step for step in job["steps"] if "upload-artifact" in step.get("uses", ""))
        assert (upload["if"], upload["with"]["path"]) == ("always()", call["with"]["report"])
    (folder,) = GITLAB["artifacts"]["paths"]
    assert GITLAB["artifacts"]["when"] == "always"
    assert GITLAB["artifacts"]["reports"] == {"junit": f"{folder}/junit.xml"}


@pytest.mark.browser
@pytest.mark.parametrize(
    "job", ["judge", *(pytest.param(job, marks=pytest.mark.slow) for job in GITHUB if job != "judge")]
)
def test_job_of_the_github_workflow_judges_and_keeps_the_report(machine, job):
    ended = machine.steps(GITHUB[job]["steps"])
    assert [run.returncode for run in ended] == [0] * len(ended), ended
    (artifact,) = machine.artifacts.iterdir()
    assert_judged(artifact)


@pytest.mark.slow
@pytest.mark.browser
def test_gitlab_job_judges(machine):
    variables = {
        name: value.replace("$CI_PROJECT_DIR", str(machine.checkout))
        for name, value in GITLAB["variables"].items()
    }
    run = machine.shell("\n".join([*GITLAB["before_script"], *GITLAB["script"]]), variables)
    assert run.returncode == 0, run.stdout + run.stderr
    assert_judged(machine.checkout / GITLAB["artifacts"]["paths"][0])


@pytest.mark.slow
@pytest.mark.browser
def test_shell_script_judges(machine):
    run = machine.shell(str(ROOT / "examples/ci.sh"))
    assert run.returncode == 0, run.stdout + run.stderr
    assert_judged(machine.checkout / "conformance-report")


@pytest.mark.slow
@pytest.mark.browser
def test_session_of_nox_judges(machine, monkeypatch):
    nox = SimpleNamespace(session=lambda function: function, Session=object)
    monkeypatch.setitem(sys.modules, "nox", nox)
    spec = spec_from_file_location("noxfile", ROOT / "examples/noxfile.py")
    assert spec
    assert spec.loader
    noxfile = module_from_spec(spec)
    spec.loader.exec_module(noxfile)
    lines = ["python3 -m venv env", "PATH=$PWD/env/bin:$PATH"]
    session = SimpleNamespace(
        install=lambda *words: lines.append(shlex.join(["pip", "install", "-q", *words])),
        run=lambda *words: lines.append(shlex.join(words)),
        posargs=[],
    )
    noxfile.conformance(session)
    run = machine.shell("\n".join(lines))
    assert run.returncode == 0, run.stdout + run.stderr
    assert_judged(machine.checkout / "conformance-report")


@pytest.mark.slow
@pytest.mark.browser
def test_environment_of_tox_judges(machine):
    parser = configparser.ConfigParser()
    parser.read(ROOT / "examples/tox.ini")
    environment = parser["testenv:conformance"]
    commands = environment["commands"].replace("{posargs}", "")
    install = shlex.join(["pip", "install", "-q", environment["deps"], "."])
    run = machine.shell(f"python3 -m venv env; PATH=$PWD/env/bin:$PATH; {install}; {commands}")
    assert run.returncode == 0, run.stdout + run.stderr
    assert_judged(machine.checkout / "conformance-report")


@pytest.mark.browser
@pytest.mark.slow
def test_jobs_of_the_shards_judge_each_cell_once_and_keep_the_report(machine):
    numbers = SHARDS["shard"]["strategy"]["matrix"]["shard"]
    ended = [run for number in numbers for run in machine.steps(SHARDS["shard"]["steps"], shard=number)]
    assert sorted(run.returncode for run in ended) == [0, 5, 5, 5], ended  # one cell is selected
    (artifact,) = machine.artifacts.iterdir()
    assert_judged(artifact)


def test_job_that_merges_shards_makes_one_report(machine):
    for number, id in enumerate(("data.mounts", "data.put-is-seen")):
        clauses = [clause("data.mounts"), clause("data.put-is-seen")]
        write(report(clauses, [result(id)]), machine.checkout / "shards" / f"shard-{number}")
    ended = machine.steps(SHARDS["merge"]["steps"])
    assert [run.returncode for run in ended] == [0] * len(ended), ended
    merged = read(machine.artifacts / "conformance-report" / "report.json")
    assert {each.clause for each in merged.results} == {"data.mounts", "data.put-is-seen"}


def test_shards_of_the_workflow_are_all_of_the_run():
    numbers = SHARDS["shard"]["strategy"]["matrix"]["shard"]
    (call,) = (step for step in SHARDS["shard"]["steps"] if step.get("uses") == SUITE_ACTION)
    assert call["with"]["shard"] == f"${{{{ matrix.shard }}}}/{len(numbers)}"
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.browser
def test_action_judges_with_all_its_inputs(machine):
    old = report([clause("component.help")], [result("component.help", Verdict.FAIL, "", engine="")])
    write(old, machine.checkout / "old")
    (machine.checkout / "store.toml").write_text('store = "my_package:MyStore"\n', encoding="utf-8")
    run = machine.action(
        {
            "package": ".",
            "store": "my_package:MyStore",
            "manifest": "store.toml",
            "engines": "\nchromium\n",
            "level": "should",
            "report": "kept/here",
            "compare-to": "old/report.json",
            "shard": "1/1",
        }
    )
    assert run.returncode == 0, run.stdout + run.stderr
    judged = assert_judged(machine.checkout / "kept" / "here")
    assert (judged.run.level, [each.name for each in judged.engines]) == ("should", ["chromium"])
    assert "since " in run.stdout


@pytest.mark.slow
@pytest.mark.browser
def test_input_is_never_run_as_a_command(machine):
    install, judge = slice(0, 1), slice(1, 2)
    assert machine.action({}, install).returncode == 0
    planted = machine.checkout / "planted"
    attack = f"$(touch {planted}); touch planted; `touch planted`"
    for name in ACTION["inputs"].keys() - {"report"}:
        step = install if name in ("package", "python") else judge
        run = machine.action({"engines": "chromium", name: attack}, step)
        assert run.returncode != 0, (name, run.stdout, run.stderr)
    assert [path.name for path in machine.checkout.rglob("planted*")] == []
