"""The result model, its JSON form and its schema say the same. Also the sample reports of the other tests."""

import json
from base64 import b64encode
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reports.document import SCHEMA
from reports.model import Clause, Engine, Figure, Implementation, Level, Measure, Report, Result, Run, Verdict

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
schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
validator = Draft202012Validator(schema)


def clause(id: str, level: Level = Level.MUST, **told: Any) -> Clause:
    """A clause of which only what a test is about need be said."""
    words = {"text": f"The promise of {id}.", "heading": "", "quote": ""}
    return Clause(id=id, level=level, **words | told)


def result(clause: str, verdict: Verdict = Verdict.PASS, storage_type: str = "local", **told: Any) -> Result:
    """A result of which only what a test is about need be said."""
    cell = {"implementation": STORE, "engine": "chromium", "storage_type": storage_type}
    return Result(**{"clause": clause, "verdict": verdict} | cell | told)


def report(clauses: list[Clause], results: list[Result], level: Level = Level.MUST, **run: Any) -> Report:
    """A report on STORE."""
    how: dict[str, Any] = {"started": "2024-02-03", "seconds": 1.5, "command": "pytest", "versions": {}}
    return Report(
        suite={"name": "suite"},
        run=Run(level=level, **how | run),
        implementations=[Implementation(STORE, "1.0")],
        engines=[Engine("chromium", "120")],
        clauses=clauses,
        results=results,
    )


def saying(text: str) -> Report:
    """A report of one clause a verdict that says `text` wherever anything may be said."""
    clauses = [
        clause(f"group.{verdict}", text=text, heading=text, quote=text, note=text, untestable=text)
        for verdict in Verdict
    ]
    told = dict.fromkeys(("expected", "observed", "reason", "rerun", "repro", "storage_type", "engine"), text)
    lists = {name: [text, text] for name in ("history", "observations", "console")}
    results = [
        Result(clause=f"group.{verdict}", implementation=text, verdict=verdict, commands=7, **told, **lists)  # type: ignore[arg-type]
        for verdict in Verdict
    ]
    return Report(
        suite={text: text},
        run=Run(text, 1.0, text, Level.MUST, {text: text}),
        implementations=[Implementation(text, text)],
        engines=[Engine(text, text)],
        clauses=clauses,
        results=results,
        figures=[Figure(measure, text, text, text, text, 1.0, text) for measure in Measure],
    )


texts = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=()), max_size=12)
ids = st.from_regex(r"[a-z]{1,3}\.[a-z-]{1,6}", fullmatch=True)
lines = st.lists(texts, max_size=2)
seconds = st.floats(0, 1e6)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Reports that are whole in themselves and say the worst."""
    clauses = draw(
        st.lists(
            st.builds(Clause, id=ids, level=st.sampled_from(Level), text=texts, heading=texts, quote=texts,
                      storage_types=lines, depends_on=st.lists(ids, max_size=2), requires=lines,
                      note=texts, untestable=texts, faults=lines),
            min_size=1, max_size=4, unique_by=lambda clause: clause.id,
        )
    )  # fmt: skip
    stale = st.lists(texts, max_size=2, unique=True)
    stores = draw(st.lists(st.builds(Implementation, texts, texts, stale), min_size=1, max_size=2))
    results = st.builds(
        Result, clause=st.sampled_from([clause.id for clause in clauses]),
        implementation=st.sampled_from([store.spec for store in stores]),
        engine=texts, storage_type=texts, verdict=st.sampled_from(Verdict), expected=texts, observed=texts,
        reason=texts, history=lines, observations=lines, console=lines, seconds=seconds,
        commands=st.integers(0, 9), rerun=texts, repro=texts,
        screenshot=st.binary(max_size=8).map(lambda image: b64encode(image).decode()),
    )  # fmt: skip
    figures = st.builds(
        Figure, measure=st.sampled_from(Measure), of=texts,
        implementation=st.sampled_from([store.spec for store in stores]),
        engine=texts, storage_type=texts, value=seconds, unit=texts, at_least=st.booleans(),
    )  # fmt: skip
    names = st.dictionaries(texts, texts, max_size=2)
    run = st.builds(Run, texts, seconds, texts, st.sampled_from(Level), names, st.booleans())
    engines = st.lists(st.builds(Engine, texts, texts), max_size=2)
    return Report(
        draw(names), draw(run), stores, draw(engines), clauses,
        draw(st.lists(results, max_size=5)), draw(st.lists(figures, max_size=5)),
    )  # fmt: skip


@given(reports())
def test_a_report_read_back_from_its_json_is_the_same_report(report):
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


@given(reports())
def test_the_json_of_any_report_is_as_the_schema_has_it(report):
    assert [mistake.json_path for mistake in validator.iter_errors(report.to_json())] == []


def test_the_schema_is_itself_valid():
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    ("model", "described"),
    [
        (Report, schema),
        *(
            (part, schema["$defs"][part.__name__.lower()])
            for part in (Run, Implementation, Engine, Clause, Result, Figure)
        ),
    ],
)
def test_the_schema_describes_exactly_the_fields_of_the_model(model, described):
    names = {field.name for field in fields(model)}
    assert set(described["properties"]) == set(described["required"]) == names
    assert described["additionalProperties"] is False


@pytest.mark.parametrize("words", [Level, Verdict, Measure])
def test_the_schema_knows_exactly_the_words_of_the_model(words):
    assert schema["$defs"][words.__name__.lower()]["enum"] == list(words)


@pytest.mark.parametrize(
    ("level", "asks_for"),
    [(Level.MUST, [Level.MUST]), (Level.SHOULD, [Level.MUST, Level.SHOULD]), (Level.REFERENCE, list(Level))],
)
def test_a_gate_asks_for_its_level_and_the_firmer_ones(level, asks_for):
    assert [each for each in Level if level.includes(each)] == asks_for
