"""A counterexample blames the right stores when several share a page."""

from types import SimpleNamespace
from typing import Any

import pytest

from fixtures.page.observation import StoreFailed
from judge.generate.histories import Counterexample, Histories, StopSearch

ALL = ("memory", "session", "local")
LOST = RuntimeError("the browser is gone")


def stopped(storage_types, failure):
    """Return the counterexample noted for a history of stores of those types that a failure stopped."""
    page: Any = SimpleNamespace(is_sound=True)
    histories = Histories(page, storage_types, can_restart=False, max_shrinks=0)
    if isinstance(failure, StoreFailed):
        histories.stopped([], failure)
    else:
        with pytest.raises(StopSearch):
            histories.stopped([], failure)
    return histories.shortest


def test_a_store_on_its_own_page_is_to_blame_for_its_failure():
    found = stopped(("local",), StoreFailed("the page is gone"))
    assert found.blames("local")
    assert found.ambiguity == ""


def test_none_of_several_stores_is_to_blame_for_a_broken_page():
    found = stopped(ALL, StoreFailed("the page is gone"))
    assert [each for each in ALL if found.blames(each)] == []
    assert found.ambiguity == '"the page is gone"'


def test_an_error_in_the_suite_concerns_all_storage_types():
    found = stopped(ALL, LOST)
    assert [each for each in ALL if found.blames(each)] == [*ALL]
    with pytest.raises(RuntimeError):
        found.conclusion()


def test_only_stores_that_differ_from_the_model_are_to_blame():
    found = Counterexample([], "observed", "expected", ("session",))
    assert [each for each in ALL if found.blames(each)] == ["session"]
    assert found.ambiguity == ""
