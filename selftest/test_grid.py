"""Judged in browsers of a Grid: the same verdicts, its troubles are no store's, no word of a password."""

import os
import re
import subprocess
import tempfile
from base64 import b64encode

import psutil
import pytest

from fixtures.browsers import ENGINES, Grid
from fixtures.browsers.browser import BrowserLost
from fixtures.browsers.grid import NoGrid, without_credentials
from fixtures.host import Host
from fixtures.worker import Worker
from selftest.grid import SECRETS, RunningGrid, bring_the_server, end, free_ports, url_of
from selftest.running import nodes, wait_for

WRONG = "no-such-word"
BOTH = ("--engine=chromium", "--engine=firefox")
CLAUSES = (
    "data.put-is-seen",
    "memory.reverts-to-layout",
    "stored.survives-reload",
    "session.not-in-new-tab",
    "local.in-new-tab",
    "timestamp.read-only",
    "clear.gone-after-reload",
)
NEEDS_A_RESTART = "local.survives-quit"
TALKATIVE = ("-vv", "--showlocals", "--tb=long", "--log-level=DEBUG")


@pytest.fixture
def grid():
    bring_the_server()
    grid = RunningGrid()
    try:
        grid.wait("chrome", "firefox")
        yield grid
    finally:
        grid.close()


def verdicts(run):
    """By clause, engine and storage type."""
    return {
        (each["clause"], each["engine"], each["storage_type"]): each["verdict"]
        for each in run.report["results"]
    }


def assert_no_word_of_the_password(run):
    files = [path for path in (run.folder / "report").glob("**/*") if path.is_file()]
    told = [run.output, *(path.read_text(encoding="utf-8") for path in files)]
    assert [secret for secret in (*SECRETS, WRONG) for text in told if secret in text] == []


def first_verdict(run):
    wait_for(lambda: re.search(r" PASS +\[", run.output))


def assert_refused(run, told):
    assert run.exit_code() == 4
    assert [line for line in run.output.splitlines() if told in line] == [f"ERROR: {told}"]
    assert run.report is None
    assert_no_word_of_the_password(run)


def test_a_grid_gives_the_verdicts_of_local_browsers(grid, judge):
    tests = nodes(*CLAUSES, NEEDS_A_RESTART)
    here = judge(*tests, *BOTH, engine=None)
    assert here.exit_code() == 1
    there = judge(*tests, *BOTH, "-n", "1", f"--remote-url={grid.url}", engine=None)
    assert there.exit_code() == 1
    wait_for(lambda: there.left() == [])
    assert grid.sessions == 0
    expected, observed = verdicts(here), verdicts(there)
    for engine in ("chromium", "firefox"):
        key = NEEDS_A_RESTART, engine, "local"
        assert (expected.pop(key), observed.pop(key)) == ("pass", "untestable")
    assert observed == expected
    assert set(observed.values()) == {"pass", "fail"}
    results = there.report["results"]
    assert {result["engine"] for result in results if result["commands"]} == {"chromium", "firefox"}
    for result in results:
        assert f" --remote-url http://CREDENTIALS@{grid.address} " in result["rerun"]
    assert f" --remote-url=http://CREDENTIALS@{grid.address}" in there.report["run"]["command"]
    assert_no_word_of_the_password(there)


def test_a_lost_node_is_an_error_and_the_run_goes_on(grid, judge):
    run = judge(*nodes(*CLAUSES[:3]), *BOTH, *TALKATIVE, f"--remote-url={grid.url}", engine=None)
    first_verdict(run)
    grid.kill_node("chromium")
    assert run.exit_code() == 3
    found = verdicts(run)
    assert {found[key] for key in found if key[1] == "chromium"} == {"pass", "error"}
    assert {found[key] for key in found if key[1] == "firefox"} == {"pass"}
    assert_no_word_of_the_password(run)
    grid.wait("firefox")
    assert grid.sessions == 0
    assert_refused(
        judge(f"--remote-url={grid.url}"),
        f"engine chromium: no node of the Grid at http://CREDENTIALS@{grid.address} offers browserName"
        " chrome; start one that does",
    )
    assert_refused(
        judge(f"--remote-url=http://somebody:{WRONG}@{grid.address}"),
        f"--remote-url http://CREDENTIALS@{grid.address}: the Grid wants other credentials,"
        " as in http://NAME:PASSWORD@HOST:PORT",
    )


@pytest.fixture
def folder():
    """Made by tempfile, for pytest's own names are longer than a socket's may be."""
    with tempfile.TemporaryDirectory(prefix="driver-") as folder:
        yield folder


