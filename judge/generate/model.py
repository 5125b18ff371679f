"""The ideal store in plain Python: what must be seen after any history of acts.

It knows the contract and no store. What the contract leaves open, and what it merely advises, is open here
too: whether a tab sees what another one writes before it is loaded again, which of two that write at once
has the last word, what becomes of None, and of a store that is removed and drawn again, whether a page gone
back to is the one that was left.
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
"""In place of a JSON text: nothing is kept, so that the next load is a first one."""


class Timestamp(StrEnum):
    """What has to be seen of modified_timestamp, given what was seen of it before."""

    AS_BEFORE = "as before"
    OTHER = "another"
    NOW = "of the time since then"
    ANYTHING = "anything"


@dataclass(frozen=True)
class Observation:
    """What callbacks of a tab last received: data and modified_timestamp; `clock` is the page's own when that
    was looked at, in ms since 1970."""

    data: Any
    timestamp: Any
    clock: int

    def told(self) -> dict[str, Any]:
        """For a report."""
        return {"data": self.data, "modified_timestamp": self.timestamp}


@dataclass
class StorageArea:
    """Where a store keeps its data: all that may be there, as JSON texts, or NOTHING."""

    kept: set[str] = field(default_factory=lambda: {NOTHING})


@dataclass
class _Tab:
    """`now` is what callbacks must last have received, one of these JSON texts; `possible_updates` what
    other tabs have written since the tab was loaded or wrote itself: it may be seen as well, at any time.

    `is_drawn_anew`: what is seen now is what is kept. `is_timed`: the timestamp last seen is that of what is
    kept, and nobody has meddled with it.
    """

    place: StorageArea
    now: set[str] = field(default_factory=lambda: {NULL})
    possible_updates: set[str] = field(default_factory=set)
    timestamp: Timestamp = Timestamp.ANYTHING
    before: Observation = Observation(None, None, 0)
    is_drawn_anew: bool = False
    is_timed: bool = False

    def forget_timestamp(self) -> None:
        self.timestamp = Timestamp.ANYTHING
        self.is_timed = False


class Model:
    """One store of a page that is open in one tab or more. Acts are those of the present tab."""

    def __init__(self, storage_type: str, layout: Any = None) -> None:
        """The page has just been opened, and has that data in its layout (None: none)."""
        self._storage_type = storage_type
        self._local = StorageArea()
        self._tabs: list[_Tab] = []
        self._layout = _initial(layout)
        self.new_tab()

    @property
    def tabs(self) -> int:
        """How many are open."""
        return len(self._tabs)

    # What is seen

    @property
    def data(self) -> set[str]:
        """What data callbacks must last have received: one of these JSON texts."""
        return self._tab.now | self._tab.possible_updates

    @property
    def timestamp(self) -> Timestamp:
        """What they must have received of modified_timestamp, given what was seen before."""
        return self._tab.timestamp

    def expected(self, seen: Observation) -> dict[str, Any]:
        """The same as `seen` is told, or what must be seen in its place."""
        return {"data": self._expected_data(seen), "modified_timestamp": self._expected_timestamp(seen)}

    def see(self, seen: Observation) -> None:
        """Take note of what was seen, and is as expected."""
        tab = self._tab
        if tab.is_drawn_anew:
            tab.place.kept = {text for text in tab.place.kept if (text or NULL) == as_json(seen.data)}
        tab.now = {as_json(seen.data)}
        tab.timestamp = Timestamp.AS_BEFORE
        tab.before = seen
        tab.is_drawn_anew = False

    # Acts of the app

    def put(self, value: Any) -> None:
        """A callback returns `value` for data."""
        text = as_json(value)
        tab = self._tab
        if text == NULL:
            tab.now = self.data | {NULL}
            tab.place.kept |= {NULL, NOTHING}
            tab.forget_timestamp()
        else:
            is_other = text not in self.data | tab.place.kept
            tab.now = tab.place.kept = {text}
            tab.possible_updates = set()
            tab.timestamp = Timestamp.NOW if is_other else Timestamp.ANYTHING
            tab.is_timed = tab.is_timed or is_other
        tab.is_drawn_anew = False
        self._spread({text})

    def clear(self) -> None:
        """A callback returns True for clear_data."""
        tab = self._tab
        was_full = NULL not in self.data and not tab.possible_updates
        is_seen = tab.timestamp is Timestamp.AS_BEFORE
        tab.forget_timestamp()
        if was_full and is_seen:
            tab.timestamp = Timestamp.OTHER
        tab.now, tab.possible_updates, tab.place.kept = {NULL}, set(), {NOTHING}
        tab.is_drawn_anew = False
        self._spread({NULL})

    def write_timestamp(self) -> None:
        """A callback outputs to modified_timestamp. The clauses timestamp.read-only* say what then becomes of
        it; nothing becomes of the data."""
        self._tab.forget_timestamp()

    def redraw(self) -> None:
        """A callback removes the store and draws it again. That it then has what it had is advised alone."""
        self._tab.forget_timestamp()
        self._draw(self._tab.place.kept | {self._layout})

    # Acts of the user

    def load(self) -> None:
        """The page is loaded (again): what was kept is there, else the layout's data."""
        tab = self._tab
        if self._storage_type == "memory":
            tab.place = StorageArea()
        # A store that loses the timestamp of data as in the layout breaks initial.return-visit-unchanged.
        if len(tab.place.kept) > 1 or tab.place.kept & {NOTHING, NULL, self._layout} or not tab.is_timed:
            tab.forget_timestamp()
        self._draw(tab.place.kept)

    def change_layout(self, data: Any) -> None:
        """From now on the page is served with that data in its layout (None: none)."""
        self._layout = _initial(data)

    def go_back(self) -> None:
        """The page is left and gone back to: it is loaded, or it is as it was left."""
        tab = self._tab
        left, possible_updates, kept = tab.now, tab.possible_updates, tab.place.kept
        tab.forget_timestamp()
        self._draw({NOTHING} | kept if self._storage_type == "memory" else kept)
        tab.now |= left
        tab.possible_updates = possible_updates
        tab.place.kept |= kept
        tab.is_drawn_anew = False

    def new_tab(self) -> None:
        """The page is opened in a tab of its own."""
        self._tabs.append(_Tab(self._local if self._storage_type == "local" else StorageArea()))
        self.load()

    def close_tab(self) -> None:
        """The tab is closed; the one before it is then the present one."""
        self._tabs.pop()

    def switch_back(self) -> None:
        """The tab before becomes the present one, and the present one the last to come."""
        self._tabs.insert(0, self._tabs.pop())

    def restart(self) -> None:
        """The browser is quit and started again, and the page opened."""
        self._tabs.clear()
        self.new_tab()

    def put_in_two_tabs(self, here: Any, there: Any) -> None:
        """`here` is put in the present tab and, at once, `there` in the tab before, which is then the present
        one. Where both write to one place, either may stand."""
        self.put(here)
        self.switch_back()
        self.put(there)
        if self._storage_type == "local":
            either = {as_json(here), as_json(there)}
            self._local.kept |= either
            for tab in (self._tabs[0], self._tab):
                tab.possible_updates |= either
                tab.forget_timestamp()

    # How it is done

    @property
    def _tab(self) -> _Tab:
        return self._tabs[-1]

    def _draw(self, kept: Iterable[str]) -> None:
        """The store is drawn, and finds one of those."""
        tab = self._tab
        found = {text or self._layout for text in kept}
        if found != tab.place.kept:
            self._spread(found - {NOTHING})
        tab.place.kept = found
        tab.now = {text or NULL for text in found}
        tab.possible_updates = set()
        tab.is_drawn_anew = True

    def _spread(self, written: set[str]) -> None:
        """Other tabs may hear of what is written to the place that they share."""
        for tab in self._tabs:
            if tab is not self._tab and tab.place is self._tab.place:
                tab.possible_updates |= written
                tab.forget_timestamp()

    def _expected_data(self, seen: Observation) -> Any:
        if as_json(seen.data) in self.data:
            return seen.data
        allowed = [json.loads(text) for text in sorted(self.data)]
        return allowed[0] if len(allowed) == 1 else {"one of": allowed}

    def _expected_timestamp(self, seen: Observation) -> Any:
        before = self._tab.before
        match self.timestamp:
            case Timestamp.AS_BEFORE:
                return before.timestamp
            case Timestamp.OTHER if seen.timestamp == before.timestamp:
                return {"other than": before.timestamp}
            case Timestamp.NOW if not _is_between(before.clock, seen.timestamp, seen.clock):
                return {"from": before.clock, "to": seen.clock}
        return seen.timestamp


def _initial(data: Any) -> str:
    return NOTHING if data is None else as_json(data)


def _is_between(first: int, timestamp: Any, last: int) -> bool:
    return isinstance(timestamp, int | float) and first <= timestamp <= last
