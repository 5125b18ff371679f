"""Real use: callbacks connect a store with itself, or with other stores."""

from typing import Any

from fixtures.apps import connected_stores
from fixtures.page.page import Page
from judge.contract.clause import clause


@clause("connected.pair", scenario="connected stores")
def test_callback_on_two_stores_gets_what_one_answer_put_in_both(page: Page, storage_type: str) -> None:
    assert set(page.record_once(connected, storage_type, moment="pair")) == {"[1, 1]"}


@clause("connected.chain", scenario="connected stores")
def test_callback_on_the_last_store_of_a_chain_gets_the_last_data_of_all(
    page: Page, storage_type: str
) -> None:
    assert page.record_once(connected, storage_type, moment="chain") == ['["put", ["put"]]']


@clause("connected.circle", scenario="connected stores")
def test_store_that_is_input_and_output_comes_to_rest(page: Page, storage_type: str) -> None:
    assert page.record_once(connected, storage_type) == 2


def connected(page: Page, storage_type: str) -> Any:
    """Return what the store holds whose data is Input and Output of a callback, and note what others show."""
    page.open(connected_stores(storage_type))
    page.click("#feed")
    page.note("pair", page.texts(".pair"))
    page["first"].put_in_a_burst(["put"])
    page.note("chain", page.texts("#chain"))
    page["circle"].put_in_a_burst([1])
    page.settle_server()
    return page["circle"].data
