"""Which verdict an outcome is, and what a failed comparison says it expected and observed."""

import ast
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fixtures.browsers.browser import BrowserLost, CannotShow
from fixtures.jsontext import Verbatim, as_json, brief, brief_both
from fixtures.page.observation import StoreFailed
from judge.run import verdict
from judge.run.matrix import Matrix
from judge.run.verdict import COMPARED, EXPECTED, LONG, MATRIX, Judge, differing_members
from reports.model import Received, Result, TracedStep, Verdict

CONFORMANCE = Path(__file__).parents[3] / "conformance"
ASSERTS = [
    pytest.param(each, id=f"{module.stem}-{each.lineno}")
    for module in sorted(CONFORMANCE.glob("*.py"))
    for each in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    if isinstance(each, ast.Assert)
]


@pytest.mark.parametrize("statement", ASSERTS)
def test_every_assertion_of_the_contract_compares_two_values(statement):
    """What else can fail has no expected and no observed value."""
    assert isinstance(statement.test, ast.Compare) or ast.unparse(statement.test) == "self._app"
    assert len(statement.test.ops) == 1


def test_every_operator_says_what_was_expected():
    symbols = {"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"}
    assert EXPECTED.keys() == symbols
    assert [EXPECTED[each] for each in symbols - {"==", "is"} if not EXPECTED[each]] == []


def test_json_is_not_quoted_again():
    assert brief([as_json("of the layout")]) == '["of the layout"]'
    assert brief({"store": as_json({"a": 1})}) == '{"store": {"a": 1}}'
    assert brief(["plain text", None, Verbatim("-0")]) == '["plain text", null, -0]'


def test_deeply_nested_values_can_be_shown():
    value: object = []
    for _ in range(500):
        value = [value]
    assert brief(value, 5000) == "[" * 501 + "]" * 501


def test_first_difference_of_long_values_is_shown():
    one, other = brief_both("x" * 5000 + "a" + "y" * 5000, "x" * 5000 + "b" + "y" * 5000, 400)
    assert one.startswith("... xxx")
    assert "xay" in one
    assert "xby" in other
    assert max(len(one), len(other)) <= 400


def test_short_values_are_shown_whole():
    assert brief_both("xa", "xb", 400) == ('"xa"', '"xb"')


def test_only_members_that_differ_are_shown_of_long_dicts():
    one = {f"store {number}": "something" for number in range(20)}
    assert differing_members(one, one | {"store 7": "else"}) == (
        {"store 7": "something"},
        {"store 7": "else"},
    )


@pytest.mark.parametrize("other", [{"a": 2, "b": 1}, {"a": 1}, ["x" * 200], 1])
def test_other_values_are_shown_whole(other):
    one = {"a": 1, "b": 1}
    assert differing_members(one, other) == (one, other)


def test_long_dicts_are_those_longer_than_the_limit():
    one, other = {"a": "", "b": 1}, {"a": "", "b": 2}
    for each in (one, other):
        each["a"] = "x" * (LONG - len(str(each)))
    assert differing_members(one, other) == (one, other)
    longer = [each | {"a": f"x{each['a']}"} for each in (one, other)]
    assert differing_members(*longer) == ({"b": 1}, {"b": 2})


# Which verdict an outcome is


class Log(set):
    """A log of failed cells, in memory."""

    has = set.__contains__


@pytest.fixture(scope="module")
def matrix():
    """The matrix of dcc.Store in Chromium."""
    return Matrix(["dash.dcc:Store"], ["chromium"], [])


@pytest.fixture
def judging(matrix):
    """A function that returns the plugin of a run, and its log of failed cells."""

    def start(write_manifest=""):
        config: Any = SimpleNamespace(
            stash={MATRIX: matrix}, getoption={"write_manifest": write_manifest}.get
        )
        log: Any = Log()
        plugin = Judge(config, log)
        no_cell: Any = SimpleNamespace()
        plugin.pytest_runtest_setup(no_cell)
        assert config.stash[COMPARED] == ("", "")
        return plugin, log

    return start


def verdict_on(plugin, problem, page=None):
    """Return verdict, expected, observed and reason of a test that passed, or that ended with the problem."""
    call: Any = SimpleNamespace(excinfo=problem and SimpleNamespace(value=problem))
    report: Any = SimpleNamespace(passed=problem is None)
    return plugin._verdict(call, report, page)


