"""The pytest fixtures that tests of the contract ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from fixtures.browsers.browser import CannotShow
from fixtures.implementation import Implementation
from fixtures.page.live_driver import LiveDriver
from fixtures.page.page import Page
from fixtures.page.runtime import Runtime
from fixtures.page.shared_page import Member, ReplayDriver, SharedPage
from fixtures.server.backends import not_in_this_dash
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
    share = pytestconfig.getoption("stores_share_pages")
    runtime = Runtime(deadline or DEADLINE, grid, site or SITE, stores_share_pages=share)
    yield runtime
    runtime.close()


@pytest.fixture
def page(
    cell: Cell,
    page_cells: list[Cell],
    runtime: Runtime,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> Iterator[Page]:
    """A page on a fresh origin: the test's own, or shared with other cells of the test. Raises CannotShow."""
    engine = cell.engine
    assert engine, "a test that asks for a page has a cell in a browser"
    if reason := not_in_this_dash(engine.backend):
        raise CannotShow(reason)
    browser = runtime.browser(engine, cell.implementation.spec)
    record_property(ENGINE, f"{engine.name} {browser.version}")

    def new_driver(implementation: Implementation, commands: int = 0) -> LiveDriver:
        browser = runtime.browser(engine, implementation.spec)
        return LiveDriver(runtime, browser, implementation, commands)

    shared = None
    if cell in page_cells and len(page_cells) > 1:
        members = [Member(each.implementation, str(each.storage_type)) for each in page_cells]
        scenario = request.node.get_closest_marker("clause").kwargs["scenario"]
        key = scenario, engine, page_cells[0].implementation
        shared = runtime.kept(key, lambda: SharedPage(members, new_driver))
    else:
        runtime.kept(None, lambda: None)  # the shared page of the previous scenario is no longer needed
    own = Member(cell.implementation, str(cell.storage_type))
    if shared and own in shared.members:
        page = Page(ReplayDriver(shared, own))
    else:
        page = Page(new_driver(cell.implementation))
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
def page_cells(cell: Cell, pytestconfig: pytest.Config) -> list[Cell]:
    """The cells that may share a page with this one, itself included."""
    return pytestconfig.stash[MATRIX].sharing_page(cell)


@pytest.fixture
def implementation(cell: Cell) -> Implementation:
    """The store to judge."""
    return cell.implementation


@pytest.fixture
def search(pytestconfig: pytest.Config) -> Search:
    """The search for generated values that the store gets wrong."""
    return Search(effort.seed(pytestconfig))
