"""Histories of a store, drawn by Hypothesis: after each operation, what is observed is compared to the model.

Page loads are expensive, so stores of several storage types can go through one history together on one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hypothesis import Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from hypothesis.strategies import SearchStrategy

from fixtures.apps import App, rerenderable
from fixtures.jsontext import brief
from fixtures.page.action import Step
from fixtures.page.page import Page
from judge.generate.effort import current_amounts
from judge.generate.model import Model, Observation

AREAS = ("localStorage", "sessionStorage")
MAX_SHRINKS = 60
"""Histories that are tried to find a shorter counterexample."""
SHORT = 7
"""Operations in a history at the default effort: many short histories find what a few long ones do."""


class StopSearch(BaseException):
    """Ends the search from inside a history. Not an Exception, which Hypothesis would take for a failure."""


@dataclass(frozen=True)
class Counterexample:
    """A history that ended wrong: what was observed and expected, or the failure that stopped it. The storage
    types are those to blame, if that is known."""

    history: list[Step]
    observed: Any = None
    expected: Any = None
    storage_types: tuple[str, ...] = ()
    failure: Exception | None = None

    def blames(self, storage_type: str) -> bool:
        """Return whether a store of that type is to blame. An error in the suite concerns all types."""
        return storage_type in self.storage_types or not self.is_verdict

    @property
    def is_verdict(self) -> bool:
        """Whether it is about the store, not an error in the suite."""
        return self.failure is None or isinstance(self.failure, AssertionError)

    @property
    def ambiguity(self) -> str:
        """What happened, if it is unknown which of several stores is to blame; else ""."""
        return "" if self.storage_types else brief(str(self.failure))

    def conclusion(self) -> tuple[Any, Any]:
        """Return what was observed and what was expected at the end. Raise the failure that stopped it."""
        if self.failure:
            raise self.failure
        return self.observed, self.expected


class Histories:
    """Histories of stores of those types on one page; `shortest` is the shortest counterexample."""

    def __init__(
        self, page: Page, storage_types: tuple[str, ...], can_restart: bool, max_shrinks: int = MAX_SHRINKS
    ) -> None:
        """`can_restart`: whether histories may restart the browser. `max_shrinks`: how many histories may be
        tried to find a shorter counterexample."""
        self.page = page
        self.storage_types = storage_types
        self.can_restart = can_restart
        self._max_shrinks = max_shrinks
        self.shortest: Counterexample | None = None
        self._shrinks = 0

    def begin(self) -> None:
        """Begin another history. Raise StopSearch if no more may be tried."""
        self._shrinks += self.shortest is not None
        if self._shrinks > self._max_shrinks:
            raise StopSearch
        try:
            self.page.reset()
        except Exception as failure:
            self.stopped([], failure)

    def stopped(self, history: list[Step], failure: Exception) -> None:
        """Note a history that a failure stopped. Raise StopSearch if no more can be tried."""
        to_blame = self.storage_types if len(self.storage_types) == 1 else ()
        self.note(Counterexample(history, storage_types=to_blame, failure=failure))

    def note(self, found: Counterexample) -> None:
        """Note a counterexample. Raise StopSearch if no more histories can be tried."""
        if self.shortest is None or (found.is_verdict and len(found.history) < len(self.shortest.history)):
            self.shortest = found
        if not (found.is_verdict and self.page.is_sound):
            raise StopSearch

    def conclusion(self) -> tuple[Any, Any]:
        """Return what was observed and expected at the end of the shortest counterexample, and give its
        history to the page; return equal values if there is none. Raise the failure that stopped it."""
        if self.shortest is None:
            return None, None
        conclusion = self.shortest.conclusion()
        if self.page.history is not self.shortest.history and self.page.is_sound:
            self.page.reset()  # later observations belong to another history
        self.page.history = self.shortest.history
        return conclusion


def run_histories(
    page: Page, storage_types: tuple[str, ...], random_seed: str, max_shrinks: int = MAX_SHRINKS
) -> Histories:
    """Run as many histories as the effort asks for, or until no shorter counterexample is found."""
    amounts = current_amounts()
    histories = Histories(
        page, storage_types, amounts.has_long_histories and page.can_restart, max_shrinks=max_shrinks
    )

    @seed(random_seed)
    def new_history() -> History:
        return History(histories)

    options = settings(
        max_examples=amounts.histories,
        stateful_step_count=len(OPERATIONS) if amounts.has_long_histories else SHORT,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
    )
    try:
        run_state_machine_as_test(new_history, settings=options)  # type: ignore[arg-type]
    except (StopSearch, Flaky, AssertionError):
        if histories.shortest is None:
            raise
    return histories


class History(RuleBasedStateMachine):
    """One history: operations from OPERATIONS, each at most once, in random order. Breaking a store takes
    several actions that random single actions would rarely bring together in so short a history."""

    def __init__(self, histories: Histories) -> None:
        super().__init__()
        histories.begin()
        self._histories = histories
        self._page = histories.page
        self._layout: Any = "of the layout"
        self._models = {each: Model(each, self._layout) for each in histories.storage_types}
        self._has_foreign_keys = False
        """Whether another script has set keys, as far as the current tab can know."""
        self._remaining = [
            operation
            for operation in OPERATIONS
            if set(histories.storage_types) & set(operation.storage_types)
            and (histories.can_restart or not operation.is_restart)
        ]
        with self._observed():
            self._page.open(self._app())

    # A single rule: if there are several, Hypothesis leaves some of them out of each history.
    @rule(drawn=st.runner().flatmap(lambda self: self.next_operations()))
    def run_operation(self, drawn: tuple[Operation, tuple[Any, ...]]) -> None:
        operation, arguments = drawn
        if operation in self._remaining:
            self._remaining.remove(operation)
        operation.run(self, *arguments)

    def next_operations(self) -> SearchStrategy[tuple[Operation, tuple[Any, ...]]]:
        """Operations that are possible next, with every choice of arguments."""
        possible = [each for each in self._remaining if each.tabs in (None, self._tabs)] or OPERATIONS[:1]
        # Sampled from all operations, so that a draw keeps its meaning when the history shrinks.
        chosen = st.sampled_from(OPERATIONS).filter(lambda operation: operation in possible)
        return chosen.flatmap(lambda each: st.tuples(st.just(each), st.tuples(*each.arguments)))

    def new_values(self) -> SearchStrategy[Any]:
        """Values that none of the stores has."""
        present = [store.data for store in self._page.stores]
        return st.sampled_from([value for value in VALUES if value not in present])

    @property
    def _tabs(self) -> int:
        """The number of open tabs: the same in all models."""
        return next(iter(self._models.values())).tabs

    # Operations

    def put_without_waiting(self, first: Action, value: Any, reload: bool) -> None:
        with self._observed(), self._page.without_waiting():
            self._act(first)
            self._put(value)
            if reload:
                self._reload()
        if not reload:
            with self._observed():
                self._reload()

    def put_after_rerender(self, value: Any) -> None:
        self.act(RERENDER)
        self.act(("put", value))
        self.reload(1)

    def act(self, action: Action) -> None:
        with self._observed():
            self._act(action)

    def reload(self, times: int) -> None:
        for _ in range(times):
            with self._observed():
                self._reload()

    def reload_with_other_layout(self, layout: Any) -> None:
        with self._observed():
            self._layout = layout
            self._page.open(self._app())
            self._update_models(Model.change_layout, layout)
            self._update_models(Model.load)

    def leave_and_return(self) -> None:
        with self._observed():
            self._page.leave_and_return()
            self._update_models(Model.load)

    def leave_and_go_back(self) -> None:
        with self._observed():
            self._page.leave_and_go_back()
            self._update_models(Model.go_back)

    def restart(self) -> None:
        with self._observed():
            self._page.restart()
            self._update_models(Model.restart)
            self._has_foreign_keys = False

    def open_tab(self) -> None:
        with self._observed():
            self._page.new_tab()
            self._update_models(Model.new_tab)
            self._has_foreign_keys = False

    def switch_tabs(self) -> None:
        with self._observed():
            self._page.switch_back()
            self._update_models(Model.switch_back)
            self._has_foreign_keys = False

    def close_tab(self) -> None:
        with self._observed():
            self._close_tab()

    def put_in_another_tab(self, value: Any) -> None:
        self.open_tab()
        with self._observed(), self._page.without_waiting():
            self._put(value)
            self._close_tab()
        self.reload(1)
        self.act(CLEAR)
        self.reload(1)

    def put_in_two_tabs(self, here: Any, there: Any) -> None:
        if self._tabs == 1:
            self.open_tab()
        with self._observed(), self._page.without_waiting():
            self._write("data", here)
            self._page.switch_back()
            self._write("data", there)
            self._update_models(Model.put_in_two_tabs, here, there)
            self._has_foreign_keys = False

    # What they are made of

    def _act(self, action: Action) -> None:
        match action:
            case "put", value:
                self._put(value)
            case "clear", _:
                self._write("clear_data", True)
                self._update_models(Model.clear)
            case "rerender", _:
                self._page.remove()
                self._page.render_all(self._stores())
                self._update_models(Model.rerender)
            case "write the timestamp", timestamp:
                self._write("modified_timestamp", timestamp)
                self._update_models(Model.write_timestamp)
            case "write foreign keys", text:
                for area in AREAS:
                    self._page.set_storage_item(area, "foreign", text)
                self._has_foreign_keys = True

    def _put(self, value: Any) -> None:
        self._write("data", value)
        self._update_models(Model.put, value)

    def _reload(self) -> None:
        self._page.reload()
        self._update_models(Model.load)

    def _close_tab(self) -> None:
        self._page.close_tab()
        self._update_models(Model.close_tab)
        self._has_foreign_keys = False

    def _write(self, prop: str, value: Any) -> None:
        names = ", ".join(store.name for store in self._page.stores)
        self._page.write_all(prop, value, f"a callback returns {brief(value)} for {prop} of {names}")

    def _update_models(self, action: Callable[..., None], *arguments: Any) -> None:
        for model in self._models.values():
            action(model, *arguments)

    def _stores(self) -> dict[str, dict[str, Any]]:
        """Return the properties of the page's stores; each store is named after its storage type."""
        data = {} if self._layout is None else {"data": self._layout}
        return {each: {"storage_type": each, **data} for each in self._models}

    def _app(self) -> App:
        return rerenderable(self._stores())

    @contextmanager
    def _observed(self) -> Iterator[None]:
        """Run the block, then compare what is observed to the models. Raise AssertionError if they differ."""
        try:
            yield
            observations = {
                each: Observation(self._page[each].data, self._page[each].timestamp, self._page.clock)
                for each in self._models
            }
            compared = {each: self._compare(each, observations[each]) for each in self._models}
        except Exception as failure:
            self._histories.stopped(self._page.history, failure)
            raise AssertionError("an operation failed") from failure
        wrong = [each for each, (observed, expected) in compared.items() if observed != expected]
        if wrong:
            self._histories.note(Counterexample(self._page.history, *compared[wrong[0]], tuple(wrong)))
            raise AssertionError("what is observed is not what is expected")
        for each, model in self._models.items():
            model.observe(observations[each])

    def _compare(self, storage_type: str, observation: Observation) -> tuple[Any, Any]:
        """Return what was observed and what is expected."""
        observed, expected = observation.to_dict(), self._models[storage_type].expected(observation)
        if self._has_foreign_keys:
            observed["foreign keys"] = [self._page.storage(area).get("foreign") for area in AREAS]
            expected["foreign keys"] = ["kept", "kept"]
        return observed, expected


