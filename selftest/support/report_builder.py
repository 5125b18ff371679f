"""Builds clauses, results and reports for tests, and holds texts that a document has to escape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.model import (
    Clause,
    Deviation,
    Engine,
    Figure,
    Implementation,
    Level,
    Measure,
    PlannedCells,
    Received,
    Report,
    Result,
    Run,
    TracedStep,
    Verdict,
)

STORE = "shop.stores:Store"
NASTY = [
    "<script>planted()</script>",
    '"><planted onclick="planted()">',
    "' onfocus='planted()' autofocus='",
    "</script></pre></code></style><planted>",
    "-->{{ 7 * 7 }}{% raw %}<!--",
    "\x1b[2J\x1b]0;planted\x07",
    "\r\n\x00\x85\u2028",
    "\ud800 \udfff",
    "\u202eplanted\u200b",
]


def clause(id: str, level: Level = Level.MUST, **fields: Any) -> Clause:
    """Return a clause. A test gives only the fields that it is about."""
    texts = {"text": f"The promise of {id}.", "heading": "", "quote": ""}
    return Clause(id=id, level=level, **texts | fields)


def result(
    clause: str, verdict: Verdict = Verdict.PASS, storage_type: str = "local", **fields: Any
) -> Result:
    """Return a result on STORE. A test gives only the fields that it is about."""
    cell = {"implementation": STORE, "engine": "chromium", "storage_type": storage_type}
    return Result(**{"clause": clause, "verdict": verdict} | cell | fields)


def report(clauses: list[Clause], results: list[Result], level: Level = Level.MUST, **run: Any) -> Report:
    """Return a report on STORE. `run` are fields of its Run."""
    defaults: dict[str, Any] = {"started": "2024-02-03", "seconds": 1.5, "command": "pytest", "versions": {}}
    return Report(
        suite={"name": "suite"},
        run=Run(level=level, **defaults | run),
        implementations=[Implementation(STORE, "1.0", planned=planned(clauses))],
        engines=[Engine("chromium", "120")],
        clauses=clauses,
        results=results,
    )


def planned(clauses: list[Clause], engines: Sequence[str] = ("chromium",)) -> list[PlannedCells]:
    """Return the cells of the clauses in those engines; of a clause without storage types, those of local."""
    return [
        PlannedCells(each.id, list(engines), each.storage_types or ["local"])
        for each in clauses
        if not each.untestable
    ]


def saying(text: str) -> Report:
    """Return a report with one clause for each verdict and `text` in every field that holds text."""
    clauses = [
        clause(f"group.{verdict}", text=text, heading=text, quote=text, note=text, untestable=text)
        for verdict in Verdict
    ]
    texts = dict.fromkeys(
        ("expected", "observed", "reason", "rerun", "repro", "storage_type", "engine"), text
    )
    trace = [TracedStep(1, [Received(1, 2, text)], {text: {text: text}}), TracedStep(2, [], {text: None})]
    lists = {name: [text, text] for name in ("history", "observations", "console")}
    said: dict[str, Any] = {**texts, **lists, "implementation": text, "trace": trace, "commands": 7}
    results = [Result(clause=f"group.{verdict}", verdict=verdict, **said) for verdict in Verdict]
    return Report(
        suite={text: text},
        run=Run(text, 1.0, text, Level.MUST, {text: text}),
        implementations=[
            Implementation(
                text,
                text,
                planned=[PlannedCells(each.id, [text], [text]) for each in clauses],
                file=text,
                commit=text,
                content=text,
                deviations=[Deviation(text, text, link=text, expires=text)],
            )
        ],
        engines=[Engine(text, text)],
        clauses=clauses,
        results=results,
        figures=[Figure(measure, text, text, text, text, 1.0, text) for measure in Measure],
    )
