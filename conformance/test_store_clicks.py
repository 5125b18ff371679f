"""Store clicks example."""

from fixtures.apps import store_clicks
from fixtures.page.page import Page
from judge.contract.clause import clause

STORES = ("memory", "local", "session")


@clause("clicks.counted", story="clicks")
def test_every_click_counts_for_its_store_alone(page: Page) -> None:
    assert page.record_once(click_away)["clicks"] == [
        {"memory": "0", "local": "1", "session": "0"},
        {"memory": "0", "local": "1", "session": "1"},
        {"memory": "0", "local": "2", "session": "1"},
        {"memory": "1", "local": "2", "session": "1"},
    ]


@clause("clicks.after-reload", story="clicks")
def test_counters_after_a_reload(page: Page) -> None:
    assert page.record_once(click_away)["reload"] == [{"memory": "0", "local": "2", "session": "1"}]


@clause("clicks.in-new-tab", story="clicks")
def test_counters_in_a_new_tab(page: Page) -> None:
    assert page.record_once(click_away)["new tab"] == [{"memory": "0", "local": "3", "session": "0"}]


@clause("clicks.go-on-after-reload", story="clicks")
def test_counting_goes_on_after_a_reload(page: Page) -> None:
    assert page.record_once(click_away)["more clicks"][-1] == {"memory": "1", "local": "3", "session": "2"}


def click_away(page: Page) -> dict[str, list[dict[str, str]]]:
    """What the counters show after clicks, after a reload, after more clicks, and in a new tab."""
    page.open(store_clicks())
    told = {"clicks": [click(page, store) for store in ("local", "session", "local", "memory")]}
    page.reload()
    told["reload"] = [counters(page)]
    told["more clicks"] = [click(page, store) for store in STORES]
    page.new_tab()
    told["new tab"] = [counters(page)]
    return told


def click(page: Page, store: str) -> dict[str, str]:
    """What the counters show after a click for that store."""
    page.click(f"#{store}-button")
    return counters(page)


def counters(page: Page) -> dict[str, str]:
    """What the page shows, once all callbacks have run that the clicks set off."""
    shown = page.texts(", ".join(f"#{store}-clicks" for store in STORES))
    return dict(zip(STORES, shown, strict=True))
