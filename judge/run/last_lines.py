"""The end of a run's output: pytest's counts as the final verdicts have them, then each store's sentence and
the reason for the exit code."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from judge.run.exit_code import RunEnd
from judge.run.matrix import Matrix
from judge.run.verdict import category, result_of
from reports.analysis.conclusion import conclusions
from reports.model import CellKey, Report, Verdict
from reports.text import plain


class LastLines:
    """A pytest plugin that prints its `lines` after everything that pytest prints itself."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.lines: list[str] = []

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self) -> Generator[None, object, object]:
        """Print the lines after pytest's summary."""
        outcome = yield
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        if reporter:
            for line in self.lines:
                reporter.write_line(line)
        return outcome


def count_final_verdicts(reporter: Any, report: Report, matrix: Matrix) -> None:
    """Make pytest's terminal reporter count the verdicts of the report, each cell once.

    A test that failed may have turned out to be blocked, and clauses that no engine can show have no test.
    """
    tests: dict[CellKey, pytest.TestReport] = {}
    for name in filter(None, reporter.stats):
        others = []
        for each in reporter.stats[name]:
            key = _cell(each, matrix)
            if key is None:
                others.append(each)
            else:
                tests[key] = each
        reporter.stats[name] = others
    for result in report.results:
        # Of failures and errors pytest prints more than their number.
        if result.key in tests or result.verdict not in (Verdict.FAIL, Verdict.ERROR):
            reporter.stats.setdefault(category(result.verdict), []).append(tests.get(result.key, result))
    for name in [name for name, reports in reporter.stats.items() if name and not reports]:
        del reporter.stats[name]
    reporter._known_types = None  # pytest keeps the categories that it has seen so far


def _cell(report: object, matrix: Matrix) -> CellKey | None:
    """Return the cell that a test report is about, if any."""
    if not isinstance(report, pytest.TestReport):
        return None
    if result := result_of(report):
        return result.key
    cell = matrix.cell(report.nodeid)
    return cell.key if cell else None


def last_lines(end: RunEnd) -> Iterator[str]:
    """Yield the sentence for each store, and the exit code with its reasons."""
    for conclusion in conclusions(end.report):
        yield plain(conclusion.sentence)
    yield plain(f"Exit code {end.exit_code}: {'; '.join(end.reasons())}.")
