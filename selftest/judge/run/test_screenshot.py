"""A failure on a page that shows something has a screenshot."""

import pytest

from selftest.support.judged_run import nodes

STORE = "fixtures.stores.faulty:restored-members-win"
UNSEEN = "fixtures.stores.faulty:timestamp-in-seconds"
PNG = "iVBORw0KGgo"
"""How a PNG begins, in base64."""


@pytest.mark.slow
def test_each_failure_of_one_recording_has_the_screenshot_of_its_moment(judge):
    clauses = ["clicks.counted", "clicks.in-new-tab", "clicks.go-on-after-reload"]
    run = judge(*nodes(*clauses), "--store", STORE)
    run.exit_code()
    results = [run.result(STORE, each) for each in clauses]
    assert [each["verdict"] for each in results] == ["pass", "fail", "fail"]
    kept, *failed = [each["screenshot"] for each in results]
    assert kept == ""
    assert [each[: len(PNG)] for each in failed] == [PNG, PNG]


def test_failure_on_an_empty_page_has_no_screenshot(judge):
    run = judge(*nodes("timestamp.time-of-modification"), "-k", "memory", "--store", UNSEEN)
    run.exit_code()
    result = run.result(UNSEEN, "timestamp.time-of-modification")
    assert (result["verdict"], result["screenshot"]) == ("fail", "")