@pytest.mark.parametrize(
    ("problem", "verdict"),
    [
        (None, (Verdict.PASS, "", "", "")),
        (AssertionError("assert 1 == 2\n  more\n  and more"), (Verdict.FAIL, "", "assert 1 == 2", "")),
        (StoreFailed("it hangs"), (Verdict.FAIL, "the step finishes: the page", "it hangs", "")),
        (CannotShow("no tabs"), (Verdict.UNTESTABLE, "", "", "no tabs")),
        (BrowserLost("gone"), (Verdict.ERROR, "", "", "BrowserLost: gone")),
        (ValueError("what"), (Verdict.ERROR, "", "", "ValueError: what")),
    ],
    ids=lambda each: type(each).__name__,
)
def test_outcome_of_a_test_is_a_verdict(judging, problem, verdict):
    assert verdict_on(judging()[0], problem) == verdict


def test_failure_of_the_store_names_the_last_step(judging):
    page = SimpleNamespace(history=["open", "put", "reload"])
    found = verdict_on(judging()[0], StoreFailed("it hangs"), page)
    assert found == (Verdict.FAIL, "the step finishes: reload", "it hangs", "")
    assert verdict_on(judging()[0], StoreFailed("x"), SimpleNamespace(history=[]))[1].endswith(": the page")


def test_pass_tells_how_the_shared_page_failed(judging):
    plain, failed = (SimpleNamespace(shared_page_failure=text) for text in ("", "1 is not 2"))
    assert verdict_on(judging()[0], None, plain) == (Verdict.PASS, "", "", "")
    reason = "passed on its own page; on a page with other storage types: 1 is not 2"
    assert verdict_on(judging()[0], None, failed) == (Verdict.PASS, "", "", reason)


@pytest.mark.parametrize(
    ("operator", "expected"),
    [("==", "2"), ("in", "one of 2"), ("!=", "anything but 2"), ("<", "less than 2")],
)
def test_failed_comparison_says_what_it_expected(judging, operator, expected):
    plugin, _ = judging()
    plugin.pytest_assertrepr_compare(operator, 1, 2)
    assert verdict_on(plugin, AssertionError("x")) == (Verdict.FAIL, expected, "1", "")


def test_only_equal_dicts_are_compared_by_member(judging):
    one, other = ({"same": "x" * LONG, "a": number} for number in (1, 2))
    plugin, _ = judging()
    plugin.pytest_assertrepr_compare("==", one, other)
    assert verdict_on(plugin, AssertionError("x"))[1:3] == ('{"a": 2}', '{"a": 1}')
    plugin.pytest_assertrepr_compare("!=", one, other)
    assert "same" in verdict_on(plugin, AssertionError("x"))[1]


def item_of(matrix, id):
    """Return a test that judges the first cell of the clause."""
    cell = matrix.cells(id)[0]
    return cell, SimpleNamespace(callspec=SimpleNamespace(params={"cell": cell}))


def skip_of(plugin, item):
    """Return what keeps the test from running, None if nothing does."""
    try:
        plugin.pytest_runtest_setup(item)
    except pytest.skip.Exception as problem:
        return problem
    return None


def test_cell_whose_prerequisite_failed_is_blocked_before_its_test_runs(judging, matrix):
    plugin, log = judging()
    cell, item = item_of(matrix, "data.dict")
    assert skip_of(plugin, item) is None
    prerequisite = cell.clause.depends_on[-1]
    log.add(cell.key._replace(clause=prerequisite))
    reason = f"depends on {prerequisite}, which failed"
    assert verdict_on(plugin, skip_of(plugin, item)) == (Verdict.BLOCKED, "", "", reason)


def test_cell_whose_prerequisite_failed_is_judged_if_a_manifest_is_written(judging, matrix):
    plugin, log = judging(write_manifest="store.toml")
    cell, item = item_of(matrix, "data.dict")
    log.add(cell.key._replace(clause=cell.clause.depends_on[-1]))
    assert skip_of(plugin, item) is None


def test_cell_of_an_unsupported_storage_type_is_judged_only_as_evidence(judging, matrix, monkeypatch):
    plugin, _ = judging()
    monkeypatch.setattr(Matrix, "unsupported", lambda self, cell: ["local"])
    assert skip_of(plugin, item_of(matrix, "stored.survives-reload")[1]) is None
    problem = skip_of(plugin, item_of(matrix, "data.dict")[1])
    assert verdict_on(plugin, problem) == (Verdict.UNSUPPORTED, "", "", "")


