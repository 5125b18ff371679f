"""The command has help for each subcommand, and refuses an unknown one in one line."""

import os
import subprocess
import sys
from contextlib import suppress

import pytest

from errors import USAGE_ERROR
from fixtures.apps import __main__ as apps
from fixtures.server.backends import FLASK
from selftest.support.judged_run import BOUND, ROOT, own_environment
from store_conformance import cli


def test_help_lists_each_command_with_a_line(capsys):
    assert cli.main(["--help"]) == 0
    printed = capsys.readouterr().out
    for name, command in cli.COMMANDS.items():
        assert f"  {name} " in printed
        assert command.help in printed


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_help_of_each_command_shows_its_own_name(tmp_path, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)
    with suppress(SystemExit):
        assert cli.main([name, "--help"]) == 0
    assert f"usage: store-conformance {name}" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_the_command_can_be_called_by_the_path_of_its_folder(tmp_path):
    run = subprocess.run(
        [sys.executable, ROOT / "store_conformance", "--version"],
        cwd=tmp_path,
        env=own_environment(),
        capture_output=True,
        text=True,
        timeout=BOUND,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("store-conformance ")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["contract"], *([name, "--help"] for name in cli.COMMANDS)]
)
def test_closed_output_ends_a_command_quietly(monkeypatch, capsys, arguments):
    read, write = os.pipe()
    os.close(read)
    with open(write, "w") as closed, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", closed)
        with suppress(SystemExit):  # argparse ignores a closed output
            assert cli.main(arguments) == cli.OUTPUT_CLOSED
    assert capsys.readouterr().err == ""


def test_interrupt_of_a_command_is_reported_in_one_line(monkeypatch, capsys):
    def interrupt(arguments):
        raise KeyboardInterrupt

    monkeypatch.setitem(cli.COMMANDS, "open", cli.Command("", interrupt))
    assert cli.main(["open"]) == cli.INTERRUPTED
    assert capsys.readouterr().err == "store-conformance: interrupted\n"


def test_an_unknown_command_is_refused_in_one_line(capsys):
    assert cli.main(["jugde"]) == USAGE_ERROR
    assert capsys.readouterr().err == (
        f"store-conformance: no command 'jugde'; use one of {', '.join(cli.COMMANDS)}\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no_such_app"], "argument name: invalid choice: 'no_such_app'"),
        (["one_store", "--store=no_such_package:Store"], "--store no_such_package:Store: cannot import"),
        (["one_store", "--backend=quart"], "backend quart: not installed"),
    ],
    ids=["app", "store", "backend"],
)
def test_app_that_cannot_be_opened_is_a_usage_error_in_one_line(monkeypatch, capsys, arguments, message):
    def missing(backend):
        return None if backend == FLASK else f"backend {backend}: not installed"

    monkeypatch.setattr(apps, "missing", missing)
    monkeypatch.setattr(apps, "serve", lambda *_: pytest.fail("serves an app"))
    with pytest.raises(SystemExit) as ended:
        sys.exit(cli.main(["open", *arguments]))
    error = capsys.readouterr().err
    assert (ended.value.code, error.count("\n"), error.startswith(message)) == (USAGE_ERROR, 1, True), error


def test_the_contract_is_printed(capsys):
    assert cli.main(["contract"]) == 0
    assert capsys.readouterr().out == (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
