"""The entries of the page: each clause with its cells, those that came out alike as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.analysis.compare import Kind
from reports.analysis.grouping import (
    describe_cells,
    engine_name,
    group_name,
    message_key,
    without_clock_values,
)
from reports.model import CellKey, Clause, Report, Result, Verdict

SIGNS = {
    Verdict.FAIL: "✗",
    Verdict.ERROR: "!",
    Verdict.BLOCKED: "⊘",
    Verdict.DEVIATION: "≈",
    Verdict.UNTESTABLE: "?",
    Verdict.UNSUPPORTED: "–",
    Verdict.PASS: "✓",
}
"""The sign of each verdict, in the order in which a page lists the cells of a clause. A sign never stands
without its word."""


@dataclass(frozen=True)
class CellEntry:
    """Cells of a clause that came out alike: one store, verdict and message, clock values aside.

    The page shows the steps and the like of the first, which is `result`. `id` is its anchor. `change` says
    how they changed since the baseline, "" if there is none. `same_steps_as` and `same_screenshot_as` are
    earlier cells to link to instead.
    """

    id: str
    results: list[Result]
    change: str
    same_steps_as: Result | None
    same_screenshot_as: Result | None

    @property
    def result(self) -> Result:
        """The first cell."""
        return self.results[0]

    @property
    def where(self) -> str:
        """The storage types and engines of the cells."""
        return describe_cells(self.results)

    @property
    def seconds(self) -> float:
        """The time that the cells took together."""
        return sum(each.seconds for each in self.results)

    @property
    def open(self) -> bool:
        """Whether it shows more than that everything is well."""
        return self.result.verdict is not Verdict.PASS


@dataclass(frozen=True)
class ClauseEntry:
    """A clause with its cells, in the order of SIGNS. `kinds` has each verdict on it with its engine, its
    store and how it changed since the baseline."""

    clause: Clause
    cells: list[CellEntry]
    counts: Counter[Verdict]
    kinds: list[tuple[str, str, str, str]]


def by_group(report: Report, changes: Mapping[CellKey, Kind]) -> dict[str, list[ClauseEntry]]:
    """Return the entries of all clauses, by group."""
    cells: dict[str, list[Result]] = {clause.id: [] for clause in report.clauses}
    for result in report.results:
        cells[result.clause].append(result)
    shown = _Shown()
    groups: dict[str, list[ClauseEntry]] = {}
    for clause in report.clauses:
        groups.setdefault(group_name(clause.id), []).append(_entry(clause, cells[clause.id], shown, changes))
    return groups


def anchors(groups: Mapping[str, list[ClauseEntry]]) -> dict[CellKey, str]:
    """Return where on the page each cell is."""
    return {
        result.key: cell.id
        for entries in groups.values()
        for entry in entries
        for cell in entry.cells
        for result in cell.results
    }


@dataclass
class _Shown:
    """What the page shows already: the first cell with each list of steps, and with each screenshot."""

    steps: dict[str, Result] = field(default_factory=dict)
    screenshots: dict[str, Result] = field(default_factory=dict)

    def same_steps_as(self, result: Result) -> Result | None:
        """Return the earlier cell with the same steps, if `result` passed and so adds nothing to them."""
        observations = list(map(without_clock_values, result.observations))
        steps = repr((result.implementation, result.engine, result.history, observations))
        first = self.steps.setdefault(steps, result)
        passed = result.verdict is Verdict.PASS and result.history
        return first if passed and first is not result else None

    def same_screenshot_as(self, result: Result) -> Result | None:
        """Return the earlier cell with the same screenshot, if there is one."""
        first = self.screenshots.setdefault(result.screenshot, result)
        return first if result.screenshot and first is not result else None


def _entry(
    clause: Clause, results: list[Result], shown: _Shown, changes: Mapping[CellKey, Kind]
) -> ClauseEntry:
    order = list(SIGNS)
    alike: dict[tuple[str, ...], list[Result]] = {}
    for result in sorted(results, key=lambda each: order.index(each.verdict)):
        alike.setdefault(_likeness(result, changes), []).append(result)
    cells = [
        CellEntry(
            f"{clause.id}:{number}",
            same,
            str(changes.get(same[0].key, "")),
            shown.same_steps_as(same[0]),
            shown.same_screenshot_as(same[0]),
        )
        for number, same in enumerate(alike.values(), 1)
    ]
    kinds = (
        (str(each.verdict), engine_name(each), each.implementation, str(changes.get(each.key, "")))
        for each in results
    )
    return ClauseEntry(clause, cells, Counter(each.verdict for each in results), list(dict.fromkeys(kinds)))


def _likeness(result: Result, changes: Mapping[CellKey, Kind]) -> tuple[str, ...]:
    """Return what cells that came out alike have in common."""
    return (
        result.verdict,
        result.implementation,
        str(changes.get(result.key, "")),
        *message_key(result),
        without_clock_values(result.reason),
        result.found,
    )