# The result of a cell


@pytest.fixture
def result_on(judging, matrix, monkeypatch):
    """A function that returns the result on a cell of a test that failed or passed, on a page or without one.
    What reruns and repro apps are made of stands in their place."""
    monkeypatch.setattr(verdict, "rerun", lambda *given: f"rerun of {given}")
    monkeypatch.setattr(verdict, "repro", lambda *given: f"app of {given}")
    monkeypatch.setattr(verdict, "repeated_options", lambda config: ["--repeated"] if config else [])
    plugin, _ = judging()

    def result_on(cell, page, fails):
        problem = StoreFailed("gone") if fails else None
        call: Any = SimpleNamespace(excinfo=problem and SimpleNamespace(value=problem), duration=1.23456)
        item: Any = SimpleNamespace(funcargs={"page": page}) if page else SimpleNamespace()
        return plugin._result(item, call, SimpleNamespace(passed=not fails), cell)

    return result_on


@pytest.fixture
def page():
    """A page after two steps, of which the second put data into web storage."""
    steps = [
        SimpleNamespace(tab=1, received=[], storage={}),
        SimpleNamespace(tab=2, received=[(1, 2, "text")], storage={"local": {"key": "text"}}),
    ]
    return SimpleNamespace(
        history=[1, 2],
        observation_lines=lambda: ["store: 1"],
        console=["error"],
        commands=7,
        shared_page_failure="",
        screenshot=lambda: "PNG",
        trace=steps,
    )


def test_failed_cell_has_all_that_the_page_says(result_on, page, matrix):
    cell = matrix.cells("data.dict")[0]
    found = result_on(cell, page, fails=True)
    shown = replace(
        Result(**cell.key._asdict(), verdict=Verdict.FAIL),
        expected="the step finishes: 2",
        observed="gone",
        history=["1", "2"],
        observations=["store: 1"],
        console=["error"],
        seconds=1.235,
        commands=7,
        rerun=f"rerun of {(cell, '', ['--repeated'])}",
    )
    assert found == replace(
        shown,
        repro=f"app of {(cell.clause, shown, [1, 2], 'flask')}",
        screenshot="PNG",
        trace=[
            TracedStep(1, [], {}),
            TracedStep(2, [Received(1, 2, "text")], {"local": {"key": "text"}}),
        ],
    )


def test_passed_cell_has_no_repro_app_no_screenshot_and_no_trace(result_on, page, matrix):
    found = result_on(matrix.cells("data.dict")[0], page, fails=False)
    assert (found.verdict, found.observations, found.commands) == (Verdict.PASS, ["store: 1"], 7)
    assert (found.repro, found.screenshot, found.trace) == ("", "", [])


def test_cell_without_a_page_has_nothing_of_one(result_on, matrix):
    cell = matrix.cells("component.help")[0]
    found = result_on(cell, None, fails=True)
    assert (found.history, found.observations, found.console, found.commands) == ([], [], [], 0)
    assert found.repro.endswith("[], 'flask')")
    assert (found.screenshot, found.trace) == ("", [])


def test_repro_app_is_served_by_the_backend_of_the_cell(result_on, page):
    (cell,) = Matrix(["dash.dcc:Store"], ["chromium"], [], backends=["quart"]).cells("data.dict")[:1]
    assert result_on(cell, page, fails=True).repro.endswith("'quart')")


def test_result_keeps_why_a_cell_passed_on_its_own_page_only(result_on, page, matrix):
    page.shared_page_failure = "2 == 1"
    found = result_on(matrix.cells("data.dict")[0], page, fails=False)
    assert found.reason == "passed on its own page; on a page with other storage types: 2 == 1"


def test_rerun_has_the_manifest_of_the_store(result_on, page, matrix, monkeypatch):
    cell = matrix.cells("data.dict")[0]
    paths = {cell.implementation.spec: "store.toml"}
    monkeypatch.setattr(Matrix, "manifest", lambda self, spec: SimpleNamespace(path=paths.get(spec, "")))
    assert "'store.toml'" in result_on(cell, page, fails=False).rerun
