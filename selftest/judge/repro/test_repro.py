"""A failure can be shown without the suite: the app that comes with it runs alone, and shows what was
observed."""

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from fixtures import apps
from fixtures.apps.app import id_of
from fixtures.browsers import ENGINES, LocalBrowser
from fixtures.page.action import Other, RenderedStore, Step
from judge.repro.app import repro
from judge.repro.python_source import literal
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
"""What the apps of the failures show in the end, the wrong data."""


# What is written


def of(*history, **told):
    failed = result("a.b", Verdict.FAIL, **{"implementation": DCC} | told)
    return repro(clause("a.b"), failed, list(history))


keys = st.text(st.characters(exclude_categories=()), max_size=3)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | keys | st.sampled_from(NASTY)
repeated = st.builds(
    lambda item, number: item * number, keys | st.lists(scalars, max_size=2), st.integers(0, 99)
)
values = st.recursive(
    scalars | repeated, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3)
)


@given(values)
def test_any_value_is_had_again_of_its_source(value):
    source = literal(value)
    assert source.isascii()
    assert "\n" not in source
    assert repr(eval(source, {"__builtins__": {"float": float}})) == repr(value)


def test_a_value_of_any_depth_is_had_again_of_its_source():
    value: list[Any] = []
    for _ in range(900):
        value = [value]
    assert eval(literal(value), {"json": __import__("json")}) == value


def test_what_repeats_itself_is_written_shortly():
    assert literal({"a": "xy" * 5_000_000, "b": [-0.0] * 100_000}) == (
        "{'a': 'xy' * 5000000, 'b': [-0.0] * 100000}"
    )


def test_a_value_too_long_to_be_written_is_told_to_be_so():
    source = of(Step("open", apps.one_store()), Step("put", {("store", "data"): list(range(10_000))}))
    assert len(source) < 10_000
    assert "in place of a longer value: [0, 1, 2, " in source
    assert "(58,890 characters)" in source


def saying(text):
    """The syntax tree, but for its strings, of an app in which `text` stands wherever anything may."""
    history = [
        Step(text, apps.several_stores({text.lstrip("{"): {"data": [text]}})),
        Step(text, Other.HAND),
        Step(
            text,
            {("store", "data"): {text: text}, ("room", "children"): [RenderedStore("store", {"data": text})]},
        ),
        Step(text, Other.HAND),
    ]
    told = dict.fromkeys(("expected", "observed", "engine"), text)
    failed = result("a.b", Verdict.FAIL, **told, implementation=f"shop:{text}")
    source = repro(clause("a.b", text=text, heading=text, quote=text), failed, history)
    assert source.isascii()
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.value = type(node.value).__name__
    return ast.dump(tree)


@pytest.mark.parametrize("text", [*NASTY, "\n", "'''", '"""', "\\", "$store", "\u2028import os"])
def test_what_a_store_says_is_no_source(text):
    assert saying(text) == saying("no name")


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
def test_whatever_app_a_history_opens_it_can_be_gone_through_again(app):
    source = of(*(Step("a step", deed) for deed in (app, *Other)))
    assert source.isascii()
    compile(source, "repro.py", "exec")
    assert "fixtures" not in source


def test_a_history_without_an_app_has_none():
    assert of() == ""


# What it shows


@pytest.fixture(scope="module")
def failures():
    """The results of CELLS, by clause, in Chromium for the storage type local."""
    cells = [
        f"{node}[{store}-chromium-local]" for node, store in zip(nodes(*CELLS), CELLS.values(), strict=True)
    ]
    run = Run(*cells, f"--store={DCC}", f"--store={FAULTY}", "-n0")
    try:
        run.exit_code()
        yield {id: run.result(store, id) for id, store in CELLS.items()}
    finally:
        shutil.rmtree(run.folder)


