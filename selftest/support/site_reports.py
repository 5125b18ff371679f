"""Reports for the site: on all clauses, with those broken that dcc.Store is known to break."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from judge.contract.checks import checked
from reports.model import Engine, Figure, Implementation, Measure, Report, Verdict
from reports.site.findings import explanations
from selftest.support.report_builder import planned, report, result

DCC_STORE = "dash.dcc:Store"
NEWEST, OLDER = "4.4.1", "4.0.0"
FIXED_SINCE = "clear.in-layout"
"""The finding that the older release does not have."""


def judged(version: str = NEWEST, store: str = DCC_STORE, broken: set[str] | None = None) -> Report:
    """Return a report on that version of a store, which breaks those clauses or all that have an entry."""
    clauses = checked().clauses
    broken = set(explanations()) if broken is None else broken
    results = [
        result(
            each.id,
            Verdict.FAIL if each.id in broken else Verdict.PASS,
            each.storage_types[0] if each.storage_types else "",
            implementation=store,
            expected="1",
            observed="<2>",
            history=["open", "put <1>"],
            repro="import dash",
        )
        for each in clauses
    ]
    figures = [Figure(Measure.CAPACITY, "ASCII", store, "chromium", "local", 5_000_000, "characters")]
    return replace(
        report(clauses, results),
        suite={"name": "suite", "version": "1"},
        implementations=[Implementation(store, version, planned=planned(clauses))],
        engines=[Engine("chromium", "120")],
        figures=figures,
    )


def save(judged: Report, folder: Path) -> None:
    """Write report.json of the report to the folder, without its other documents."""
    folder.mkdir(parents=True)
    (folder / "report.json").write_text(json.dumps(judged.to_json()), encoding="utf-8")


def save_all(folder: Path) -> None:
    """Write a report of each kind that the site shows to `folder`."""
    older = judged(OLDER, broken=set(explanations()) - {FIXED_SINCE})
    for name, each in {
        "dcc-store": judged(),
        "ideal": judged("1", "fixtures.stores:Ideal", set()),
        "capacity": judged(),
        f"releases/{OLDER}": older,
        f"releases/{NEWEST}": judged(),
    }.items():
        save(each, folder / name)
