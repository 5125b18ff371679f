"""`store-conformance run`: its exit code is that of the report, and no report replaces another by mistake."""

import subprocess
import sys

import pytest

from errors import UserError
from selftest.support.judged_run import BOUND, ROOT, own_environment
from store_conformance import run
from store_conformance.run import _own_arguments
from store_conformance.settings import Configuration

NO_VERDICT = 3
CHEAP = ("--clause=component.help", "--engine=chromium")
"""Options of a run that needs no browser."""


def test_report_of_selected_cells_does_not_replace_that_of_all(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert "--report=conformance-report" in _own_arguments([], Configuration())
    for option in ("--clause=clear", "--storage-type=local"):
        settings = Configuration(tmp_path, {"--report": ["/build"]})
        assert "--report=conformance-report/selected" in _own_arguments([option], Configuration())
        assert "--report=/build/selected" in _own_arguments([option], settings)
        assert not any("--report" in each for each in _own_arguments([option, "--report=own"], settings))


STORE_AND_ENGINE = ("--store", "dash.dcc:Store", "--engine=chromium")
ONE_CELL = ("--clause", "clear.twice", "--storage-type=session", *STORE_AND_ENGINE)


@pytest.mark.parametrize(
    ("arguments", "subfolder"),
    [
        (ONE_CELL, "cell"),
        ((*ONE_CELL, "--engine=firefox"), "selected"),
        ((*ONE_CELL, "--storage-type", "local"), "selected"),
        ((*ONE_CELL, "--clause=clear.gone-after-reload"), "selected"),
        ((*ONE_CELL, "--store=my_package:MyStore"), "selected"),
        ((*ONE_CELL, "--backend=flask"), "cell"),
        ((*ONE_CELL, "--backend=flask", "--backend=quart"), "selected"),
        (ONE_CELL[:-1], "selected"),
        (("--clause=clear", *ONE_CELL[2:]), "selected"),
        (("--clause=clear.twice", *STORE_AND_ENGINE), "selected"),
        (("--clause=id.required", *STORE_AND_ENGINE), "cell"),
        (("--clause=component.help", *STORE_AND_ENGINE[:2]), "cell"),
        (("--clause=component.help",), "selected"),
    ],
)
def test_command_of_one_cell_does_not_replace_the_report_of_several(arguments, subfolder):
    assert f"--report=conformance-report/{subfolder}" in _own_arguments(arguments, Configuration())


def test_command_of_one_cell_takes_nothing_from_the_settings_of_another_store(tmp_path):
    options = {"--manifest": ["other.toml"], "--compare-to": ["old.json"], "--level": ["should"]}
    arguments = list(_own_arguments(ONE_CELL, Configuration(tmp_path, options)))
    assert not any(each.startswith(("--manifest", "--compare-to")) for each in arguments)
    assert "--level=should" in arguments


@pytest.mark.parametrize("debug", [["--debug"], ["--debug=log.txt"], []])
def test_credentials_are_not_logged(monkeypatch, debug):
    if not debug:
        monkeypatch.setenv("PYTEST_DEBUG", "1")
    with pytest.raises(UserError, match=r"leave out one of them"):
        run.main([*debug, "--remote-url=http://me:password@127.0.0.1:4444"])


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """Return the options that load a plugin of pytest with that source."""

    def write(source):
        (tmp_path / "own_plugin.py").write_text(f"import os, sys\nimport pytest\n{source}\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        return ["-p", "own_plugin"]

    return write


@pytest.mark.parametrize(
    "source",
    [
        "sys.exit(0)",
        "def pytest_load_initial_conftests():\n    pytest.exit('enough', returncode=0)",
    ],
)
def test_plugin_that_ends_pytest_before_the_suite_is_loaded_is_no_verdict(plugin, capfd, source):
    assert run._judge([*plugin(source), "-p", "no:cacheprovider", "--collect-only"]) == NO_VERDICT
    assert capfd.readouterr().err.count("no verdict: ") == 1


def test_version_is_printed_without_a_report(capfd):
    assert run._judge(["--version"]) == 0
    assert "no verdict" not in capfd.readouterr().err


SUCCEEDS = """\
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main():
    yield
    return 0
"""
BROKEN_STORE = """\
from dash import dcc

class Store(dcc.Store):
    __doc__ = ""
"""


@pytest.mark.parametrize(
    ("source", "options", "code"),
    [
        (SUCCEEDS, [], 1),
        (SUCCEEDS.replace("return 0", "sys.exit(0)"), [], 1),
        (SUCCEEDS, ["--co"], NO_VERDICT),
    ],
    ids=["returns 0", "exits", "runs nothing and returns 0"],
)
def test_plugin_that_changes_what_pytest_returns_does_not_change_the_exit_code(
    plugin, tmp_path, source, options, code
):
    options = [*options, *plugin(source)]
    (tmp_path / "bad.py").write_text(BROKEN_STORE)
    command = [sys.executable, str(ROOT / "store_conformance"), "run", *CHEAP, "--store=bad:Store", *options]
    environment = {**own_environment(), "PYTHONPATH": str(tmp_path)}
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=BOUND)
    assert ended.returncode == code, ended.stdout + ended.stderr
