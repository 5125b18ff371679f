"""The verbs of a test return when all that they set off has been noted, neither before nor never."""

import time

import pytest
from dash import Input, Output, html

from fixtures.apps import App, drawn_later, many_stores, one_store, redrawable, several_stores, store_clicks
from fixtures.apps.app import new_dash
from fixtures.browsers import ENGINES
from fixtures.browsers.browser import BrowserLost
from fixtures.implementation import load
from fixtures.page import Page, StoreFailed
from fixtures.stage import Stage
from fixtures.worker import Worker
from selftest.running import ROOT

SLOW = 0.3
"""Seconds that a slow callback takes, as long as the store `hostile:Late` takes for a report."""


@pytest.fixture(scope="module")
def worker():
    worker = Worker(30)
    yield worker
    worker.close()


@pytest.fixture
def new_page(worker, monkeypatch):
    """Makes pages for a store by its import path."""
    monkeypatch.syspath_prepend(str(ROOT / "selftest"))
    pages = []

    def new_page(store):
        pages.append(Page(Stage(worker, worker.browser(ENGINES["chromium"]), load(store))))
        return pages[-1]

    yield new_page
    for page in pages:
        page.close()


@pytest.fixture
def page(new_page):
    return new_page("dash.dcc:Store")


@pytest.fixture
def late(new_page):
    return new_page("hostile:Late")


def test_a_story_is_told_once_for_all_tests_that_ask_for_it(new_page):
    def story(page, value):
        page.open(one_store("memory"))
        page.store.put(value)
        return page.store.data

    first, second, third = (new_page("dash.dcc:Store") for _ in range(3))
    assert first.once(story, "a") == "a"
    commands = second.commands
    assert second.once(story, "a") == "a"
    assert (second.commands, second.history) == (commands, first.history)
    assert third.once(story, "b") == "b"


def test_a_story_that_a_store_breaks_is_broken_for_all_and_a_page_can_begin_afresh(new_page):
    def story(page):
        page.open(one_store("memory"))
        raise StoreFailed("in the middle")

    for page in (new_page("dash.dcc:Store"), new_page("dash.dcc:Store")):
        with pytest.raises(StoreFailed, match="in the middle"):
            page.once(story)
    page.start_over()
    assert page.history == []
    page.open(one_store("memory"))
    page.store.put("sound")
    assert page.store.data == "sound"


@pytest.mark.parametrize("prop", ["data", "modified_timestamp"])
def test_one_callback_on_many_stores_notes_those_that_changed(page, prop):
    page.open(many_stores("session", 3, prop))
    page.put_all([1, 2, 3])
    first, second, third = page.stores
    before = [len(store.seen) for store in page.stores]
    second.put(20)
    assert [len(store.seen) for store in page.stores] == [before[0], before[1] + 1, before[2]]
    assert [first.data, second.data, third.data] == [1, 20, 3]
    assert [event.prop for event in second.seen] == [prop] * len(second.seen)
    page.reload()
    assert [store.data for store in page.stores] == [1, 20, 3]


def chain_of_slow_callbacks():
    """A click sets off a slow callback of the server, whose answer sets off another."""

    def build(Store):
        shown = [html.Div(id=id) for id in ("first", "second")]
        app = new_dash(html.Div([html.Button("go", id="go"), *shown]))

        @app.callback(Output("first", "children"), Input("go", "n_clicks"), prevent_initial_call=True)
        def first(clicks):
            time.sleep(SLOW)
            return f"first {clicks}"

        @app.callback(Output("second", "children"), Input("first", "children"), prevent_initial_call=True)
        def second(first):
            time.sleep(SLOW)
            return f"second after {first}"

        return app

    return App("a chain of slow callbacks", build, stores={})


# Fences


def test_a_late_report_of_each_put_is_noted(late):
    late.open(one_store("memory"))
    for number, value in enumerate(["one", "two", "three"], start=1):
        late.store.put(value)
        assert late.store.data == value
        assert len(late.store.reports) == number


