"""Real use: a site with several pages, each of which has the store."""

from fixtures.apps import one_store, put_and_redirect
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


@clause("pages.put-and-redirect")
def test_data_of_an_answer_that_leads_to_another_page_is_there(page: Page, storage_type: str) -> None:
    page.open(put_and_redirect(storage_type))
    page.follow("#go")
    assert page.store.data == "put"
