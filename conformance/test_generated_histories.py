"""Store clicks example: whatever an app and its user do, in whatever order."""

from fixtures.page.page import Page
from judge.contract.clause import clause
from judge.generate.counterexamples import Counterexample
from judge.generate.histories import run_histories
from judge.generate.search import Search


@clause("lifecycle.any-history", scenario="histories")
def test_any_history_ends_as_the_contract_says(
    page: Page, storage_type: str, storage_types: tuple[str, ...], search: Search
) -> None:
    shared = page.record_once(first_counterexample, storage_types, search.seed)
    if shared is None:
        return
    # A store failed. Run the histories again with this store on its own page, so that no other is blamed.
    page.reset(shared.ambiguity)
    observed, expected = run_histories(page, (storage_type,), search.seed).conclusion()
    assert observed == expected
    if shared.blames(storage_type):
        page.history = shared.history
        observed, expected = shared.conclusion()
        assert observed == expected


def first_counterexample(
    page: Page, storage_types: tuple[str, ...], random_seed: str
) -> Counterexample | None:
    """Return the first counterexample of stores of all those types, which share a page."""
    return run_histories(page, storage_types, random_seed, max_shrinks=0).shortest
