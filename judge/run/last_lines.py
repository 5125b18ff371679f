"""The end of a run's output: pytest's counts as the final verdicts have them, then each store's sentence and
the reason for the exit code."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from judge.run.matrix import Matrix
from judge.run.verdict import category, result_of
from reports.analysis.compare import Comparison, Kind
from reports.analysis.conclusion import BROKEN, CONFORMANT, INTERRUPTED, conclusions, many
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


def last_lines(
    report: Report, since: Comparison | None, code: int, *, only_regressions: bool, is_complete: bool
) -> Iterator[str]:
    """Yield the sentence for each store, and why the exit code is `code`."""
    for conclusion in conclusions(report):
        yield plain(conclusion.sentence)
    reasons = _reasons(report, since, code, only_regressions=only_regressions, is_complete=is_complete)
    yield plain(f"Exit code {code}: {'; '.join(reasons)}.")


def _reasons(
    report: Report, since: Comparison | None, code: int, *, only_regressions: bool, is_complete: bool
) -> Iterator[str]:
    found = conclusions(report)
    level = report.run.level
    if report.run.interrupted:
        yield "the run was interrupted" if code == INTERRUPTED else "the run did not end as planned"
    elif not is_complete:
        yield "a file could not be written"
    elif code not in (CONFORMANT, BROKEN):
        yield f"no verdict on {', '.join(each.implementation for each in found if each.exit_code == code)}"
    elif code == CONFORMANT and not only_regressions:
        yield f"no clause of level {level} is broken"
    if code not in (CONFORMANT, BROKEN):
        return
    if not only_regressions:
        if broken := {(each.implementation, each.clause) for every in found for each in every.broken}:
            yield f"{many(len(broken), 'clause')} of level {level} broken"
        if stale := sum(len(each.stale) for each in found):
            yield f"{many(stale, 'declaration')} of the manifest no longer true"
    if since:
        number = sum(change.kind is Kind.REGRESSED for change in since.changes)
        yield f"{many(number, 'cell') if number else 'no cell'} regressed since {since.origin}"
    if only_regressions:
        yield "nothing else counts with --fail-on regressions"
