"""A search finds and simplifies what a store gets wrong; the stores here are functions."""

from functools import partial

import pytest
from hypothesis import strategies as st

from fixtures.jsontext import as_json
from fixtures.page.observation import StoreFailed
from judge.generate.effort import DEFAULT, LEVELS, Amounts
from judge.generate.search import MAX_SHRINKS, NOTHING_WRONG, OWN_STORES, Search
from judge.generate.values import huge_values, value_batches

ROUNDS = Amounts(LEVELS[DEFAULT]).value_rounds
NUMBERS = st.tuples(*[st.integers(0, 10_000)] * 4)


class Store:
    """Reads back `read(value)` for every value, and records each call."""

    def __init__(self, read):
        self.read = read
        self.batches = []
        self.fresh = []

    def __call__(self, values, fresh):
        self.batches.append(values)
        self.fresh.append(fresh)
        return [(as_json(value), as_json(self.read(value))) for value in values]


@pytest.fixture
def search():
    return partial(Search("0"), rounds=ROUNDS)


def test_a_correct_store_has_nothing_wrong(search):
    store = Store(lambda value: value)
    assert search(value_batches(), store) == NOTHING_WRONG


def test_a_correct_store_gets_each_value_once_and_one_batch_a_round(search):
    store = Store(lambda value: value)
    search(value_batches(), store)
    texts = [as_json(value) for batch in store.batches for value in batch]
    assert len(store.batches) == ROUNDS
    assert store.fresh == [False] * ROUNDS
    assert len(texts) == len(set(texts)) > 900


def test_the_simplest_wrong_value_is_returned(search):
    assert search(NUMBERS, Store(lambda value: min(value, 1000))) == ("1001", "1000")


def test_after_a_wrong_batch_values_are_judged_one_by_one_in_fresh_stores(search):
    store = Store(lambda value: min(value, 1000))
    search(NUMBERS, store)
    assert store.batches[-1] == [1001]
    assert {len(batch) for batch in store.batches[1:]} == {1}
    assert store.fresh == [False] + [True] * (len(store.batches) - 1)


def test_a_wrong_nested_value_is_simplified(search):
    store = Store(lambda value: value["v"] if isinstance(value, dict) and set(value) == {"v", "t"} else value)
    assert search(value_batches(), store) == ('{"t": 0, "v": null}', "null")


def test_a_value_can_be_right_in_a_batch_and_wrong_on_its_own(search):
    class Shy(Store):
        def __call__(self, values, fresh):
            self.read = lambda value: value if value < 1000 and len(values) > 1 else None
            return super().__call__(values, fresh)

    assert search(NUMBERS, Shy(None)) == ("0", "null")


def test_values_spoiled_by_another_value_are_not_blamed(search):
    class Spoilt(Store):
        def __call__(self, values, fresh):
            self.read = (
                (lambda value: None) if any(value > 1000 for value in values) else (lambda value: value)
            )
            return super().__call__(values, fresh)

    assert search(NUMBERS, Spoilt(None)) == ("1001", "null")


def test_a_value_that_is_wrong_only_in_a_batch_is_returned_as_it_was(search):
    class Crowded(Store):
        def __call__(self, values, fresh):
            self.read = (lambda value: None) if len(values) > 1 else (lambda value: value)
            return super().__call__(values, fresh)

    expected, observed = search(NUMBERS, Crowded(None))
    assert expected.isdecimal()
    assert observed == "null"


class Sharing(Store):
    """Values that have no store of their own share one, which is wrong if it is wrong about any."""

    def __call__(self, values, fresh):
        own, shared = values[:OWN_STORES], values[OWN_STORES:]
        together = (as_json(shared), as_json([self.read(value) for value in shared]))
        comparisons = super().__call__(own, fresh)
        self.batches[-1] = values
        return comparisons + [together if together[0] != together[1] else NOTHING_WRONG] * len(shared)


@pytest.fixture
def shared(search):
    """A number that is drawn and has no store of its own."""
    store = Store(lambda value: value)
    search(NUMBERS, store, rounds=1)
    return store.batches[0][-1]


