"""Store clicks example."""

from fixtures.apps import store_clicks
from fixtures.page.page import Page
from judge.contract.clause import clause

STORES = ("memory", "local", "session")


@clause("clicks.counted", scenario="clicks")
def test_each_click_counts_only_for_its_store(page: Page) -> None:
    assert page.record_once(click_through, moment="clicks") == [
        {"memory": "0", "local": "1", "session": "0"},
        {"memory": "0", "local": "1", "session": "1"},
        {"memory": "0", "local": "2", "session": "1"},
        {"memory": "1", "local": "2", "session": "1"},
    ]


@clause("clicks.after-reload", scenario="clicks")
def test_stored_counters_survive_a_reload(page: Page) -> None:
    assert page.record_once(click_through, moment="reload") == {"memory": "0", "local": "2", "session": "1"}


@clause("clicks.in-new-tab", scenario="clicks")
def test_only_the_local_counter_survives_in_a_new_tab(page: Page) -> None:
    assert page.record_once(click_through, moment="new tab") == {"memory": "0", "local": "3", "session": "0"}


@clause("clicks.go-on-after-reload", scenario="clicks")
def test_counting_continues_after_a_reload(page: Page) -> None:
    assert page.record_once(click_through, moment="more clicks") == {
        "memory": "1",
        "local": "3",
        "session": "2",
    }


def click_through(page: Page) -> None:
    """Note what the counters show after clicks, after a reload, after more clicks, and in a new tab."""
    page.open(store_clicks())
    page.note("clicks", [click(page, store) for store in ("local", "session", "local", "memory")])
    page.reload()
    page.note("reload", counters(page))
    page.note("more clicks", [click(page, store) for store in STORES][-1])
    page.new_tab()
    page.note("new tab", counters(page))


def click(page: Page, store: str) -> dict[str, str]:
    """Click the button of that store; return what the counters show then."""
    page.click(f"#{store}-button")
    return counters(page)


def counters(page: Page) -> dict[str, str]:
    """Return what the counters show once all callbacks have run."""
    texts = page.texts(", ".join(f"#{store}-clicks" for store in STORES))
    return dict(zip(STORES, texts, strict=True))
