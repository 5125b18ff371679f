"""What is done to a test's stores is done to likes of them of its other storage types, and told once."""

import pytest

from fixtures.apps import drawn_later, one_store, several_stores
from fixtures.browsers import ENGINES
from fixtures.company import Alone, Company, Member
from fixtures.implementation import load
from fixtures.page import Page, StoreFailed
from fixtures.stage import Stage
from fixtures.worker import Worker
from selftest.running import ROOT, nodes

STORAGE_TYPES = ("memory", "session", "local")
STORE = "dash.dcc:Store"


@pytest.fixture(scope="module")
def worker():
    worker = Worker(30)
    yield worker
    worker.close()


@pytest.fixture
def pages(worker, monkeypatch):
    """Makes the pages of a company, one a storage type."""
    monkeypatch.syspath_prepend(str(ROOT / "selftest"))

    def pages(store=STORE):
        def new_stage(commands=0):
            return Stage(worker, worker.browser(ENGINES["chromium"]), load(store), commands)

        company = Company(STORAGE_TYPES, new_stage)
        return [Page(Member(company, storage_type)) for storage_type in STORAGE_TYPES]

    return pages


def put_twice(page, storage_type):
    page.open(one_store(storage_type, data="first"))
    page.store.put("second")
    page.store.put("third")
    return page.store.data, len(set(page.store.reports))


def test_what_is_done_again_for_another_type_has_been_done(pages):
    memory, session, local = pages()
    assert put_twice(memory, "memory") == ("third", 3)
    assert memory.commands > 0
    for page, storage_type in ((session, "session"), (local, "local")):
        assert put_twice(page, storage_type) == ("third", 3)
        assert page.commands == 0
        assert page.history[0] == f'open Store(id="store", storage_type="{storage_type}", data="first")'


def test_each_sees_what_became_of_stores_of_its_own_type(pages):
    for page, storage_type, kept in zip(pages(), STORAGE_TYPES, ("first", "third", "third"), strict=True):
        put_twice(page, storage_type)
        page.reload()
        assert {event.store for event in page.store.seen} == {"store"}
        assert page.store.data == kept


def test_who_goes_further_does_so_for_all(pages):
    memory, session, local = pages()
    put_twice(memory, "memory")
    for page, storage_type in ((session, "session"), (local, "local")):
        put_twice(page, storage_type)
        page.reload()
        assert page.store.data == "third"
    assert session.commands > 0
    assert local.commands == 0


def test_stores_drawn_later_have_company(pages):
    for page, storage_type, found in zip(pages(), STORAGE_TYPES, ("again", "first", "first"), strict=True):
        page.open(drawn_later(storage_type))
        page.draw(storage_type=storage_type, data="first")
        page.undraw()
        page.draw(storage_type=storage_type, data="again")
        assert page.store.data == found
        assert (page.commands > 0) == (storage_type == "memory")


def test_who_does_something_else_is_alone(pages):
    memory, session, local = pages()
    put_twice(memory, "memory")
    session.open(one_store("session", data="first"))
    with pytest.raises(Alone):
        session.store.put("something else")
    session.leave_company()
    assert session.history == []
    assert put_twice(session, "session") == ("third", 3)
    assert put_twice(local, "local") == ("third", 3)
    assert local.commands == 0
    with pytest.raises(Alone):
        local.reload()


@pytest.mark.parametrize(
    "app",
    [
        one_store("session"),
        several_stores({"one": {"storage_type": "memory"}, "other": {"storage_type": "memory"}}),
        one_store(),
    ],
)
def test_other_stores_are_not_for_company(pages, app):
    memory, *_ = pages()
    with pytest.raises(Alone):
        memory.open(app)
    assert memory.commands == 0


def test_what_only_one_can_do_is_not_for_company(pages):
    memory, *_ = pages()
    memory.open(one_store("memory"))
    for verb in (memory.new_tab, memory.restart, memory.start_over, memory.settle_server):
        with pytest.raises(Alone):
            verb()


def test_the_company_ends_with_its_page(pages):
    memory, session, _ = pages("hostile:SessionLeaves")
    with pytest.raises(StoreFailed):
        put_twice(memory, "memory")
    with pytest.raises(Alone):
        put_twice(session, "session")
    memory.leave_company()
    assert put_twice(memory, "memory") == ("third", 3)


def test_none_is_given_the_time_that_others_take(pages):
    memory, session, _ = pages("hostile:HastyInMemory")
    memory.open(one_store("memory"))
    memory.store.put("something")
    assert len(memory.store.reports) == 1
    session.open(one_store("session"))
    session.store.put("something")
    assert len(session.store.reports) == 1
    memory.store.put("something else")
    assert len(memory.store.reports) == 3


def test_what_does_not_hold_in_company_is_judged_alone(judge):
    clauses = ("data.mounts", "data.put-is-seen")
    run = judge(*nodes(*clauses), "--store=hostile:SessionLeaves", "--deadline=5")
    assert run.exit_code() == 1
    results = [each for each in run.report["results"] if each["verdict"] != "untestable"]
    assert {(each["clause"], each["storage_type"]): each["verdict"] for each in results} == {
        ("data.mounts", "memory"): "pass",
        ("data.mounts", "session"): "fail",
        ("data.mounts", "local"): "pass",
        ("data.put-is-seen", "memory"): "pass",
        ("data.put-is-seen", "session"): "blocked",
        ("data.put-is-seen", "local"): "pass",
    }
    (told,) = {each["reason"] for each in results if each["verdict"] == "pass" and each["reason"]}
    assert told.startswith("held alone; beside other storage types: ")
    (failed,) = (each for each in results if each["verdict"] == "fail")
    assert failed["history"] == [
        'open Store(id="store", storage_type="session")',
        "put \"something\" in 'store'",
    ]