def test_a_late_report_of_the_layouts_data_is_noted(late):
    late.open(one_store("memory", data="of the layout"))
    assert len(late.store.reports) == 1
    late.reload()
    assert len(late.store.reports) == 1


def test_a_late_report_of_a_store_drawn_later_is_noted(late):
    late.open(drawn_later("memory"))
    late.draw(storage_type="memory", data="drawn")
    assert len(late.store.reports) == 1


def test_late_reports_of_many_stores_are_noted(late):
    late.open(several_stores({f"store {number}": {"storage_type": "memory"} for number in range(20)}))
    late.put_all(list(range(20)))
    assert [store.data for store in late.stores] == list(range(20))
    assert {len(store.reports) for store in late.stores} == {1}


def test_nothing_is_noted_after_a_verb_has_returned(late):
    late.open(one_store("memory"))
    late.store.put("something")
    before = late.store.seen
    late.settle()
    assert late.store.seen == before


def test_a_fence_comes_back_where_there_is_no_store_to_wait_for(page):
    page.open(several_stores({}))
    page.settle()
    assert page.stores == []


def test_a_prevented_update_comes_to_an_end(page):
    page.open(one_store("memory", data="first"))
    page.prevent_update()
    page.prevent_update()
    assert page.store.data == "first"


def test_texts_are_read_when_slow_callbacks_that_feed_one_another_have_run(page):
    page.open(chain_of_slow_callbacks())
    page.click("#go")
    assert page.texts("#second") == ["second after first 1"]
    page.click("#go")
    assert page.texts("#first") == ["first 2"]


# Tabs and browsers


def test_each_tab_has_observations_of_its_own(page):
    page.open(one_store("memory", data="of the layout"))
    page.store.put("in the first tab")
    page.new_tab()
    assert page.store.data == "of the layout"
    page.switch_back()
    assert page.store.data == "in the first tab"
    page.switch_back()
    assert page.store.data == "of the layout"
    page.close_tab()
    assert page.store.data == "in the first tab"


def test_what_another_tab_has_stored_is_noted_when_a_tab_is_gone_back_to(new_page):
    page = new_page("fixtures.stores:Slow")
    page.open(one_store("local"))
    page.new_tab()
    page.store.put("of the second tab")
    page.switch_back()
    assert page.store.data == "of the second tab"


def test_a_tab_left_and_gone_back_to_has_the_observations_of_its_page(page):
    page.open(one_store("session", data="first"))
    page.store.put("second")
    page.leave_and_go_back()
    assert page.store.data == "second"
    page.store.put("third")
    page.leave_and_return()
    assert page.store.data == "third"


def test_what_is_done_at_once_is_noted_at_the_end_in_every_tab(new_page):
    page = new_page("fixtures.stores:Slow")
    page.open(one_store("local"))
    page.new_tab()
    with page.at_once():
        page.store.put("one")
        page.store.clear()
        page.switch_back()
        page.store.put("two")
    assert page.store.data == "two"
    assert page.store.reports != []
    assert page.history[-4:] == [
        "put \"one\" in 'store'",
        "at once: set clear_data=True of 'store'",
        "at once: go back to the tab before",
        "at once: put \"two\" in 'store'",
    ]
    page.switch_back()
    assert page.store.data == "two"


def test_a_page_that_starts_over_has_no_history_and_nothing_stored(page):
    page.open(one_store("local"))
    page.store.put("of the first history")
    page.new_tab()
    page.start_over()
    page.open(one_store("local"))
    assert page.store.data is None
    assert page.history == ['open Store(id="store", storage_type="local")']


def test_a_store_removed_and_drawn_again_takes_what_is_put(page):
    page.open(redrawable({"store": {"storage_type": "memory", "data": "first"}}))
    page.undraw()
    page.draw(storage_type="memory", data="second")
    assert page.store.data == "second"
    page.store.put("third")
    assert page.store.data == "third"


def test_a_closed_page_leaves_one_tab(page, worker):
    page.open(one_store("memory"))
    page.new_tab()
    page.new_tab()
    page.close()
    assert len(worker.browser(ENGINES["chromium"]).driver.window_handles) == 1


