"""The actions of a history: each happens to all stores of a page, and to the model of each store."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from fixtures.apps import App, through
from fixtures.jsontext import brief
from fixtures.page.page import Page
from fixtures.server.channels import SERVER
from judge.generate.model import LastReceived, Model
from judge.generate.placements import Action, Placement

AREAS = {"local": "localStorage", "session": "sessionStorage"}
TOO_MUCH = "too much " * 8000
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


class ModelledStores:
    """A store of each storage type on a page, named after it, and a model of each store."""

    def __init__(
        self, page: Page, storage_types: tuple[str, ...], channel: str, placement: Placement
    ) -> None:
        """What the app puts reaches the stores through that channel."""
        self.layout: Any = "of the layout"
        self.models = {each: Model(each, self.layout) for each in storage_types}
        self.placement = placement
        self.has_foreign_keys = False
        """Whether another script has set keys, as far as the current tab can know."""
        self._page = page
        self._channel = channel
        self._neighbours = itertools.count(1)
        self._is_waiting = True

    def app(self) -> App:
        """Return the app that has the stores."""
        app = self.placement.app(self._props())
        return app if self._channel == SERVER else through(self._channel, app)

    def do(self, action: Action) -> None:
        """Do that to all stores of the page and to their models."""
        kind, value = action
        self.HANDLERS[kind](self, value)

    def update_models(self, action: Callable[..., None], *arguments: Any) -> None:
        """Do that to all models."""
        for model in self.models.values():
            action(model, *arguments)

    def write(self, prop: str, value: Any) -> None:
        """Write `value` to that property of all stores, but not to their models."""
        names = ", ".join(store.name for store in self._page.stores)
        # That None removes the data through every channel is advice.
        channel = SERVER if prop != "data" or value is None else self._channel
        self._page.write_all(prop, value, f"write {brief(value)} to {prop} of {names}", channel)

    @contextmanager
    def without_waiting(self) -> Iterator[None]:
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

    def compare(self, storage_type: str, received: LastReceived) -> tuple[Any, Any]:
        """Return what was observed of that store and what is expected."""
        observed, expected = received.to_dict(), self.models[storage_type].expected(received)
        if self.has_foreign_keys:
            areas = AREAS.values()
            observed["foreign keys"] = [self._page.storage(area).get("foreign") for area in areas]
            expected["foreign keys"] = ["kept", "kept"]
        return observed, expected

    # The handlers of the kinds of action; each takes the value of the action

    def _put(self, value: Any) -> None:
        self.write("data", value)
        self.update_models(Model.put, value)

    def _clear(self, _: Any) -> None:
        self.write("clear_data", True)
        self.update_models(Model.clear)

    def _put_in_a_burst(self, value: Any) -> None:
        self._page.put_in_a_burst([*self.models], ["first", value])
        self.update_models(Model.put, "first")
        self.update_models(Model.put, value)

    def _put_too_much(self, then: Any) -> None:
        """Put what does not fit. Filling web storage takes a second, so long texts are refused instead."""
        with self.without_waiting():
            self._page.run_script(FILL, "web storage has no room for long texts from here on")
            self.write("data", TOO_MUCH)
            self._page.run_script(FREE, "web storage has room again")
            self.update_models(Model.put_too_much, TOO_MUCH)
            self._put(then)

    def _edit_in_place(self, _: Any) -> None:
        self._page.run_script(EDIT, "a script puts an object, edits it, and puts it again", [*self.models])
        self.update_models(Model.put, EDITABLE)
        self.update_models(Model.edit_in_place, EDITED)

    def _write_the_timestamp(self, timestamp: Any) -> None:
        self.write("modified_timestamp", timestamp)
        self.update_models(Model.write_timestamp)

    def _redraw(self, order: str) -> None:
        stores = self._props()
        self._page.render_all(stores if order == "in order" else dict(reversed(stores.items())))
        self.update_models(Model.redraw)

    def _remove_and_render(self, _: Any) -> None:
        with self.without_waiting():
            self._page.remove()
            self._page.render_all(self._props())
        self.update_models(Model.rerender)

    def _add_neighbour(self, place: str) -> None:
        name = f"neighbour-{next(self._neighbours)}"
        props = {"storage_type": next(iter(self.models)), "data": "of a neighbour"}
        if place == "at the end":
            self._page.append(name, **props)
        else:
            with self.without_waiting():
                self._page.prepend(name, **props)
                self._page.remove_child(0)
        self.update_models(Model.patch_neighbours)

    def _go_away(self, _: Any) -> None:
        self.placement.leave(self._page)
        self.placement.come_back(self._page)
        self.update_models(Model.come_back)

    def _put_meanwhile(self, value: Any) -> None:
        self.placement.leave(self._page)
        self.write("data", value)
        self.placement.come_back(self._page)
        self.update_models(Model.come_back_to_a_put, value)

    def _write_foreign_keys(self, text: str) -> None:
        for area in AREAS.values():
            self._page.set_storage_item(area, "foreign", text)
        self.has_foreign_keys = True

    def _clear_web_storage(self, _: Any) -> None:
        for area in AREAS.values():
            self._page.clear_storage(area)
        self.update_models(Model.clear_web_storage)
        self.has_foreign_keys = False

    def _props(self) -> dict[str, dict[str, Any]]:
        """Return the properties of the page's stores; each store is named after its storage type."""
        data = {} if self.layout is None else {"data": self.layout}
        return {each: {"storage_type": each, **data} for each in self.models}

    HANDLERS: ClassVar[dict[str, Callable[[ModelledStores, Any], None]]] = {
        "put": _put,
        "clear": _clear,
        "put in a burst": _put_in_a_burst,
        "put too much": _put_too_much,
        "edit in place": _edit_in_place,
        "write the timestamp": _write_the_timestamp,
        "redraw": _redraw,
        "remove and render": _remove_and_render,
        "neighbour": _add_neighbour,
        "away": _go_away,
        "put meanwhile": _put_meanwhile,
        "write foreign keys": _write_foreign_keys,
        "clear web storage": _clear_web_storage,
    }
