"""Histories of one store, drawn by Hypothesis: after every step what is observed is held against the model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from conformance.model import Model, Sight
from fixtures.apps import App, redrawable
from fixtures.page import Page
from fixtures.step import Step

VALUES = st.sampled_from(["a", "b", 0, {"c": [1]}, "of the layout", None])
LAYOUTS = st.sampled_from(["of the layout", None, "a"])
TABS = 2
AREAS = ("localStorage", "sessionStorage")
SHRINKING = 60
"""Histories that may be tried, once one is broken, in search of a shorter one."""


class Enough(BaseException):
    """Ends a search from within: Hypothesis takes an Exception for one more way to fail."""


@dataclass(frozen=True)
class Broken:
    """A history that did not end as it must: what was observed and expected, or what kept it from its end."""

    history: list[Step]
    observed: Any = None
    expected: Any = None
    failure: Exception | None = None


class Search:
    """A search through histories on one page; `shortest` is the shortest broken one that it has found."""

    def __init__(self, page: Page, storage_type: str) -> None:
        self.page = page
        self.storage_type = storage_type
        self.shortest: Broken | None = None
        self._tries = 0

    def begin(self) -> None:
        """Begin another history. Raises Enough."""
        self._tries += self.shortest is not None
        if self._tries > SHRINKING:
            raise Enough
        self.page.start_over()

    def note(self, broken: Broken) -> None:
        """Note a broken history. Raises Enough if no other can be tried."""
        is_verdict = broken.failure is None or isinstance(broken.failure, AssertionError)
        if self.shortest is None or (is_verdict and len(broken.history) < len(self.shortest.history)):
            self.shortest = broken
        if not (is_verdict and self.page.is_sound):
            raise Enough

    def conclusion(self) -> tuple[Any, Any]:
        """What was observed and what was expected at the end of the shortest broken history, which is then
        told as the page's; the same if there is none. Raises what kept it from its end."""
        if self.shortest is None:
            return None, None
        if self.shortest.failure:
            raise self.shortest.failure
        if self.page.history != self.shortest.history:
            self.page.start_over()
            self.page.history = self.shortest.history
        return self.shortest.observed, self.shortest.expected


class Lifecycle(RuleBasedStateMachine):
    """One history: each rule is an act of the app or of its user."""

    def __init__(self, search: Search) -> None:
        super().__init__()
        search.begin()
        self._search = search
        self._page = search.page
        self._layout: Any = None
        self._foreign_keys = False
        """Whether a foreign script has left some in the present tab."""

    @initialize(layout=LAYOUTS)
    def open(self, layout: Any) -> None:
        with self._step():
            self._layout = layout
            self._page.open(self._app())
            self._model = Model(self._search.storage_type, layout)

    # The app's acts

    @rule(value=VALUES)
    def put(self, value: Any) -> None:
        with self._step():
            self._put(value)

    @rule()
    def put_again(self) -> None:
        with self._step():
            self._put(self._page.store.data)

    @rule()
    def clear(self) -> None:
        with self._step():
            self._clear()

    @rule()
    def redraw(self) -> None:
        with self._step():
            self._page.undraw()
            self._page.draw(**self._props())
            self._model.redraw()

    @rule()
    def write_timestamp(self) -> None:
        with self._step():
            self._page.write_timestamp(42)
            self._model.write_timestamp()

    @rule()
    def write_foreign_keys(self) -> None:
        with self._step():
            for area in AREAS:
                self._page.put_foreign(area, "foreign", "kept")
            self._foreign_keys = True

    # The user's acts

    @rule()
    def reload(self) -> None:
        with self._step():
            self._reload()

    @rule(layout=LAYOUTS)
    def reload_with_other_layout(self, layout: Any) -> None:
        with self._step():
            self._layout = layout
            self._page.open(self._app())
            self._model.change_layout(layout)
            self._model.load()

    @rule()
    def leave_and_return(self) -> None:
        with self._step():
            self._page.leave_and_return()
            self._model.load()

    @rule()
    def leave_and_go_back(self) -> None:
        with self._step():
            self._page.leave_and_go_back()
            self._model.go_back()

    @precondition(lambda self: self._tabs < TABS)
    @rule()
    def open_tab(self) -> None:
        with self._step():
            self._page.new_tab()
            self._model.new_tab()
            self._foreign_keys = False

    @precondition(lambda self: self._tabs > 1)
    @rule()
    def close_tab(self) -> None:
        with self._step():
            self._close_tab()

    @precondition(lambda self: self._tabs > 1)
    @rule()
    def switch_tabs(self) -> None:
        with self._step():
            self._switch_tabs()

    # Two at once

    @rule(first=VALUES, second=VALUES)
    def put_twice_at_once(self, first: Any, second: Any) -> None:
        with self._step(), self._page.at_once():
            self._put(first)
            self._put(second)

    @rule(value=VALUES)
    def clear_and_put_at_once(self, value: Any) -> None:
        with self._step(), self._page.at_once():
            self._clear()
            self._put(value)

    @rule(value=VALUES)
    def put_and_reload_at_once(self, value: Any) -> None:
        with self._step(), self._page.at_once():
            self._put(value)
            self._reload()

    @precondition(lambda self: self._tabs > 1)
    @rule(value=VALUES)
    def put_and_close_at_once(self, value: Any) -> None:
        with self._step(), self._page.at_once():
            self._put(value)
            self._close_tab()

    @precondition(lambda self: self._tabs > 1)
    @rule(here=VALUES, there=VALUES)
    def put_in_two_tabs_at_once(self, here: Any, there: Any) -> None:
        with self._step(), self._page.at_once():
            self._page.store.put(here)
            self._page.switch_back()
            self._page.store.put(there)
            self._model.put_in_two_tabs(here, there)
            self._foreign_keys = False

    # What they are made of

    def _put(self, value: Any) -> None:
        self._page.store.put(value)
        self._model.put(value)

    def _clear(self) -> None:
        self._page.store.clear()
        self._model.clear()

    def _reload(self) -> None:
        self._page.reload()
        self._model.load()

    def _close_tab(self) -> None:
        self._page.close_tab()
        self._model.close_tab()
        self._foreign_keys = False

    def _switch_tabs(self) -> None:
        self._page.switch_back()
        self._model.switch_back()
        self._foreign_keys = False

    @property
    def _tabs(self) -> int:
        return self._model.tabs

    def _props(self) -> dict[str, Any]:
        data = {} if self._layout is None else {"data": self._layout}
        return {"storage_type": self._search.storage_type, **data}

    def _app(self) -> App:
        return redrawable(**self._props())

    @contextmanager
    def _step(self) -> Iterator[None]:
        """A step and, behind it, the look at what came of it. Raises AssertionError if it is not what must be
        seen."""
        try:
            yield
            seen = Sight(self._page.store.data, self._page.store.timestamp, self._page.clock)
        except Exception as failure:
            self._search.note(Broken(self._page.history, failure=failure))
            raise AssertionError("the history has no end") from failure
        observed, expected = seen.told(), self._model.expected(seen)
        if self._foreign_keys:
            observed["foreign keys"] = [self._page.storage(area).get("foreign") for area in AREAS]
            expected["foreign keys"] = ["kept", "kept"]
        if observed != expected:
            self._search.note(Broken(self._page.history, observed, expected))
            raise AssertionError("what is observed is not what must be")
        self._model.see(seen)
