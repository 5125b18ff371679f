"""Store clicks example."""

from conformance.clause import clause
from fixtures.apps import store_clicks
from fixtures.page import Page

STORES = ("memory", "local", "session")


@clause("clicks.counted")
def test_every_click_counts_for_its_store_alone(page: Page) -> None:
    page.open(store_clicks())
    counted = dict.fromkeys(STORES, 0)
    for store in ("local", "session", "local", "memory"):
        page.click(f"#{store}-button")
        counted[store] += 1
        assert counters(page) == {name: str(number) for name, number in counted.items()}


@clause("clicks.after-reload")
def test_counters_after_a_reload(page: Page) -> None:
    page.open(store_clicks())
    click_each(page)
    assert counters(page) == {"memory": "1", "local": "1", "session": "1"}
    page.reload()
    assert counters(page) == {"memory": "0", "local": "1", "session": "1"}


@clause("clicks.in-new-tab")
def test_counters_in_a_new_tab(page: Page) -> None:
    page.open(store_clicks())
    click_each(page)
    assert counters(page) == {"memory": "1", "local": "1", "session": "1"}
    page.new_tab()
    assert counters(page) == {"memory": "0", "local": "1", "session": "0"}


@clause("clicks.go-on-after-reload")
def test_counting_goes_on_after_a_reload(page: Page) -> None:
    page.open(store_clicks())
    click_each(page)
    assert counters(page) == {"memory": "1", "local": "1", "session": "1"}
    page.reload()
    click_each(page)
    assert counters(page) == {"memory": "1", "local": "2", "session": "2"}


def click_each(page: Page) -> None:
    for store in STORES:
        page.click(f"#{store}-button")


def counters(page: Page) -> dict[str, str]:
    """What the page shows, once all callbacks have run that the clicks set off."""
    shown = page.texts(", ".join(f"#{store}-clicks" for store in STORES))
    return dict(zip(STORES, shown, strict=True))
