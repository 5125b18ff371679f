"""Real use: callbacks change a part of the data by a Patch."""

from fixtures.apps import DataPatch, WhileRunning, one_store, through
from fixtures.jsontext import as_json
from fixtures.page.page import Page
from judge.contract.clause import clause

DATA = {"number": 1, "deep": {"list": [1, 2], "text": "a"}}
NESTED = DataPatch("patch['deep']['list'].append(3)")
AFTER_NESTED = {"number": 1, "deep": {"list": [1, 2, 3], "text": "a"}}
OPERATIONS = DataPatch(
    "patch['number'] += 4; patch['number'] *= 2; patch['number'] -= 1; patch['number'] /= 3\n"
    "numbers = patch['deep']['list']\n"
    "numbers.append(4); numbers.extend([5]); numbers.insert(0, 'first'); numbers.reverse()\n"
    "numbers.remove(2); del patch['deep']['text']; patch['new'] = []; patch.update(merged={'by': 'update'})"
)
AFTER_OPERATIONS = {
    "number": 3,
    "deep": {"list": [5, 4, 1, "first"]},
    "new": [],
    "merged": {"by": "update"},
}
RUN = WhileRunning(
    DataPatch("patch['running'] = True"), DataPatch("del patch['running']; patch['ended'] = [1]")
)


@clause("channel.patch.nested")
def test_patch_deep_in_the_data_is_seen_and_kept(page: Page, storage_type: str) -> None:
    _open(page, storage_type)
    page.store.put(NESTED)
    if storage_type != "memory":
        page.reload()
    assert page.store.json == as_json(AFTER_NESTED)


@clause("channel.patch.operations")
def test_every_operation_of_a_patch_is_seen_and_kept(page: Page, storage_type: str) -> None:
    _open(page, storage_type)
    page.store.put(OPERATIONS)
    if storage_type != "memory":
        page.reload()
    assert page.store.json == as_json(AFTER_OPERATIONS)


@clause("channel.patch.no-change")
def test_patch_that_changes_nothing_is_no_modification(page: Page, storage_type: str) -> None:
    _open(page, storage_type)
    before = page.store.timestamp
    page.store.put(DataPatch("patch['deep']['text'] = 'a'"))
    assert page.store.timestamp == before


@clause("channel.patch.both")
def test_two_patches_right_after_each_other_both_count(page: Page, storage_type: str) -> None:
    _open(page, storage_type)
    with page.without_waiting():
        page.store.put(DataPatch("patch['one'] = 1"))
        page.store.put(DataPatch("patch['other'] = 2"))
    assert page.store.json == as_json({**DATA, "one": 1, "other": 2})


@clause("channel.set-props.patch")
def test_patch_through_set_props_is_seen_and_kept(page: Page, storage_type: str) -> None:
    page.open(through("set-props", one_store(storage_type, data=DATA)))
    page.store.put(NESTED, "set-props")
    if storage_type != "memory":
        page.reload()
    assert page.store.json == as_json(AFTER_NESTED)


@clause("channel.running.patch")
def test_patches_in_running_are_seen_and_kept(page: Page, storage_type: str) -> None:
    page.open(through("running", one_store(storage_type, data=DATA), ("data", RUN)))
    page.store.put(RUN, "running")
    if storage_type != "memory":
        page.reload()
    assert page.store.json == as_json({**DATA, "ended": [1]})


def _open(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type, data=DATA))