@pytest.fixture
def driver(folder):
    """A driver that is a remote end all alone, and its address."""
    (port,) = free_ports(1)
    command, own = ["chromedriver", f"--port={port}"], {**os.environ, "TMPDIR": folder}
    with psutil.Popen(command, stdout=subprocess.PIPE, env=own) as driver:
        driver.stdout.readline()
        yield driver, f"127.0.0.1:{port}"
        if driver.is_running():
            end([driver, *driver.children(recursive=True)])


def test_a_driver_alone_is_a_remote_end_too(driver, judge):
    process, address = driver
    tests = nodes(NEEDS_A_RESTART, *CLAUSES[:1])
    run = judge(*tests, f"--remote-url=http://{address}/", "--host-name=Judge.localhost")
    assert run.exit_code() == 0
    assert set(verdicts(run).values()) == {"pass", "untestable"}
    untestable = [each for each in run.report["results"] if each["verdict"] == "untestable"]
    assert [each["reason"] for each in untestable] == [
        "a session on a Grid takes its profile along: judge restarts without --remote-url"
    ]
    for result in run.report["results"]:
        again = f" --remote-url http://{address} --host-name judge.localhost --engine chromium"
        assert result["rerun"].endswith(again)
    wait_for(lambda: process.children() == [])


def test_a_lost_remote_end_is_an_error_without_a_word_of_the_password(driver, judge):
    process, address = driver
    run = judge(*nodes(*CLAUSES), *TALKATIVE, f"--remote-url={url_of(address)}")
    first_verdict(run)
    end([process, *process.children(recursive=True)])
    assert run.exit_code() == 3
    assert set(verdicts(run).values()) == {"pass", "error"}
    assert "Connection refused" in run.output
    assert_no_word_of_the_password(run)


def test_a_remote_end_that_falls_silent_is_no_stores_failure(driver, judge):
    process, address = driver
    run = judge(
        "conformance/test_data.py", "-v", "-k", "put", "--deadline=2", f"--remote-url=http://{address}"
    )
    first_verdict(run)
    process.suspend()
    wait_for(lambda: re.search(r" ERROR +\[", run.output))
    process.resume()
    assert run.exit_code() == 3
    assert set(verdicts(run).values()) == {"pass", "error"}


@pytest.mark.parametrize(
    ("url", "is_bare", "authorization"),
    [
        ("http://127.0.0.1:4444", "http://127.0.0.1:4444", ""),
        ("https://grid.example.org/wd/hub/", "https://grid.example.org/wd/hub", ""),
        ("http://me:se%40cret@grid:4444", "http://grid:4444", "me:se@cret"),
        ("http://me@grid", "http://grid", "me:"),
        ("http://me:se@cret@grid", "http://grid", "me:se@cret"),
    ],
)
def test_credentials_are_kept_apart_from_the_url(url, is_bare, authorization):
    grid = Grid.at(url)
    header = f"Basic {b64encode(authorization.encode()).decode()}" if authorization else ""
    assert (grid.url, grid.authorization) == (is_bare, header)
    assert "cret" not in f"{grid} {grid!r} {without_credentials(url)}"
    assert without_credentials(f"{url}/") == f"{grid}/" or not authorization


@pytest.mark.parametrize(
    "url",
    [
        "grid:4444",
        "ftp://grid",
        "http://",
        "http://me:1/cret@grid",
        "http://grid?a",
        "http://gr id",
        "http://g:x",
    ],
)
def test_what_is_no_url_of_a_grid(url):
    with pytest.raises(ValueError, match=r"."):
        Grid.at(url)


def test_an_engine_that_grids_have_not():
    told = Grid.at("http://grid.invalid").missing(ENGINES["webkit"])
    assert told == "engine webkit: Grids have none; judge it on this machine, without --remote-url"


def test_what_answers_but_is_no_grid():
    host = Host()
    try:
        with pytest.raises(NoGrid, match="what answers there is no Grid; is the URL right"):
            Grid.at(f"http://127.0.0.1:{host.port}").missing(ENGINES["chromium"])
    finally:
        host.close()


def test_a_page_that_browsers_do_not_find_is_no_stores_failure(monkeypatch):
    monkeypatch.setattr("fixtures.host.interface_for", lambda site: "127.0.0.1")
    worker = Worker(30, site="judge.invalid")
    try:
        with pytest.raises(
            BrowserLost, match=r"judge\.invalid and all names under it have to lead it to this machine"
        ):
            worker.browser(ENGINES["chromium"])
    finally:
        worker.close()
