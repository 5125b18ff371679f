"""From pytest's outcome of a test to the verdict on its cell."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Generator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from fixtures.browsers.browser import BrowserLost, CannotShow
from fixtures.jsontext import brief
from fixtures.page.page import Page, StoreFailed
from fixtures.page.shared_page import NeedsOwnPage
from judge.contract.manifest import is_inverse
from judge.generate import effort
from judge.repro.app import repro
from judge.run import failure_log
from judge.run.cells import Cell
from judge.run.matrix import Matrix
from reports.formats.text import failure_text
from reports.model import Result, Verdict
from reports.text import short

MATRIX = pytest.StashKey[Matrix]()
"""What the run is to judge."""
COMPARED = pytest.StashKey[tuple[str, str]]()
"""What the assertion that failed last expected and observed."""
PROPERTY = "cell"
"""The name under which a test report carries its Result, as JSON text."""
TERMINAL = 240
"""Characters of a line about what was done and seen; the report has it all."""
ENGINE = "engine"
"""The name under which it carries the name and version of the browser."""


AGAIN = (*effort.OPTIONS, "deadline", "remote-url", "host-name")
"""The options of a run that judging a cell of it again takes."""
ROOT = Path(__file__).parents[2]
"""The folder that the suite is run in."""


class _Absent(pytest.skip.Exception):  # type: ignore[name-defined]
    """The store's manifest declares that it has not what the clause needs."""


