"""Real use: a store leaves the page for a while and comes back, in a dcc.Tab or on one page of dash.pages."""

from typing import Any

from fixtures.apps import site_pages, switched_tabs
from fixtures.page.page import Page
from judge.contract.clause import clause

HERE = {".shown": ["here"]}
ELSEWHERE = {".shown": ["elsewhere"]}


@clause("away.tab", scenario="switched tab")
def test_store_in_a_tab_has_its_data_when_it_is_back(page: Page, storage_type: str) -> None:
    assert page.record_once(switched_tab, storage_type, moment="back") == "put"


@clause("away.memory-tab", scenario="switched tab")
def test_memory_store_in_a_tab_has_its_data_when_it_is_back(page: Page, storage_type: str) -> None:
    assert page.record_once(switched_tab, storage_type, moment="back") == "put"


@clause("away.timestamp-in-tab", scenario="switched tab")
def test_store_in_a_tab_has_its_timestamp_when_it_is_back(page: Page, storage_type: str) -> None:
    assert page.record_once(switched_tab, storage_type, moment="other timestamps") == []


@clause("away.put-meanwhile", scenario="switched tab")
def test_put_is_kept_while_the_store_is_off_the_page(page: Page, storage_type: str) -> None:
    assert page.record_once(switched_tab, storage_type) == "put meanwhile"


@clause("away.page", scenario="visited page")
def test_store_on_a_page_has_its_data_when_the_user_returns(page: Page, storage_type: str) -> None:
    assert page.record_once(visited_page, storage_type) == "put"


@clause("away.timestamp-on-page", scenario="visited page")
def test_store_on_a_page_has_its_timestamp_when_the_user_returns(page: Page, storage_type: str) -> None:
    assert page.record_once(visited_page, storage_type, moment="other timestamps") == []


def switched_tab(page: Page, storage_type: str) -> Any:
    """Return the data of a store that is put while another tab is shown, once its own is shown again."""
    page.open(switched_tabs(storage_type))
    page.wait_for_texts(HERE)
    page.store.put("put")
    page.note("other timestamps", _other_timestamps_until_back(page))
    page.note("back", page.store.data)
    _go(page, ELSEWHERE)
    page.store.put("put meanwhile")
    _go(page, HERE)
    return page.store.data


def visited_page(page: Page, storage_type: str) -> Any:
    """Return the data of a store after the user has left its page by a link and returned."""
    page.open(site_pages(storage_type))
    page.wait_for_texts(HERE)
    page.store.put("put")
    page.note("other timestamps", _other_timestamps_until_back(page))
    return page.store.data


def _other_timestamps_until_back(page: Page) -> list[Any]:
    """Go elsewhere and back. Return the timestamps that are reported meanwhile and are not the last one."""
    reports = len(page.store.reported_timestamps)
    before = page.store.timestamp
    _go(page, ELSEWHERE)
    _go(page, HERE)
    return [each for each in page.store.reported_timestamps[reports:] if each != before]


def _go(page: Page, shown: dict[str, list[str]]) -> None:
    """Click the tab or link of that name, and wait until its content is shown."""
    ((name,),) = shown.values()
    page.click(f"#{name}")
    page.wait_for_texts(shown)
