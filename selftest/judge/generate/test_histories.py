"""Of histories on a page that several stores share: who is to blame."""

from types import SimpleNamespace
from typing import Any

import pytest

from fixtures.page.observation import StoreFailed
from judge.generate.histories import Counterexample, Histories, StopSearch

ALL = ("memory", "session", "local")
LOST = RuntimeError("the browser is gone")


def broken(storage_types, failure):
    """What is noted of a history of stores of those types that came to no end."""
    page: Any = SimpleNamespace(is_sound=True)
    histories = Histories(page, storage_types, False, shrinking=0)
    if isinstance(failure, StoreFailed):
        histories.fail([], failure)
    else:
        with pytest.raises(StopSearch):
            histories.fail([], failure)
    return histories.shortest


def test_a_store_alone_on_its_page_is_to_blame_for_what_becomes_of_it():
    told = broken(("local",), StoreFailed("the page is gone"))
    assert told.is_of("local")
    assert told.ambiguity == ""


def test_none_of_several_is_to_blame_for_a_page_that_is_gone():
    told = broken(ALL, StoreFailed("the page is gone"))
    assert [each for each in ALL if told.is_of(each)] == []
    assert told.ambiguity == '"the page is gone"'


def test_the_judges_own_trouble_is_that_of_all():
    told = broken(ALL, LOST)
    assert [each for each in ALL if told.is_of(each)] == [*ALL]
    with pytest.raises(RuntimeError):
        told.conclusion()


def test_those_that_were_not_as_they_must_are_to_blame():
    told = Counterexample([], "observed", "expected", ("session",))
    assert [each for each in ALL if told.is_of(each)] == ["session"]
    assert told.ambiguity == ""
