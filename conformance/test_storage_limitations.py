"""Storage Limitations."""

from conformance.clause import clause
from fixtures.apps import one_store
from fixtures.page import Page

MEGABYTE = 1_000_000


@clause("limits.two-megabytes")
def test_two_megabytes_are_kept(page: Page, storage_type: str) -> None:
    assert _kept(page, storage_type, 2 * MEGABYTE) == 2 * MEGABYTE


@clause("limits.five-megabytes")
def test_five_megabytes_are_kept(page: Page, storage_type: str) -> None:
    assert _kept(page, storage_type, 5 * MEGABYTE) == 5 * MEGABYTE


def _kept(page: Page, storage_type: str, size: int) -> int:
    """How many characters of a text of that size are read back, where it is kept after a reload."""
    page.open(one_store(storage_type))
    page.store.put("x" * size)
    if storage_type != "memory":
        page.reload()
    return len(str(page.store.data or ""))
