"""One history: what an app, its user and other scripts do to the stores of a page.

Each time, what is observed is compared to a model of each store. Page loads are expensive, so stores of
several storage types go through a history together on one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from judge.generate.actions import ModelledStores
from judge.generate.counterexamples import Counterexample, Histories
from judge.generate.model import LastReceived, Model
from judge.generate.placements import Action, Placement

Load = tuple[str, Any]
"""How the page is loaded: the kind of load and its value (see History.load)."""

VISIT: Load = ("visit", "other/page?query=1")


class History:
    """A page with a store of each storage type, named after it, and a model of each store."""

    def __init__(self, histories: Histories, channel: str, placement: Placement) -> None:
        """Open the page. What the app puts reaches the stores through that channel. Raise AssertionError if
        what is observed is not what is expected."""
        histories.begin()
        self._histories = histories
        self._page = histories.page
        self._stores = ModelledStores(histories.page, histories.storage_types, channel, placement)
        with self._observed():
            self._open()

    @property
    def tabs(self) -> int:
        """The number of open tabs: the same in all models."""
        return next(iter(self._stores.models.values())).tabs

    @property
    def present(self) -> list[Any]:
        """The data that the stores have."""
        return [store.data for store in self._page.stores]

    @property
    def placement(self) -> Placement:
        """Where the app has its stores."""
        return self._stores.placement

    # Actions of the app, and of other scripts of the page

    def act(self, *actions: Action) -> None:
        """Do one thing after the other. Observe the stores after each."""
        for action in actions:
            with self._observed():
                self._stores.do(action)

    def act_then_load(self, actions: tuple[Action, ...], load: Load) -> None:
        """Do one thing after the other, without waiting in between, then load the page."""
        with self._observed(), self._stores.without_waiting():
            for action in actions:
                self._stores.do(action)
        self.load(load)

    def act_and_reload_without_waiting(self, *actions: Action) -> None:
        """Do one thing after the other and reload the page, without waiting in between."""
        with self._observed(), self._stores.without_waiting():
            for action in actions:
                self._stores.do(action)
            self._load(("reload", 1))

    # Loads

    def load(self, load: Load | Action) -> None:
        """Load the page in the current tab. An action in place of a load shows, too, what is kept."""
        kind, value = load
        if kind in ModelledStores.HANDLERS:
            self.act(load)
            return
        for _ in range(value if kind == "reload" else 1):
            with self._observed():
                self._load(load)

    def _load(self, load: Load) -> None:
        action = Model.load
        match load:
            case "reload", _:
                self._page.reload()
            case "visit", address:
                self._page.visit(address)
            case "leave and return", _:
                self._page.leave_and_return()
            case "go back", _:
                self._page.leave_and_go_back()
                action = Model.go_back
            case "other layout", data:
                self._stores.layout = data
                self._stores.update_models(Model.change_layout, data)
                self._page.open(self._stores.app())
        self.placement.await_stores(self._page)
        self._stores.update_models(action)

    def _open(self) -> None:
        self._page.open(self._stores.app())
        self.placement.await_stores(self._page)

    def clear_on_another_page(self, then: Action) -> None:
        """Put a value, clear it on another page of the site, return, and do something else."""
        self.act(("put", "of this page"))
        self.load(VISIT)
        self.act(("clear", True))
        self.load(("reload", 1))
        self.act(then)

    def restart(self) -> None:
        """Restart the browser."""
        with self._observed():
            self._page.restart()
            self.placement.await_stores(self._page)
            self._enter(Model.restart)

    # Tabs

    def open_tab(self) -> None:
        """Open the page in another tab, from then on the current one."""
        with self._observed():
            self._page.new_tab()
            self.placement.await_stores(self._page)
            self._enter(Model.new_tab)

    def switch_tabs(self) -> None:
        """Go to the tab before."""
        with self._observed():
            self._page.switch_back()
            self._enter(Model.switch_back)

    def close_tab(self) -> None:
        """Close the current tab."""
        with self._observed():
            self._close_tab()

    def put_in_a_tab_that_closes(self, value: Any) -> None:
        """Put a value in another tab that closes without waiting, load the page, and clear what was put."""
        self.open_tab()
        with self._observed(), self._stores.without_waiting():
            self._stores.do(("put", value))
            self._close_tab()
        self.load(("reload", 1))
        self.act(("clear", True), ("redraw", "in order"))

    def act_in_another_tab(self, before: Action, there: Action, value: Any, load: Load) -> None:
        """Do one thing in this tab and another in the other tab, then put a value in this one and load it."""
        self.act(before)
        if self.tabs == 1:
            self.open_tab()
        else:
            self.switch_tabs()
        self.act(there)
        self.switch_tabs()
        self.act(("put", value))
        self.load(load)

    def put_in_two_tabs(self, here: Any, there: Any) -> None:
        """Put a value in each of two tabs, without waiting in between."""
        if self.tabs == 1:
            self.open_tab()
        with self._observed(), self._stores.without_waiting():
            self._stores.write("data", here)
            self._page.switch_back()
            self._stores.write("data", there)
            self._enter(Model.put_in_two_tabs, here, there)

    def _close_tab(self) -> None:
        self._page.close_tab()
        self._enter(Model.close_tab)

    def _enter(self, action: Callable[..., None], *arguments: Any) -> None:
        """Update the models with an action after which another tab is the current one."""
        self._stores.update_models(action, *arguments)
        self._stores.has_foreign_keys = False

    @contextmanager
    def _observed(self) -> Iterator[None]:
        """Run the block, then compare what is observed to the models. Raise AssertionError if they differ."""
        try:
            yield
            received = {
                each: LastReceived(self._page[each].data, self._page[each].timestamp, self._page.clock)
                for each in self._stores.models
            }
            compared = {each: self._stores.compare(each, received[each]) for each in self._stores.models}
        except Exception as failure:
            self._histories.stopped(self._page.history, failure)
            raise AssertionError("an operation failed") from failure
        wrong = [each for each, (observed, expected) in compared.items() if observed != expected]
        if wrong:
            self._histories.note(Counterexample(self._page.history, *compared[wrong[0]], tuple(wrong)))
            raise AssertionError("what is observed is not what is expected")
        for each, model in self._stores.models.items():
            model.observe(received[each])
