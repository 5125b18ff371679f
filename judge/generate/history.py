"""One history: what an app, its user and other scripts do to the stores of a page.

Each time, what is observed is compared to a model of each store. Page loads are expensive, so stores of
several storage types go through a history together on one page.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from fixtures.apps import App, rerenderable, through
from fixtures.jsontext import brief
from fixtures.server.channels import SERVER
from judge.generate.counterexamples import Counterexample, Histories
from judge.generate.model import Model, Observation

Action = tuple[str, Any]
"""What happens to all stores at once: the kind of action and its value (see History.do)."""
Load = tuple[str, Any]
"""How the page is loaded: the kind of load and its value (see History.load)."""

AREAS = {"local": "localStorage", "session": "sessionStorage"}
TOO_MUCH = "too much " * 8000
VISIT: Load = ("visit", "other/page?query=1")
EDITABLE = {"c": [1]}
EDITED = {**EDITABLE, "edited": True}
EDIT = """const {set_props: setProps} = window.dash_clientside;
const objects = given.map(() => ({c: [1]}));
given.forEach((store, place) => setProps(store, {data: objects[place]}));
await new Promise(resolve => setTimeout(resolve));
objects.forEach(data => (data.edited = true));
given.forEach((store, place) => setProps(store, {data: objects[place]}));"""
FILL = """const {setItem} = Storage.prototype;
Storage.prototype.setItem = function(key, text) {
    if (text.length > 30_000) {
        throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    }
    setItem.call(this, key, text);
};
Storage.prototype.setItem.before = setItem;"""
FREE = "Storage.prototype.setItem = Storage.prototype.setItem.before"


class History:
    """A page with a store of each storage type, named after it, and a model of each store."""

    def __init__(self, histories: Histories, channel: str) -> None:
        """Open the page. What the app puts reaches the stores through that channel. Raise AssertionError if
        what is observed is not what is expected."""
        histories.begin()
        self._channel = channel
        self._histories = histories
        self._page = histories.page
        self._layout: Any = "of the layout"
        self._models = {each: Model(each, self._layout) for each in histories.storage_types}
        self._neighbours = itertools.count(1)
        self._has_foreign_keys = False
        """Whether another script has set keys, as far as the current tab can know."""
        self._is_waiting = True
        with self._observed():
            self._page.open(self._app())

    @property
    def tabs(self) -> int:
        """The number of open tabs: the same in all models."""
        return next(iter(self._models.values())).tabs

    @property
    def present(self) -> list[Any]:
        """The data that the stores have."""
        return [store.data for store in self._page.stores]

    # Actions of the app, and of other scripts of the page

    def act(self, *actions: Action) -> None:
        """Do one thing after the other. Observe the stores after each."""
        for action in actions:
            with self._observed():
                self.do(action)

    def act_then_load(self, actions: tuple[Action, ...], load: Load) -> None:
        """Do one thing after the other, without waiting in between, then load the page."""
        with self._observed(), self._without_waiting():
            for action in actions:
                self.do(action)
        self.load(load)

    def act_and_reload_without_waiting(self, *actions: Action) -> None:
        """Do one thing after the other and reload the page, without waiting in between."""
        with self._observed(), self._without_waiting():
            for action in actions:
                self.do(action)
            self._load(("reload", 1))

    def do(self, action: Action) -> None:
        """Do that to all stores of the page and to their models."""
        match action:
            case "put", value:
                self._put(value)
            case "clear", _:
                self._write("clear_data", True)
                self._update_models(Model.clear)
            case "remove and render", _:
                with self._without_waiting():
                    self._page.remove()
                    self._page.render_all(self._stores())
                self._update_models(Model.rerender)
            case "redraw", order:
                stores = self._stores()
                self._page.render_all(stores if order == "in order" else dict(reversed(stores.items())))
                self._update_models(Model.redraw)
            case "neighbour", place:
                self._add_neighbour(place)
                self._update_models(Model.patch_neighbours)
            case "write the timestamp", timestamp:
                self._write("modified_timestamp", timestamp)
                self._update_models(Model.write_timestamp)
            case "write foreign keys", text:
                for area in AREAS.values():
                    self._page.set_storage_item(area, "foreign", text)
                self._has_foreign_keys = True
            case "clear web storage", _:
                for area in AREAS.values():
                    self._page.clear_storage(area)
                self._update_models(Model.clear_web_storage)
                self._has_foreign_keys = False
            case "put in a burst", value:
                self._page.put_in_a_burst([*self._models], ["first", value])
                self._update_models(Model.put, "first")
                self._update_models(Model.put, value)
            case "put too much", value:
                with self._without_waiting():
                    self._put_too_much()
                    self._put(value)
            case "edit in place", _:
                self._page.run_script(
                    EDIT, "a script puts an object, edits it, and puts it again", [*self._models]
                )
                self._update_models(Model.put, EDITABLE)
                self._update_models(Model.edit_in_place, EDITED)

    def _put(self, value: Any) -> None:
        self._write("data", value)
        self._update_models(Model.put, value)

    def _put_too_much(self) -> None:
        """Put what does not fit. Filling web storage takes a second, so long texts are refused instead."""
        self._page.run_script(FILL, "web storage has no room for long texts from here on")
        self._write("data", TOO_MUCH)
        self._page.run_script(FREE, "web storage has room again")
        self._update_models(Model.put_too_much, TOO_MUCH)

    def _add_neighbour(self, place: str) -> None:
        name = f"neighbour-{next(self._neighbours)}"
        props = {"storage_type": next(iter(self._models)), "data": "of a neighbour"}
        if place == "at the end":
            self._page.append(name, **props)
            return
        with self._without_waiting():
            self._page.prepend(name, **props)
            self._page.remove_child(0)

    def _write(self, prop: str, value: Any) -> None:
        names = ", ".join(store.name for store in self._page.stores)
        # That None removes the data through every channel is advice.
        channel = SERVER if prop != "data" or value is None else self._channel
        self._page.write_all(prop, value, f"write {brief(value)} to {prop} of {names}", channel)

    # Loads

    def load(self, load: Load) -> None:
        """Load the page in the current tab; "redraw" only has a callback return the stores again."""
        kind, value = load
        if kind == "redraw":
            self.act(load)
            return
        for _ in range(value if kind == "reload" else 1):
            with self._observed():
                self._load(load)

    def _load(self, load: Load) -> None:
        match load:
            case "reload", _:
                self._page.reload()
            case "visit", address:
                self._page.visit(address)
            case "leave and return", _:
                self._page.leave_and_return()
            case "go back", _:
                self._page.leave_and_go_back()
                self._update_models(Model.go_back)
                return
            case "other layout", data:
                self._layout = data
                self._update_models(Model.change_layout, data)
                self._page.open(self._app())
        self._update_models(Model.load)

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
            self._enter(Model.restart)

    # Tabs

    def open_tab(self) -> None:
        """Open the page in another tab, from then on the current one."""
        with self._observed():
            self._page.new_tab()
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
        with self._observed(), self._without_waiting():
            self._put(value)
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
        with self._observed(), self._without_waiting():
            self._write("data", here)
            self._page.switch_back()
            self._write("data", there)
            self._enter(Model.put_in_two_tabs, here, there)

    def _close_tab(self) -> None:
        self._page.close_tab()
        self._enter(Model.close_tab)

    def _enter(self, action: Callable[..., None], *arguments: Any) -> None:
        """Update the models with an action after which another tab is the current one."""
        self._update_models(action, *arguments)
        self._has_foreign_keys = False

    @contextmanager
    def _without_waiting(self) -> Iterator[None]:
        """See Page.without_waiting. Waits only at the end of the outermost such block."""
        if not self._is_waiting:
            yield
            return
        self._is_waiting = False
        try:
            with self._page.without_waiting():
                yield
        finally:
            self._is_waiting = True

    # Models

    def _update_models(self, action: Callable[..., None], *arguments: Any) -> None:
        for model in self._models.values():
            action(model, *arguments)

    def _stores(self) -> dict[str, dict[str, Any]]:
        """Return the properties of the page's stores; each store is named after its storage type."""
        data = {} if self._layout is None else {"data": self._layout}
        return {each: {"storage_type": each, **data} for each in self._models}

    def _app(self) -> App:
        app = rerenderable(self._stores())
        return app if self._channel == SERVER else through(self._channel, app)

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
            areas = AREAS.values()
            observed["foreign keys"] = [self._page.storage(area).get("foreign") for area in areas]
            expected["foreign keys"] = ["kept", "kept"]
        return observed, expected