def test_a_restart_keeps_what_is_local_and_nothing_else(page):
    page.open(several_stores({kind: {"storage_type": kind} for kind in ("memory", "session", "local")}))
    page.put_all(["a", "b", "c"])
    page.restart()
    assert [store.data for store in page.stores] == [None, None, "c"]


def test_pages_do_not_share_what_they_store(new_page):
    first, second = new_page("dash.dcc:Store"), new_page("dash.dcc:Store")
    first.open(one_store("local"))
    first.store.put("of the first")
    second.open(one_store("local"))
    assert second.store.data is None


# What is told


def test_observations_and_history_tell_what_happened(page):
    page.open(one_store("memory"))
    page.store.put({"a": 1})
    assert page.history == ['open Store(id="store", storage_type="memory")', "put {\"a\": 1} in 'store'"]
    assert any(line.startswith("data of 'store': data {\"a\": 1}") for line in page.observations())
    assert not any("fence" in line for line in page.observations())


STORE_MUCH = "for (let n = 0; n < 3000; n += 1) localStorage.setItem('judge-word', `${n}`)"
IS_TOLD = """
    const other = document.createElement('iframe');
    document.body.append(other);
    other.contentWindow.localStorage.setItem('judge-word', 'last');
    await judge.heard('last');
    const notHeard = Promise.resolve().then().then().then(() => false);
    return await Promise.race([judge.heard('2999').then(() => true), notHeard]);
"""
"""Whether the page has been told, before word from another document of it came by the same road."""


@pytest.mark.parametrize("name", ENGINES)
def test_no_page_is_told_what_the_one_before_it_stored(worker, name):
    """Chromium and WebKit tell it to one that is loaded before all that was stored has landed."""
    if reason := ENGINES[name].missing():
        pytest.skip(reason)
    stage = Stage(worker, worker.browser(ENGINES[name]), load("dash.dcc:Store"))
    stage.open(one_store("memory"))
    for _ in range(20):
        stage.run(STORE_MUCH)
        stage.settle()
        stage.load()
        assert not stage.run(IS_TOLD)
    stage.close()


def test_a_fence_leaves_nothing_behind(page):
    page.open(one_store("memory"))
    page.settle()
    assert page.storage("localStorage") == {}
    assert "<iframe" not in page.html()


PNG = "iVBORw0KGgo"
"""How one begins, in base64."""


@pytest.mark.parametrize("name", ENGINES)
def test_a_screenshot_is_of_a_page_that_shows_something(worker, name):
    if reason := ENGINES[name].missing():
        pytest.skip(reason)
    page = Page(Stage(worker, worker.browser(ENGINES[name]), load("dash.dcc:Store")))
    assert page.screenshot() == ""  # what is there is another test's
    page.open(store_clicks())
    assert page.screenshot().startswith(PNG)
    page.open(one_store("memory"))
    assert page.screenshot() == ""
    assert page.is_sound
    page.close()


@pytest.mark.parametrize("area", ["localStorage", "sessionStorage"])
def test_all_that_a_page_stores_is_seen(page, area):
    page.open(several_stores({}))
    names = ["text", "key", "length", "getItem", "__proto__", ""]
    for name in names:
        page.put_foreign(area, name, f"of {name}")
    assert page.storage(area) == {name: f"of {name}" for name in names}
    page.empty(area)
    assert page.storage(area) == {}


def test_the_data_of_a_store_that_no_callback_heard_of_is_the_stores_failure(page):
    page.open(several_stores({}))
    with pytest.raises(StoreFailed, match="no callback of the store 'absent' was called"):
        _ = page["absent"].data


def test_a_lost_browser_is_the_judges_trouble_and_replaced(new_page, worker):
    page = new_page("dash.dcc:Store")
    page.open(one_store("memory"))
    lost = worker.browser(ENGINES["chromium"])
    lost.quit()
    with pytest.raises(BrowserLost):
        page.reload()
    again = new_page("dash.dcc:Store")
    again.open(one_store("memory", data="as ever"))
    assert again.store.data == "as ever"
    assert worker.browser(ENGINES["chromium"]) is not lost
