"""The result model, its JSON form and its schema agree."""

import json
from dataclasses import fields

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from reports.document import SCHEMA
from reports.model import (
    Clause,
    Deviation,
    Engine,
    Figure,
    Implementation,
    Level,
    Measure,
    PlannedCells,
    Report,
    Result,
    Run,
    Verdict,
)
from selftest.support.report_strategies import reports

OPTIONAL = {
    Clause: {"in_browser", "seen_in", "test", "source", "backends", "blocks_when_declared"},
    Engine: {"backend"},
    Implementation: {"planned", "file", "commit", "content", "deviations"},
    Deviation: {"storage_types", "engines", "link", "expires"},
    Result: {"found", "trace"},
}
"""Fields that older reports do not have."""
schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
validator = Draft202012Validator(schema)


@given(reports())
def test_a_report_read_back_from_its_json_is_the_same_report(report):
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


@given(reports())
def test_json_of_any_report_matches_the_schema(report):
    assert [mistake.json_path for mistake in validator.iter_errors(report.to_json())] == []


def test_the_schema_is_itself_valid():
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    ("model", "described"),
    [
        (Report, schema),
        *(
            (part, schema["$defs"][part.__name__.lower()])
            for part in (Run, Implementation, PlannedCells, Deviation, Engine, Clause, Result, Figure)
        ),
    ],
)
def test_the_schema_describes_exactly_the_fields_of_the_model(model, described):
    names = {field.name for field in fields(model)}
    assert set(described["properties"]) == names
    assert names - set(described["required"]) == OPTIONAL.get(model, set())
    assert described["additionalProperties"] is False


@pytest.mark.parametrize("words", [Level, Verdict, Measure])
def test_schema_lists_exactly_the_values_of_the_models_enumerations(words):
    assert schema["$defs"][words.__name__.lower()]["enum"] == list(words)


@pytest.mark.parametrize(
    ("level", "asks_for"),
    [(Level.MUST, [Level.MUST]), (Level.SHOULD, [Level.MUST, Level.SHOULD]), (Level.REFERENCE, list(Level))],
)
def test_gate_includes_its_level_and_the_firmer_ones(level, asks_for):
    assert [each for each in Level if level.includes(each)] == asks_for
