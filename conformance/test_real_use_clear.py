"""Real use: a store is cleared at the moment at which data is put."""

from fixtures.apps import one_store
from fixtures.page.page import Page
from judge.contract.clause import clause


@clause("clear.with-a-put")
def test_clear_in_the_answer_that_puts_data_clears_it(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    for value in ("first", "second"):
        page.act(
            {("store", "data"): value, ("store", "clear_data"): True}, f"one answer puts {value!r} and clears"
        )
        assert page.store.data is None
    if storage_type != "memory":
        page.reload()
        assert page.store.data is None


@clause("clear.right-after-a-put")
def test_clear_right_after_a_put_clears_it(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    with page.without_waiting():
        page.store.put("something")
        page.store.clear()
    assert page.store.data is None
    if storage_type != "memory":
        page.reload()
        assert page.store.data is None
