"""xdist's processes get the cells one by one, but those that share a story together."""

from collections import defaultdict

import pytest

from conformance.catalogue import marked_tests, read, stories
from conformance.sharing import Sharing

STORE = "dash.dcc:Store"


def cell(test, engine="chromium", storage_type=None):
    name = "-".join(filter(None, (STORE, engine, storage_type)))
    return f"conformance/{test}[{name}]"


COUNTED = "test_store_clicks_example.py::test_every_click_counts_for_its_store_alone"
RELOADED = "test_store_clicks_example.py::test_counters_after_a_reload"
DRAWN = "test_any_value.py::test_any_value_is_read_as_it_was_put"
NUMBER = "test_modified_timestamp.py::test_the_timestamp_is_a_number"
RELOADS = "test_storage_type.py::test_memory_has_the_layouts_data_after_a_reload"


class Node:
    def __init__(self):
        self.sent = []

    def send_runtest_some(self, numbers):
        self.sent += numbers


def sent(cells, number=1):
    """How many of the cells a process gets that is to get that number."""
    sharing = Sharing.__new__(Sharing)
    sharing.collection, sharing.pending = cells, list(range(len(cells)))
    sharing.node2pending = defaultdict(list)
    node = Node()
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
