"""Drawn values are JSON, and one run at the default effort contains everything known to break stores."""

import importlib
import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.internal.conjecture.providers import HypothesisProvider

from fixtures.jsontext import as_json
from judge.generate.effort import DEFAULT, DRAWS_PER_ROUND, LEVELS, SEED, Amounts
from judge.generate.pairs import at, neighbours, pair_batches, paths, replaced_at
from judge.generate.search import draw_batches
from judge.generate.values import (
    ENVELOPES,
    KINDS,
    LOOK_ALIKES,
    huge_values,
    is_value,
    value_batches,
    values,
)

ALL_KINDS: list[Any] = [*KINDS, *LOOK_ALIKES, values]
AMOUNTS = Amounts(LEVELS[DEFAULT])


@pytest.mark.parametrize("kind", dict.fromkeys(ALL_KINDS), ids=lambda kind: kind.__name__)
def test_a_drawn_value_survives_json(kind):
    @given(kind())
    def survives(value):
        assert as_json(json.loads(json.dumps(value))) == as_json(value)

    survives()


@given(value_batches())
def test_values_with_clauses_of_their_own_are_not_drawn(batch):
    for value in batch:
        text = json.dumps(value, ensure_ascii=False)
        assert text.encode().decode() == text
        assert not any(
            str(at(value, path)) == "-0.0" for path in paths(value) if type(at(value, path)) is float
        )
        assert is_value(value)


@given(huge_values())
def test_huge_values_exceed_their_least_sizes(batch):
    items, text = batch
    assert len(items) > 10_000
    assert len(text) > 1_000_000
    assert text.isascii()


# One run at the default effort


class Drawn:
    """All values of a run, and what is inside them."""

    def __init__(self, values):
        self.values = values
        places = [(value, path) for value in values for path in paths(value)]
        self.parts = [at(value, path) for value, path in places]
        self.levels = max(len(path) for _, path in places)
        self.keys = {key for _, path in places for key in path if type(key) is str}
        self.numbers = [each for each in self.parts if type(each) in (int, float)]
        self.texts = [each for each in self.parts if type(each) is str]
        self.objects = [each for each in self.parts if type(each) is dict]


OCCUR: dict[str, Any] = {
    "more than 32 levels": lambda drawn: drawn.levels > 32,
    "a number of 17 digits": lambda drawn: any(
        len(repr(each).partition("e")[0].strip("-0.").replace(".", "")) == 17 for each in drawn.numbers
    ),
    "a subnormal": lambda drawn: any(0 < abs(each) < 2.2e-308 for each in drawn.numbers),
    "1e308 and more": lambda drawn: any(abs(each) >= 1e308 for each in drawn.numbers),
    "2**53 and its neighbours": lambda drawn: {2**53 - 1, 2**53, 2**53 + 2} <= set(drawn.numbers),
    "an astral character": lambda drawn: any(max(text, default="") > "\uffff" for text in drawn.texts),
    "a text in NFD": lambda drawn: any(unicodedata.normalize("NFC", text) != text for text in drawn.texts),
    "NUL": lambda drawn: any("\x00" in text for text in drawn.texts),
    "U+2028": lambda drawn: any("\u2028" in text for text in drawn.texts),
    "a space at an end": lambda drawn: any(text != text.strip() for text in drawn.texts),
    "texts that are JSON": lambda drawn: {"null", "1", "{}"} <= set(drawn.texts),
    "a long text": lambda drawn: any(len(text) > 1000 for text in drawn.texts),
    "keys of objects": lambda drawn: {"", "__proto__", "constructor", "toString", "length"} <= drawn.keys,
    "keys like numbers": lambda drawn: {"0", "1", "01", "4294967295"} <= drawn.keys,
    "keys that differ in case": lambda drawn: any({"a", "A"} <= set(each) for each in drawn.objects),
    "keys that differ in NFC": lambda drawn: any(
        {"\u00e9", "e\u0301"} <= set(each) for each in drawn.objects
    ),
    "empty lists inside": lambda drawn: any([] in each.values() for each in drawn.objects),
    "nulls inside": lambda drawn: any(None in each.values() for each in drawn.objects),
    "hundreds of items": lambda drawn: any(type(each) is list and len(each) > 200 for each in drawn.values),
    "hundreds of members": lambda drawn: any(len(each) > 200 for each in drawn.objects),
    "JSON of an envelope": lambda drawn: any(text.startswith('{"data": ') for text in drawn.texts),
    **{
        f"an envelope {', '.join(names)}": lambda drawn, names=names: set(names) in map(set, drawn.objects)
        for names in ENVELOPES
    },
}


