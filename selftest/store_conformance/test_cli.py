"""The command has help for each subcommand, and refuses an unknown one in one line."""

import subprocess
import sys

import pytest

from selftest.support.judged_run import BOUND, ROOT, own_environment
from store_conformance import cli


def call(folder, *arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "store_conformance" / "__main__.py"), *arguments],
        cwd=folder,
        env=own_environment(),
        capture_output=True,
        text=True,
        timeout=BOUND,
    )


def test_help_lists_each_command_with_a_line(capsys):
    assert cli.main(["--help"]) == 0
    printed = capsys.readouterr().out
    for name, command in cli.COMMANDS.items():
        assert f"  {name} " in printed
        assert command.help in printed


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_help_of_each_command_shows_its_own_name(tmp_path, name):
    run = call(tmp_path, name, "--help")
    assert run.returncode == 0, run.stderr
    assert f"usage: store-conformance {name}" in run.stdout
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_command_is_refused_in_one_line(capsys):
    assert cli.main(["jugde"]) == cli.USAGE_ERROR
    assert capsys.readouterr().err == (
        f"store-conformance: no command 'jugde'; use one of {', '.join(cli.COMMANDS)}\n"
    )


def test_the_contract_is_printed(capsys):
    assert cli.main(["contract"]) == 0
    assert capsys.readouterr().out == (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
