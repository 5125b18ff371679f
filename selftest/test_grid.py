"""Judged through a Selenium Grid: the same verdicts, its troubles are no store's, no word of a password."""

import re

import pytest

from selftest.grid import SECRETS, RunningGrid, bring_the_server
from selftest.running import nodes, wait_for

STORE = "dash.dcc:Store"
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
    assert [secret for secret in SECRETS for text in told if secret in text] == []


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
    for result in there.report["results"]:
        assert result["commands"] > 0
        assert f" --remote-url http://CREDENTIALS@{grid.address} " in result["rerun"]
    assert f" --remote-url=http://CREDENTIALS@{grid.address}" in there.report["run"]["command"]
    assert_no_word_of_the_password(there)


def test_a_lost_node_is_an_error_and_the_run_goes_on(grid, judge):
    talkative = ("-v", "-l", "-vv", "--tb=long", "--log-level=DEBUG")
    run = judge(*nodes(*CLAUSES), *BOTH, *talkative, f"--remote-url={grid.url}", engine=None)
    wait_for(lambda: re.search(r" PASS +\[", run.output))
    grid.kill_node("chromium")
    assert run.exit_code() == 3
    found = verdicts(run)
    assert {found[key] for key in found if key[1] == "chromium"} == {"pass", "error"}
    assert {found[key] for key in found if key[1] == "firefox"} == {"pass", "fail"}
    assert "BrowserLost: " in run.output
    assert_no_word_of_the_password(run)

    grid.wait("firefox")
    run = judge(*nodes(*CLAUSES), f"--remote-url={grid.url}")
    assert run.exit_code() == 4
    assert run.report is None
    assert f"engine chromium: no node of the Grid at http://CREDENTIALS@{grid.address} offers" in run.output
    assert_no_word_of_the_password(run)
