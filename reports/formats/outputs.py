"""What a run writes: the report, the manifest if asked for, and the summary for a CI server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from reports.analysis.compare import Comparison
from reports.document import BadReport, discard, write
from reports.files import CannotWrite, cannot_write, check_file, check_folder, put
from reports.formats.markdown import summary
from reports.model import Report


@dataclass(frozen=True)
class Outputs:
    """The folder of the report, and the files of the manifest and the summary, None if not asked for."""

    report: Path
    manifest: Path | None
    page: Path | None

    def check(self) -> None:
        """Raise CannotWrite before the run if an output could not be written after it."""
        check_folder(self.report)
        for file in filter(None, (self.manifest, self.page)):
            check_file(file)

    def discard_earlier(self) -> None:
        """Remove what an earlier run left in the folder of the report."""
        discard(self.report)

    def write(self, report: Report, since: Comparison | None, manifest: str) -> tuple[list[str], bool]:
        """Write all outputs. Return a line for each, a path or what went wrong, and whether all succeeded."""
        lines: list[str] = []
        whole = True
        for output in (
            partial(self._write_report, report, since),
            partial(self._write_manifest, report, manifest),
            partial(self._write_page, report, since),
        ):
            try:
                lines += output()
            except (BadReport, CannotWrite) as problem:
                lines.append(str(problem))
                whole = False
        return lines, whole

    def _write_report(self, report: Report, since: Comparison | None) -> Iterator[str]:
        yield from map(str, write(report, self.report, since))

    def _write_manifest(self, report: Report, manifest: str) -> Iterator[str]:
        if self.manifest and report.run.interrupted:
            yield f"{self.manifest}: not written, because the run was interrupted"
        elif self.manifest:
            put(self.manifest, manifest)
            yield str(self.manifest)

    def _write_page(self, report: Report, since: Comparison | None) -> Iterator[str]:
        if not self.page:
            return
        try:
            with self.page.open("a", encoding="utf-8") as file:
                file.write(summary(report, since))
        except OSError as problem:
            raise cannot_write(self.page, problem) from problem
        yield from ()  # no path to print: readers find the summary on the CI server's own page
