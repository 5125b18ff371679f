"""dcc.Store Properties: data, with generated values."""

import math

from fixtures.apps import many_stores, one_store
from fixtures.jsontext import as_json
from fixtures.page.page import Page
from judge.contract.clause import clause
from judge.generate.batches import STORES, Change, RoundTrip
from judge.generate.effort import current_amounts
from judge.generate.pairs import pair_batches
from judge.generate.search import Search
from judge.generate.values import huge_values, value_batches

# None of these comes last, because a store may drop trailing nulls.
BEYOND = [math.nan, math.inf, -math.inf, 2**53 + 1, -(2**53) - 1, 2**60 + 1, 2**63, 2**64 - 1, 10**30]
IN_JAVASCRIPT = [None, None, None, 2**53, -(2**53), 2**60, 2**63, 2**64, 1e30]


@clause("data.any-value", scenario="values")
def test_any_value_is_read_as_it_was_put(page: Page, storage_type: str, search: Search) -> None:
    page.open(many_stores(storage_type, STORES, "data"))
    judge = RoundTrip(page, storage_type)
    expected, observed = search(value_batches(), judge, rounds=current_amounts().value_rounds)
    assert observed == expected
    expected, observed = search.judge_one_batch(huge_values(), judge)
    assert observed == expected


@clause("data.any-change", scenario="changes")
def test_any_change_is_a_modification(page: Page, storage_type: str, search: Search) -> None:
    page.open(many_stores(storage_type, STORES, "modified_timestamp"))
    judge = Change(page, storage_type)
    expected, observed = search(pair_batches(), judge, rounds=current_amounts().pair_rounds)
    assert observed == expected


@clause("data.beyond-javascript")
def test_numbers_beyond_javascript_are_read_as_javascript_converts_them(
    page: Page, storage_type: str
) -> None:
    page.open(one_store(storage_type))
    page.store.put(BEYOND)
    assert page.store.json == as_json(IN_JAVASCRIPT)
    if storage_type != "memory":
        page.reload()
        assert page.store.json == as_json(IN_JAVASCRIPT)
