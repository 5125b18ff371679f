"""Histories of a store, drawn by Hypothesis: what is observed after each step is held against the model.

A history may be that of several stores, one of each storage type, to which the same is done: pages are dear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from hypothesis.strategies import SearchStrategy

from fixtures.apps import App, rerenderable
from fixtures.jsontext import brief
from fixtures.page.action import Step as Done
from fixtures.page.page import Page
from judge.generate.model import Model, Observation

AREAS = ("localStorage", "sessionStorage")


class StopSearch(BaseException):
    """Ends them all from within: Hypothesis takes an Exception for one more way to fail."""


@dataclass(frozen=True)
class Counterexample:
    """A history that did not end as it must: what was observed and expected, or what kept it from its end.
    `storage_types` are those to blame, as far as can be told."""

    history: list[Done]
    observed: Any = None
    expected: Any = None
    storage_types: tuple[str, ...] = ()
    failure: Exception | None = None

    def is_of(self, storage_type: str) -> bool:
        """Whether a store of that type is to blame. The judge's own trouble is that of all."""
        return storage_type in self.storage_types or not (self.failure is None or self.is_verdict)

    @property
    def is_verdict(self) -> bool:
        """Whether it says something of a store, not of the judge."""
        return self.failure is None or isinstance(self.failure, AssertionError)

    @property
    def ambiguity(self) -> str:
        """What happened, if nobody can tell which of several stores was to blame; else ""."""
        return "" if self.storage_types else brief(str(self.failure))

    def conclusion(self) -> tuple[Any, Any]:
        """What was observed and what was expected at the end. Raises what kept it from its end."""
        if self.failure:
            raise self.failure
        return self.observed, self.expected


class Histories:
    """Histories of stores of those types on one page; `shortest` is the shortest that was broken."""

    def __init__(self, page: Page, storage_types: tuple[str, ...], is_long: bool, shrinking: int) -> None:
        """`is_long`: dear steps are taken too. `shrinking`: how many may be tried, once one is broken, in
        search of a shorter one."""
        self.page = page
        self.storage_types = storage_types
        self.is_long = is_long
        self._shrinking = shrinking
        self.shortest: Counterexample | None = None
        self._tries = 0

    def begin(self) -> None:
        """Begin another history. Raises StopSearch."""
        self._tries += self.shortest is not None
        if self._tries > self._shrinking:
            raise StopSearch
        try:
            self.page.reset()
        except Exception as trouble:
            self.fail([], trouble)

    def fail(self, history: list[Done], failure: Exception) -> None:
        """Note a history that was kept from its end. Raises StopSearch if no other can be tried."""
        to_blame = self.storage_types if len(self.storage_types) == 1 else ()
        self.note(Counterexample(history, storage_types=to_blame, failure=failure))

    def note(self, broken: Counterexample) -> None:
        """Note a broken history. Raises StopSearch if no other can be tried."""
        if self.shortest is None or (broken.is_verdict and len(broken.history) < len(self.shortest.history)):
            self.shortest = broken
        if not (broken.is_verdict and self.page.is_sound):
            raise StopSearch

    def conclusion(self) -> tuple[Any, Any]:
        """What was observed and what was expected at the end of the shortest broken history, which is then
        told as the page's; the same if there is none. Raises what kept it from its end."""
        if self.shortest is None:
            return None, None
        conclusion = self.shortest.conclusion()
        if self.page.history is not self.shortest.history and self.page.is_sound:
            self.page.reset()  # what was seen since is not of this history
        self.page.history = self.shortest.history
        return conclusion


