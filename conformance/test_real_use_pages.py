"""Real use: a site with several pages, each of which has the store."""

from fixtures.apps import one_store
from fixtures.page.page import Page
from judge.contract.clause import clause

ADDRESSES = ("other/page", "?query=1", "other#fragment")


@clause("pages.any-address")
def test_other_pages_of_the_site_find_the_data(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("put")
    for address in ADDRESSES:
        page.visit(address)
        assert page.store.data == "put"
