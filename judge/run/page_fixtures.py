"""The pytest fixtures that tests of the contract ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from fixtures.implementation import Implementation
from fixtures.page.live_driver import LiveDriver
from fixtures.page.page import Page
from fixtures.page.runtime import Runtime
from fixtures.page.shared_page import ReplayDriver, SharedPage
from fixtures.server.host import SITE
from judge.generate import effort
from judge.generate.search import Search
from judge.run.matrix import Cell
from judge.run.options import DEADLINE
from judge.run.verdict import ENGINE, MATRIX


@pytest.fixture(scope="session")
def runtime(pytestconfig: pytest.Config) -> Iterator[Runtime]:
    """The server and the browser of this worker process."""
    deadline, grid, site = map(pytestconfig.getoption, ("deadline", "remote_url", "host_name"))
    runtime = Runtime(deadline or DEADLINE, grid, site or SITE)
    yield runtime
    runtime.close()


@pytest.fixture
def page(
    cell: Cell,
    storage_types: tuple[str, ...],
    runtime: Runtime,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> Iterator[Page]:
    """A page on a fresh origin: the test's own, or shared with the test's other storage types."""
    engine = cell.engine
    assert engine, "a test that asks for a page has a cell in a browser"
    browser = runtime.browser(engine, cell.implementation.spec)
    record_property(ENGINE, f"{engine.name} {browser.version}")

    def new_driver(commands: int = 0) -> LiveDriver:
        browser = runtime.browser(engine, cell.implementation.spec)
        return LiveDriver(runtime, browser, cell.implementation, commands)

    if cell.storage_type in storage_types and len(storage_types) > 1:
        test = request.function, cell.implementation, engine
        shared = runtime.kept(test, lambda: SharedPage(storage_types, new_driver))
        page = Page(ReplayDriver(shared, str(cell.storage_type)))
    else:
        runtime.kept(None, lambda: None)  # the shared page of the previous test is no longer needed
        page = Page(new_driver())
    yield page
    page.close()


@pytest.fixture
def storage_type(cell: Cell) -> str | None:
    """The storage type to judge."""
    return cell.storage_type


@pytest.fixture
def storage_types(cell: Cell, pytestconfig: pytest.Config) -> tuple[str, ...]:
    """The storage types for which the clause is judged on this store."""
    return pytestconfig.stash[MATRIX].storage_types(cell)


@pytest.fixture
def implementation(cell: Cell) -> Implementation:
    """The store to judge."""
    return cell.implementation


@pytest.fixture
def search(pytestconfig: pytest.Config) -> Search:
    """The search for generated values that the store gets wrong."""
    return Search(effort.seed(pytestconfig))
