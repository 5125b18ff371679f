"""A mistake on the command line is refused in one line: what is wrong, where, and how to fix it."""

import errno
import json
import os
import re
import shlex
import subprocess
import sys
from unittest.mock import Mock

import psutil
import pytest

from fixtures.browsers import Grid
from judge.run.rerun import PROGRAM, import_paths, program, repeated_options, uv_command
from selftest.support.judged_run import BOUND, ROOT, USAGE, assert_refused, own_environment

NOTHING_SELECTED = 5
EXPECTED = "must be a Dash component class, or a factory taking id, data, storage_type and clear_data"

REFUSED = {
    "--store=dash.dcc": "--store dash.dcc: must have the form MODULE:NAME, such as dash.dcc:Store",
    "--store=no_such_module:Store": "--store no_such_module:Store: cannot import no_such_module"
    " (ModuleNotFoundError: No module named 'no_such_module'); install its package in",
    "--store=dash.dcc:Stroe": "--store dash.dcc:Stroe: dash.dcc has no 'Stroe';"
    " check the spelling after the colon",
    "--store=hostile.no_stores:a_number": "--store hostile.no_stores:a_number: is of type int,"
    f" but {EXPECTED}",
    "--store=hostile.no_stores:NoComponent": "--store hostile.no_stores:NoComponent: returns a NoComponent,"
    f" not a Dash component; it {EXPECTED}",
    "--store=hostile.no_stores:raises": "--store hostile.no_stores:raises: cannot be called with id='probe'"
    f" (RuntimeError: no store today); it {EXPECTED}",
    "--store=hostile.a_program:Store": "--store hostile.a_program:Store: cannot import hostile.a_program"
    " (SystemExit: 0); install its package in",
    "--store=hostile.no_stores:ends": "--store hostile.no_stores:ends: cannot be called with id='probe'"
    f" (SystemExit: 0); it {EXPECTED}",
    "--store=hostile.no_stores:text": "--store hostile.no_stores:text: returns a str, not a Dash component;"
    f" it {EXPECTED}",
    "--engine=lynx": "--engine lynx: no such engine; use one of chromium, firefox, webkit",
    "--resist-fingerprinting": "--resist-fingerprinting: engine chromium has no such setting;"
    " add --engine firefox",
    "--engine=safari": "engine safari: runs on macOS only; use chromium, firefox or webkit",
    "--clause=cleer": "--clause cleer: no such clause or group; did you mean clear",
    "--shard=5/4": "argument --shard: must be NUMBER/COUNT, with a number from 1 to the count (got '5/4')",
    "--shard=2": "argument --shard: must be NUMBER/COUNT, with a number from 1 to the count (got '2')",
    "--storage-type=cookie": "argument --storage-type: invalid choice: 'cookie' (choose from",
    "--level=bogus": "argument --level: invalid choice: 'bogus' (choose from",
    "--deadline=0": "argument --deadline: must be a positive number of seconds, as in 10 (got '0')",
    "--deadline=-1": "argument --deadline: must be a positive number of seconds, as in 10 (got '-1')",
    "--deadline=nan": "argument --deadline: must be a positive number of seconds, as in 10 (got 'nan')",
    "--remote-url=http://a:password@127.0.0.1:1": "--remote-url http://CREDENTIALS@127.0.0.1:1: no answer"
    " ([Errno 111] Connection refused); check that the Grid is running, and the URL",
    "--remote-url=a:password@127.0.0.1:4444": "argument --remote-url: must be the URL of a Selenium Grid,"
    " as in http://127.0.0.1:4444",
    "--host-name=127.0.0.1": "argument --host-name: must be a domain name that can have subdomains,"
    " as in judge.example.org (got '127.0.0.1')",
    "--effort=0": "argument --effort: must be quick, thorough, nightly or a positive number (got '0')",
    "--effort=few": "argument --effort: must be quick, thorough, nightly or a positive number (got 'few')",
    "--hypothesis-profile=brief": "Profile 'brief' is not registered",
    "--deadline=soon": "argument --deadline: must be a positive number of seconds, as in 10 (got 'soon')",
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_a_mistake_is_refused_in_one_line(refusal, mistake):
    assert [REFUSED[mistake] in line for line in refusal(mistake).splitlines()].count(True) == 1


def test_a_refused_run_leaves_nothing_behind(judge):
    run = judge("--engine=lynx")
    assert run.exit_code() == USAGE
    assert_refused(run, REFUSED["--engine=lynx"])


def test_an_engine_that_is_not_installed_is_refused(refusal, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    message = "engine chromium: Chromium, Chrome or Edge not found; install it: "
    assert refusal("--engine=chromium").count(message) == 1


def test_more_processes_than_slots_of_a_grid_are_refused(refusal, monkeypatch):
    slots = [{"stereotype": {"browserName": "chrome"}}] * 2
    monkeypatch.setattr(Grid, "_nodes", lambda _: [{"maxSessions": 2, "slots": slots}])
    printed = refusal("--remote-url=http://judge:password@127.0.0.1:4444", "-n3")
    message = "-n 3: the Grid at http://CREDENTIALS@127.0.0.1:4444 has 2 slots for chromium; use -n 2"
    assert printed.count(message) == 1


def test_a_machine_without_any_engine_is_refused(judge, tmp_path):
    run = judge(path=str(tmp_path), engine=None)
    assert run.exit_code() == USAGE
    assert_refused(run, "engine chromium: Chromium, Chrome or Edge not found; install it: ")


@pytest.mark.parametrize(
    ("option", "path", "why"),
    [
        ("--report", "file", errno.ENOTDIR),
        ("--report", "file/report", errno.ENOTDIR),
        ("--write-manifest", "file/store.toml", errno.ENOTDIR),
        ("--write-manifest", "folder", errno.EISDIR),
    ],
)
def test_output_that_cannot_be_written_is_refused_before_the_run(refusal, tmp_path, option, path, why):
    (tmp_path / "file").write_text("a file")
    (tmp_path / "folder").mkdir()
    message = (
        f"{tmp_path / path}: cannot be written ({os.strerror(why)}); choose another place, or free some space"
    )
    assert refusal(f"{option}={tmp_path / path}").count(message) == 1


def test_selection_without_cells_is_no_verdict(judge):
    run = judge("-k", "no_such_test")
    assert run.exit_code() == NOTHING_SELECTED
    assert "deselected" in run.output
    assert run.report is None


def test_rerun_repeats_the_options_that_affect_one_cell(request):
    given = {"deadline": 3.0, "effort": 500, "level": "should", "stock_browsers": True}
    options = repeated_options(Mock(getoption=given.get))
    assert options == ["--effort", "500", "--deadline", "3.0", "--stock-browsers"]
    assert "--deadline" not in repeated_options(request.config)


def test_rerun_finds_a_module_of_the_working_directory(monkeypatch, tmp_path):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    for name, file in (("mine", "mine.py"), ("ours", "ours/__init__.py")):
        monkeypatch.setitem(sys.modules, name, Mock(__file__=str(tmp_path / file)))
        assert import_paths(f"{name}:Store") == [str(tmp_path)]
    monkeypatch.setenv("PYTHONPATH", f"/other{os.pathsep}{tmp_path}")
    assert import_paths("mine:Store") == ["/other", str(tmp_path)]


def test_rerun_needs_no_path_to_an_installed_module(monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert import_paths("dash.dcc:Store") == []


def test_program_is_called_by_its_path(tmp_path):
    own = tmp_path / "bin" / PROGRAM
    own.parent.mkdir()
    own.touch(mode=0o755)
    assert program(tmp_path) == [str(own)]
    assert program(tmp_path / "other") == [sys.executable, str(ROOT / "store_conformance")]


@pytest.mark.parametrize(
    ("parent", "command"),
    [
        (
            "/opt/uv tool uvx --from a.whl --with-editable=. store-conformance run --clause a",
            "uvx --from {folder}/a.whl --with-editable={folder} store-conformance",
        ),
        ("uvx store-conformance run", "uvx store-conformance"),
        ("/opt/uv run --with store-conformance store-conformance run", "uv run --with store-conformance"),
        ("/opt/uv run pytest run", ""),
        ("bash store-conformance run", ""),
    ],
)
def test_rerun_of_a_run_by_uv_uses_uv(monkeypatch, tmp_path, parent, command):
    (tmp_path / "a.whl").touch()
    process = Mock(cmdline=lambda: parent.split(), cwd=lambda: str(tmp_path))
    monkeypatch.setattr(psutil.Process, "parents", lambda _: [process])
    assert shlex.join(uv_command.__wrapped__()).startswith(command.format(folder=tmp_path))
    assert bool(uv_command.__wrapped__()) == bool(command)


def test_rerun_judges_the_same_store_from_another_folder_and_keeps_the_report(judge, tmp_path):
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "shop.py").write_text(
            f"from dash import dcc\nclass Store(dcc.Store):\n    __doc__ = 'no help: {folder}'\n"
        )
    manifest = tmp_path / "first" / "shop.toml"
    manifest.write_text(
        'store = "shop:Store"\n[[deviation]]\nclause = "component.help"\nreason = "none yet"\n'
    )
    run = judge("--clause=component.help", f"--manifest={manifest}", python_path=tmp_path / "first")
    assert run.exit_code() == 0, run.output
    result = run.result("shop:Store", "component.help")
    assert result["verdict"] == "deviation"
    elsewhere = tmp_path / "second"  # has another module of that name
    words = shlex.split(result["rerun"])
    program_words = slice(2, words.index("run"))
    words[program_words] = [sys.executable, str(ROOT / "store_conformance")]  # not another installed suite
    again = subprocess.run(
        [*words, "--engine=chromium"],
        cwd=elsewhere,
        env=own_environment(),
        capture_output=True,
        text=True,
        timeout=BOUND,
    )
    assert again.returncode == 0, again.stdout + again.stderr
    report = json.loads((elsewhere / "conformance-report/cell/report.json").read_text())
    (same,) = [each for each in report["results"] if each["clause"] == "component.help"]
    assert same["verdict"] == "deviation"
    assert same["rerun"].split("run", 1)[1] == result["rerun"].split("run", 1)[1]
    assert not (elsewhere / "conformance-report/report.json").exists()


@pytest.mark.parametrize("old", ["--examples=5", "--form=desktop", "--hypothesis-profile=quick"])
def test_old_option_works_and_names_the_new_one(judge, old):
    run = judge("--clause=component.help", old)
    assert run.exit_code() == 0, run.output
    assert f"{old.partition('=')[0]} is deprecated: use --" in run.output


def test_selected_cells_are_judged_and_the_others_counted(judge):
    run = judge("--clause=component.help", "--clause=id.required")
    assert run.exit_code() == 0, run.output
    assert set(run.verdicts("dash.dcc:Store")) == {"component.help", "id.required"}
    assert re.search(r"2 clauses kept, none broken; \d+ of \d+ cells of the level not judged", run.output)
    rerun = run.result("dash.dcc:Store", "id.required")["rerun"]
    assert rerun.endswith("store-conformance run --clause id.required --store dash.dcc:Store")


@pytest.mark.parametrize("order", [(), ("-p", "judge.run.plugin")], ids=["second", "first"])
def test_the_plugin_works_next_to_that_of_dash_testing(judge, order):
    run = judge("-c", os.devnull, f"--rootdir={ROOT}", *order, "conformance/test_property_help.py")
    assert run.exit_code() == 0, run.output


def test_debug_log_with_credentials_is_refused_and_removed(refusal, tmp_path):
    printed = refusal("--remote-url=http://a:password@127.0.0.1:1", f"--debug={tmp_path / 'debug.log'}")
    assert "--debug writes the credentials of --remote-url to a file; leave out one of the two" in printed
