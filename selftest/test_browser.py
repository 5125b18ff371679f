"""A browser goes with whoever started it, and takes its folder along; a restart keeps what it has stored."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from conformance.cells import in_forms
from fixtures.browsers import ENGINES, LocalBrowser
from fixtures.browsers import browser as browser_module
from fixtures.browsers.browser import BrowserLost
from fixtures.browsers.chromium import Chromium
from fixtures.browsers.engine import WINDOW
from fixtures.browsers.guardian import BEGINNINGS
from fixtures.host import SITE, Host
from selftest.running import ROOT, wait_for

DRIVERS = {"chromedriver", "geckodriver", "WebKitWebDriver"}
STARTS_ONE = """
import sys
from fixtures.browsers import ENGINES, LocalBrowser
browser = LocalBrowser(ENGINES[sys.argv[1]], 30)
print("started", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def temporary(monkeypatch):
    """A temporary folder with nothing else in it; pytest's own has a longer name than sockets can have."""
    with tempfile.TemporaryDirectory(prefix="browsing-") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def engine(request):
    return request.param


@pytest.fixture
def browser(temporary, engine):
    browser = LocalBrowser(engine, 30)
    yield browser
    browser.quit()


def family(process):
    """All that descends from `process`."""
    found = process.children(recursive=True)
    assert DRIVERS & {each.name() for each in found if lives(each)}
    return found


def lives(process):
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # it has just ended
        return False


def gone(processes):
    return not any(map(lives, processes))


def test_a_mobile_browser_takes_itself_for_a_phones(temporary, engine):
    browser = LocalBrowser(engine.mobile(), 30)
    try:
        wide, agent = browser.driver.execute_script("return [outerWidth, navigator.userAgent]")
        touches = browser.driver.execute_script("return navigator.maxTouchPoints > 0")
    finally:
        browser.quit()
    assert "Mobile" in agent
    assert wide <= 500  # Firefox makes its windows no narrower
    assert touches or engine.name == "webkit"  # whose GTK has no touch screen here


def test_a_desktops_browser_has_a_window_of_the_size_asked_for(browser):
    assert browser.driver.execute_script("return [outerWidth, outerHeight]") == list(WINDOW)


def test_quitting_ends_all_processes_and_removes_the_folder(temporary, engine):
    others = set(psutil.Process().children(recursive=True))
    browser = LocalBrowser(engine, 30)
    started = set(family(psutil.Process())) - others
    browser.quit()
    assert gone(started)
    assert os.listdir(temporary) == []


@pytest.mark.parametrize(
    "end", [lambda parent: parent.stdin.close(), lambda parent: parent.kill()], ids=["end", "kill"]
)
def test_a_browser_ends_with_its_parent(temporary, engine, end):
    parent = psutil.Popen(
        [sys.executable, "-c", STARTS_ONE, engine.name],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with parent:
        parent.stdout.readline()
        started = family(parent)
        assert os.listdir(temporary) != []
        end(parent)
        wait_for(lambda: gone(started))
    wait_for(lambda: os.listdir(temporary) == [])


@pytest.mark.skipif(ENGINES["webkit"].missing() is not None, reason=str(ENGINES["webkit"].missing()))
def test_a_window_opens_on_no_display_but_its_own(temporary, monkeypatch):
    monkeypatch.setenv("GDK_BACKEND", "wayland")
    browser = LocalBrowser(ENGINES["webkit"], 30)
    assert browser.answers()
    browser.quit()


def test_a_browser_ends_with_its_driver(browser, temporary):
    started = family(psutil.Process(browser._guardian.pid))
    (driver,) = [each for each in started if each.name() in DRIVERS]
    driver.kill()
    wait_for(lambda: gone(started))
    wait_for(lambda: os.listdir(temporary) == [])


@pytest.mark.parametrize(
    ("command", "why"),
    [(["/bin/true"], "exit code 0; it said: nothing"), (["/bin/sleep", "600"], "nothing came in 1 s")],
    ids=["ends", "hangs"],
)
def test_what_cannot_be_started_leaves_nothing(temporary, monkeypatch, command, why):
    engine = ENGINES["chromium"]
    monkeypatch.setattr(browser_module, "START", 1)
    monkeypatch.setattr(type(engine), "driver_command", lambda self, folder: command)
    with pytest.raises(BrowserLost, match=f"its driver never listened \\({why}"):
        LocalBrowser(engine, 30)
    assert os.listdir(temporary) == []


def test_a_browser_without_a_guardian_leaves_nothing(temporary, monkeypatch):
    def no_room(self, folder):
        (folder / "geckodriver").touch()
        raise OSError("no space left on device")

    monkeypatch.setattr(Chromium, "driver_command", no_room)
    with pytest.raises(OSError, match="no space"):
        LocalBrowser(ENGINES["chromium"], 30)
    assert os.listdir(temporary) == []


FAILS_TO_BIND = """
echo begins >> {log}
[ $(wc -l < {log}) -gt {times} ] && exec chromedriver --port=0
echo 'bind() failed: Address already in use (98)'
exit 1
"""


@pytest.fixture
def begins(tmp_path, monkeypatch):
    """Has ChromeDriver find its port in use so many times; returns how many times it has begun by then."""
    log = tmp_path / "log"

    def driver_of(times):
        command = ["sh", "-c", FAILS_TO_BIND.format(log=log, times=times)]
        monkeypatch.setattr(Chromium, "driver_command", lambda self, folder: command)
        return lambda: len(log.read_text().splitlines())

    return driver_of


def test_a_driver_whose_port_is_in_use_begins_again(begins, temporary):
    begun = begins(2)
    LocalBrowser(ENGINES["chromium"], 30).quit()
    assert begun() == 3


def test_a_driver_whose_port_is_always_in_use_is_given_up(begins, temporary):
    begun = begins(1000)
    with pytest.raises(Exception, match="already in use"):
        LocalBrowser(ENGINES["chromium"], 30)
    assert begun() == BEGINNINGS
    assert os.listdir(temporary) == []


def test_a_restart_keeps_what_pages_have_stored(browser):
    host = Host()
    nothing = f"http://nothing.{SITE}:{host.port}/"
    try:
        browser.driver.get(nothing)
        browser.driver.execute_script("localStorage.setItem('key', 'kept')")
        session = browser.driver.session_id
        browser.restart()
        assert browser.driver.session_id != session
        browser.driver.get(nothing)
        assert browser.driver.execute_script("return localStorage.getItem('key')") == "kept"
    finally:
        host.close()


def test_a_long_name_of_the_temporary_folder_is_no_hindrance(temporary, engine, monkeypatch):
    folder = temporary / ("long" * 30)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    browser = LocalBrowser(engine, 30)
    assert browser.driver.execute_script("return 1 + 1") == 2
    browser.quit()
    assert os.listdir(folder) == []


def test_engines_are_judged_in_each_form_that_is_named():
    engines = list(ENGINES.values())
    assert [each.name for each in in_forms(engines, [])] == ["chromium", "firefox", "webkit"]
    assert {each.name: each.form for each in in_forms(engines[:1], ["mobile", "desktop"])} == {
        "chromium": "desktop",
        "chromium-mobile": "mobile",
    }
    assert [each.form for each in in_forms(engines, ["mobile"])] == ["mobile"] * 3
