"""The doctor reports for each engine whether it works, and how to install what is missing."""

import pytest

from fixtures.browsers import ENGINES
from fixtures.browsers.browser import BrowserLost
from fixtures.browsers.chromium import Chromium
from fixtures.browsers.programs import Part
from store_conformance import doctor

PACKAGES = {"apt-get": "chromium", "dnf": "chromium", "brew": "chromium", "winget": "chromium"}


class Machine(Chromium):
    """The engine on a machine that has a browser and a driver, or not."""

    def __init__(self, browser="/bin/chromium", driver="/bin/chromedriver", problem=None):
        self._parts = [
            Part("Chromium", browser, PACKAGES, "131.0"),
            Part("ChromeDriver", driver, PACKAGES, "131.0"),
        ]
        self._problem = problem

    def parts(self):
        return self._parts

    def mismatch(self):
        return self._problem


class LoadsPages:
    """Stands in for the runtime, whose browser loads a page."""

    version = "131.0 (Google Chrome)"

    def __init__(self, deadline):
        pass

    def browser(self, engine):
        return self

    def close(self):
        pass


class LoadsNone(LoadsPages):
    def browser(self, engine):
        raise BrowserLost("engine chromium did not start")


def examine(monkeypatch, capsys, engine, runtime=LoadsPages, arguments=("--engine=chromium",)):
    monkeypatch.setattr(doctor, "ENGINES", {"chromium": engine})
    monkeypatch.setattr(doctor, "Runtime", runtime)
    return doctor.main(arguments), capsys.readouterr().out.splitlines()


def test_an_engine_that_works_is_ready(monkeypatch, capsys):
    code, lines = examine(monkeypatch, capsys, Machine())
    assert code == doctor.READY
    assert lines == [
        "chromium: ready",
        "  ok       Chromium: 131.0 (/bin/chromium)",
        "  ok       ChromeDriver: 131.0 (/bin/chromedriver)",
        "  ok       a page loads in chromium 131.0 (Google Chrome)",
    ]


@pytest.mark.parametrize(
    ("engine", "line"),
    [
        (Machine(browser=None), "MISSING  Chromium; install it: "),
        (Machine(driver=None), "MISSING  ChromeDriver; install it: "),
        (Machine(problem="they do not fit"), "FAILED   they do not fit"),
    ],
)
def test_no_browser_is_started_if_something_is_missing_or_does_not_fit(monkeypatch, capsys, engine, line):
    code, lines = examine(monkeypatch, capsys, engine, runtime=None)
    assert code == doctor.NOT_READY
    assert lines[0] == "chromium: NOT ready"
    assert any(each.strip().startswith(line) for each in lines)


def test_a_browser_that_loads_no_page_is_not_ready(monkeypatch, capsys):
    code, lines = examine(monkeypatch, capsys, Machine(), runtime=LoadsNone)
    assert code == doctor.NOT_READY
    assert lines[-1] == "  FAILED   engine chromium did not start"


def test_one_engine_is_enough_unless_it_is_named(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "ENGINES", {"chromium": Machine(), "firefox": Machine(browser=None)})
    monkeypatch.setattr(doctor, "Runtime", LoadsPages)
    assert doctor.main([]) == doctor.READY
    assert doctor.main(["--engine=chromium", "--engine=firefox"]) == doctor.NOT_READY


@pytest.mark.browser
@pytest.mark.parametrize("name", list(ENGINES))
def test_each_engine_of_this_machine_is_ready(name, capsys):
    if reason := ENGINES[name].missing():
        pytest.skip(reason)
    assert doctor.main([f"--engine={name}"]) == doctor.READY, capsys.readouterr().out
