"""A hostile store gets a verdict, and does not affect the verdicts on the store judged after it."""

import os

import pytest

from bench import busy
from fixtures.browsers import ENGINES
from selftest.support import hostile as hostile_stores
from selftest.support.html_page import Page
from selftest.support.judged_run import nodes

PREREQUISITES = ("data.mounts", "data.put-is-seen", "id.apart")
JUDGED = (*PREREQUISITES, "memory.reverts-to-layout")
CORRECT = "dash.dcc:Store"
ONLY_MOUNTS_FAILS = {"data.mounts": "fail"} | dict.fromkeys(JUDGED[1:], "blocked")

THROWING = {
    "hostile:WithoutScript": "nowhere was not found",
    "hostile:WrongType": "Hramless not found",
    "hostile:ThrowsInRender": "hostile: thrown in render",
    "hostile:ThrowsOnUpdate": "hostile: thrown on update",
}
ON_IMPORT = {"hostile.on_import:ThrowsOnImport": "hostile: thrown on import"}
"""In a run of its own: its script is on every page."""
BREAKING_THE_PAGE = {
    "hostile:LoopsForEver": "the page no longer answers",
    "hostile:Alerts": "the page opened a dialog: 'hostile: alert'",
    "hostile:NavigatesAway": "the page is not the one that was opened",
    "hostile:NeverRests": "the page no longer answers",
}
BREAKING_THE_RECORDER = {
    "hostile:BreaksStringify": "",
    "hostile:LiesInStringify": "",
    "hostile:BreaksTheClock": "hostile: clock",
    "hostile:AnswersWithNumbers": "the page returned something that the recorder cannot have returned",
    "hostile:AnswersWithBrackets": "the page answers with something nested too deep to be read",
}
"""What is observed of stores that break their very first promise. "" stands for any text: these stores also
break the browser's tools, whose messages differ."""

HARMLESS = {
    "hostile:Harmless": "is the control: it differs from the others only in that it does nothing hostile",
    "hostile:AsksBeforeLeaving": "the suite, like a user, confirms and leaves",
    "hostile:ClosesTheWindow": "a script can close only a window that a script has opened",
    "hostile:BreaksSetItem": "a memory store does not call it",
    "hostile:LiesAboutTime": "no clause judged here is about the clock",
}
"""Why these stores break no promise."""
HARMLESS_FOR = ("data.mounts", "data.put-is-seen", "clicks.counted")
TOGETHER = [
    f"hostile:{name}"
    for name, each in vars(hostile_stores).items()
    if isinstance(each, type)
    and issubclass(each, hostile_stores.Hostile)
    and each is not hostile_stores.Hostile
    # With the deadline that its flood needs, stores that hang would take minutes.
    and name != "FloodsTheConsole"
]
"""Hostile stores that one run can judge: they do nothing to a page that another store is on."""

ENGINE_SPECIFIC = ("hostile:Alerts", "hostile:LiesInStringify", "hostile:LoopsForEver")
"""Stores that use what differs between browsers: dialogs, results of scripts, a page that hangs."""


def judge_stores(judge, stores, clauses, deadline, engine="chromium"):
    """Judge those stores and then a correct one, which has to pass; return the run and its exit code."""
    chosen = [f"--store={store}" for store in (*stores, CORRECT)]
    given = ("-k", "not session and not local", *chosen, f"--deadline={deadline}")
    run = judge(*nodes(*clauses), *given, engine=engine)
    code = run.exit_code()
    assert run.left() == []
    assert run.verdicts(CORRECT) == dict.fromkeys(clauses, "pass")
    return run, code


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(THROWING, id="throwing", marks=pytest.mark.slow),
        pytest.param(ON_IMPORT, id="throwing on import"),
        pytest.param(BREAKING_THE_PAGE, id="breaking the page", marks=pytest.mark.slow),
        pytest.param(BREAKING_THE_RECORDER, id="breaking the recorder", marks=pytest.mark.slow),
    ],
)
def test_each_hostile_store_fails_and_the_correct_one_after_them_passes(judge, hostile):
    run, code = judge_stores(judge, hostile, JUDGED, deadline=3)
    assert {store: run.verdicts(store) for store in hostile} == dict.fromkeys(hostile, ONLY_MOUNTS_FAILS)
    observed = {store: run.result(store, "data.mounts")["observed"] for store in hostile}
    assert {store: text for store, text in observed.items() if hostile[store] not in text} == {}
    assert code == 1


