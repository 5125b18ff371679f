"""The exit code of a run that has a report, and the reasons for it. early_end.py decides about other runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.analysis.compare import Comparison, Kind
from reports.analysis.conclusion import BROKEN, CONFORMANT, INTERRUPTED, NO_VERDICT, conclusions, many
from reports.analysis.conclusion import exit_code as exit_code_of_verdicts
from reports.model import Report


@dataclass(frozen=True)
class RunEnd:
    """How a run ended: its report, the comparison with a baseline, the exit code that pytest has for it,
    whether only regressions count (`--fail-on regressions`), and whether all files could be written."""

    report: Report
    since: Comparison | None
    pytest_exit_code: int
    only_regressions: bool
    is_complete: bool

    @property
    def exit_code(self) -> int:
        """The exit code of the run. One without a verdict stays one, whatever regressed."""
        if not self.is_complete:
            return NO_VERDICT
        if self.report.run.interrupted:
            return max(self.pytest_exit_code, INTERRUPTED)
        code = exit_code_of_verdicts(self.report)
        if self.only_regressions and code == BROKEN:
            code = CONFORMANT
        return max(code, self.since.exit_code if self.since else CONFORMANT)

    def reasons(self) -> Iterator[str]:
        """Yield why the exit code is what it is."""
        if self.report.run.interrupted:
            was_interrupted = self.exit_code == INTERRUPTED
            yield "the run was interrupted" if was_interrupted else "the run did not end as planned"
        elif not self.is_complete:
            yield "a file could not be written"
        elif self.exit_code not in (CONFORMANT, BROKEN):
            found = conclusions(self.report)
            without = (each.implementation for each in found if each.exit_code == self.exit_code)
            yield f"no verdict on {', '.join(without)}"
        else:
            yield from self._reasons_of_a_verdict()

    def _reasons_of_a_verdict(self) -> Iterator[str]:
        if not self.only_regressions:
            yield from self._broken_and_stale()
        if self.since:
            number = sum(change.kind is Kind.REGRESSED for change in self.since.changes)
            yield f"{many(number, 'cell') if number else 'no cell'} regressed since {self.since.origin}"
        if self.only_regressions:
            yield "nothing else counts with --fail-on regressions"

    def _broken_and_stale(self) -> Iterator[str]:
        found, level = conclusions(self.report), self.report.run.level
        if self.exit_code == CONFORMANT:
            yield f"no clause of level {level} is broken"
        if broken := {(each.implementation, each.clause) for every in found for each in every.broken}:
            yield f"{many(len(broken), 'clause')} of level {level} broken"
        if stale := sum(len(each.stale) for each in found):
            yield f"{many(stale, 'declaration')} of the manifest no longer true"