class Lifecycle(RuleBasedStateMachine):
    """One history. Its steps are those of STEPS, each of them once, in an order of chance: what breaks stores
    takes several acts, which chance alone would hardly ever bring together in so few steps."""

    def __init__(self, histories: Histories) -> None:
        super().__init__()
        histories.begin()
        self._histories = histories
        self._page = histories.page
        self._layout: Any = "of the layout"
        self._models = {each: Model(each, self._layout) for each in histories.storage_types}
        self._has_foreign_keys = False
        """Whether a foreign script has left some, as far as the present tab can tell."""
        self._left = [
            step
            for step in STEPS
            if set(histories.storage_types) & set(step.storage_types)
            and (histories.is_long or not step.is_dear)
        ]
        with self._seen():
            self._page.open(self._app())

    # A single rule: where there are several, Hypothesis leaves some out of each history.
    @rule(drawn=st.runner().flatmap(lambda self: self.next()))
    def step(self, drawn: tuple[Step, tuple[Any, ...]]) -> None:
        step, given = drawn
        if step in self._left:
            self._left.remove(step)
        step.does(self, *given)

    def next(self) -> SearchStrategy[tuple[Step, tuple[Any, ...]]]:
        """The steps that can be next, with all that may be given to them."""
        possible = [step for step in self._left if step.tabs in (None, self._tabs)] or STEPS[:1]
        # From them all, for what has been drawn is to mean the same in a history with other steps.
        chosen = st.sampled_from(STEPS).filter(lambda step: step in possible)
        return chosen.flatmap(lambda step: st.tuples(st.just(step), st.tuples(*step.given)))

    def others(self) -> SearchStrategy[Any]:
        """Values other than those that are there."""
        there = [store.data for store in self._page.stores]
        return st.sampled_from([value for value in VALUES if value not in there])

    @property
    def _tabs(self) -> int:
        """How many are open: all models are of one mind."""
        return next(iter(self._models.values())).tabs

    # Steps

    def put_at_once_after(self, act: Act, value: Any, reload: bool) -> None:
        with self._seen(), self._page.without_waiting():
            self._act(act)
            self._put(value)
            if reload:
                self._reload()
        if not reload:
            with self._seen():
                self._reload()

    def put_after_redrawing(self, value: Any) -> None:
        self.act(REDRAW)
        self.act(("put", value))
        self.reload(1)

    def act(self, act: Act) -> None:
        with self._seen():
            self._act(act)

    def reload(self, times: int) -> None:
        for _ in range(times):
            with self._seen():
                self._reload()

    def reload_with_other_layout(self, layout: Any) -> None:
        with self._seen():
            self._layout = layout
            self._page.open(self._app())
            self._then(Model.change_layout, layout)
            self._then(Model.load)

    def leave_and_return(self) -> None:
        with self._seen():
            self._page.leave_and_return()
            self._then(Model.load)

    def leave_and_go_back(self) -> None:
        with self._seen():
            self._page.leave_and_go_back()
            self._then(Model.go_back)

    def restart(self) -> None:
        with self._seen():
            self._page.restart()
            self._then(Model.restart)
            self._has_foreign_keys = False

    def open_tab(self) -> None:
        with self._seen():
            self._page.new_tab()
            self._then(Model.new_tab)
            self._has_foreign_keys = False

    def switch_tabs(self) -> None:
        with self._seen():
            self._page.switch_back()
            self._then(Model.switch_back)
            self._has_foreign_keys = False

    def close_tab(self) -> None:
        with self._seen():
            self._close_tab()

    def put_in_another_tab(self, value: Any) -> None:
        self.open_tab()
        with self._seen(), self._page.without_waiting():
            self._put(value)
            self._close_tab()
        self.reload(1)
        self.act(CLEAR)
        self.reload(1)

    def put_in_two_tabs_at_once(self, here: Any, there: Any) -> None:
        with self._seen(), self._page.without_waiting():
            self._write("data", here)
            self._page.switch_back()
            self._write("data", there)
            self._then(Model.put_in_two_tabs, here, there)
            self._has_foreign_keys = False

    # What they are made of

    def _act(self, act: Act) -> None:
        match act:
            case "put", value:
                self._put(value)
            case "clear", _:
                self._write("clear_data", True)
                self._then(Model.clear)
            case "redraw", _:
                self._page.remove()
                self._page.render_all(self._stores())
                self._then(Model.redraw)
            case "write the timestamp", timestamp:
                self._write("modified_timestamp", timestamp)
                self._then(Model.write_timestamp)
            case "write foreign keys", text:
                for area in AREAS:
                    self._page.set_storage_item(area, "foreign", text)
                self._has_foreign_keys = True

    def _put(self, value: Any) -> None:
        self._write("data", value)
        self._then(Model.put, value)

    def _reload(self) -> None:
        self._page.reload()
        self._then(Model.load)

    def _close_tab(self) -> None:
        self._page.close_tab()
        self._then(Model.close_tab)
        self._has_foreign_keys = False

    def _write(self, prop: str, value: Any) -> None:
        names = ", ".join(store.name for store in self._page.stores)
        self._page.write_all(prop, value, f"a callback returns {brief(value)} for {prop} of {names}")

    def _then(self, act: Callable[..., None], *given: Any) -> None:
        """Have all models do that."""
        for model in self._models.values():
            act(model, *given)

    def _stores(self) -> dict[str, dict[str, Any]]:
        """The stores of the page, each under the name of its storage type, and their properties."""
        data = {} if self._layout is None else {"data": self._layout}
        return {each: {"storage_type": each, **data} for each in self._models}

    def _app(self) -> App:
        return rerenderable(self._stores())

    @contextmanager
    def _seen(self) -> Iterator[None]:
        """A step, and the look at what came of it. Raises AssertionError if it is not what must be seen."""
        try:
            yield
            seen = {
                each: Observation(self._page[each].data, self._page[each].timestamp, self._page.clock)
                for each in self._models
            }
            told = {each: self._told(each, seen[each]) for each in self._models}
        except Exception as failure:
            self._histories.fail(self._page.history, failure)
            raise AssertionError("a verb did not come to its end") from failure
        wrong = [each for each, (observed, expected) in told.items() if observed != expected]
        if wrong:
            self._histories.note(Counterexample(self._page.history, *told[wrong[0]], tuple(wrong)))
            raise AssertionError("what is observed is not what must be")
        for each, model in self._models.items():
            model.see(seen[each])

    def _told(self, storage_type: str, seen: Observation) -> tuple[Any, Any]:
        """What was observed, and what must be."""
        observed, expected = seen.told(), self._models[storage_type].expected(seen)
        if self._has_foreign_keys:
            observed["foreign keys"] = [self._page.storage(area).get("foreign") for area in AREAS]
            expected["foreign keys"] = ["kept", "kept"]
        return observed, expected


