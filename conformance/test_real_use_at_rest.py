"""Real use: a store that has nothing to do, or nothing to complain of."""

from fixtures.apps import one_store
from fixtures.page.page import Page
from judge.contract.clause import clause

ERRORS = ("error:", "uncaught:", "unhandled:")


@clause("quiet.no-console-errors")
def test_store_writes_no_errors_to_the_console(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type, data="initial"))
    page.store.put({"some": ["data", 1]})
    page.store.clear()
    assert [line for line in page.console if line.startswith(ERRORS)] == []
