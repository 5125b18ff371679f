"""A counterexample blames the right stores when several share a page."""

from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings

from fixtures.page.observation import StoreFailed
from fixtures.server.channels import SERVER
from judge.generate.actions import EDIT, EDITED, FILL, FREE, ModelledStores
from judge.generate.counterexamples import Counterexample, Histories, StopSearch
from judge.generate.effort import DEFAULT, SEED, current_amounts
from judge.generate.histories import SHORT, run_histories
from judge.generate.history import History
from judge.generate.operations import CONTENTS, OPERATIONS, PAGE_LOADS, PLACES, channels
from judge.generate.placements import AWAY, PLACEMENTS, PUT_MEANWHILE

ALL = ("memory", "session", "local")
KINDS = {operation.run.__name__ for operation in OPERATIONS if not operation.is_restart}
LOST = RuntimeError("the browser is gone")


def stopped(storage_types, failure):
    """Return the counterexample recorded for a history of stores of those types that a failure stopped."""
    page: Any = SimpleNamespace(is_sound=True)
    histories = Histories(page, storage_types, can_restart=False, max_shrinks=0)
    if isinstance(failure, StoreFailed):
        histories.stopped([], failure)
    else:
        with pytest.raises(StopSearch):
            histories.stopped([], failure)
    return histories.shortest


def test_a_store_on_its_own_page_is_to_blame_for_its_failure():
    found = stopped(("local",), StoreFailed("the page is gone"))
    assert found.blames("local")
    assert found.ambiguity == ""


def test_no_store_is_blamed_for_a_broken_page_that_several_share():
    found = stopped(ALL, StoreFailed("the page is gone"))
    assert [each for each in ALL if found.blames(each)] == []
    assert found.ambiguity == '"the page is gone"'


def test_an_error_in_the_suite_concerns_all_storage_types():
    found = stopped(ALL, LOST)
    assert [each for each in ALL if found.blames(each)] == [*ALL]
    with pytest.raises(RuntimeError):
        found.conclusion()


def test_only_stores_that_differ_from_the_model_are_to_blame():
    found = Counterexample([], "observed", "expected", ("session",))
    assert [each for each in ALL if found.blames(each)] == ["session"]
    assert found.ambiguity == ""


class IdealPage:
    """A page whose stores behave ideally, in plain Python.

    `loads` counts page loads, `puts` has what was put through which channel, `titles` those of its apps.
    """

    can_restart = True
    is_sound = True

    def __init__(self):
        self.loads = 0
        self.puts = []
        self.titles = []
        self.reset()

    def reset(self):
        self.history = []
        self.clock = 0
        self._is_full = False
        self._restart()

    def _restart(self, local=()):
        self._local = dict(local)
        self._tabs: list[dict[str, Any]] = [{"session": {}, "memory": {}, "shown": {}}]

    def open(self, app):
        self._app = app
        self.titles.append(app.title)
        self.reload()

    def reload(self):
        self.history.append("load")
        self.loads += 1
        self._tabs[-1]["memory"] = {}
        self._render()

    leave_and_return = leave_and_go_back = reload

    def visit(self, address):
        self.reload()

    def new_tab(self):
        self._tabs.append({"session": {}, "memory": {}, "shown": {}})
        self.reload()

    def close_tab(self):
        self._tabs.pop()

    def switch_back(self):
        self._tabs.insert(0, self._tabs.pop())

    def restart(self):
        self._restart(self._local)
        self.reload()

    def remove(self):
        self.history.append("remove")

    def render_all(self, stores):
        self._render()

    def append(self, name, **props):
        self.history.append("append")

    prepend = append

    def remove_child(self, index):
        self.history.append("remove child")

    def settle(self):
        pass

    def click(self, selector):
        """Take the stores off the page, or bring them back."""
        self.history.append(f"click {selector}")
        if selector == "#here":
            self._render()

    def wait_for_texts(self, awaited):
        pass

    def run_script(self, script, text, given=None):
        self.history.append(text)
        self._is_full = {FILL: True, FREE: False}.get(script, self._is_full)
        if script == EDIT:
            self._put_all(EDITED)

    def put_in_a_burst(self, stores, values):
        self.history.append("put in a burst")
        for value in values:
            self._put_all(value)

    def clear_storage(self, area):
        self.history.append(f"clear {area}")
        (self._local if area == "localStorage" else self._tabs[-1]["session"]).clear()

    def set_storage_item(self, area, key, text):
        self.history.append("set")

    def storage(self, area):
        return {"foreign": "kept"}

    @contextmanager
    def without_waiting(self):
        yield

    def write_all(self, prop, value, description, through):
        self.history.append(description)
        if prop == "data":
            self.puts.append((value, through))
            self._put_all(value)
        elif prop == "clear_data":
            for name in self._app.stores:
                self._kept(name).pop(name, None)
                self._tabs[-1]["shown"][name] = (None, -1)

    def _put_all(self, value):
        self.clock += 1
        for name in self._app.stores:
            fits = not self._is_full or name == "memory"
            if fits and self[name].data != value:
                self._tabs[-1]["shown"][name] = self._kept(name)[name] = (value, self.clock)

    def _render(self):
        for name, props in self._props():
            kept = self._kept(name)
            if name not in kept and "data" in props:
                kept[name] = (props["data"], self.clock)
            self._tabs[-1]["shown"][name] = kept.get(name, (None, -1))

    def _props(self):
        app = self._app
        return (app.build.keywords["stores"] if app.layout is None else app.layout).items()

    def _kept(self, name):
        return self._local if name == "local" else self._tabs[-1][name]

    @property
    def stores(self):
        return [self[name] for name in self._app.stores]

    def __getitem__(self, name):
        data, timestamp = self._tabs[-1]["shown"][name]
        return SimpleNamespace(name=name, data=data, timestamp=timestamp)


