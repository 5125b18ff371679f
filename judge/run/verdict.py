"""Turns pytest's outcome of a test into the verdict on its cell."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import asdict, replace
from itertools import chain

import pytest

from fixtures import safeguard
from fixtures.browsers.browser import BrowserLost, CannotShow
from fixtures.jsontext import brief_both
from fixtures.page.observation import StoreFailed
from fixtures.page.page import Page
from fixtures.page.shared_page import NeedsOwnPage
from fixtures.server.backends import FLASK
from judge.contract.manifest import is_evidence
from judge.repro.app import repro
from judge.run.failure_log import FailureLog
from judge.run.matrix import Cell, Matrix
from judge.run.rerun import repeated_options, rerun
from reports.analysis.conclusion import BLOCKING, blocked_by
from reports.analysis.prerequisites import prerequisite_cells
from reports.formats.text import failure_text
from reports.model import Received, Result, TracedStep, Verdict
from reports.text import short

MATRIX = pytest.StashKey[Matrix]()
"""What the run judges."""
COMPARED = pytest.StashKey[tuple[str, str]]()
"""What the assertion that failed last expected and observed."""
PROPERTY = "cell"
"""The name under which a test report carries its Result, as JSON text."""
ENGINE = "engine"
"""The name under which it carries the name and version of the browser."""
LINE_WIDTH = 240
"""Most characters of a line in the terminal about actions and observations; the report has all of them."""
VALUE_WIDTH = 2000
"""Most characters of an expected or observed value."""
LONG = 100
"""Characters of a value of which only the members that differ are shown."""
EXPECTED = {
    "==": "",
    "is": "",
    "!=": "anything but ",
    "is not": "anything but ",
    "in": "one of ",
    "not in": "none of ",
    "<": "less than ",
    "<=": "at most ",
    ">": "more than ",
    ">=": "at least ",
}
"""The words before the right side of a failed comparison. The left side is what was observed."""
HANGS = "the step finishes"
"""How the expectation of a failed cell begins if its store took too long, or broke its page."""
SKIPPED = (Verdict.DEVIATION, Verdict.UNTESTABLE, Verdict.UNSUPPORTED)
"""Verdicts whose test report becomes a skip with a reason. The last lines count them by their names."""


class _Unsupported(pytest.skip.Exception):  # type: ignore[misc, name-defined]
    """The store's manifest declares that it does not support what the clause requires."""


class _Blocked(pytest.skip.Exception):  # type: ignore[misc, name-defined]
    """A prerequisite of the clause failed."""