Action = tuple[str, Any]
"""What happens to all stores at once: the kind of action and its value."""
CLEAR, RERENDER = ("clear", True), ("rerender", None)
VALUES = ["a", "b", "of the layout", 0, {"c": [1]}]
NEW_VALUES = st.runner().flatmap(lambda history: history.new_values())
ACTIONS = st.one_of(
    st.tuples(st.just("put"), st.sampled_from([*VALUES, None])),
    st.sampled_from([CLEAR, RERENDER, ("write the timestamp", 42), ("write foreign keys", "kept")]),
)


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
    Operation(History.put_without_waiting, (st.just(CLEAR), NEW_VALUES, st.booleans())),
    Operation(History.put_after_rerender, (NEW_VALUES,)),
    Operation(History.put_without_waiting, (st.just(("put", "first")), NEW_VALUES, st.booleans())),
    Operation(History.reload, (st.integers(1, 3),)),
    Operation(History.put_in_another_tab, (NEW_VALUES,), tabs=1, storage_types=("local",)),
    Operation(History.act, (ACTIONS,)),
    Operation(History.act, (ACTIONS,)),
    Operation(History.act, (ACTIONS,)),
    Operation(History.leave_and_return),
    Operation(History.leave_and_go_back),
    Operation(History.reload_with_other_layout, (st.sampled_from([None, "a"]),)),
    Operation(History.open_tab, tabs=1),
    Operation(History.put_in_two_tabs, (NEW_VALUES, NEW_VALUES), storage_types=("local",)),
    Operation(History.switch_tabs, tabs=2),
    Operation(History.close_tab, tabs=2),
    Operation(History.restart, is_restart=True),
]
