"""Store clicks example, and all the rest at once: whatever an app and its user do, in whatever order."""

from hypothesis import Phase, seed, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from fixtures.page.page import Page
from judge.contract.clause import clause
from judge.generate import effort
from judge.generate.histories import STEPS, Counterexample, Histories, Lifecycle, StopSearch
from judge.generate.search import Search

SHARE = 33
"""Of so many examples of the Hypothesis profile one is a history: each takes more than a second."""
SHRINKING = 60
"""Histories that may be tried, once one is broken, in search of a shorter one."""


@clause("lifecycle.any-history", story="histories")
def test_any_history_is_as_the_contract_has_it(
    page: Page, storage_type: str, storage_types: tuple[str, ...], search: Search
) -> None:
    in_company = page.record_once(any_broken, storage_types, search.seed)
    if in_company is None:
        return
    page.reset(in_company.ambiguity)
    observed, expected = histories(page, (storage_type,), search.seed, SHRINKING).conclusion()
    assert observed == expected
    if in_company.is_of(storage_type):
        page.history = in_company.history
        observed, expected = in_company.conclusion()
        assert observed == expected


def any_broken(page: Page, storage_types: tuple[str, ...], drawn_by: str) -> Counterexample | None:
    """The first broken history of stores of all those types, which share a page."""
    return histories(page, storage_types, drawn_by, shrinking=0).shortest


def histories(page: Page, storage_types: tuple[str, ...], drawn_by: str, shrinking: int) -> Histories:
    """As many as Hypothesis's profile wants, until one is broken and no shorter one is found."""
    examples = settings().max_examples
    is_long = page.can_restart and examples > effort.PROFILES[effort.DEFAULT]
    told = Histories(page, storage_types, is_long, shrinking)

    @seed(drawn_by)
    def history() -> Lifecycle:
        return Lifecycle(told)

    options = settings(
        max_examples=max(1, examples // SHARE),
        stateful_step_count=len(STEPS),
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
    )
    try:
        run_state_machine_as_test(history, settings=options)  # type: ignore[arg-type]
    except (StopSearch, Flaky, AssertionError):
        if told.shortest is None:
            raise
    return told