Act = tuple[str, Any]
CLEAR, REDRAW = ("clear", True), ("redraw", None)
VALUES = ["a", "b", "of the layout", 0, {"c": [1]}]
OTHERS = st.runner().flatmap(lambda history: history.others())
ACTS = st.one_of(
    st.tuples(st.just("put"), st.sampled_from([*VALUES, None])),
    st.sampled_from([CLEAR, REDRAW, ("write the timestamp", 42), ("write foreign keys", "kept")]),
)


@dataclass(frozen=True, eq=False)
class Step:
    """Something that happens in a history: `does`, with what is drawn from `given`; only where that many tabs
    are open, if that matters, and if there are stores of these types. What is dear takes as long as all the
    others."""

    does: Callable[..., None]
    given: tuple[SearchStrategy[Any], ...] = ()
    tabs: int | None = None
    storage_types: tuple[str, ...] = ("memory", "session", "local")
    is_dear: bool = False


STEPS = [
    Step(Lifecycle.put_at_once_after, (st.just(CLEAR), OTHERS, st.booleans())),
    Step(Lifecycle.put_after_redrawing, (OTHERS,)),
    Step(Lifecycle.put_at_once_after, (st.just(("put", "first")), OTHERS, st.booleans())),
    Step(Lifecycle.reload, (st.integers(1, 3),)),
    Step(Lifecycle.put_in_another_tab, (OTHERS,), tabs=1, storage_types=("local",)),
    Step(Lifecycle.act, (ACTS,)),
    Step(Lifecycle.act, (ACTS,)),
    Step(Lifecycle.act, (ACTS,)),
    Step(Lifecycle.leave_and_return),
    Step(Lifecycle.leave_and_go_back),
    Step(Lifecycle.reload_with_other_layout, (st.sampled_from([None, "a"]),)),
    Step(Lifecycle.open_tab, tabs=1),
    Step(Lifecycle.put_in_two_tabs_at_once, (OTHERS, OTHERS), tabs=2, storage_types=("local",)),
    Step(Lifecycle.switch_tabs, tabs=2),
    Step(Lifecycle.close_tab, tabs=2),
    Step(Lifecycle.restart, is_dear=True),
]
