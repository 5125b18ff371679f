"""How a command ends: the exit code of its work, or a line for each mistake and an exit code of its own."""

import pytest

from errors import UserError
from reports.analysis.conclusion import NO_VERDICT
from reports.command import USAGE_ERROR, Parser, exit_code_of
from reports.files import CannotWrite


def failing(problem):
    def work():
        raise problem

    return work


def test_work_that_succeeds_has_its_own_exit_code():
    assert exit_code_of(lambda: 1) == 1


def test_each_mistake_is_one_line_and_other_line_breaks_are_escaped(capsys):
    assert exit_code_of(failing(UserError("one\u2028more\ntwo"))) == USAGE_ERROR
    assert capsys.readouterr().err == "one\\u2028more\ntwo\n"


@pytest.mark.parametrize("problem", [CannotWrite("full"), OSError("full")])
def test_work_that_cannot_be_done_is_no_verdict(capsys, problem):
    assert exit_code_of(failing(problem), no_verdict=(CannotWrite, OSError)) == NO_VERDICT
    assert capsys.readouterr().err == "full\n"


def test_problem_without_a_message_is_named(capsys):
    assert exit_code_of(failing(OSError()), no_verdict=(OSError,)) == NO_VERDICT
    assert capsys.readouterr().err == "OSError\n"


def test_other_exceptions_pass_through():
    with pytest.raises(ZeroDivisionError):
        exit_code_of(failing(ZeroDivisionError()))


def test_wrong_argument_is_one_line_with_the_exit_code_of_misuse(capsys):
    with pytest.raises(SystemExit) as ended:
        Parser("store-conformance it").parse_args(["--unknown"])
    assert ended.value.code == USAGE_ERROR
    assert capsys.readouterr().err == "unrecognized arguments: --unknown; see store-conformance it --help\n"
