"""Storage Limitations."""

from fixtures.apps import one_store, refused_storage, several_stores
from fixtures.jsontext import as_json
from fixtures.page.page import Page
from judge.contract.clause import clause

MEGABYTE = 1_000_000
TOO_MUCH = 11 * MEGABYTE
"""Characters: more than the docs promise for any browser. A store that keeps them anyway passes."""
KEPT_ANYWAY = f"{TOO_MUCH:,} characters"


@clause("limits.two-megabytes")
def test_two_megabytes_are_size_kept(page: Page, storage_type: str) -> None:
    assert _size_kept(page, storage_type, 2 * MEGABYTE) == 2 * MEGABYTE


@clause("limits.five-megabytes")
def test_five_megabytes_are_size_kept(page: Page, storage_type: str) -> None:
    assert _size_kept(page, storage_type, 5 * MEGABYTE) == 5 * MEGABYTE


@clause("limits.page-lives-on", scenario="overflow")
def test_other_stores_work_after_a_value_did_not_fit(page: Page, storage_type: str) -> None:
    texts = page.record_once(overflow, storage_type)
    assert {name: texts[name] for name in ("early", "late")} == {
        "early": "put before it",
        "late": "put after it",
    }


@clause("limits.last-fitting-value-kept", scenario="overflow")
def test_the_last_value_that_fitted_is_kept(page: Page, storage_type: str) -> None:
    assert page.record_once(overflow, storage_type)["after a reload"] in ("that fits", KEPT_ANYWAY)


@clause("limits.no-data-but-the-stored", scenario="overflow")
def test_callbacks_end_up_with_the_value_that_is_stored(page: Page, storage_type: str) -> None:
    texts = page.record_once(overflow, storage_type)
    assert texts["before a reload"] == texts["after a reload"]


@clause("limits.storage-refused")
def test_a_store_works_on_its_page_if_web_storage_is_refused(page: Page, storage_type: str) -> None:
    page.open(refused_storage(storage_type))
    page.click("#put")
    assert page.json_texts("#shown, #other-shown") == [as_json("something")] * 2


@clause("limits.storage-refused-reported")
def test_a_put_is_reported_if_web_storage_is_refused(page: Page, storage_type: str) -> None:
    page.open(refused_storage(storage_type))
    page.click("#put")
    assert page.json_texts("#reported") == [as_json("something")]


def overflow(page: Page, storage_type: str) -> dict[str, str]:
    """Return what a store and its neighbours hold after a put of a value that the storage cannot take."""
    page.open(several_stores({name: {"storage_type": storage_type} for name in ("full", "early", "late")}))
    page["full"].put("that fits")
    page["early"].put("put before it")
    page["full"].put("x" * TOO_MUCH)
    page["late"].put("put after it")
    texts = {"before a reload": _shortened(page["full"].data)}
    page.reload()
    texts["after a reload"] = _shortened(page["full"].data)
    return texts | {name: _shortened(page[name].data) for name in ("early", "late")}


def _size_kept(page: Page, storage_type: str, size: int) -> int:
    """Return how many characters of a text of that size are read back, after a reload if it is stored."""
    page.open(one_store(storage_type))
    page.store.put("x" * size)
    if storage_type != "memory":
        page.reload()
    return len(str(page.store.data or ""))


def _shortened(data: object) -> str:
    text = str(data)
    return text if len(text) < 100 else f"{len(text):,} characters"
