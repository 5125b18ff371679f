"""A search for what a store gets wrong, on stores that are functions."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from fixtures.jsontext import as_json
from fixtures.page.page import StoreFailed
from judge.generate.search import NOTHING_WRONG, Search
from judge.generate.values import handfuls, huge_ones

NUMBERS = st.tuples(*[st.integers(0, 10_000)] * 4)


class Store:
    """Reads values by `read`; notes what it was asked."""

    def __init__(self, read):
        self.read = read
        self.batches = []
        self.anew = []

    def __call__(self, values, anew):
        self.batches.append(values)
        self.anew.append(anew)
        return [(as_json(value), as_json(self.read(value))) for value in values]


@pytest.fixture
def search():
    return Search("0")


@pytest.fixture(autouse=True)
def _profile():
    settings.register_profile("search", settings.get_profile("quick"))
    settings.load_profile("search")
    yield
    settings.load_profile("selftest")


def test_nothing_is_wrong_with_a_good_store(search):
    store = Store(lambda value: value)
    assert search(handfuls(), store) == NOTHING_WRONG


def test_a_good_store_gets_its_values_in_few_batches_without_repetition(search):
    store = Store(lambda value: value)
    search(handfuls(), store)
    texts = [as_json(value) for batch in store.batches for value in batch]
    assert len(store.batches) == 4
    assert store.anew == [False] * 4
    assert len(texts) == len(set(texts)) > 900


def test_what_is_wrong_is_told_of_the_simplest_value(search):
    assert search(NUMBERS, Store(lambda value: min(value, 1000))) == ("1001", "1000")


def test_what_is_wrong_is_looked_for_one_by_one_in_new_stores(search):
    store = Store(lambda value: min(value, 1000))
    search(NUMBERS, store)
    assert store.batches[-1] == [1001]
    assert {len(batch) for batch in store.batches[1:]} == {1}
    assert store.anew == [False] + [True] * (len(store.batches) - 1)


def test_a_nested_value_is_simplified(search):
    store = Store(lambda value: value["v"] if isinstance(value, dict) and set(value) == {"v", "t"} else value)
    assert search(handfuls(), store) == ('{"t": 0, "v": null}', "null")


def test_what_is_right_in_company_may_be_wrong_alone(search):
    class Shy(Store):
        def __call__(self, values, anew):
            self.read = lambda value: value if value < 1000 and len(values) > 1 else None
            return super().__call__(values, anew)

    assert search(NUMBERS, Shy(None)) == ("0", "null")


def test_values_that_another_one_spoils_are_not_blamed(search):
    class Spoilt(Store):
        def __call__(self, values, anew):
            self.read = (
                (lambda value: None) if any(value > 1000 for value in values) else (lambda value: value)
            )
            return super().__call__(values, anew)

    assert search(NUMBERS, Spoilt(None)) == ("1001", "null")


def test_what_is_wrong_in_company_alone_is_told_as_it_was(search):
    class Crowded(Store):
        def __call__(self, values, anew):
            self.read = (lambda value: None) if len(values) > 1 else (lambda value: value)
            return super().__call__(values, anew)

    expected, observed = search(NUMBERS, Crowded(None))
    assert expected.isdecimal()
    assert observed == "null"


def test_a_store_that_is_wrong_now_and_then_is_told_of(search):
    class Moody(Store):
        def __call__(self, values, anew):
            self.read = lambda value: None if len(self.batches) % 3 == 1 else value
            return super().__call__(values, anew)

    _, observed = search(NUMBERS, Moody(None))
    assert observed == "null"


def test_a_page_that_breaks_ends_the_search(search):
    def judge(values, anew):
        raise StoreFailed("gone")

    with pytest.raises(StoreFailed, match="gone"):
        search(NUMBERS, judge)


def test_a_page_that_breaks_by_one_value_is_not_asked_again(search):
    class Fragile(Store):
        def __call__(self, values, anew):
            told = super().__call__(values, anew)
            if anew:
                raise StoreFailed("gone")
            return told

    store = Fragile(lambda value: min(value, 1000))
    with pytest.raises(StoreFailed, match="gone"):
        search(NUMBERS, store)
    assert store.anew == [False, True]


def test_dear_values_are_judged_once(search):
    store = Store(lambda value: value)
    assert search(huge_ones(), store, once=True) == NOTHING_WRONG
    assert [len(batch) for batch in store.batches] == [2]


def test_a_dear_value_is_simplified(search):
    store = Store(lambda value: value[:10_000] if isinstance(value, list) else value)
    expected, observed = search(huge_ones(), store, once=True)
    assert expected == as_json([0] * 10_001)
    assert observed == as_json([0] * 10_000)


def test_another_seed_looks_elsewhere():
    stores = [Store(lambda value: value) for _ in range(3)]
    for seed, store in zip(("0", "0", "1"), stores, strict=True):
        Search(seed)(NUMBERS, store)
    first, second, third = (store.batches for store in stores)
    assert first == second != third


def test_a_longer_profile_looks_longer(search):
    settings.register_profile("longer", settings.get_profile("quick"), max_examples=200)
    settings.load_profile("longer")
    store = Store(lambda value: value)
    search(NUMBERS, store)
    assert len(store.batches) == 8
