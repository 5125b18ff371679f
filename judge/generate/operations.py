"""The operations of which histories consist.

Breaking a store takes several actions that random single ones would rarely bring together in a short history.
So an operation does a few things, each of them drawn, and then looks at what became of the data: by a page
load of any kind, by a redraw, which costs half of that, or by what only the placement of the stores allows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fixtures.server.backends import FLASK
from fixtures.server.channels import CHANNELS, SERVER
from judge.generate.history import VISIT, History, Load
from judge.generate.placements import Action

VALUES = ["a", "b", "of the layout", 0, {"c": [1]}]
CLEAR: Action = ("clear", True)
PUT_FIRST: Action = ("put", "first")
REDRAW: Action = ("redraw", "in order")
PLACES: list[Action] = [
    REDRAW,
    ("redraw", "in reverse order"),
    ("remove and render", None),
    ("neighbour", "at the end"),
    ("neighbour", "at the start, for a moment"),
]
"""What happens to the places of stores on the page."""
CONTENTS: list[Action] = [
    CLEAR,
    ("put in a burst", "last"),
    ("put too much", "small"),
    ("edit in place", None),
    ("clear web storage", None),
]
"""What happens to the data of stores, or to web storage."""


def _or_of_the_placement(actions: list[Action]) -> SearchStrategy[Action]:
    """Those actions or loads, and what only the placement of the stores allows (see placements.py)."""
    return st.runner().flatmap(lambda runner: st.sampled_from([*actions, *runner.history.placement.actions]))


CHANGED_PLACES, CHANGED_CONTENTS = _or_of_the_placement(PLACES), st.sampled_from(CONTENTS)
ACTIONS = st.one_of(
    st.tuples(st.just("put"), st.sampled_from([*VALUES, None])),
    st.sampled_from([("write the timestamp", 42), ("write foreign keys", "kept"), CLEAR]),
    CHANGED_PLACES,
)
PAGE_LOADS: list[Load] = [
    ("reload", 1),
    VISIT,
    ("go back", None),
    ("leave and return", None),
    ("other layout", None),
    ("other layout", "a"),
]
LOADS = _or_of_the_placement(PAGE_LOADS)
LOOKS = _or_of_the_placement([REDRAW, *PAGE_LOADS[:3], REDRAW])
NEW_VALUES = st.runner().flatmap(
    lambda runner: st.sampled_from([value for value in VALUES if value not in runner.history.present])
)
"""Values that none of the stores has."""
NEW_PUTS = st.tuples(st.just("put"), NEW_VALUES)


def channels() -> list[str]:
    """Return the channels through which histories put, the simplest first.

    The others need a page, a process or a backend of their own for each put.
    """
    quick = [SERVER, "clientside", "set-props", "set-props-client"]
    return [name for name in quick if not CHANNELS[name].missing(FLASK)]


@dataclass(frozen=True, eq=False)
class Operation:
    """A part of a history: calls `run` with arguments drawn from `arguments`. It is possible only while
    `tabs` tabs are open (None: any number) and if the page has a store of one of the storage types."""

    run: Callable[..., None]
    arguments: tuple[SearchStrategy[Any], ...] = ()
    tabs: int | None = None
    storage_types: tuple[str, ...] = ("memory", "session", "local")
    is_restart: bool = False


OPERATIONS = [
    Operation(History.act_then_load, (st.tuples(st.just(CLEAR), NEW_PUTS), LOADS)),
    Operation(History.act_then_load, (st.tuples(CHANGED_PLACES, NEW_PUTS), LOADS)),
    Operation(History.act_then_load, (st.tuples(CHANGED_PLACES, CHANGED_CONTENTS), LOOKS)),
    Operation(History.act_then_load, (st.tuples(CHANGED_CONTENTS, CHANGED_PLACES, NEW_PUTS), LOOKS)),
    Operation(History.act_then_load, (st.tuples(CHANGED_CONTENTS, NEW_PUTS), LOADS)),
    Operation(History.act_and_reload_without_waiting, (st.sampled_from([CLEAR, PUT_FIRST]), NEW_PUTS)),
    Operation(
        History.act_in_another_tab,
        (CHANGED_PLACES, st.just(CLEAR), NEW_VALUES, LOADS),
        storage_types=("local",),
    ),
    Operation(
        History.act_in_another_tab, (CHANGED_PLACES, ACTIONS, NEW_VALUES, LOADS), storage_types=("local",)
    ),
    Operation(History.put_in_a_tab_that_closes, (NEW_VALUES,), tabs=1, storage_types=("local",)),
    Operation(History.clear_on_another_page, (st.just(CLEAR) | NEW_PUTS,)),
    Operation(History.load, (st.just(("reload", 2)),)),
    Operation(History.act, (ACTIONS, ACTIONS)),
    Operation(History.open_tab, tabs=1),
    Operation(History.put_in_two_tabs, (NEW_VALUES, NEW_VALUES), storage_types=("local",)),
    Operation(History.switch_tabs, tabs=2),
    Operation(History.close_tab, tabs=2),
    Operation(History.restart, is_restart=True),
]
