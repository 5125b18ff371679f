"""Real use: a store that has nothing to do, or nothing to complain of."""

from fixtures.apps import in_container, watched_page
from fixtures.page.page import Page
from judge.contract.clause import clause

ERRORS = ("error:", "uncaught:", "unhandled:")


@clause("quiet.no-console-errors")
def test_store_writes_no_errors_to_the_console(page: Page, storage_type: str) -> None:
    props = {"storage_type": storage_type, "data": "initial"}
    page.open(in_container({"store": props}))
    page.store.put({"some": ["data", 1]})
    page.render(**props)
    page.store.put("more data")
    lines = [*page.console]
    page.reload()
    page.store.clear()
    assert [line for line in [*lines, *page.console] if line.startswith(ERRORS)] == []


@clause("rest.no-storage-calls")
def test_store_at_rest_calls_no_web_storage(page: Page, storage_type: str) -> None:
    page.open(watched_page(storage_type))
    page.store.put("put")
    page.click("#count-calls")
    assert page.texts("#count") == ["0"]


@clause("rest.no-timers")
def test_store_at_rest_has_no_timers(page: Page, storage_type: str) -> None:
    page.open(watched_page(storage_type))
    page.store.put("put")
    page.click("#count-timers")
    assert page.texts("#count") == ["0"]


@clause("rest.listeners-removed")
def test_redraws_and_puts_leave_no_listeners_behind(page: Page, storage_type: str) -> None:
    page.open(watched_page(storage_type))
    page.render(storage_type=storage_type)
    for _ in range(2):
        page.settle()  # the next fences add no stores of their own, and so no listeners
    page.click("#count-listeners")
    before = page.texts("#count")
    with page.without_waiting():
        for _ in range(3):
            page.render(storage_type=storage_type)
        for value in ("one", "two", "three"):
            page.store.put(value)
    page.click("#count-listeners")
    assert page.texts("#count") == before
