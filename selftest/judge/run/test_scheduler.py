"""Workers get cells of one engine for as long as there are any, and all cells of a scenario."""

from collections import defaultdict

import pytest

from fixtures.browsers import ENGINES
from fixtures.implementation import load
from fixtures.server.backends import FLASK
from judge.contract.catalogue import read
from judge.contract.checks import checked
from judge.contract.clause import clause_tests, marked_tests
from judge.run.matrix import Matrix
from judge.run.scheduler import EngineScheduler

STORE = "dash.dcc:Store"
CATALOGUE = read()


class InAllEngines(Matrix):
    """The matrix of a machine that has every engine."""

    def __init__(self):
        self.catalogue = checked()
        self.implementations = [load(STORE)]
        self.engines = list(ENGINES.values())
        self._stores_share_pages = False


MATRIX = InAllEngines()


def cell_id(test, engine="chromium", storage_type=None):
    """Return the node id of a cell."""
    name = "-".join(filter(None, (STORE, engine, storage_type)))
    return f"conformance/{test}[{name}]"


TESTS = {ids[0]: test for test, ids in marked_tests().items()}
COUNTED, RELOADED = TESTS["clicks.counted"], TESTS["clicks.after-reload"]
GENERATED = TESTS["data.any-value"]
HELP = TESTS["component.help"]
NUMBER = TESTS["timestamp.number"]
RELOADS = TESTS["memory.reverts-to-layout"]


class Node:
    """An xdist worker that records the numbers of the tests sent to it."""

    def __init__(self):
        self.sent = []

    def send_runtest_some(self, numbers):
        """Record the numbers."""
        self.sent += numbers


def scheduler_of(cells, processes=1):
    """Return a scheduler that has sent none of the cells yet, and its workers."""
    scheduler = EngineScheduler.__new__(EngineScheduler)
    scheduler.collection, scheduler.pending, scheduler._engines = cells, list(range(len(cells))), {}
    scheduler._matrix = MATRIX
    scheduler.node2pending = {Node(): [] for _ in range(processes)}
    return scheduler, scheduler.nodes


def sent(cells, number=1):
    """Return how many cells a worker gets if the scheduler has to send it at least `number`."""
    scheduler, (node,) = scheduler_of(cells)
    scheduler._send_tests(node, number)
    assert node.sent + scheduler.pending == list(range(len(cells)))
    return len(node.sent)


@pytest.mark.parametrize(
    ("cells", "together"),
    [
        ([cell_id(NUMBER, storage_type=each) for each in ("memory", "session")], 2),
        ([cell_id(RELOADS, storage_type="memory"), cell_id(NUMBER, storage_type="memory")], 1),
        ([cell_id(GENERATED, storage_type=each) for each in ("memory", "session", "local")], 3),
        ([cell_id(COUNTED), cell_id(RELOADED), cell_id(NUMBER)], 2),
        ([cell_id(COUNTED), cell_id(GENERATED)], 1),
        ([cell_id(COUNTED), cell_id(COUNTED, engine="firefox")], 1),
        (["selftest/test_x.py::test_one", "selftest/test_x.py::test_two"], 1),
        ([cell_id(COUNTED)], 1),
    ],
)
def test_cells_of_one_scenario_go_to_one_worker(cells, together):
    assert sent(cells) == together


def test_scheduler_sends_no_more_cells_than_there_are():
    assert sent([], 2) == 0
    assert sent([cell_id(RELOADS, storage_type="memory")] * 3, 2) == 2


def test_clauses_of_a_scenario_are_contiguous():
    places = {clause.id: place for place, clause in enumerate(read().clauses)}
    scenarios = defaultdict(list)
    for (test,) in clause_tests().values():
        if test.scenario:
            scenarios[test.scenario].append(places[test.clause])
    for scenario, found in scenarios.items():
        assert max(found) - min(found) == len(found) - 1, scenario


def engines_of(node, cells):
    """Return the engines of the cells sent to the worker."""
    return [next(each for each in ENGINES if each in cells[number]) for number in node.sent]


def by_engine(each, engines=ENGINES):
    """Return `each` cells for each engine, one engine after the other."""
    tests = [test for test, (id,) in marked_tests().items() if CATALOGUE[id].applies_on(FLASK)]
    return [cell_id(test, engine=engine, storage_type="local") for engine in engines for test in tests[:each]]


def test_worker_stays_with_its_engine_then_takes_the_one_with_most_left():
    cells = by_engine(4)
    scheduler, (one, other) = scheduler_of(cells, 2)
    for node in (one, other, one, one, one, one, other, one, other, one, other, other):
        scheduler._send_tests(node, 1)
    assert scheduler.pending == []
    assert engines_of(one, cells) == ["chromium"] * 4 + ["webkit"] * 3
    assert engines_of(other, cells) == ["firefox"] * 4 + ["webkit"]


def test_cells_of_an_engine_keep_their_order():
    cells = by_engine(5)
    scheduler, nodes = scheduler_of(cells, 2)
    for place in range(8):
        scheduler._send_tests(nodes[place % 2], 2)
    for node in nodes:
        for engine in ENGINES:
            own = [number for number in node.sent if engine in cells[number]]
            assert own == sorted(own)


def test_replacement_of_a_lost_worker_gets_its_engine():
    cells = [*by_engine(6, ["chromium"]), *by_engine(4, ["firefox"])]
    scheduler, (one, other) = scheduler_of(cells, 2)
    for node in (one, other):
        scheduler._send_tests(node, 1)
    del scheduler.node2pending[other]
    new = Node()
    scheduler.node2pending[new] = []
    scheduler._send_tests(new, 1)
    assert engines_of(new, cells) == engines_of(other, cells) == ["firefox"]


def test_cell_without_browser_goes_to_any_worker():
    cells = [f"conformance/{HELP}[{STORE}]", *by_engine(2, ["chromium"])]
    scheduler, (node,) = scheduler_of(cells)
    scheduler._send_tests(node, 1)
    assert node.sent == [0]
