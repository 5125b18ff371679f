"""Store clicks example, and all the rest at once: whatever an app and its user do, in whatever order."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from conformance.clause import clause
from conformance.lifecycle import Enough, Lifecycle, Search
from fixtures.page import Page

HISTORIES = 10
"""Of so many examples of the Hypothesis profile one is a history: each takes half a second."""
STEPS = 15


@clause("lifecycle.any-history")
def test_any_history_is_as_the_contract_has_it(
    page: Page, storage_type: str, pytestconfig: pytest.Config
) -> None:
    search = Search(page, storage_type)
    histories = settings(
        max_examples=max(1, settings().max_examples // HISTORIES),
        stateful_step_count=STEPS,
        derandomize=pytestconfig.getoption("--hypothesis-seed") is None,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(lambda: Lifecycle(search), settings=histories)  # type: ignore[arg-type]
    except (Enough, Flaky, AssertionError):
        if search.shortest is None:
            raise
    observed, expected = search.conclusion()
    assert observed == expected
