"""What a run leaves behind: the report, a manifest if one is asked for, the summary on the page of a CI."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from reports.analysis.compare import Comparison
from reports.document import BadReport, write
from reports.files import CannotWrite, cannot_write, check_file, check_folder, put
from reports.formats.markdown import markdown
from reports.model import Report


@dataclass(frozen=True)
class Outputs:
    """The folder of the report, and the files of the manifest and the page, None where none is asked for."""

    report: Path
    manifest: Path | None
    page: Path | None

    def check(self) -> None:
        """Refuse before the run what could not be written after it. Raises CannotWrite."""
        check_folder(self.report)
        for file in filter(None, (self.manifest, self.page)):
            check_file(file)

    def write(self, report: Report, since: Comparison | None, manifest: str) -> tuple[list[str], bool]:
        """Write all, but for what cannot be; what to tell of each, and whether each is there."""
        told: list[str] = []
        whole = True
        for output in (
            partial(self._write_report, report, since),
            partial(self._write_manifest, report, manifest),
            partial(self._write_page, report, since),
        ):
            try:
                told += output()
            except (BadReport, CannotWrite) as problem:
                told.append(str(problem))
                whole = False
        return told, whole

    def _write_report(self, report: Report, since: Comparison | None) -> Iterator[str]:
        yield from map(str, write(report, self.report, since))

    def _write_manifest(self, report: Report, manifest: str) -> Iterator[str]:
        if self.manifest and report.run.interrupted:
            yield f"{self.manifest}: not written, for the run was interrupted"
        elif self.manifest:
            put(self.manifest, manifest)
            yield str(self.manifest)

    def _write_page(self, report: Report, since: Comparison | None) -> Iterator[str]:
        if not self.page:
            return
        try:
            with self.page.open("a", encoding="utf-8") as file:
                file.write(markdown(report, since))
        except OSError as problem:
            raise cannot_write(self.page, problem) from problem
        yield from ()  # that page is nothing to point to: it is where it is read
