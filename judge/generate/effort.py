"""How much Hypothesis draws: its profiles, chosen by its own option --hypothesis-profile.

Every run of a profile draws the same unless --hypothesis-seed says otherwise, so a gate does not change its
mind; profile and seed tell all, and Hypothesis's database, which it does not use with a seed, is not missed.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

DEFAULT = "quick"
SEED = "0"
PROFILES = {"quick": 100, "thorough": 1000, "nightly": 10_000}
"""How many examples each draws; a clause takes its share of them."""
OPTIONS = ("hypothesis-profile", "examples", "hypothesis-seed")
"""Those of pytest that ask for another profile than the usual one."""

for name, examples in PROFILES.items():
    settings.register_profile(
        name,
        max_examples=examples,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
settings.load_profile(DEFAULT)


def change(config: pytest.Config) -> None:
    """Have as many examples drawn as --examples asks for, once Hypothesis has loaded the profile."""
    if number := config.getoption("examples"):
        settings.register_profile("changed", max_examples=number)
        settings.load_profile("changed")


def seed(config: pytest.Config) -> str:
    """What decides what is drawn."""
    return str(config.getoption("hypothesis_seed") or SEED)


def told(config: pytest.Config) -> str:
    """The profile in words."""
    name = config.getoption("hypothesis_profile") or DEFAULT
    number = config.getoption("examples") or settings.get_profile(name).max_examples
    return f"{name}, {number} examples, seed {seed(config)}"