@pytest.fixture
def _default_effort():
    own = settings.get_current_profile_name()
    settings.load_profile(DEFAULT)
    yield
    settings.load_profile(own)


@pytest.fixture
def actions(monkeypatch):
    """The actions and loads that histories do, in order."""
    done = []

    def recorded(method):
        def record(history, action):
            done.append(action)
            return method(history, action)

        return record

    for owner, name in ((ModelledStores, "do"), (History, "_load")):
        monkeypatch.setattr(owner, name, recorded(getattr(owner, name)))
    return done


@pytest.fixture
def operations(monkeypatch):
    """The names of the operations that histories run, in order."""
    names = []

    def recorded(name, run):
        def record(history, *arguments):
            names.append(name)
            return run(history, *arguments)

        return record

    for operation in OPERATIONS:
        monkeypatch.setitem(vars(operation), "run", recorded(operation.run.__name__, operation.run))
    return names


@pytest.mark.usefixtures("_default_effort")
def test_default_effort_runs_every_kind_of_operation(operations):
    page: Any = IdealPage()
    assert run_histories(page, ALL, SEED).shortest is None
    assert len(operations) >= current_amounts().histories * SHORT
    assert set(operations) == KINDS


@pytest.mark.usefixtures("_default_effort")
def test_default_effort_does_and_loads_everything_that_can_be_drawn(actions):
    page: Any = IdealPage()
    run_histories(page, ALL, SEED)
    drawable = [*PLACES, *CONTENTS, *PAGE_LOADS, AWAY, PUT_MEANWHILE]
    assert [each for each in drawable if each not in actions] == []


@pytest.mark.usefixtures("_default_effort")
def test_default_effort_puts_through_every_channel():
    page: Any = IdealPage()
    run_histories(page, ALL, SEED)
    assert {channel for _, channel in page.puts} == set(channels())


@pytest.mark.usefixtures("_default_effort")
def test_default_effort_has_the_stores_in_every_placement():
    page: Any = IdealPage()
    run_histories(page, ALL, SEED)
    beginnings = {title.partition("Store(")[0] for title in page.titles}
    assert beginnings == {"", "stores in a dcc.Tab: ", "stores on one page of a site: "}


def test_history_puts_through_its_channel_but_none_through_the_server():
    page: Any = IdealPage()
    history = History(Histories(page, ALL, can_restart=False), "clientside", PLACEMENTS[0])
    history.act(("put", 1), ("put", None))
    assert page.puts == [(1, "clientside"), (None, SERVER)]


@pytest.mark.usefixtures("_default_effort")
def test_a_store_that_loses_data_at_a_load_gets_a_short_counterexample():
    class ForgetfulPage(IdealPage):
        def reload(self):
            self._local.clear()
            super().reload()

    page: Any = ForgetfulPage()
    found: Any = run_histories(page, ("local",), SEED).shortest
    assert found.blames("local")
    assert len(found.history) <= 4
    assert found.history[-1] == "load"


@pytest.mark.usefixtures("_default_effort")
@pytest.mark.parametrize("placement", PLACEMENTS[1:])
def test_a_store_that_loses_data_only_off_the_page_is_found(monkeypatch, placement):
    class ForgetfulPage(IdealPage):
        def click(self, selector):
            self._local.clear()
            super().click(selector)

    monkeypatch.setattr("judge.generate.histories.PLACEMENTS", [PLACEMENTS[0], placement])
    page: Any = ForgetfulPage()
    found: Any = run_histories(page, ("local",), SEED).shortest
    assert found.blames("local")
    assert found.history[-1] == "click #here"
