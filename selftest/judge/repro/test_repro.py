"""The repro app of a failure runs without the suite and shows what was observed."""

import ast
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from functools import partial

import pytest
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from fixtures import apps
from fixtures.apps import DataPatch, JavaScript, WhileRunning
from fixtures.apps.app import id_of
from fixtures.browsers import ENGINES, LocalBrowser
from fixtures.page.action import Action, ChildrenPatch, RenderedStore, ScriptedPuts, Step
from fixtures.server.backends import BACKENDS
from judge.repro.app import repro
from reports.model import Verdict
from selftest.support.judged_run import BOUND, ROOT, Run, nodes, wait_for
from selftest.support.report_builder import NASTY, clause, result

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


# The source


def repro_of(*history, backend="flask", **fields):
    failed = result("a.b", Verdict.FAIL, **{"implementation": DCC} | fields)
    return repro(clause("a.b"), failed, list(history), backend)


def test_a_value_with_very_long_source_is_replaced_by_a_text_that_says_so():
    source = repro_of(Step("open", apps.one_store()), Step("put", {("store", "data"): list(range(10_000))}))
    assert len(source) < 10_000
    assert "in place of a longer value: [0, 1, 2, " in source
    assert "(58,890 characters)" in source


def syntax_tree_with(text):
    """Return the syntax tree of an app that contains `text` wherever possible, without string values."""
    history = [
        Step(text, apps.several_stores({text.lstrip("{"): {"data": [text]}})),
        Step(text, Action.MANUAL),
        Step(
            text,
            {
                ("store", "data"): {text: text},
                ("container", "children"): [RenderedStore("store", {"data": text})],
            },
        ),
        Step(text, Action.MANUAL),
    ]
    added = RenderedStore(text.lstrip("{"), {"data": text})
    history.append(Step(text, {("container", "children"): ChildrenPatch(added, added, removed=0)}))
    fields = dict.fromkeys(("expected", "observed", "engine"), text)
    failed = result("a.b", Verdict.FAIL, **fields, implementation=f"shop:{text}")
    source = repro(clause("a.b", text=text, heading=text, quote=text), failed, history)
    assert source.isascii()
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.value = type(node.value).__name__
    return ast.dump(tree)


@pytest.mark.parametrize(
    "text", [*NASTY, "\n", "'''", '"""', "\\", "{{ header }}", "{% for %}", "\u2028import os"]
)
def test_text_from_a_store_never_becomes_code(text):
    assert syntax_tree_with(text) == syntax_tree_with("no name")


@pytest.mark.parametrize(
    "app",
    [
        apps.several_stores({'{"index":1}': {"storage_type": "local", "clear_data": True}, "b": {}}),
        apps.rendered_later("local"),
        apps.rerenderable({"store": {"storage_type": "local", "data": 1}}),
        apps.retrieval("local", data="initial"),
        apps.store_clicks(),
        apps.share_data(),
    ],
    ids=lambda app: app.title[:30],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_history_of_each_kind_of_app_has_a_repro_app_that_compiles(app, backend):
    source = repro_of(*(Step("a step", action) for action in (app, *Action)), backend=backend)
    assert source.isascii()
    assert (f"backend='{backend}'" in source) == (backend != "flask")
    compile(source, "repro.py", "exec")
    assert "fixtures" not in source


def test_app_of_the_docs_says_how_to_write_to_it_and_shows_what_callbacks_receive():
    opened, put = Step("open", apps.still_clock("memory")), Step("put", {("store", "data"): ["first"]})
    source = repro_of(opened, put)
    compile(source, "repro.py", "exec")
    assert 'dash_clientside.set_props("store", {data: ["first"]})' in source.replace("\n#    ", "")
    assert "for id in ['store']:" in source


def test_a_history_without_an_app_has_no_repro_app():
    assert repro_of() == ""


# The running app


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


class RunningApp:
    """An app in its own process, without the suite on its path."""

    def __init__(self, source, folder, **environment):
        self.folder = folder
        (folder / "repro.py").write_text(source, encoding="ascii")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.process: subprocess.Popen[str] = subprocess.Popen(
            [sys.executable, "repro.py"],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PORT": str(port), "TMPDIR": str(folder), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        output = self.process.stdout
        assert output
        self._reader = threading.Thread(target=self.lines.extend, args=(output,))
        self._reader.start()
        wait_for(partial(accepts_connections, port))  # Dash says that it runs before it listens
        self.url = wait_for(lambda: self.lines and self.lines[0].strip())

    def interrupt(self):
        """End it as its user does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(BOUND)

    def end(self):
        self.process.kill()
        self.process.wait()
        self._reader.join()


def accepts_connections(port):
    """Return whether a server listens on the port of the loopback interface."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


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


def test_script_of_an_app_of_stores_gets_long_values_one_by_one():
    source = repro_of(
        Step("open", apps.one_store("local")),
        Step("put", ScriptedPuts(["store"], [list(range(10_000)), "short"])),
    )
    compile(source, "repro.py", "exec")
    assert '"short"' in source or "'short'" in source


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
