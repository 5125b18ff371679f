"""Storage Limitations."""

from fixtures.apps import one_store, refused_storage, several_stores
from fixtures.page.page import Page
from judge.contract.clause import clause

MEGABYTE = 1_000_000
TOO_MUCH = 11 * MEGABYTE
"""Characters: more than the docs promise of any browser. A store that keeps them all the same is in order."""
KEPT_ALL_THE_SAME = f"{TOO_MUCH:,} characters"


@clause("limits.two-megabytes")
def test_two_megabytes_are_kept(page: Page, storage_type: str) -> None:
    assert _kept(page, storage_type, 2 * MEGABYTE) == 2 * MEGABYTE


@clause("limits.five-megabytes")
def test_five_megabytes_are_kept(page: Page, storage_type: str) -> None:
    assert _kept(page, storage_type, 5 * MEGABYTE) == 5 * MEGABYTE


@clause("limits.page-lives-on", story="overflow")
def test_a_value_that_does_not_fit_leaves_other_stores_at_work(page: Page, storage_type: str) -> None:
    told = page.record_once(overflow, storage_type)
    assert {name: told[name] for name in ("early", "late")} == {
        "early": "put before it",
        "late": "put after it",
    }


@clause("limits.last-fitting-value-kept", story="overflow")
def test_a_value_that_does_not_fit_does_not_cost_the_one_before(page: Page, storage_type: str) -> None:
    assert page.record_once(overflow, storage_type)["after a reload"] in ("that fits", KEPT_ALL_THE_SAME)


@clause("limits.no-data-but-the-stored", story="overflow")
def test_callbacks_are_not_left_with_a_value_that_did_not_fit(page: Page, storage_type: str) -> None:
    told = page.record_once(overflow, storage_type)
    assert told["before a reload"] == told["after a reload"]


@clause("limits.storage-refused")
def test_a_store_works_for_the_page_where_storage_is_refused(page: Page, storage_type: str) -> None:
    page.open(refused_storage(storage_type))
    page.click("#put")
    assert page.texts("#shown, #other-shown") == ['"something"', '"something"']


def overflow(page: Page, storage_type: str) -> dict[str, str]:
    """What a store and its neighbours have after it was given a value that the storage cannot take."""
    page.open(several_stores({name: {"storage_type": storage_type} for name in ("full", "early", "late")}))
    page["full"].put("that fits")
    page["early"].put("put before it")
    page["full"].put("x" * TOO_MUCH)
    page["late"].put("put after it")
    told = {"before a reload": _shortened(page["full"].data)}
    page.reload()
    told["after a reload"] = _shortened(page["full"].data)
    return told | {name: _shortened(page[name].data) for name in ("early", "late")}


def _kept(page: Page, storage_type: str, size: int) -> int:
    """How many characters of a text of that size are read back, where it is kept after a reload."""
    page.open(one_store(storage_type))
    page.store.put("x" * size)
    if storage_type != "memory":
        page.reload()
    return len(str(page.store.data or ""))


def _shortened(data: object) -> str:
    text = str(data)
    return text if len(text) < 100 else f"{len(text):,} characters"
