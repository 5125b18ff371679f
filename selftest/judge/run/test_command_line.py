"""A command line that cannot be followed is answered in a line that says what, where and how to mend it."""

import errno
import os
from pathlib import Path
from unittest.mock import Mock

import pytest

from judge.run.verdict import options, own_pytest
from selftest.support.judged_run import ROOT, USAGE, assert_refused

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
    "--engine=lynx": "--engine lynx: no such engine; there are chromium, firefox, webkit",
    "--level=bogus": "argument --level: invalid choice: 'bogus' (choose from",
    "--deadline=0": "argument --deadline: '0' is no time to wait; give seconds, as in --deadline 10",
    "--deadline=-1": "argument --deadline: '-1' is no time to wait; give seconds, as in --deadline 10",
    "--deadline=nan": "argument --deadline: 'nan' is no time to wait; give seconds, as in --deadline 10",
    "--remote-url=http://a:password@127.0.0.1:1": "--remote-url http://CREDENTIALS@127.0.0.1:1: no answer"
    " ([Errno 111] Connection refused); is the Grid up, the URL right?",
    "--remote-url=a:password@127.0.0.1:4444": "argument --remote-url: that is no URL of a Grid; give one, as"
    " in --remote-url http://127.0.0.1:4444",
    "--host-name=127.0.0.1": "argument --host-name: '127.0.0.1' is no name that others can be under; give"
    " one, as in --host-name judge.example.org",
    "--examples=0": "argument --examples: '0' is no number of examples; give one, as in --examples 500",
    "--examples=few": "argument --examples: 'few' is no number of examples; give one, as in --examples 500",
    "--hypothesis-profile=brief": "Profile 'brief' is not registered",
    "--deadline=soon": "argument --deadline: 'soon' is no time to wait; give seconds, as in --deadline 10",
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_a_mistake_is_refused_in_one_line(judge, mistake):
    run = judge(mistake)
    assert run.exit_code() == USAGE
    assert_refused(run, REFUSED[mistake])


def test_an_engine_that_is_not_installed_is_refused(judge, tmp_path):
    run = judge("--engine=chromium", path=str(tmp_path))
    assert run.exit_code() == USAGE
    assert_refused(run, "engine chromium: no chromium on PATH; 'make setup' or 'apt-get install")


def test_a_machine_without_any_engine_is_refused(judge, tmp_path):
    run = judge(path=str(tmp_path), engine=None)
    assert run.exit_code() == USAGE
    assert_refused(run, "engine chromium: no chromium on PATH; 'make setup' or 'apt-get install")


def asks_for_report(judge, folder):
    return judge(report=folder)


def asks_for_manifest(judge, file):
    return judge(f"--write-manifest={file}")


@pytest.mark.parametrize(
    ("asks", "place", "why"),
    [
        (asks_for_report, "file", errno.ENOTDIR),
        (asks_for_report, "file/report", errno.ENOTDIR),
        (asks_for_manifest, "file/store.toml", errno.ENOTDIR),
        (asks_for_manifest, "folder", errno.EISDIR),
    ],
)
def test_what_could_not_be_written_after_the_run_is_refused_before_it(judge, tmp_path, asks, place, why):
    (tmp_path / "file").write_text("a file")
    (tmp_path / "folder").mkdir()
    run = asks(judge, tmp_path / place)
    assert run.exit_code() == USAGE
    told = f"{tmp_path / place}: cannot be written ({os.strerror(why)}); name another, or make room there"
    assert run.output.count(told) == 1, run.output
    assert "Traceback" not in run.output


def test_a_selection_of_nothing_is_no_verdict(judge):
    run = judge("-k", "no_such_test")
    assert run.exit_code() == NOTHING_SELECTED
    assert "deselected" in run.output
    assert run.report is None


def test_a_cell_is_judged_again_with_the_options_of_the_run(request):
    config = request.config
    given = {"deadline": 3.0, "examples": 500}
    assert options(Mock(getoption=given.get)) == ["--examples", "500", "--deadline", "3.0"]
    assert "--deadline" not in options(config)


def test_a_command_calls_the_own_pytest_the_suites_own_environment_and_names_no_other_folder():
    assert own_pytest(ROOT / ".venv") == ".venv/bin/pytest"
    assert own_pytest(Path("/somewhere/else")) == "pytest"
