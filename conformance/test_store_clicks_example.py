"""Store clicks example."""

from conformance.clause import clause
from fixtures.apps import store_clicks
from fixtures.page import Page

STORES = ("memory", "local", "session")


@clause("clicks.counted")
def test_every_click_counts_for_its_store(page: Page, storage_type: str) -> None:
    page.open(store_clicks())
    for count in ("1", "2"):
        page.click(f"#{storage_type}-button")
        assert page.texts(f"#{storage_type}-clicks") == [count]
    others = [f"#{store}-clicks" for store in STORES if store != storage_type]
    assert page.texts(", ".join(others)) == ["0", "0"]


@clause("clicks.after-reload")
def test_counters_after_a_reload(page: Page, storage_type: str) -> None:
    count = "0" if storage_type == "memory" else "1"
    page.open(store_clicks())
    page.click(f"#{storage_type}-button")
    assert page.texts(f"#{storage_type}-clicks") == ["1"]
    page.reload()
    assert page.texts(f"#{storage_type}-clicks") == [count]


@clause("clicks.in-new-tab")
def test_counters_in_a_new_tab(page: Page, storage_type: str) -> None:
    count = "1" if storage_type == "local" else "0"
    page.open(store_clicks())
    page.click(f"#{storage_type}-button")
    assert page.texts(f"#{storage_type}-clicks") == ["1"]
    page.new_tab()
    assert page.texts(f"#{storage_type}-clicks") == [count]


@clause("clicks.go-on-after-reload")
def test_counting_goes_on_after_a_reload(page: Page, storage_type: str) -> None:
    count = "1" if storage_type == "memory" else "2"
    page.open(store_clicks())
    page.click(f"#{storage_type}-button")
    assert page.texts(f"#{storage_type}-clicks") == ["1"]
    page.reload()
    page.click(f"#{storage_type}-button")
    assert page.texts(f"#{storage_type}-clicks") == [count]
