"""dcc.Store Properties: storage_type."""

from fixtures.apps import no_store, one_store, rendered_later, writable_storage_type
from fixtures.page.page import Page
from judge.contract.clause import clause


@clause("memory.reverts-to-layout")
def test_memory_data_reverts_to_the_layouts_after_a_reload(page: Page) -> None:
    page.open(one_store("memory", data="first"))
    page.store.put("second")
    page.reload()
    assert page.store.data == "first"


@clause("memory.empty-after-reload")
def test_a_memory_store_without_layout_data_is_empty_after_a_reload(page: Page) -> None:
    page.open(one_store("memory"))
    page.store.put("something")
    page.reload()
    assert page.store.data is None


@clause("memory.default")
def test_a_store_without_storage_type_is_a_memory_store(page: Page) -> None:
    page.open(one_store(None, data="first"))
    page.store.put("second")
    assert page.storage("localStorage") == {}
    assert page.storage("sessionStorage") == {}
    page.reload()
    assert page.store.data == "first"


@clause("memory.not-shared-between-tabs")
def test_memory_data_is_not_shared_between_tabs(page: Page) -> None:
    page.open(one_store("memory", data="first"))
    page.store.put("second")
    page.new_tab()
    assert page.store.data == "first"


@clause("memory.no-web-storage")
def test_memory_data_is_not_in_web_storage(page: Page) -> None:
    page.open(one_store("memory", data="first"))
    page.store.put("second")
    assert page.storage("localStorage") == {}
    assert page.storage("sessionStorage") == {}


@clause("stored.survives-reload")
def test_stored_data_survives_a_reload(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("kept")
    page.reload()
    assert page.store.data == "kept"


@clause("session.in-session-storage")
def test_session_data_is_only_in_session_storage(page: Page) -> None:
    page.open(one_store("session"))
    before = page.storage("localStorage")
    page.store.put("kept")
    page.open(no_store())
    assert page.storage("localStorage") == before
    page.clear_storage("sessionStorage")
    page.open(one_store("session"))
    assert page.store.data is None


@clause("session.not-in-new-tab")
def test_session_data_is_not_found_in_a_new_tab(page: Page) -> None:
    page.open(one_store("session"))
    page.store.put("of the first tab")
    page.new_tab()
    assert page.store.data is None


@clause("session.gone-with-tab")
def test_session_data_is_gone_after_its_tab_closes(page: Page) -> None:
    page.open(one_store("session"))
    page.new_tab()
    page.store.put("of the closed tab")
    page.close_tab()
    page.new_tab()
    assert page.store.data is None


@clause("session.gone-after-quit")
def test_session_data_is_gone_after_a_browser_restart(page: Page) -> None:
    page.open(one_store("session"))
    page.store.put("put")
    page.restart()
    assert page.store.data is None


@clause("local.in-local-storage")
def test_local_data_is_only_in_local_storage(page: Page) -> None:
    page.open(one_store("local"))
    before = page.storage("sessionStorage")
    page.store.put("kept")
    page.open(no_store())
    assert page.storage("sessionStorage") == before
    page.clear_storage("localStorage")
    page.open(one_store("local"))
    assert page.store.data is None


@clause("local.in-new-tab")
def test_local_data_is_found_in_a_new_tab(page: Page) -> None:
    page.open(one_store("local"))
    page.store.put("kept")
    page.new_tab()
    assert page.store.data == "kept"


@clause("local.survives-quit")
def test_local_data_survives_a_browser_restart(page: Page) -> None:
    page.open(one_store("local"))
    page.store.put("put")
    page.restart()
    assert page.store.data == "put"


@clause("stored.kinds-apart")
def test_local_and_session_stores_of_one_id_keep_their_own_data(page: Page, storage_type: str) -> None:
    other = {"session": "local", "local": "session"}[storage_type]
    page.open(one_store(other))
    page.store.put("of the other kind")
    page.open(one_store(storage_type))
    assert page.store.data is None
    page.store.put("of this kind")
    page.open(one_store(other))
    assert page.store.data == "of the other kind"


@clause("stored.found-when-drawn-later")
def test_a_store_rendered_later_finds_stored_data(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("kept")
    page.open(rendered_later(storage_type))
    page.render(storage_type=storage_type)
    assert page.store.data == "kept"


@clause("stored.found-when-redrawn")
def test_a_rerendered_store_keeps_its_data(page: Page, storage_type: str) -> None:
    page.open(rendered_later(storage_type))
    page.render(storage_type=storage_type, data="first")
    page.remove()
    page.render(storage_type=storage_type, data="second")
    assert page.store.data == "first"


@clause("stored.type-changed")
def test_data_is_kept_by_the_storage_type_that_a_callback_wrote(page: Page, storage_type: str) -> None:
    page.open(writable_storage_type("memory"))
    _change_type(page, storage_type)
    page.store.put("put")
    page.open(one_store(storage_type))
    assert page.store.data == "put"
    page.open(writable_storage_type(storage_type))
    _change_type(page, "memory")
    page.store.put("put in memory")
    assert page.store.data == "put in memory"
    page.open(one_store(storage_type))
    assert page.store.data != "put in memory"


def _change_type(page: Page, storage_type: str) -> None:
    page.act({("store", "storage_type"): storage_type}, f"a callback writes storage_type={storage_type!r}")
