"""Writes documents: those of a report, of releases, of a history, and all that a run writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from reports.analysis.compare import Comparison
from reports.analysis.history import StoreHistory
from reports.analysis.releases import Releases
from reports.document import BadReport, text_of
from reports.files import CannotWrite, cannot_write, check_file, check_folder, put, replace
from reports.formats import badge, html, junit
from reports.formats.history import history_page
from reports.formats.markdown import releases_table, summary
from reports.model import Report
from reports.text import one_line

DOCUMENTS = ("index.html", "contract.html", "junit.xml", "badge.svg", "badge.json", "report.json")
"""The files of a report. The last to go is the one that the others are made from."""


def discard(folder: Path) -> None:
    """Remove the documents of an earlier report from `folder`, if there is one. Raises CannotWrite."""
    if not (folder / "report.json").exists():
        return  # what else is there is not ours
    try:
        for name in DOCUMENTS:
            (folder / name).unlink(missing_ok=True)
    except OSError as problem:
        raise cannot_write(folder, problem) from problem


def write(report: Report, folder: Path, comparison: Comparison | None = None) -> list[Path]:
    """Write report.json, the pages, junit.xml and the badges to `folder`; return their paths.

    Creates the folder if missing. The page shows the `comparison` with a baseline, if there is one. Each file
    is replaced as a whole, so a reader never finds half a document. Raises BadReport if the report could not
    be read back, CannotWrite if the folder or disk does not accept it.
    """
    documents = {
        "report.json": text_of(report, folder / "report.json"),
        "index.html": html.render(report, comparison),
        "contract.html": html.render_contract(report.clauses),
        "junit.xml": junit.render(report),
        "badge.svg": badge.svg(report),
        "badge.json": badge.endpoint(report),
    }
    return _put(documents, folder)


def write_releases(compared: Releases, folder: Path, command: str) -> list[Path]:
    """Write the releases of a store side by side to `folder`: releases.md, releases.html.

    Returns their paths. Both name `command` as what made them. Raises CannotWrite.
    """
    return _put(
        {
            "releases.md": releases_table(compared, command),
            "releases.html": html.render_releases(compared, command),
        },
        folder,
    )


def write_history(past: StoreHistory, folder: Path) -> list[Path]:
    """Write the history of a store to `folder`: history.html. Returns its path. Raises CannotWrite."""
    return _put({"history.html": history_page(past)}, folder)


def _put(documents: dict[str, str], folder: Path) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in documents.items():
            replace(folder / name, content.encode("utf-8", "backslashreplace"))
    except OSError as problem:
        raise CannotWrite(
            f"{one_line(folder)}: cannot write the report ({problem.strerror or problem});"
            " name a folder that you can write to, or free some space"
        ) from problem
    return [folder / name for name in documents]


@dataclass(frozen=True)
class Outputs:
    """What a run writes: the folder of the report, and the files of the manifest and of the summary for a CI
    server, None if not asked for."""

    report: Path
    manifest: Path | None
    ci_summary: Path | None

    def check(self) -> None:
        """Raise CannotWrite before the run if an output could not be written after it."""
        check_folder(self.report)
        for file in filter(None, (self.manifest, self.ci_summary)):
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
            partial(self._write_ci_summary, report, since),
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

    def _write_ci_summary(self, report: Report, since: Comparison | None) -> Iterator[str]:
        if not self.ci_summary:
            return
        try:
            with self.ci_summary.open("a", encoding="utf-8") as file:
                file.write(summary(report, since))
        except OSError as problem:
            raise cannot_write(self.ci_summary, problem) from problem
        yield from ()  # no path to print: readers find the summary on the CI server's own page