class Judge:
    """A pytest plugin: blocks what rests on a failed clause, and gives each cell its verdict."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Do not run what rests on a clause that is known to have failed."""
        self._config.stash[COMPARED] = ("", "")
        cell = cell_of(item)
        if cell is None:
            return
        lacking = self._config.stash[MATRIX].lacking(cell)
        if lacking and not is_inverse(cell.clause.id, lacking):
            raise _Absent
        for ground in cell.clause.depends_on:
            if any(failure_log.has_failed(key) for key in cell.under(ground)):
                pytest.skip(f"rests on {ground}, which did not hold")

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        """Run a test whose stores share a page with others again, alone, if it does not hold so: what does
        not hold in company is no verdict, for another store may be to blame. A lost browser is an error."""
        page = pyfuncitem.funcargs.get("page")
        try:
            return (yield)
        except BrowserLost:
            raise
        except Exception as problem:
            if not (isinstance(page, Page) and page.is_shared):
                raise
            reason = (
                "" if isinstance(problem, NeedsOwnPage) else short(str(problem).partition("\n")[0], TERMINAL)
            )
        page.leave_shared_page(reason)
        self._config.stash[COMPARED] = ("", "")
        return pyfuncitem.ihook.pytest_pyfunc_call(pyfuncitem=pyfuncitem)

    def pytest_assertrepr_compare(self, op: str, left: Any, right: Any) -> None:
        """Note what a failing comparison expected and observed; pytest words its message itself."""
        if op in ("==", "is"):
            self._config.stash[COMPARED] = (brief(right, 2000), brief(left, 2000))
        elif op == "in":
            self._config.stash[COMPARED] = (f"one of {brief(right, 2000)}", brief(left, 2000))
        else:
            self._config.stash[COMPARED] = (f"{left!r} {op} {right!r}", "the contrary")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attach the Result to the report of the phase that decides."""
        report = yield
        cell = cell_of(item)
        decides = call.when == "call" or report.outcome != "passed"
        if cell is not None and decides:
            result = self._config.stash[MATRIX].as_declared(self._result(item, call, report, cell), cell)
            report.user_properties.append((PROPERTY, json.dumps(asdict(result))))
            if result.verdict in (Verdict.FAIL, Verdict.DEVIATION, Verdict.BLOCKED):
                failure_log.post(cell.key)
            if result.verdict is Verdict.FAIL:
                report.longrepr = failure_text(cell.clause, result, TERMINAL)
            if result.verdict in (Verdict.DEVIATION, Verdict.UNTESTABLE, Verdict.UNSUPPORTED):
                report.outcome = "skipped"
                report.longrepr = (str(item.path), item.location[1] or 0, result.reason)
        return report

    def _result(
        self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport, cell: Cell
    ) -> Result:
        page: Page | None = getattr(item, "funcargs", {}).get("page")
        verdict, expected, observed, reason = self._verdict(call, report, page)
        clause, implementation, engine, storage_type = cell.key
        history = page.history if page else []
        result = Result(
            clause=clause,
            implementation=implementation,
            engine=engine,
            storage_type=storage_type,
            verdict=verdict,
            expected=expected,
            observed=observed,
            reason=reason,
            history=[str(step) for step in history],
            observations=page.observations() if page else [],
            console=page.console if page else [],
            seconds=round(call.duration, 3),
            commands=page.commands if page else 0,
            rerun=rerun(item.nodeid, cell, options(self._config)),
        )
        if verdict is Verdict.FAIL:
            shown = page.screenshot() if page else ""
            result = replace(result, repro=repro(cell.clause, result, history), screenshot=shown)
        return result

    def _verdict(
        self, call: pytest.CallInfo[None], report: pytest.TestReport, page: Page | None
    ) -> tuple[Verdict, str, str, str]:
        """Verdict, expected, observed, reason."""
        if report.passed:
            parted = page.shared_page_failure if page else ""
            return Verdict.PASS, "", "", f"held alone; beside other storage types: {parted}" if parted else ""
        assert call.excinfo
        problem = call.excinfo.value
        if isinstance(problem, _Absent):
            return Verdict.UNSUPPORTED, "", "", ""
        if report.skipped:
            return Verdict.BLOCKED, "", "", str(problem)
        if isinstance(problem, CannotShow):
            return Verdict.UNTESTABLE, "", "", str(problem)
        if isinstance(problem, StoreFailed):
            step = page.history[-1] if page and page.history else "the page"
            return Verdict.FAIL, f"to get past: {step}", str(problem), ""
        if isinstance(problem, AssertionError):
            expected, observed = self._config.stash[COMPARED]
            return Verdict.FAIL, expected, observed or str(problem).partition("\n")[0], ""
        return Verdict.ERROR, "", "", f"{type(problem).__name__}: {problem}"


def result_of(report: pytest.TestReport) -> Result | None:
    """The Result that a test report carries, if it does."""
    told = dict(getattr(report, "user_properties", [])).get(PROPERTY)
    if told is None:
        return None
    fields = json.loads(told)
    return Result(**{**fields, "verdict": Verdict(fields["verdict"])})


def status(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """How pytest is to count a report that carries a Result: category, letter, word."""
    result = result_of(report)
    if result is None:
        return None
    verdict = result.verdict
    category = {Verdict.PASS: "passed", Verdict.FAIL: "failed"}.get(verdict, str(verdict))
    letter = {Verdict.PASS: ".", Verdict.FAIL: "F", Verdict.ERROR: "E"}.get(verdict, verdict[0])
    return category, letter, verdict.upper()


def cell_of(item: pytest.Item) -> Cell | None:
    """The cell that a test judges, if it judges one."""
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("cell") if callspec else None


def options(config: pytest.Config) -> list[str]:
    """The words of the command line that ask for what is not as usual."""
    given = {name: config.getoption(name.replace("-", "_")) for name in AGAIN}
    return [word for name, value in given.items() if value for word in (f"--{name}", str(value))]


def own_pytest(environment: Path) -> str:
    """How the pytest of an environment is called from the suite's folder, if it lies there as `make setup`
    has it; no path of the machine is told."""
    return f"{environment.name}/bin/pytest" if environment.parent == ROOT else "pytest"


def rerun(nodeid: str, cell: Cell, options: list[str]) -> str:
    """The command that judges this cell again, with those options."""
    words = [own_pytest(Path(sys.prefix)), nodeid, "--store", cell.implementation.spec, *options]
    if cell.engine:
        words += ["--engine", cell.engine.name.removesuffix("-mobile")]
        words += ["--form", "mobile"] if cell.engine.is_mobile else []
    return shlex.join(words)
