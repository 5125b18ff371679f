"""The repro app of a failure runs without the suite and shows what was observed."""

import json
import os
import re
import shutil
from functools import partial

import pytest
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from fixtures import apps
from fixtures.apps import DataPatch, JavaScript, WhileRunning
from fixtures.apps.app import id_of
from fixtures.browsers import ENGINES, LocalBrowser
from fixtures.page.action import Action, ScriptedPuts, Step
from fixtures.server.backends import BACKENDS
from selftest.support.judged_run import BOUND, ROOT, Run, nodes, wait_for
from selftest.support.repro_apps import RunningApp, repro_of

DCC = "dash.dcc:Store"
FAULTY = "fixtures.stores.faulty:layout-wins-when-changed"
CELLS = {
    "timestamp.read-only": DCC,
    "clear.in-layout": DCC,
    "id.apart-when-prefixes": DCC,
    "initial.return-visit-unchanged": DCC,
    "stored.found-when-redrawn": FAULTY,
}

SHOWN = {
    "timestamp.read-only": r"modified_timestamp of 'store': 42 \(data: 'something'\)",
    "clear.in-layout": r"data of 'store': 'something' \(modified_timestamp: \d+\)",
    "id.apart-when-prefixes": r"data of 'x-timestamp': \d+ ",
    "stored.found-when-redrawn": r"data of 'store': 'second' ",
}
"""Clause -> the wrong data that the repro app shows in the end."""


def test_message_of_several_stores_names_only_those_that_are_wrong(failures):
    found = failures["id.apart-when-prefixes"]
    expected, observed = json.loads(found["expected"]), json.loads(found["observed"])
    assert expected.keys() == observed.keys() == {"x-timestamp"}
    assert expected["x-timestamp"] != observed["x-timestamp"]


@pytest.fixture(scope="module")
def failures():
    """Results of CELLS by clause, in Chromium, for the storage type local."""
    cells = [
        f"{node}[{store}-chromium-local]" for node, store in zip(nodes(*CELLS), CELLS.values(), strict=True)
    ]
    run = Run(*cells, f"--store={DCC}", f"--store={FAULTY}", "-n0")
    try:
        run.exit_code()
        yield {id: run.result(store, id) for id, store in CELLS.items()}
    finally:
        shutil.rmtree(run.folder)


@pytest.fixture
def start_app(tmp_path):
    """Start an app from its source; it is stopped at the end of the test."""
    started = []

    def start(source, **environment):
        started.append(RunningApp(source, tmp_path, **environment))
        return started[-1]

    yield start
    for each in started:
        each.end()


@pytest.fixture(scope="module")
def driver():
    browser = LocalBrowser(ENGINES["chromium"], BOUND)
    yield browser.driver
    browser.quit()


def follow(driver, url):
    """Do what the page says until it shows the outcome; return that text."""
    driver.get(url)
    number = 2  # loading the page was the first
    while "expected: " not in (text := instruction(driver, number)):
        if text.endswith("(click next)"):
            driver.find_element(By.XPATH, "//button[text()='next']").click()
        else:
            assert "load" in text
            driver.refresh()
        number += 1
    return text


def page_contains(driver, text):
    """Return whether the page shows the text."""
    return text in driver.find_element(By.TAG_NAME, "body").text


def instruction(driver, number):
    """Return the page's text of step `number`, once it is there."""

    def current(driver):
        text = driver.find_element(By.ID, "now").text
        return text.startswith(f"{number}. ") and text

    return waiting(driver).until(current)


def waiting(driver):
    gone = (NoSuchElementException, StaleElementReferenceException)
    return WebDriverWait(driver, BOUND, ignored_exceptions=gone)


@pytest.mark.parametrize(("clause", "shown"), SHOWN.items(), ids=SHOWN)
def test_an_app_of_stores_shows_what_was_observed(start_app, driver, failures, clause, shown):
    path = {"PYTHONPATH": str(ROOT)} if CELLS[clause] == FAULTY else {}
    app = start_app(failures[clause]["repro"], **path)
    assert failures[clause]["observed"] in follow(driver, app.url)
    body = driver.find_element(By.TAG_NAME, "body")
    waiting(driver).until(lambda _: re.search(shown, body.text))
    wait_for(lambda: re.search(shown, "".join(app.lines)))


def test_an_app_of_stores_writes_to_several_stores_whatever_their_ids(start_app, driver):
    names = ['{"index":1,"type":"x"}', "b"]
    props = {"storage_type": "local"}
    source = repro_of(
        Step("open", apps.several_stores(dict.fromkeys(names, props))),
        Step("put both", {(name, "data"): [name] for name in names}),
        Step("close the tab", Action.MANUAL),
        Step("load the page in another", Action.RELOAD),
    )
    app = start_app(source)
    follow(driver, app.url)
    for name in names:
        text = f"data of {id_of(name)!a}: {[name]!a} ("
        waiting(driver).until(lambda driver, text=text: text in driver.find_element(By.TAG_NAME, "body").text)


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_app_of_stores_runs_on_the_backend_of_the_failure_without_its_log(start_app, driver, backend):
    app = apps.one_store("local")
    source = repro_of(Step("open", app), Step("put", {("store", "data"): "something"}), backend=backend)
    running = start_app(source)
    follow(driver, running.url)
    assert waiting(driver).until(lambda driver: page_contains(driver, "data of 'store': 'something'"))
    running.end()
    assert [line for line in running.lines if "/_dash-" in line] == []  # no request is logged