def draw_run(strategy, rounds):
    """Return all values that a clause draws in that many rounds."""
    return [
        value
        for number in range(rounds)
        for draw in range(DRAWS_PER_ROUND)
        for batch in draw_batches(strategy, f"{SEED} {number} {draw}")
        for value in batch
    ]


@pytest.fixture(scope="module")
def drawn():
    return Drawn(draw_run(value_batches(), AMOUNTS.value_rounds))


@pytest.mark.parametrize("what", OCCUR)
def test_a_run_draws_values_of_each_kind(drawn, what):
    assert OCCUR[what](drawn)


def test_a_run_has_hundreds_of_different_values(drawn):
    assert len({as_json(value) for value in drawn.values}) > 900


def test_a_run_draws_as_many_values_and_pairs_as_the_effort_says(drawn):
    assert len(drawn.values) == AMOUNTS.values
    assert len(draw_run(pair_batches(), AMOUNTS.pair_rounds)) == AMOUNTS.pairs


def test_the_same_seed_draws_the_same_values_and_another_seed_others():
    draws = [as_json(draw_batches.__wrapped__(value_batches(), seed)) for seed in ("0", "0", "1")]
    assert draws[0] == draws[1] != draws[2]


def test_draws_do_not_depend_on_the_modules_that_are_loaded(tmp_path, monkeypatch):
    (tmp_path / "with_constants.py").write_text("CONSTANTS = ['only in this module', 123454321]\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    before = draw_batches.__wrapped__(value_batches(), "0")
    importlib.import_module("with_constants")
    assert len(HypothesisProvider(None)._local_constants) == 0
    assert as_json(draw_batches.__wrapped__(value_batches(), "0")) == as_json(before)


# Pairs


@settings(max_examples=30)
@given(pair_batches())
def test_a_pair_is_two_values_that_differ(pairs):
    for first, second in pairs:
        assert is_value(first)
        assert is_value(second)
        assert as_json(first) != as_json(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (1, "1"),
        (True, 1),
        (False, 0),
        ("", None),
        ([], {}),
        ([1], 1),
        ([1, 2], [2, 1]),
        ([1], [1, None]),
        ({"a": 1}, {}),
        ({"a": 1}, {"a": None}),
        ({"a": 1}, {"A": 1}),
        ("a", "A"),
        ("a", "a "),
        ("\u00e9", "e\u0301"),
    ],
)
def test_values_that_stores_confuse_are_neighbours(first, second):
    near = [as_json(each) for each in neighbours(first)] + [as_json([each]) for each in neighbours(second)]
    assert as_json(second) in near or as_json([first]) in near


def test_only_the_value_at_the_path_is_replaced():
    value = {"a": [1, {"b": 2}], "c": 3}
    assert [*paths(value)] == [(), ("a",), ("a", 0), ("a", 1), ("a", 1, "b"), ("c",)]
    assert [*paths(value, containers=True)] == [(), ("a",), ("a", 1)]
    assert replaced_at(value, ("a", 1, "b"), "new") == {"a": [1, {"b": "new"}], "c": 3}
    assert value == {"a": [1, {"b": 2}], "c": 3}


def test_a_run_contains_pairs_that_hardly_differ():
    texts = [
        (as_json(first), as_json(second)) for first, second in draw_run(pair_batches(), AMOUNTS.pair_rounds)
    ]
    assert sum(abs(len(first) - len(second)) <= 2 for first, second in texts) > 50
