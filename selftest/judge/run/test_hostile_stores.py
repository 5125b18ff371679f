"""Whatever a store does, it gets a verdict, and the store after it gets the same one as ever."""

import pytest

from fixtures.browsers import ENGINES
from selftest.support.html_page import Page
from selftest.support.judged_run import nodes

GROUND = ("data.mounts", "data.put-is-seen", "id.apart")
JUDGED = (*GROUND, "memory.reverts-to-layout")
SOUND = "dash.dcc:Store"
NEVER_MOUNTS = {"data.mounts": "fail"} | dict.fromkeys(JUDGED[1:], "blocked")

HOSTILE = {
    "hostile:WithoutScript": "nowhere was not found",
    "hostile:WrongType": "Hramless not found",
    "hostile.on_import:ThrowsOnImport": "hostile: thrown on import",
    "hostile:ThrowsInRender": "hostile: thrown in render",
    "hostile:ThrowsOnUpdate": "hostile: thrown on update",
    "hostile:LoopsForEver": "the page no longer answers",
    "hostile:Alerts": "the page put up a dialog: 'hostile: alert'",
    "hostile:NavigatesAway": "the page is not the one that was opened",
    "hostile:NeverRests": "the page no longer answers",
    "hostile:BreaksStringify": "",
    "hostile:LiesInStringify": "",
    "hostile:BreaksTheClock": "hostile: clock",
}
"""What is observed of stores whose act breaks their very first promise; where it breaks the tools of the
browser, too, their words are their own."""

UNHARMED = {
    "hostile:Harmless": "commits no hostile act, so that the others owe their verdicts to theirs",
    "hostile:AsksBeforeLeaving": "the user, for whom the judge stands, leaves all the same",
    "hostile:ClosesTheWindow": "the browser lets no script close what it has not opened",
    "hostile:BreaksSetItem": "a memory store has no use for it",
    "hostile:LiesAboutTime": "no clause judged here is about the clock",
}
"""Why the acts of these stores break no promise."""
UNHARMED_IN = ("data.mounts", "data.put-is-seen", "clicks.counted")


IN_THE_BROWSERS_WAY = ("hostile:Alerts", "hostile:LiesInStringify", "hostile:LoopsForEver")
"""The acts that meet what each browser has in its own way: dialogs, how answers come back, no answer."""


def judge_stores(judge, stores, clauses, deadline, engine="chromium"):
    """A run on those stores and then a sound one, judged as ever, with the exit code."""
    chosen = [f"--store={store}" for store in (*stores, SOUND)]
    given = ("-k", "not session and not local", *chosen, f"--deadline={deadline}")
    run = judge(*nodes(*clauses), *given, engine=engine)
    code = run.exit_code()
    assert run.left() == []
    assert run.verdicts(SOUND) == dict.fromkeys(clauses, "pass")
    return run, code


@pytest.mark.parametrize("store", HOSTILE)
def test_a_hostile_store_fails_and_the_next_one_is_judged_as_ever(judge, store):
    run, code = judge_stores(judge, [store], JUDGED, deadline=3)
    assert run.verdicts(store) == NEVER_MOUNTS
    assert HOSTILE[store] in run.result(store, "data.mounts")["observed"]
    assert code == 1


@pytest.mark.slow
@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "chromium"])
@pytest.mark.parametrize("store", IN_THE_BROWSERS_WAY)
def test_what_stands_in_a_browsers_way_fails_in_every_engine(judge, engine, store):
    if reason := ENGINES[engine].missing():
        pytest.skip(reason)
    run, code = judge_stores(judge, [store], JUDGED, deadline=3, engine=engine)
    assert run.verdicts(store) == NEVER_MOUNTS
    assert code == 1


def test_what_a_store_raises_in_python_is_its_own_failure(judge):
    store = "hostile.no_stores:only_local"
    run = judge(*nodes("data.mounts", "clear.no-other-store"), f"--store={store}")
    assert run.exit_code() == 1
    told = {
        (each["clause"], each["storage_type"]): each
        for each in run.report["results"]
        if each["verdict"] != "untestable"
    }
    assert {key: each["verdict"] for key, each in told.items()} == {
        ("data.mounts", "memory"): "fail",
        ("data.mounts", "session"): "fail",
        ("data.mounts", "local"): "pass",
        ("clear.no-other-store", "memory"): "blocked",
        ("clear.no-other-store", "session"): "blocked",
        ("clear.no-other-store", "local"): "blocked",
    }
    assert told["data.mounts", "session"]["observed"] == (
        'Store(id="store", storage_type="session") raises ValueError: the only storage type is local'
    )


def test_acts_that_break_no_promise_do_no_harm(judge):
    run, code = judge_stores(judge, UNHARMED, UNHARMED_IN, deadline=10)
    kept = dict.fromkeys(UNHARMED_IN, "pass")
    assert [store for store in UNHARMED if run.verdicts(store) != kept] == []
    assert code == 0


def test_a_flood_on_the_console_breaks_no_promise_and_is_told_in_few_lines(judge):
    # The browser's tools take seconds over it: the deadline is so long that it decides nothing here.
    run, code = judge_stores(judge, ["hostile:FloodsTheConsole"], ["data.mounts"], deadline=50)
    assert run.verdicts("hostile:FloodsTheConsole") == {"data.mounts": "pass"}
    assert code == 0
    console = run.result("hostile:FloodsTheConsole", "data.mounts")["console"]
    assert len(console) < 100
    assert console[-1] == "... 100,000 lines in all"


def test_callbacks_set_off_for_ever_are_a_failure(judge):
    run, code = judge_stores(judge, ["hostile:ReportsForEver"], (*GROUND, "clicks.counted"), deadline=3)
    result = run.result("hostile:ReportsForEver", "clicks.counted")
    assert result["verdict"] == "fail"
    assert "the store sets off callbacks for ever" in result["observed"]
    assert code == 1


def test_a_value_that_brings_the_page_down_is_blamed_alone(judge):
    clauses = (*GROUND, "data.list", "data.string", "data.boolean")
    run, code = judge_stores(judge, ["hostile:LoopsOnNul"], clauses, deadline=5)
    assert run.verdicts("hostile:LoopsOnNul") == dict.fromkeys(clauses, "pass") | {"data.string": "fail"}
    assert code == 1


def test_a_store_that_does_not_mount_has_one_failed_clause(judge):
    run = judge("conformance", "-k", "memory", "--store=hostile:WithoutScript", "--deadline=3")
    assert run.exit_code() == 1
    verdicts = run.verdicts("hostile:WithoutScript")
    assert [clause for clause, verdict in verdicts.items() if verdict != "blocked"] == ["data.mounts"]
    assert len(verdicts) > 40
    assert run.left() == []


def test_what_a_store_says_is_shown_as_text(judge):
    run, code = judge_stores(judge, ["hostile:SaysMarkup"], GROUND, deadline=10)
    assert code == 1
    assert run.verdicts("hostile:SaysMarkup") == {
        "data.mounts": "pass",
        "data.put-is-seen": "fail",
        "id.apart": "blocked",
    }
    page = Page(run.page)
    assert "<script>document.title" in page.text
    assert not any("document.title" in script for script in page.scripts)
    assert "onerror" not in {name for _, attributes in page.elements for name in attributes}