class NeedsOwnPage:
    """An app in a process of its own, that has the suite nowhere in its path."""

    def __init__(self, source, folder, **environment):
        (folder / "repro.py").write_text(source, encoding="ascii")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.process: subprocess.Popen[str] = subprocess.Popen(
            [sys.executable, "repro.py"],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PORT": str(port), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        output = self.process.stdout
        assert output
        self._reader = threading.Thread(target=self.lines.extend, args=(output,))
        self._reader.start()
        self.url = wait_for(
            lambda: self.lines and f":{port}" in "".join(self.lines[1:]) and self.lines[0].strip()
        )

    def end(self):
        self.process.kill()
        self.process.wait()
        self._reader.join()


@pytest.fixture
def alone(tmp_path):
    """Starts an app."""
    started = []

    def start(source, **environment):
        started.append(NeedsOwnPage(source, tmp_path, **environment))
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
    """Do as the page says, as somebody does who is told by nothing else, until it tells the outcome."""
    driver.get(url)
    number = 2  # to load the page was the first
    while "expected: " not in (told := instruction(driver, number)):
        if told.endswith("(click next)"):
            driver.find_element(By.XPATH, "//button[text()='next']").click()
        else:
            assert "load" in told
            driver.refresh()
        number += 1
    return told


def instruction(driver, number):
    """The page's word on step `number`, once it is there."""

    def told(driver):
        text = driver.find_element(By.ID, "now").text
        return text.startswith(f"{number}. ") and text

    return waiting(driver).until(told)


def waiting(driver):
    gone = (NoSuchElementException, StaleElementReferenceException)
    return WebDriverWait(driver, BOUND, ignored_exceptions=gone)


@pytest.mark.parametrize(("clause", "shown"), SHOWN.items(), ids=SHOWN)
def test_an_app_of_stores_shows_what_was_observed(alone, driver, failures, clause, shown):
    path = {"PYTHONPATH": str(ROOT)} if CELLS[clause] == FAULTY else {}
    app = alone(failures[clause]["repro"], **path)
    assert failures[clause]["observed"] in follow(driver, app.url)
    body = driver.find_element(By.TAG_NAME, "body")
    waiting(driver).until(lambda _: re.search(shown, body.text))
    wait_for(lambda: re.search(shown, "".join(app.lines)))


def test_an_app_of_stores_puts_in_several_at_once_whatever_their_ids(alone, driver):
    names = ['{"index":1,"type":"x"}', "b"]
    props = {"storage_type": "local"}
    source = of(
        Step("open", apps.several_stores(dict.fromkeys(names, props))),
        Step("put both", {(name, "data"): [name] for name in names}),
        Step("close the tab", Other.HAND),
        Step("load the page in another", Other.LOAD),
    )
    app = alone(source)
    follow(driver, app.url)
    for name in names:
        told = f"data of {id_of(name)!a}: {[name]!a} ("
        waiting(driver).until(lambda driver, told=told: told in driver.find_element(By.TAG_NAME, "body").text)


def test_an_app_of_stores_does_at_once_what_followed_at_once(alone, driver):
    source = of(
        Step("open", apps.one_store("local")),
        Step("put", {("store", "data"): 1}),
        Step("put", {("store", "data"): 2}).without_waiting(),
        Step("reload", Other.LOAD).without_waiting(),
    )
    app = alone(source)
    driver.get(app.url)
    instruction(driver, 2)
    driver.find_element(By.XPATH, "//button").click()
    assert "expected" in instruction(driver, 5)
    waiting(driver).until(
        lambda driver: "data of 'store': 2 (" in driver.find_element(By.TAG_NAME, "body").text
    )


def test_an_app_of_the_docs_shows_what_was_observed(alone, driver, failures):
    source = failures["initial.return-visit-unchanged"]["repro"]
    assert "# 2. reload\n# 3. look at #shown\n" in source
    app = alone(source)

    def answers():
        return re.findall(r"/_dash-update-component\S* HTTP/\S+ (\d+)", "".join(app.lines))

    driver.get(app.url)
    waiting(driver).until(lambda driver: driver.find_element(By.ID, "shown").text == '"initial"')
    first = wait_for(lambda: len(answers()) == 2 and answers())
    driver.refresh()
    second = wait_for(lambda: len(answers()) == 4 and answers()[2:])
    assert (sorted(first), second) == (
        ["200", "204"],
        ["204", "204"],
    )  # the callback on the timestamp gives up
    assert driver.find_element(By.ID, "shown").text == ""