class Judge:
    """A pytest plugin: blocks cells whose prerequisites failed, and gives each cell its verdict."""

    def __init__(self, config: pytest.Config, failures: FailureLog) -> None:
        self._config = config
        self._matrix = config.stash[MATRIX]
        self._failures = failures
        # A manifest has to declare what is broken behind its own deviations: those block nothing.
        self._judges_blocked = bool(config.getoption("write_manifest"))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip a cell that its store does not support, or that depends on a clause known to have failed."""
        self._config.stash[COMPARED] = ("", "")
        cell = cell_of(item)
        if cell is None:
            return
        unsupported = self._matrix.unsupported(cell)
        if unsupported and not is_evidence(cell.clause.id, unsupported):
            raise _Unsupported
        for id in cell.clause.depends_on:
            cells = prerequisite_cells(cell.key, cell.clause, self._matrix.catalogue[id])
            if not self._judges_blocked and any(map(self._failures.has, chain.from_iterable(cells))):
                raise _Blocked(blocked_by(id))

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        """Run a test that fails on a shared page again, on its own page.

        The first failure is no verdict, because another store on that page may have caused it. A lost browser
        is an error of the suite either way.
        """
        page = pyfuncitem.funcargs.get("page")
        try:
            return (yield)
        except BrowserLost:
            raise
        except Exception as problem:
            if not (isinstance(page, Page) and page.is_shared):
                raise
            first_line = str(problem).partition("\n")[0]
            reason = "" if isinstance(problem, NeedsOwnPage) else short(first_line, LINE_WIDTH)
        page.leave_shared_page(reason)
        self._config.stash[COMPARED] = ("", "")
        return pyfuncitem.ihook.pytest_pyfunc_call(pyfuncitem=pyfuncitem)

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> None:
        """Note what a failing comparison expected and observed; pytest writes its own message."""
        if op == "==":
            left, right = differing_members(left, right)
        expected, observed = brief_both(right, left, VALUE_WIDTH)
        self._config.stash[COMPARED] = EXPECTED[op] + expected, observed

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attach the Result to the report of the phase that decides."""
        report = yield
        safeguard.restore()
        cell = cell_of(item)
        if cell is None or (call.when != "call" and report.passed):
            return report
        result = self._matrix.as_declared(self._result(item, call, report, cell), cell)
        report.user_properties.append((PROPERTY, json.dumps(asdict(result))))
        if result.verdict in BLOCKING:
            self._failures.add(cell.key)
        if result.verdict is Verdict.FAIL:
            report.longrepr = failure_text(cell.clause, result, LINE_WIDTH)
        if result.verdict in SKIPPED:
            report.outcome = "skipped"
            report.longrepr = (str(item.path), item.location[1] or 0, result.reason)
        return report

    def _result(
        self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport, cell: Cell
    ) -> Result:
        page: Page | None = getattr(item, "funcargs", {}).get("page")
        verdict, expected, observed, reason = self._verdict(call, report, page)
        history = page.history if page else []
        result = Result(
            *cell.key,
            verdict=verdict,
            expected=expected,
            observed=observed,
            reason=reason,
            history=[str(step) for step in history],
            observations=page.observation_lines() if page else [],
            console=page.console if page else [],
            seconds=round(call.duration, 3),
            commands=page.commands if page else 0,
            rerun=rerun(
                cell,
                self._matrix.manifest(cell.implementation.spec).path,
                repeated_options(self._config),
            ),
        )
        if verdict is Verdict.FAIL:
            screenshot = page.screenshot() if page else ""
            backend = cell.engine.backend if cell.engine else FLASK
            result = replace(
                result,
                repro=repro(cell.clause, result, history, backend),
                screenshot=screenshot,
                trace=_trace(page) if page else [],
            )
        return result

    def _verdict(
        self, call: pytest.CallInfo[None], report: pytest.TestReport, page: Page | None
    ) -> tuple[Verdict, str, str, str]:
        """Return verdict, expected, observed, reason."""
        if report.passed:
            shared = page.shared_page_failure if page else ""
            reason = f"passed on its own page; on a page with other storage types: {shared}" if shared else ""
            return Verdict.PASS, "", "", reason
        assert call.excinfo
        problem = call.excinfo.value
        if isinstance(problem, _Unsupported):
            return Verdict.UNSUPPORTED, "", "", ""
        if isinstance(problem, _Blocked):
            return Verdict.BLOCKED, "", "", str(problem)
        if isinstance(problem, CannotShow):
            return Verdict.UNTESTABLE, "", "", str(problem)
        if isinstance(problem, StoreFailed):
            step = page.history[-1] if page and page.history else "the page"
            return Verdict.FAIL, f"{HANGS}: {step}", str(problem), ""
        if isinstance(problem, AssertionError):
            expected, observed = self._config.stash[COMPARED]
            return Verdict.FAIL, expected, observed or str(problem).partition("\n")[0], ""
        return Verdict.ERROR, "", "", f"{type(problem).__name__}: {problem}"


def _trace(page: Page) -> list[TracedStep]:
    return [
        TracedStep(step.tab, [Received(*call) for call in step.received], step.storage) for step in page.trace
    ]


def differing_members(left: object, right: object) -> tuple[object, object]:
    """Return two dicts of the same keys without the members that are equal, if they are long."""
    if not (isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys()):
        return left, right
    if max(len(str(each)) for each in (left, right)) <= LONG:
        return left, right
    different = [key for key in left if left[key] != right[key]]
    return {key: left[key] for key in different}, {key: right[key] for key in different}


def result_of(report: pytest.TestReport) -> Result | None:
    """Return the Result that a test report carries, if any."""
    text = dict(getattr(report, "user_properties", [])).get(PROPERTY)
    if text is None:
        return None
    return Result.from_json(json.loads(str(text)))


def status(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Return how pytest counts a report that carries a Result: category, letter, word."""
    result = result_of(report)
    if result is None:
        return None
    verdict = result.verdict
    letter = {Verdict.PASS: ".", Verdict.FAIL: "F", Verdict.ERROR: "E"}.get(verdict, verdict[0])
    return category(verdict), letter, verdict.upper()


def category(verdict: Verdict) -> str:
    """Return the name under which pytest counts a verdict."""
    return {Verdict.PASS: "passed", Verdict.FAIL: "failed"}.get(verdict, str(verdict))


def cell_of(item: pytest.Item) -> Cell | None:
    """Return the cell that a test judges, if any."""
    callspec = getattr(item, "callspec", None)
    cell = callspec.params.get("cell") if callspec else None
    return cell if isinstance(cell, Cell) else None
