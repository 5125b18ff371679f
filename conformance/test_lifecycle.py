"""Store clicks example, and all the rest at once: whatever an app and its user do, in whatever order."""

import pytest
from hypothesis import Phase, seed, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from conformance import profiles
from conformance.clause import clause
from conformance.lifecycle import STEPS, Enough, Histories, Lifecycle
from fixtures.page import Page

SHARE = 33
"""Of so many examples of the Hypothesis profile one is a history: each takes more than a second."""


@clause("lifecycle.any-history")
def test_any_history_is_as_the_contract_has_it(
    page: Page, storage_type: str, pytestconfig: pytest.Config
) -> None:
    examples = settings().max_examples
    is_long = page.can_restart and examples > profiles.PROFILES[profiles.DEFAULT]
    histories = Histories(page, storage_type, is_long)

    @seed(profiles.seed(pytestconfig))
    def history() -> Lifecycle:
        return Lifecycle(histories)

    options = settings(
        max_examples=max(1, examples // SHARE),
        stateful_step_count=len(STEPS),
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
    )
    try:
        run_state_machine_as_test(history, settings=options)  # type: ignore[arg-type]
    except (Enough, Flaky, AssertionError):
        if histories.shortest is None:
            raise
    observed, expected = histories.conclusion()
    assert observed == expected