@pytest.mark.slow
@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "chromium"])
@pytest.mark.parametrize("store", ENGINE_SPECIFIC)
def test_store_that_disturbs_the_browser_fails_in_every_engine(judge, engine, store):
    if reason := ENGINES[engine].missing():
        pytest.skip(reason)
    run, code = judge_stores(judge, [store], JUDGED, deadline=3, engine=engine)
    assert run.verdicts(store) == ONLY_MOUNTS_FAILS
    assert code == 1


def test_exception_of_a_store_in_python_is_its_failure(judge):
    store = "hostile.no_stores:only_local"
    run = judge(*nodes("data.mounts", "clear.no-other-store"), f"--store={store}")
    assert run.exit_code() == 1
    results = {
        (each["clause"], each["storage_type"]): each
        for each in run.report["results"]
        if each["verdict"] != "untestable"
    }
    assert {key: each["verdict"] for key, each in results.items()} == {
        ("data.mounts", "memory"): "fail",
        ("data.mounts", "session"): "fail",
        ("data.mounts", "local"): "pass",
        ("clear.no-other-store", "memory"): "blocked",
        ("clear.no-other-store", "session"): "blocked",
        ("clear.no-other-store", "local"): "blocked",
    }
    assert results["data.mounts", "session"]["observed"] == (
        'Store(id="store", storage_type="session") raises ValueError: the only storage type is local'
    )


@pytest.mark.slow
def test_hostile_act_that_breaks_no_promise_passes(judge):
    run, code = judge_stores(judge, HARMLESS, HARMLESS_FOR, deadline=10)
    kept = dict.fromkeys(HARMLESS_FOR, "pass")
    assert [store for store in HARMLESS if run.verdicts(store) != kept] == []
    assert code == 0


def test_flood_on_the_console_passes_and_is_cut_in_the_report(judge):
    # The browser needs seconds to process the flood; the long deadline keeps that out of the verdict.
    run, code = judge_stores(judge, ["hostile:FloodsTheConsole"], ["data.mounts"], deadline=50)
    assert run.verdicts("hostile:FloodsTheConsole") == {"data.mounts": "pass"}
    assert code == 0
    console = run.result("hostile:FloodsTheConsole", "data.mounts")["console"]
    assert len(console) < 100
    assert console[-1] == "... 100,000 lines in all"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stores", "deadline"),
    [
        *((TOGETHER[part::4], 5) for part in range(4)),
        (["hostile:FloodsTheConsole", "hostile:Harmless"], 50),
        (["hostile.on_import:ThrowsOnImport"], 5),
    ],
)
def test_hostile_stores_get_the_same_verdicts_in_another_order_on_a_busy_machine(judge, stores, deadline):
    clauses = (*JUDGED, "clicks.counted", "data.list", "data.string")
    first, _ = judge_stores(judge, stores, clauses, deadline)
    with busy.loops(os.cpu_count() or 1):
        second, _ = judge_stores(judge, stores[::-1], clauses, deadline)
    assert {store: second.verdicts(store) for store in stores} == {
        store: first.verdicts(store) for store in stores
    }


@pytest.mark.slow
def test_endless_callbacks_are_a_failure(judge):
    run, code = judge_stores(
        judge, ["hostile:ReportsForEver"], (*PREREQUISITES, "clicks.counted"), deadline=3
    )
    result = run.result("hostile:ReportsForEver", "clicks.counted")
    assert result["verdict"] == "fail"
    assert "the store triggers callbacks without end" in result["observed"]
    assert code == 1


@pytest.mark.slow
def test_only_the_clause_of_a_value_that_crashes_the_page_fails(judge):
    clauses = (*PREREQUISITES, "data.list", "data.string", "data.boolean")
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


def test_markup_from_a_store_is_shown_as_text(judge):
    run, code = judge_stores(judge, ["hostile:SaysMarkup"], PREREQUISITES, deadline=10)
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


def test_data_nested_too_deep_is_the_stores_failure(judge):
    run, code = judge_stores(judge, ["hostile:NestsDeep"], ["data.mounts", "data.put-is-seen"], deadline=5)
    assert code == 1
    assert "fail" in run.verdicts("hostile:NestsDeep").values()
