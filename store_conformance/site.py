"""Builds the site on the state of dcc.Store from reports that other commands make; needs no browser.

    python -m store_conformance.site [--reports DIR] [--report DIR]

If a report is missing, a line says which command makes it, and so does the site. The exit code is 0, but 4
if there is no report on dcc.Store or reports do not fit together, or 3 if a file could not be written.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from errors import UserError
from fixtures.workarounds import WORKAROUNDS, source_of
from reports.analysis.conclusion import CONFORMANT
from reports.analysis.merge import check_contract, merge
from reports.analysis.releases import Releases, releases
from reports.command import Parser, exit_code_of
from reports.document import read
from reports.files import check_folder, put
from reports.formats.outputs import write
from reports.model import Report
from reports.site.findings import Code, findings
from reports.site.other_stores import other_stores
from reports.site.pages import Judged, Site, pages
from reports.text import plain

RUN = 'make conformance ARGS="{options} --report=reports/latest/{folder}"'
ENGINES = "--engine chromium --engine firefox --engine webkit"
RELEASES = "releases"
TODAY = {
    "dcc-store": ("dcc.Store", f"{ENGINES} --stock-browsers"),
    "phones": ("dcc.Store on phones", f"{ENGINES} --form-factor mobile"),
    "backends": ("dcc.Store on other backends", "--engine chromium --backend fastapi --backend quart"),
}
"""The reports on the newest dcc.Store, by folder: what they are on, and the options of the run."""
STORES = {
    "ideal": ("the ideal store", f"--store fixtures.stores:Ideal {ENGINES}"),
    "feffery-local": ("FefferyLocalStorage", f"--manifest=examples/feffery/local.toml {ENGINES}"),
    "feffery-session": ("FefferySessionStorage", f"--manifest=examples/feffery/session.toml {ENGINES}"),
    "life-span": ("LifeSpanStorage", f"--manifest=examples/life_span/store.toml {ENGINES}"),
    "feffery-large": ("FefferyLocalLargeStorage", f"--manifest=examples/feffery/local_large.toml {ENGINES}"),
}
"""The reports on other stores, likewise."""
CAPACITY = "capacity"
COMMANDS = {
    **{
        name: RUN.format(options=options, folder=folder)
        for folder, (name, options) in {**TODAY, **STORES}.items()
    },
    RELEASES: "make releases",
    CAPACITY: 'make capacity ARGS="--store dash.dcc:Store --report=reports/latest/capacity"',
}
"""The command that makes the report, by what the report is on."""


def main(arguments: Sequence[str] | None = None, prog: str = "python -m store_conformance.site") -> int:
    """Build the site, print what is missing, and return the exit code."""
    options = _options(arguments, prog)
    return exit_code_of(lambda: _build(options))


def _build(options: argparse.Namespace) -> int:
    check_folder(options.report)
    site = _site(options.reports)
    for name, command in site.missing.items():
        print(plain(f"not on the site yet: {name}; {command}"))
    _write(site, options.report)
    print(plain(str(options.report / "index.html")))
    return CONFORMANT


class NoReport(UserError):
    """There is nothing to build the site from."""


def _site(folder: Path) -> Site:
    """Return the site of the reports in `folder`. Raises NoReport, BadReport, Disagreement."""
    missing = dict(COMMANDS)
    today = _today(folder, missing)
    compared = _releases(folder, missing)
    stores = [
        Judged(report, f"reports/{name}")
        for name, (title, _) in STORES.items()
        if (report := _found(folder / name, title, missing))
    ]
    check_contract([("dcc.Store", today), *((each.folder, each.report) for each in stores)])
    return Site(
        today=Judged(today, "reports/dcc-store"),
        compared=compared,
        stores=stores,
        capacity=_found(folder / CAPACITY, CAPACITY, missing),
        findings=findings(today, compared, _code_of),
        missing=missing,
        others=other_stores(),
    )


def _today(folder: Path, missing: dict[str, str]) -> Report:
    """Return everything known about the newest dcc.Store as one report."""
    sources = [
        (str(folder / name), report)
        for name, (title, _) in TODAY.items()
        if (report := _found(folder / name, title, missing))
    ]
    if "dcc.Store" in missing:
        raise NoReport(f"{folder / 'dcc-store'}: no report on dcc.Store; make one: {missing['dcc.Store']}")
    return merge(sources)


def _releases(folder: Path, missing: dict[str, str]) -> Releases | None:
    """Return the releases that were judged, oldest first, or None."""
    files = sorted((folder / RELEASES).glob("[0-9]*/report.json"), key=_version)
    if not files:
        return None
    del missing[RELEASES]
    return releases([(str(file), read(file)) for file in files])


def _version(file: Path) -> list[int]:
    return list(map(int, re.findall(r"\d+", file.parent.name)))


def _found(folder: Path, title: str, missing: dict[str, str]) -> Report | None:
    """Return the report in that folder, which is then not missing, or None."""
    file = folder / "report.json"
    if not file.exists():
        return None
    del missing[title]
    return read(file)


def _code_of(clause: str, storage_type: str) -> Code | None:
    """Return the code of the workaround for that clause, if there is one."""
    found = WORKAROUNDS.get(clause)
    parts = (found.usual, found.instead) if found else ()
    return Code(*(source_of(part, storage_type) for part in parts)) if parts else None


def _write(site: Site, folder: Path) -> None:
    """Write the pages, and the reports that they link to. Raises CannotWrite."""
    for path, page in pages(site):
        put(folder / path, page)
    for judged in [site.today, *site.stores]:
        write(judged.report, folder / judged.folder)


def _options(arguments: Sequence[str] | None, prog: str) -> argparse.Namespace:
    parser = Parser(prog, description="Build the site on the state of dcc.Store.")
    parser.add_argument(
        "--reports",
        type=Path,
        default=Path("reports/latest"),
        metavar="DIR",
        help="the folder of the reports (default: %(default)s)",
    )
    parser.add_argument(
        "--report",
        type=Path,
        default=Path("docs/published"),
        metavar="DIR",
        help="the folder to write to (default: %(default)s)",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
