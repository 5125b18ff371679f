"""A model of the store in plain Python: what callbacks must receive after any history of actions.

The model knows the contract and no implementation. If the contract is silent or only advises, the model
allows every outcome: whether a tab sees another tab's write before it is reloaded, which of two simultaneous
writes wins, what None does, what a store holds that is removed and rendered again, or a memory store that is
redrawn or was off the page, whether a put is kept while the store is off the page, what follows if another
script clears web storage or if a value does not fit, whether an object that was edited in place is a put, and
whether going back in the browser's history reloads the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from compat import StrEnum
from fixtures.jsontext import as_json

NULL = "null"
NOTHING = ""
"""Instead of a JSON text: nothing is kept, so the next load counts as the first."""


class Timestamp(StrEnum):
    """What modified_timestamp must be, given the value observed before."""

    UNCHANGED = "the same as before"
    CHANGED = "different from before"
    RECENT = "of the time since the last observation"
    ANYTHING = "anything"


@dataclass(frozen=True)
class LastReceived:
    """The data and modified_timestamp that callbacks of a tab last received; `clock` is the page's clock at
    that time, in ms since 1970."""

    data: Any
    timestamp: Any
    clock: int

    def to_dict(self) -> dict[str, Any]:
        """Return the two properties by name, for a report."""
        return {"data": self.data, "modified_timestamp": self.timestamp}


@dataclass
class StorageArea:
    """Where a store keeps its data. `kept` holds every text that may be there: JSON, or NOTHING."""

    kept: set[str] = field(default_factory=lambda: {NOTHING})


@dataclass
class _Tab:
    """One open tab.

    `current`: JSON texts, one of which callbacks must last have received.
    `possible_updates`: JSON texts written by other tabs since this tab was loaded or wrote itself; callbacks
    may have received one of these instead.
    `shows_what_is_kept`: the next observation tells which of the texts in `area.kept` is there.
    `has_known_timestamp`: the timestamp belongs to what is kept, and nothing else has changed it.
    `stores_all`: no value that did not fit was put since the page was loaded; what is put after it may not be
    stored.
    """

    area: StorageArea
    current: set[str] = field(default_factory=lambda: {NULL})
    possible_updates: set[str] = field(default_factory=set)
    timestamp: Timestamp = Timestamp.ANYTHING
    last_received: LastReceived = LastReceived(None, None, 0)
    shows_what_is_kept: bool = False
    has_known_timestamp: bool = False
    stores_all: bool = True

    def forget_timestamp(self) -> None:
        """Allow any timestamp from here on."""
        self.timestamp = Timestamp.ANYTHING
        self.has_known_timestamp = False


class Model:
    """One store of a page that is open in one or more tabs. Every action happens in the current tab."""

    def __init__(self, storage_type: str, layout: Any = None) -> None:
        """Model a page that has just been opened, with `layout` as the data in its layout (None: no data)."""
        self._storage_type = storage_type
        self._local = StorageArea()
        self._tabs: list[_Tab] = []
        self._layout = _initial(layout)
        self.new_tab()

    @property
    def tabs(self) -> int:
        """The number of open tabs."""
        return len(self._tabs)

    # Observations

    @property
    def data(self) -> set[str]:
        """JSON texts, one of which callbacks must last have received as data."""
        return self._tab.current | self._tab.possible_updates

    @property
    def timestamp(self) -> Timestamp:
        """What modified_timestamp must be, given what callbacks received last."""
        return self._tab.timestamp

    def expected(self, received: LastReceived) -> dict[str, Any]:
        """Return `received.to_dict()` with every value that is not allowed replaced by what is."""
        return {
            "data": self._expected_data(received),
            "modified_timestamp": self._expected_timestamp(received),
        }

    def observe(self, received: LastReceived) -> None:
        """Take note of an observation that is as expected."""
        tab = self._tab
        if tab.shows_what_is_kept:
            tab.area.kept = {text for text in tab.area.kept if (text or NULL) == as_json(received.data)}
        tab.current = {as_json(received.data)}
        # What another tab has written may still arrive, with its timestamp.
        tab.timestamp = Timestamp.ANYTHING if tab.possible_updates else Timestamp.UNCHANGED
        tab.last_received = received
        tab.shows_what_is_kept = False

    # Actions of the app

    def put(self, value: Any) -> None:
        """A callback returns `value` for data."""
        text = as_json(value)
        tab = self._tab
        if text == NULL:
            tab.current = self.data | {NULL}
            tab.area.kept |= {NULL, NOTHING}
            tab.forget_timestamp()
        elif not tab.stores_all:
            tab.current = self.data | {text}
            tab.area.kept |= {text}
            tab.forget_timestamp()
        else:
            is_new = text not in self.data | tab.area.kept
            # A store may ignore data that it has: then it does not restore what another script has cleared.
            may_be_gone = NOTHING in tab.area.kept and text in self.data
            tab.area.kept = {text, NOTHING} if may_be_gone else {text}
            tab.current = {text}
            tab.possible_updates = set()
            tab.timestamp = Timestamp.RECENT if is_new else Timestamp.ANYTHING
            tab.has_known_timestamp = tab.has_known_timestamp or is_new
        tab.shows_what_is_kept = False
        self._maybe_update_other_tabs({text})

    def clear(self) -> None:
        """A callback returns True for clear_data."""
        tab = self._tab
        had_data = NULL not in self.data and not tab.possible_updates
        was_observed = tab.timestamp is Timestamp.UNCHANGED
        tab.forget_timestamp()
        if had_data and was_observed:
            tab.timestamp = Timestamp.CHANGED
        tab.current, tab.possible_updates, tab.area.kept = {NULL}, set(), {NOTHING}
        tab.shows_what_is_kept = False
        self._maybe_update_other_tabs({NULL})

    def write_timestamp(self) -> None:
        """A callback outputs to modified_timestamp. The data must not change; the timestamp is judged by the
        clauses timestamp.read-only*."""
        self._tab.forget_timestamp()

    def rerender(self) -> None:
        """A callback removes the store and renders it again. Only a *should* clause says that it keeps its
        data."""
        self._tab.forget_timestamp()
        self._render(self._tab.area.kept | {self._layout})

    def redraw(self) -> None:
        """A callback returns the store again, with its layout's data, among the children of its container."""
        tab = self._tab
        shown, possible_updates, kept = tab.current, tab.possible_updates, tab.area.kept
        if self._storage_type == "memory":
            tab.forget_timestamp()
            self._render(kept | {self._layout})
        else:
            self._forget_uncertain_timestamp()
            self._render(kept)
        if NOTHING in kept:
            tab.current |= {NULL}
            tab.area.kept |= {NOTHING}
        if possible_updates or not shown <= tab.current:  # what is stored may not be what the tab shows
            tab.forget_timestamp()
            tab.current |= shown
            tab.possible_updates = possible_updates
            tab.area.kept |= kept | (shown - {NULL})
            tab.shows_what_is_kept = False

    def come_back(self) -> None:
        """The user leaves the dcc.Tab or the page of dash.pages that has the store, and returns. A local or
        session store keeps its data; clauses say no more. Dash may render the store with the data that
        callbacks last received, which the store may take for a put."""
        tab, before = self._tab, self._tab.area.kept
        self.redraw()
        tab.forget_timestamp()
        self._maybe_update_other_tabs(tab.area.kept - before - {NOTHING})

    def come_back_to_a_put(self, value: Any) -> None:
        """The same, and a callback returns `value` for data while the store is off the page. Only a *should*
        clause says that it is kept."""
        tab, text = self._tab, as_json(value)
        self.come_back()
        tab.current = self.data | {text}
        tab.area.kept |= {text}
        tab.shows_what_is_kept = False
        self._maybe_update_other_tabs({text})

    def patch_neighbours(self) -> None:
        """A Patch adds a store next to this one, or removes it. Dash may redraw this one with its current
        data. The timestamp is judged by the clauses neighbours.*."""
        self.redraw()
        self._tab.forget_timestamp()

    def put_too_much(self, value: Any) -> None:
        """A callback returns data for which web storage has no room. Only *should* and *reference* clauses
        say what happens then, and until the page is loaded again."""
        if self._storage_type == "memory":
            return self.put(value)
        tab, text = self._tab, as_json(value)
        tab.current = self.data | {text, NULL}
        tab.area.kept |= {text, NOTHING}
        tab.stores_all = False
        tab.shows_what_is_kept = False
        tab.forget_timestamp()
        self._maybe_update_other_tabs({text, NULL})

    def edit_in_place(self, value: Any) -> None:
        """A clientside callback changes the object that it received to `value`, and returns it. Only *should*
        clauses say that it is a put."""
        tab, text = self._tab, as_json(value)
        tab.current = self.data | {text}
        tab.area.kept |= {text}
        tab.shows_what_is_kept = False
        tab.forget_timestamp()
        self._maybe_update_other_tabs({text})

    # Actions of other scripts of the page

    def clear_web_storage(self) -> None:
        """Another script clears web storage. The store may notice it, and may write its data again."""
        if self._storage_type == "memory":
            return
        tab = self._tab
        tab.current = self.data | {NULL}
        tab.area.kept |= {NOTHING}
        tab.shows_what_is_kept = False
        tab.forget_timestamp()
        self._maybe_update_other_tabs({NULL})

    # Actions of the user

    def load(self) -> None:
        """The page is loaded: the store has what was kept, else the layout's data."""
        tab = self._tab
        if self._storage_type == "memory":
            tab.area = StorageArea()
        tab.stores_all = True
        self._forget_uncertain_timestamp()
        self._render(tab.area.kept)

    def change_layout(self, data: Any) -> None:
        """The page is served with this data in its layout from now on (None: no data)."""
        self._layout = _initial(data)

    def go_back(self) -> None:
        """The user leaves the page and goes back: the browser reloads it, or shows it as it was left."""
        tab = self._tab
        shown, possible_updates, kept = tab.current, tab.possible_updates, tab.area.kept
        tab.forget_timestamp()
        self._render({NOTHING} | kept if self._storage_type == "memory" else kept)
        tab.current |= shown
        tab.possible_updates = possible_updates
        tab.area.kept |= kept
        tab.shows_what_is_kept = False

    def new_tab(self) -> None:
        """The page is opened in a new tab."""
        self._tabs.append(_Tab(self._local if self._storage_type == "local" else StorageArea()))
        self.load()

    def close_tab(self) -> None:
        """The current tab is closed; the one opened before it becomes the current tab."""
        self._tabs.pop()

    def switch_back(self) -> None:
        """The tab before the current one becomes the current tab; the current one goes to the end of the
        order."""
        self._tabs.insert(0, self._tabs.pop())

    def restart(self) -> None:
        """The browser quits and starts again, and the page is opened."""
        self._tabs.clear()
        self.new_tab()

    def put_in_two_tabs(self, here: Any, there: Any) -> None:
        """`here` is put in the current tab and, without waiting, `there` in the tab before it, which becomes
        the current tab. If both tabs share a storage area, either value may win."""
        self.put(here)
        self.switch_back()
        self.put(there)
        if self._storage_type == "local":
            either = {as_json(here), as_json(there)}
            self._local.kept |= either
            for tab in (self._tabs[0], self._tab):
                tab.possible_updates |= either
                tab.forget_timestamp()

    # Helpers

    @property
    def _tab(self) -> _Tab:
        return self._tabs[-1]

    def _render(self, kept: Iterable[str]) -> None:
        """The store is rendered and finds one of these texts, or takes the layout's data."""
        tab = self._tab
        found = {text or self._layout for text in kept}
        if found != tab.area.kept:
            self._maybe_update_other_tabs(found - {NOTHING})
        tab.area.kept = found
        tab.current = {text or NULL for text in found}
        tab.possible_updates = set()
        tab.shows_what_is_kept = True

    def _forget_uncertain_timestamp(self) -> None:
        """Allow any timestamp of a store that is loaded, unless it must be the one that belongs to its data.
        If the data equals the layout's, initial.return-visit-unchanged judges the timestamp."""
        tab = self._tab
        is_certain = len(tab.area.kept) == 1 and not tab.area.kept & {NOTHING, NULL, self._layout}
        if not is_certain or not tab.has_known_timestamp:
            tab.forget_timestamp()

    def _maybe_update_other_tabs(self, written: set[str]) -> None:
        """Tabs that share the storage area may receive what is written to it, at any time."""
        for tab in self._tabs:
            if tab is not self._tab and tab.area is self._tab.area:
                tab.possible_updates |= written
                tab.forget_timestamp()

    def _expected_data(self, received: LastReceived) -> Any:
        if as_json(received.data) in self.data:
            return received.data
        allowed = [json.loads(text) for text in sorted(self.data)]
        return allowed[0] if len(allowed) == 1 else {"one of": allowed}

    def _expected_timestamp(self, received: LastReceived) -> Any:
        before = self._tab.last_received
        match self.timestamp:
            case Timestamp.UNCHANGED:
                return before.timestamp
            case Timestamp.CHANGED if received.timestamp == before.timestamp:
                return {"other than": before.timestamp}
            case Timestamp.RECENT if not _is_between(before.clock, received.timestamp, received.clock):
                return {"from": before.clock, "to": received.clock}
        return received.timestamp


def _initial(data: Any) -> str:
    return NOTHING if data is None else as_json(data)


def _is_between(first: int, timestamp: Any, last: int) -> bool:
    return isinstance(timestamp, int | float) and first <= timestamp <= last
