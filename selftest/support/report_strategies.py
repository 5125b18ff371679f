"""Hypothesis strategies that draw reports, with texts that a document has to escape."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

from hypothesis import strategies as st

from reports.analysis.conclusion import with_blocked
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
from selftest.support.report_builder import NASTY

texts = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=()), max_size=12)
ids = st.from_regex(r"[a-z]{1,3}\.[a-z-]{1,6}", fullmatch=True)
lines = st.lists(texts, max_size=2)
unique_lines = st.lists(texts, max_size=2, unique=True)
seconds = st.floats(0, 1e6)


clause_lists = st.lists(
    st.builds(
        Clause, id=ids, level=st.sampled_from(Level), text=texts, heading=texts, quote=texts,
        storage_types=lines, requires=lines, in_browser=st.booleans(), note=texts, untestable=texts,
        faults=lines, seen_in=lines, test=texts, source=texts, backends=lines,
    ),
    min_size=1, max_size=4, unique_by=lambda clause: clause.id,
)  # fmt: skip
deviations = st.lists(st.builds(Deviation, ids, texts, lines, lines, texts, texts), max_size=2)
areas = st.dictionaries(texts, st.none() | st.dictionaries(texts, texts, max_size=2), max_size=2)
calls = st.builds(Received, st.integers(1, 2), st.integers(0, 9), texts)
traces = st.lists(
    st.builds(TracedStep, st.integers(1, 2), st.lists(calls, max_size=2), st.none() | areas), max_size=2
)
screenshots = st.binary(max_size=8).map(lambda image: b64encode(image).decode())
names = st.dictionaries(texts, texts, max_size=2)
runs = st.builds(Run, texts, seconds, texts, st.sampled_from(Level), names, st.booleans())
engines = st.lists(st.builds(Engine, texts, texts), max_size=2)


@st.composite
def clauses(draw: st.DrawFn) -> list[Clause]:
    """Draw clauses that depend only on clauses before them."""
    drawn = draw(clause_lists)
    for number in range(1, len(drawn)):
        above = st.sampled_from([clause.id for clause in drawn[:number]])
        drawn[number] = replace(drawn[number], depends_on=draw(st.lists(above, max_size=2)))
    return drawn


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Draw reports that refer only to their own clauses and stores. They may name a cell more than once."""
    contract = draw(clauses())
    own_clauses = st.sampled_from([clause.id for clause in contract])
    planned = st.builds(PlannedCells, own_clauses, unique_lines, unique_lines)
    store = st.builds(
        Implementation, texts, texts, unique_lines,
        st.lists(planned, max_size=2, unique_by=lambda each: each.clause),
        deviations=deviations,
    )  # fmt: skip
    stores = draw(st.lists(store, min_size=1, max_size=2))
    own_stores = st.sampled_from([store.spec for store in stores])
    results = st.builds(
        Result, clause=own_clauses, implementation=own_stores, engine=texts, storage_type=texts,
        verdict=st.sampled_from(Verdict), expected=texts, observed=texts, reason=texts, history=lines,
        observations=lines, console=lines, seconds=seconds, commands=st.integers(0, 9), rerun=texts,
        repro=texts, screenshot=screenshots, found=st.sampled_from(["", "fail", "deviation"]), trace=traces,
    )  # fmt: skip
    figures = st.builds(
        Figure, measure=st.sampled_from(Measure), of=texts, implementation=own_stores, engine=texts,
        storage_type=texts, value=seconds, unit=texts, at_least=st.booleans(),
    )  # fmt: skip
    return Report(
        draw(names), draw(runs), stores, draw(engines), contract,
        draw(st.lists(results, max_size=5)), draw(st.lists(figures, max_size=5)),
    )  # fmt: skip


def deduplicated(report: Report) -> Report:
    """Return the report as a run would write it: each store, engine, cell and figure once."""
    results = {(each.clause, *_cell_of(each)): each for each in report.results}
    return replace(
        report,
        implementations=[
            replace(each, stale=[*dict.fromkeys(each.stale)])
            for each in {each.spec: each for each in report.implementations}.values()
        ],
        engines=list({each.name: each for each in report.engines}.values()),
        figures=list({(each.measure, each.of, *_cell_of(each)): each for each in report.figures}.values()),
        results=sorted(with_blocked(list(results.values()), report.clauses), key=lambda each: str(each)),
    )


def _cell_of(result: Result | Figure) -> tuple[str, str, str]:
    return result.implementation, result.engine, result.storage_type


whole_reports = reports().map(deduplicated)
"""Reports that name each cell once."""
