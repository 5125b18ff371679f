"""Store clicks example, and all the rest at once: whatever an app and its user do, in whatever order."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from conformance.clause import clause
from conformance.lifecycle import STEPS, Enough, Lifecycle, Search
from fixtures.page import Page

EXAMPLES = 33
"""Of so many examples in the Hypothesis profile one is a history: it takes more than a second."""
SHORT = 100
"""The most examples of a profile whose histories have no dear steps."""


@clause("lifecycle.any-history")
def test_any_history_is_as_the_contract_has_it(
    page: Page, storage_type: str, pytestconfig: pytest.Config
) -> None:
    histories = settings(
        max_examples=max(1, settings().max_examples // EXAMPLES),
        stateful_step_count=len(STEPS),
        derandomize=pytestconfig.getoption("--hypothesis-seed") is None,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    search = Search(page, storage_type, is_long=settings().max_examples > SHORT)
    try:
        run_state_machine_as_test(lambda: Lifecycle(search), settings=histories)  # type: ignore[arg-type]
    except (Enough, Flaky, AssertionError):
        if search.shortest is None:
            raise
    observed, expected = search.conclusion()
    assert observed == expected
