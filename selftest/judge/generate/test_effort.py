"""The effort levels say how much they draw."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from judge.generate.effort import DEFAULT, LEVELS, Amounts, describe, help_text


def options(**given: Any) -> Any:
    """A pytest config with those options."""
    return SimpleNamespace(getoption=lambda name, default=None: given.get(name, default))


def test_the_default_draws_hundreds_of_values_and_pairs_and_twelve_histories():
    amounts = Amounts(LEVELS[DEFAULT])
    assert amounts.values > 900
    assert amounts.pairs > 200
    assert amounts.histories == 12
    assert not amounts.has_long_histories


def test_each_level_draws_more_than_the_one_before():
    levels = [Amounts(examples) for examples in LEVELS.values()]
    for less, more in pairwise(levels):
        assert less.values < more.values
        assert less.pairs < more.pairs
        assert less.histories < more.histories


def test_the_smallest_effort_draws_something():
    assert str(Amounts(1)) == "540 values, 54 pairs and 1 histories"


@pytest.mark.parametrize("level", LEVELS)
def test_the_help_names_each_level_with_its_amounts(level):
    assert f"{level}: {Amounts(LEVELS[level])}" in help_text()


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "quick effort: 1,080 values, 216 pairs and 12 histories per storage type, seed 0"),
        (
            {"effort": "thorough"},
            "thorough effort: 10,800 values, 2,160 pairs and 62 histories per storage type, seed 0",
        ),
        (
            {"examples": 500, "hypothesis_seed": 7},
            "custom effort: 5,400 values, 1,080 pairs and 31 histories per storage type, seed 7",
        ),
    ],
)
def test_a_run_is_described_by_its_effort_amounts_and_seed(given, text):
    assert describe(options(**given)) == text