def test_an_app_of_stores_performs_steps_without_waiting_by_itself(start_app, driver):
    source = repro_of(
        Step("open", apps.one_store("local")),
        Step("put", {("store", "data"): 1}),
        Step("put", {("store", "data"): 2}).without_waiting(),
        Step("reload", Action.RELOAD).without_waiting(),
    )
    app = start_app(source)
    driver.get(app.url)
    instruction(driver, 2)
    driver.find_element(By.XPATH, "//button").click()
    assert "expected" in instruction(driver, 5)
    waiting(driver).until(
        lambda driver: "data of 'store': 2 (" in driver.find_element(By.TAG_NAME, "body").text
    )


def test_an_app_of_stores_does_all_steps_and_keeps_earlier_lines(start_app, driver):
    source = repro_of(
        Step("open", apps.one_store("local")),
        Step("put", {("store", "data"): "first"}),
        Step("put", {("store", "data"): "second"}),
        Step("reload", Action.RELOAD),
        Step("open another layout", apps.one_store("local")),
        Step("put", {("store", "data"): "third"}),
    )
    app = start_app(source)
    driver.get(app.url)
    instruction(driver, 2)
    driver.find_element(By.XPATH, "//button[text()='do all steps']").click()
    assert "expected: " in instruction(driver, 7)
    for text in ("first", "second", "third"):
        wait_for(partial(page_contains, driver, text))
    assert not [line for line in app.lines if " HTTP/" in line]


def test_an_app_of_stores_puts_by_a_script_what_a_person_is_too_slow_for(start_app, driver):
    names = ("one", '{"index":1}')
    source = repro_of(
        Step("open", apps.several_stores({name: {"storage_type": "local"} for name in names})),
        Step("put", ScriptedPuts(names, ("first", "</script>"), once_reported=True)),
        Step("put", ScriptedPuts(names, [{"n": number} for number in range(200)])),
        Step("reload", Action.RELOAD),
    )
    app = start_app(source)
    driver.get(app.url)
    instruction(driver, 2)
    driver.find_element(By.XPATH, "//button[text()='do all steps']").click()
    assert "expected: " in instruction(driver, 5)
    for shown in ("'one'", "{'index': 1}"):
        for value in ("'first'", "'</script>'", "{'n': 199}"):
            wait_for(partial(page_contains, driver, f"data of {shown}: {value} ("))
        stamps = re.findall(
            rf"data of {re.escape(shown)}: '.*?' \(modified_timestamp: (\d+)\)", "\n".join(app.lines)
        )
        assert len({*stamps}) > 1


PATCH = DataPatch("patch.update(value)", {"patch": 3})
THROUGH = {
    "clientside": (JavaScript("[undefined, new Date(0)]"), ["[None, '1970-01-01T00:00:00.000Z']"]),
    "set-props-client": ({"in the page": 1}, ["{'in the page': 1}"]),
    "running": (WhileRunning("while it runs", {"running": 1}), ["'while it runs'", "{'running': 1}"]),
    "set-props": (PATCH, ["{'running': 1, 'patch': 3}"]),
    "background": (
        WhileRunning("in the background", {"background": 1}),
        ["'in the background'", "{'background': 1}"],
    ),
    "websocket": (WhileRunning("by websocket", {"websocket": 1}), ["'by websocket'", "{'websocket': 1}"]),
    "websocket-stream": (WhileRunning("a stream", {"stream": 1}), ["'a stream'", "{'stream': 1}"]),
    "server": (PATCH, ["{'stream': 1, 'patch': 3}"]),
}
"""What is put through each channel, and what callbacks then receive of it."""


def test_an_app_of_stores_writes_through_every_channel(start_app, driver):
    place = ("store", "data")
    source = repro_of(
        Step("open", apps.one_store("local")),
        *(Step(f"put through {channel}", {place: value}, channel) for channel, (value, _) in THROUGH.items()),
        backend="fastapi",
    )
    app = start_app(source)
    driver.get(app.url)
    instruction(driver, 2)
    for step, (_, received) in enumerate(THROUGH.values(), 2):
        instruction(driver, step)
        driver.find_element(By.XPATH, "//button[text()='next']").click()
        for text in received:
            wait_for(partial(page_contains, driver, f"data of 'store': {text} "))
    driver.get("about:blank")
    app.interrupt()
    assert os.listdir(app.folder) == ["repro.py"]


def test_an_app_of_the_docs_shows_what_was_observed(start_app, driver, failures):
    source = failures["initial.return-visit-unchanged"]["repro"]
    assert "# 2. reload\n# 3. look at #shown\n" in source
    app = start_app(source)

    received = "modified_timestamp of 'store': {} (data: 'initial')\n".format
    driver.get(app.url)
    waiting(driver).until(lambda driver: driver.find_element(By.ID, "shown").text == '"initial"')
    driver.refresh()
    wait_for(lambda: received(None) in app.lines)  # the callback on the timestamp raises PreventUpdate
    assert "HTTP/" not in "".join(app.lines)
    assert driver.find_element(By.ID, "shown").text == ""
