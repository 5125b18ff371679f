"""xdist's processes get the cells of one engine as long as it has any, those of one story together."""

from collections import defaultdict

import pytest

from fixtures.browsers import ENGINES
from judge.contract.catalogue import marked_tests, read, stories
from judge.run.scheduler import EngineScheduler

STORE = "dash.dcc:Store"


def cell(test, engine="chromium", storage_type=None):
    name = "-".join(filter(None, (STORE, engine, storage_type)))
    return f"conformance/{test}[{name}]"


TESTS = {ids[0]: test for test, ids in marked_tests().items()}
COUNTED, RELOADED = TESTS["clicks.counted"], TESTS["clicks.after-reload"]
DRAWN = TESTS["data.any-value"]
HELP = TESTS["component.help"]
NUMBER = TESTS["timestamp.number"]
RELOADS = TESTS["memory.reverts-to-layout"]


class Node:
    def __init__(self):
        self.sent = []

    def send_runtest_some(self, numbers):
        self.sent += numbers


def sharing_of(cells, processes=1):
    """These cells, none of which has been sent, and as many processes."""
    sharing = EngineScheduler.__new__(EngineScheduler)
    sharing.collection, sharing.pending, sharing._engines = cells, list(range(len(cells))), {}
    sharing.node2pending = {Node(): [] for _ in range(processes)}
    return sharing, sharing.nodes


def sent(cells, number=1):
    """How many of the cells a process gets that is to get that number."""
    sharing, (node,) = sharing_of(cells)
    sharing._send_tests(node, number)
    assert node.sent + sharing.pending == list(range(len(cells)))
    return len(node.sent)


@pytest.mark.parametrize(
    ("cells", "together"),
    [
        ([cell(NUMBER, storage_type=each) for each in ("memory", "session")], 2),
        ([cell(RELOADS, storage_type="memory"), cell(NUMBER, storage_type="memory")], 1),
        ([cell(DRAWN, storage_type=each) for each in ("memory", "session", "local")], 3),
        ([cell(COUNTED), cell(RELOADED), cell(NUMBER)], 2),
        ([cell(COUNTED), cell(DRAWN)], 1),
        ([cell(COUNTED), cell(COUNTED, engine="firefox")], 1),
        (["selftest/test_x.py::test_one", "selftest/test_x.py::test_two"], 1),
        ([cell(COUNTED)], 1),
    ],
)
def test_what_shares_a_story_goes_to_one_process(cells, together):
    assert sent(cells) == together


def test_no_more_is_sent_than_there_is():
    assert sent([], 2) == 0
    assert sent([cell(RELOADS, storage_type="memory")] * 3, 2) == 2


def test_cells_that_share_a_story_stand_side_by_side():
    places = {clause.id: place for place, clause in enumerate(read().clauses)}
    told = defaultdict(list)
    for test, story in stories().items():
        told[story].append(places[marked_tests()[test][0]])
    for story, found in told.items():
        assert max(found) - min(found) == len(found) - 1, story


def engines_of(node, cells):
    return [next(each for each in ENGINES if each in cells[number]) for number in node.sent]


def by_engine(each, engines=ENGINES):
    """So many cells in each engine, one engine after the other."""
    return [
        cell(test, engine=engine, storage_type="local")
        for engine in engines
        for test in list(marked_tests())[:each]
    ]


def test_a_process_stays_with_its_engine_and_then_goes_where_most_are_left():
    cells = by_engine(4)
    sharing, (one, other) = sharing_of(cells, 2)
    for node in (one, other, one, one, one, one, other, one, other, one, other, other):
        sharing._send_tests(node, 1)
    assert sharing.pending == []
    assert engines_of(one, cells) == ["chromium"] * 4 + ["webkit"] * 3
    assert engines_of(other, cells) == ["firefox"] * 4 + ["webkit"]


def test_the_cells_of_an_engine_keep_their_order():
    cells = by_engine(5)
    sharing, nodes = sharing_of(cells, 2)
    for place in range(8):
        sharing._send_tests(nodes[place % 2], 2)
    for node in nodes:
        for engine in ENGINES:
            own = [number for number in node.sent if engine in cells[number]]
            assert own == sorted(own)


def test_a_process_in_place_of_a_lost_one_is_given_the_engine_that_was_lost():
    cells = [*by_engine(6, ["chromium"]), *by_engine(4, ["firefox"])]
    sharing, (one, other) = sharing_of(cells, 2)
    for node in (one, other):
        sharing._send_tests(node, 1)
    del sharing.node2pending[other]
    new = Node()
    sharing.node2pending[new] = []
    sharing._send_tests(new, 1)
    assert engines_of(new, cells) == engines_of(other, cells) == ["firefox"]


def test_what_needs_no_browser_is_done_by_whoever_comes():
    cells = [f"conformance/{HELP}[{STORE}]", *by_engine(2, ["chromium"])]
    sharing, (node,) = sharing_of(cells)
    sharing._send_tests(node, 1)
    assert node.sent == [0]
