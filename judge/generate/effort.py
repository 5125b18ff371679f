"""How much a run draws at random: the effort levels, and what each of them means in numbers.

An effort level is a Hypothesis profile. Every run of a level draws the same values unless --hypothesis-seed
says otherwise, so a gate gives the same answer each time. Level and seed reproduce a run completely, so
Hypothesis's example database is off.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture import providers

LEVELS = {"quick": 100, "thorough": 1000, "nightly": 10_000}
"""Effort level -> `max_examples` of its Hypothesis profile, which scales all the numbers below."""
DEFAULT = "quick"
SEED = "0"

EXAMPLES_PER_VALUE_ROUND = 50
EXAMPLES_PER_PAIR_ROUND = 25
EXAMPLES_PER_HISTORY = 8
EXAMPLES_PER_LONG_HISTORY = 16
"""A long history takes about as long as two short ones."""
DRAWS_PER_ROUND = 3
BATCHES_PER_DRAW = 9
"""From the tenth example on, Hypothesis varies earlier examples instead of drawing fresh ones."""
VALUES_PER_BATCH = 20
PAIRS_PER_BATCH = 2

for name, max_examples in LEVELS.items():
    settings.register_profile(
        name,
        max_examples=max_examples,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
settings.load_profile(DEFAULT)
# Hypothesis also draws constants from the source of loaded modules, and has no setting for it. What a run
# draws must not depend on the store, or on the tests that ran before.
if hasattr(providers, "_get_local_constants"):
    no_constants = providers._local_constants
    providers._get_local_constants = lambda: no_constants


@dataclass(frozen=True)
class Amounts:
    """How much is drawn for one `max_examples` of Hypothesis. Tests read the rounds and the histories."""

    max_examples: int

    @property
    def value_rounds(self) -> int:
        """Rounds of values: each is judged on one page load."""
        return max(1, self.max_examples // EXAMPLES_PER_VALUE_ROUND)

    @property
    def pair_rounds(self) -> int:
        """Rounds of pairs of values: each is judged on one page load."""
        return max(1, self.max_examples // EXAMPLES_PER_PAIR_ROUND)

    @property
    def histories(self) -> int:
        """Histories for each storage type; stores that share a page go through them together."""
        share = EXAMPLES_PER_LONG_HISTORY if self.has_long_histories else EXAMPLES_PER_HISTORY
        return max(1, self.max_examples // share)

    @property
    def values(self) -> int:
        """Values for each storage type, including some repeats, which are judged only once."""
        return self.value_rounds * DRAWS_PER_ROUND * BATCHES_PER_DRAW * VALUES_PER_BATCH

    @property
    def pairs(self) -> int:
        """Pairs of values for each storage type."""
        return self.pair_rounds * DRAWS_PER_ROUND * BATCHES_PER_DRAW * PAIRS_PER_BATCH

    @property
    def has_long_histories(self) -> bool:
        """Whether a history has every operation, including a restart of the browser, which takes as long as
        all the others."""
        return self.max_examples > LEVELS[DEFAULT]

    def __str__(self) -> str:
        return f"{self.values:,} values, {self.pairs:,} pairs and {self.histories:,} histories"


def current_amounts() -> Amounts:
    """Return how much is drawn at the current effort."""
    return Amounts(settings().max_examples)


def phases() -> list[Phase]:
    """Return the phases of Hypothesis that a search goes through: it draws, and shrinks what failed unless
    the profile leaves that out."""
    return [phase for phase in (Phase.generate, Phase.shrink) if phase in settings().phases]


def help_text() -> str:
    """Return what each effort level draws, for the help of --effort."""
    levels = "; ".join(f"{name}: {Amounts(examples)}" for name, examples in LEVELS.items())
    return f"how much is drawn at random for each storage type ({levels}; default {DEFAULT})"


def apply(config: pytest.Config) -> None:
    """Load the profile that the options ask for, after Hypothesis has loaded that of --hypothesis-profile."""
    if number := config.getoption("examples", None):
        settings.register_profile("custom", max_examples=number)
        settings.load_profile("custom")
    elif level := config.getoption("effort", None):
        settings.load_profile(level)


def seed(config: pytest.Config) -> str:
    """Return the seed that decides what is drawn."""
    return str(config.getoption("hypothesis_seed", None) or SEED)


def describe(config: pytest.Config) -> str:
    """Return effort, amounts and seed of the run, for the report."""
    name = config.getoption("effort", None) or config.getoption("hypothesis_profile", None) or DEFAULT
    number = config.getoption("examples", None)
    amounts = Amounts(number or settings.get_profile(name).max_examples)
    level = "custom effort" if number else f"{name} effort"
    return f"{level}: {amounts} per storage type, seed {seed(config)}"
