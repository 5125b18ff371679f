"""A store whose clock is coarse fails the clauses on its timestamp, and what hangs on that is not judged."""

import pytest

from fixtures.apps import one_store
from fixtures.browsers import ENGINES
from fixtures.implementation import load
from fixtures.page.live_driver import LiveDriver
from fixtures.page.page import Page
from fixtures.page.runtime import Runtime
from fixtures.stores.faulty import faults
from judge.contract.catalogue import read
from selftest.mutants.faulty_run import MODULE
from selftest.support.judged_run import nodes

CLOCKS = (
    "timestamp-in-whole-seconds",
    "timestamp-in-steps-of-a-second",
    "timestamp-in-steps-of-100-ms",
    "timestamp-stands-still",
)
CLOCK = "timestamp.changes-with-every-put"
TIMESTAMPS = [clause.id for clause in read().clauses if clause.id.startswith("timestamp.")]
OTHERS = [
    "data.put-is-seen",
    "data.replaced",
    "clear.callbacks-see-none",
    "tabs.put-is-seen",
    "redraw.data-kept",
    "channel.clientside.seen",
    "channel.set-props-client.replaces",
]
MANY = 60
"""Fences. A page has 27 fence stores of each storage type; then it gets new ones, 18 at a time."""


@pytest.mark.slow
@pytest.mark.browser
def test_only_clauses_on_the_timestamp_fail_and_the_message_says_why(judge):
    run = judge(*nodes(*TIMESTAMPS, *OTHERS), *(f"--store={MODULE}:{name}" for name in CLOCKS))
    assert run.exit_code() == 1
    for name in CLOCKS:
        store = f"{MODULE}:{name}"
        verdicts = run.verdicts(store)
        assert {id for id, verdict in verdicts.items() if verdict == "fail"} == set(faults()[name].breaks)
        assert [verdicts[id] for id in OTHERS] == ["pass"] * len(OTHERS)
        assert "but modified_timestamp stayed" in run.result(store, CLOCK)["observed"]


@pytest.mark.browser
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow) if "-steps-" in name else name
        for name in (*CLOCKS, "timestamp-runs-down")
    ],
)
def test_fences_return_from_a_store_with_a_coarse_clock_or_one_that_runs_down(name):
    runtime = Runtime(30)
    try:
        page = Page(LiveDriver(runtime, runtime.browser(ENGINES["chromium"]), load(f"{MODULE}:{name}")))
        page.open(one_store("memory"))
        for number in range(MANY):
            page.store.put(number)
        assert page.store.data == MANY - 1
    finally:
        runtime.close()
