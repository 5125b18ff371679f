"""A pytest plugin for runs on mutants: a store that has failed a cell is judged no further.

It also leaves out the cells that the unmutated store does not pass, so that each failure is a kill.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.browsers.browser import CannotShow
from judge.run.matrix import Cell
from judge.run.verdict import cell_of, result_of
from reports.document import read
from reports.model import Verdict

OPTION = "--unmutated"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(OPTION, type=Path, metavar="FILE", help="the report on the unmutated store")


def pytest_configure(config: pytest.Config) -> None:
    report = read(config.getoption("unmutated"))
    passed = {(each.clause, each.storage_type) for each in report.results if each.verdict is Verdict.PASS}
    # Registered late: its fixture has to take the place of the suite's own.
    config.pluginmanager.register(_Stop(passed))


class _Stop:
    def __init__(self, passed: set[tuple[str, str]]) -> None:
        self._passed = passed
        self._killed: set[str] = set()

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        left_out = [item for item in items if (cell := cell_of(item)) and not self._is_passed(cell)]
        config.hook.pytest_deselected(items=left_out)
        out = set(left_out)
        items[:] = [item for item in items if item not in out]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        cell = cell_of(item)
        if cell and self._is_killed(cell):
            raise CannotShow("the mutant has failed another cell")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        result = result_of(report)
        if result and result.verdict is Verdict.FAIL:
            self._killed.add(result.implementation)

    @pytest.fixture
    def page_cells(self, page_cells: list[Cell]) -> list[Cell]:
        """The cells that may share a page, without those of killed mutants: these may hang the page."""
        return [cell for cell in page_cells if not self._is_killed(cell)]

    def _is_passed(self, cell: Cell) -> bool:
        return (cell.clause.id, cell.storage_type or "") in self._passed

    def _is_killed(self, cell: Cell) -> bool:
        return cell.implementation.spec in self._killed
