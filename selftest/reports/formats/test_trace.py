"""The trace of a failed cell, made ready for showing."""

from reports.formats.trace import ShownStep, lines_without_repeats, shown_steps, trace_lines
from reports.model import Received, TracedStep, Verdict
from selftest.support.report_builder import result

DATA, TIMESTAMP = (f"{prop} of 'store': data 1, timestamp 2" for prop in ("data", "modified_timestamp"))
PUT = TracedStep(1, [Received(1, 3, DATA), Received(1, 4, TIMESTAMP)], {"localStorage": {"store": "1"}})
EMPTY: dict[str, dict[str, str] | None] = {"localStorage": {}, "sessionStorage": {}}


def failed(*steps: TracedStep):
    return result("a", Verdict.FAIL, history=[f"step {each}" for each in "abc"[: len(steps)]], trace=[*steps])


def test_what_is_equal_is_without_repeats():
    (step,) = shown_steps(failed(PUT))
    assert step == ShownStep(
        "step a",
        0,
        [Received(0, 3, "data and modified_timestamp of 'store': data 1, timestamp 2")],
        ["localStorage: store = 1"],
    )


def test_call_that_is_repeated_is_shown_again():
    assert lines_without_repeats([DATA, TIMESTAMP, TIMESTAMP, "no property"]) == [
        "data and modified_timestamp of 'store': data 1, timestamp 2",
        TIMESTAMP,
        "no property",
    ]


def test_tabs_are_named_if_there_are_several():
    first, second = shown_steps(
        failed(PUT, TracedStep(2, [Received(1, 5, DATA), Received(2, 5, DATA)], EMPTY))
    )
    assert (first.tab, second.tab) == (1, 2)
    assert [call.tab for call in second.calls] == [1, 2]


def test_trace_has_a_line_for_each_step_and_call():
    unread = TracedStep(2, [], {"localStorage": None})
    assert trace_lines(failed(TracedStep(1, [], EMPTY), PUT, unread)) == [
        "1. step a  [tab 1]",
        "     localStorage and sessionStorage: nothing",
        "2. step b  [tab 1]",
        "     after 3 ms, in tab 1: data and modified_timestamp of 'store': data 1, timestamp 2",
        "     localStorage: store = 1",
        "3. step c  [tab 2]",
        "     localStorage: cannot be read",
    ]


def test_unchanged_web_storage_is_said_to_be_as_before():
    before, after = shown_steps(failed(PUT, TracedStep(1, [], None)))
    assert (before.storage, after.storage) == (["localStorage: store = 1"], ["web storage: as before"])
    (unknown,) = shown_steps(failed(TracedStep(1, [], None)))
    assert unknown.storage == []


def test_cell_of_an_older_report_has_steps_only():
    assert shown_steps(result("a", Verdict.FAIL, history=["step a"])) == []
    assert trace_lines(result("a", Verdict.FAIL, history=["step a"])) == ["1. step a"]
