"""Sample reports: one with everything that a page can show, one as large as that of a whole run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from judge.contract.catalogue import STORAGE_TYPES
from judge.contract.checks import checked
from reports.analysis.compare import Comparison, compare
from reports.model import Clause, Deviation, Engine, Figure, Level, Measure, Report, Result, Verdict
from selftest.support.report_builder import STORE, clause, report, result

COMMAND = ".venv/bin/pytest 'conformance/test_a.py::test_promise[store-local]' --store shop.stores:Store"
APP = "import dash\n\napp = dash.Dash()  # 'quoted' & <escaped>\n" + "print('a page of it')\n" * 40
STEPS: dict[str, Any] = {
    "history": [f"put {step} in 'store'" for step in range(40)],
    "observations": [f"data of 'store': data {step}, timestamp 17956046{step}" for step in range(40)],
}
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
"""An image of one pixel."""
FAILED: dict[str, Any] = {
    "expected": "1",
    "observed": "[" + "0, " * 600 + "0]",
    "console": ["a warning", "an error"],
    "repro": APP,
    "screenshot": PIXEL,
}


def two_stores() -> Report:
    """Return a report with clauses of three levels and two engines that disagree."""
    clauses = [clause("a.b"), clause("a.c", Level.SHOULD, depends_on=["a.b"]), clause("d.e", Level.REFERENCE)]
    results = [
        result("a.b", Verdict.FAIL, expected="1", observed="2"),
        result("a.b", engine="firefox"),
        result("a.c", Verdict.FAIL),
        result("d.e", Verdict.ERROR, reason="crashed"),
    ]
    return report(clauses, results)


def everything() -> tuple[Report, Comparison]:
    """Return a report with every verdict and level, two engines that disagree, figures, a declared deviation
    and a stale declaration; and its comparison with a baseline."""
    levels = list(Level)
    clauses = [
        clause(
            f"group-{number % 3}.{verdict}", levels[(number + 2) % 3], heading="Storage", quote="It is kept."
        )
        for number, verdict in enumerate(Verdict)
    ]
    clauses[0] = replace(
        clauses[0], note="A reading.", depends_on=[clauses[1].id], faults=["forgets", "lies"]
    )
    clauses.append(clause("group-0.unjudged", untestable="no engine can show it"))
    results = [
        result(each.id, verdict, rerun=COMMAND, reason=f"why it is {verdict}", **STEPS)
        for each, verdict in zip(clauses, Verdict, strict=False)
    ]
    results += [replace(each, engine="firefox", verdict=Verdict.PASS) for each in results[:2]]
    results[1] = replace(results[1], reason="", **FAILED)
    sample = replace(
        report(clauses, results),
        engines=[Engine("chromium", "120"), Engine("firefox", "130")],
        figures=[Figure(measure, "ASCII", STORE, "chromium", "local", 5e6, "of it") for measure in Measure],
    )
    declared = Deviation(
        "group-2.deviation", "As designed.", link="https://bugs.example/7", expires="2030-12-31"
    )
    sample.implementations[0] = replace(
        sample.implementations[0], stale=["group-0.pass no longer fails"], deviations=[declared]
    )
    before = replace(sample, results=[replace(each, verdict=Verdict.PASS) for each in results])
    return sample, compare(("old.json", before), ("new.json", sample))


def matrix() -> Report:
    """Return a report on all clauses in three engines. As with dcc.Store, one cell in fourteen fails, the
    same in each engine; histories and observations are as long as those of dcc.Store on average."""
    clauses = checked().clauses
    cells = [(each, type) for each in clauses for type in each.storage_types or STORAGE_TYPES]
    results = [
        _cell(each, engine, storage_type, number)
        for engine in ("chromium", "firefox", "webkit")
        for number, (each, storage_type) in enumerate(cells, 1)
    ]
    return report(clauses, results)


def _cell(of: Clause, engine: str, storage_type: str, number: int) -> Result:
    cell = f"conformance/test_module.py::test_{of.id}[dash.dcc:Store-{engine}-{storage_type}]"
    observation = f"data of 'store': data \"value\", timestamp {1795604683591 + number}"
    passed = result(
        of.id,
        storage_type=storage_type,
        engine=engine,
        rerun=f".venv/bin/pytest '{cell}' --store dash.dcc:Store --engine {engine}",
        history=['put "value" in the store that is the first'] * 6,
        observations=[observation] * 8,
        seconds=0.3,
    )
    if number % 14:
        return passed
    return replace(passed, verdict=Verdict.FAIL, expected='"value"', observed="0, " * 100, repro=APP * 4)
