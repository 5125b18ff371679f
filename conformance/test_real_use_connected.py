"""Real use: callbacks connect a store with itself, or with other stores."""

from typing import Any

from fixtures.apps import connected_stores
from fixtures.page.page import Page
from judge.contract.clause import clause


@clause("connected.circle", group="connected stores")
def test_store_that_is_input_and_output_comes_to_rest(page: Page, storage_type: str) -> None:
    assert page.record_once(connected, storage_type)["circle"] == 2


@clause("connected.chain", group="connected stores")
def test_callback_on_the_last_store_of_a_chain_gets_the_last_data_of_all(
    page: Page, storage_type: str
) -> None:
    assert page.record_once(connected, storage_type)["chain"] == ['["put", ["put"]]']


@clause("connected.pair", group="connected stores")
def test_callback_on_two_stores_gets_what_one_answer_put_in_both(page: Page, storage_type: str) -> None:
    assert set(page.record_once(connected, storage_type)["pairs"]) == {"[1, 1]"}


def connected(page: Page, storage_type: str) -> dict[str, Any]:
    """Return what callbacks that connect stores received of them."""
    page.open(connected_stores(storage_type))
    page["circle"].put_in_a_burst([1])
    page["first"].put_in_a_burst(["put"])
    page.click("#feed")
    chain = page.texts("#chain")
    return {"circle": page["circle"].data, "chain": chain, "pairs": page.texts(".pair")}