def test_wrong_value_that_shared_a_store_is_found_in_groups(search, shared):
    store = Sharing(lambda value: None if value == shared else value)
    assert search(NUMBERS, store, rounds=1) == (str(shared), "null")
    groups = [batch for batch in store.batches[1:] if len(batch) > 1]
    assert shared in groups[-1]
    assert max(map(len, groups)) <= OWN_STORES
    assert len(store.batches) - len(groups) <= MAX_SHRINKS


def test_values_that_are_wrong_only_when_they_share_a_store_are_not_judged_one_by_one(search):
    class Full(Sharing):
        def __call__(self, values, fresh):
            comparisons = super().__call__(values, fresh)
            return [(each, each) for each, _ in comparisons[:OWN_STORES]] + comparisons[OWN_STORES:]

    store = Full(lambda value: None)
    expected, observed = search(NUMBERS, store, rounds=1)
    assert (expected[0], observed[:5]) == ("[", "[null")
    assert [value for batch in store.batches[1:] for value in batch] == store.batches[0][OWN_STORES:]
    assert all(1 < len(batch) <= OWN_STORES for batch in store.batches[1:])


def test_value_that_shared_a_store_and_spoiled_the_others_is_blamed(search, shared):
    class Spoilt(Sharing):
        def __call__(self, values, fresh):
            self.read = (lambda value: None) if shared in values else (lambda value: value)
            return super().__call__(values, fresh)

    assert search(NUMBERS, Spoilt(None), rounds=1) == (str(shared), "null")


def test_page_that_breaks_in_a_group_ends_the_search(search, shared):
    class Fragile(Sharing):
        def __call__(self, values, fresh):
            if fresh:
                raise StoreFailed("gone")
            return super().__call__(values, fresh)

    with pytest.raises(StoreFailed, match="gone"):
        search(NUMBERS, Fragile(lambda value: None if value == shared else value), rounds=1)


def test_a_store_that_fails_intermittently_is_found(search):
    class Moody(Store):
        def __call__(self, values, fresh):
            self.read = lambda value: None if len(self.batches) % 3 == 1 else value
            return super().__call__(values, fresh)

    _, observed = search(NUMBERS, Moody(None))
    assert observed == "null"


def test_a_page_that_breaks_ends_the_search(search):
    def judge(values, fresh):
        raise StoreFailed("gone")

    with pytest.raises(StoreFailed, match="gone"):
        search(NUMBERS, judge)


def test_nothing_more_is_judged_after_one_value_breaks_the_page(search):
    class Fragile(Store):
        def __call__(self, values, fresh):
            comparisons = super().__call__(values, fresh)
            if fresh:
                raise StoreFailed("gone")
            return comparisons

    store = Fragile(lambda value: min(value, 1000))
    with pytest.raises(StoreFailed, match="gone"):
        search(NUMBERS, store)
    assert store.fresh == [False, True]


def test_expensive_values_are_judged_as_one_batch():
    store = Store(lambda value: value)
    assert Search("0").judge_one_batch(huge_values(), store) == NOTHING_WRONG
    assert [len(batch) for batch in store.batches] == [2]


def test_a_wrong_expensive_value_is_simplified():
    store = Store(lambda value: value[:10_000] if isinstance(value, list) else value)
    expected, observed = Search("0").judge_one_batch(huge_values(), store)
    assert expected == as_json([0] * 10_001)
    assert observed == as_json([0] * 10_000)


def test_another_seed_draws_other_values():
    stores = [Store(lambda value: value) for _ in range(3)]
    for seed, store in zip(("0", "0", "1"), stores, strict=True):
        Search(seed)(NUMBERS, store, ROUNDS)
    first, second, third = (store.batches for store in stores)
    assert first == second != third


def test_each_round_judges_one_batch(search):
    store = Store(lambda value: value)
    search(NUMBERS, store, rounds=8)
    assert len(store.batches) == 8
