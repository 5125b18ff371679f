"""dcc.Store Properties: data."""

from dataclasses import replace
from typing import Any

from fixtures.apps import many_stores, one_store
from fixtures.jsontext import as_json
from fixtures.page.page import Page
from judge.contract.clause import clause
from judge.generate.own_format import compare_own_format
from judge.generate.round_trip import PUT, Read, compare_group

# Each entry is put in a store of its own. A page can hold many values but few stores, so values that do not
# need their own store travel in one list, the last entry. A list of dicts starts with a string, so that no
# store takes it for a table.
DICTS = [
    {"a": 1},
    {"data": "inner", "timestamp": 5, "value": 1, "props": {}, "type": "x"},
    [
        "dicts",
        {"a": 1, "b": [2, 3], "c": {"d": None}},
        {"1": "one", "10": "ten", "2": "two"},
        {f"key {number}": number for number in range(200)},
    ],
]
LISTS = [[1], [None], [[1, 2, 3], ["a", ["b", ["c"]]], [None, None], [{}, []], [[], [[]]], list(range(1000))]]
NUMBERS = [
    1,
    0.1 + 0.2,
    [
        *(-1, 7, 255, 2**31, -(2**31) - 1, 2**53 - 1, -(2**53) + 1),
        *(0.5, 0.1, 1 / 3, 3.141592653589793, -2.5e-7),
        *(1e21, 1e308, 1.7976931348623157e308, 5e-324, 2.2250738585072014e-308, 123456789.12345679),
    ],
]
STRINGS = [
    "text",
    " spaces around \n",
    [
        *("two words", "line\nbreak\r\n\ttab", "\"quotes\" and 'others'", "back\\slash"),
        *("<b>&amp;</b>", "\u00fcml\u00e4ut", "\u65e5\u672c\u8a9e", "\U0001f600\U0001f468\u200d\U0001f469"),
        *("e\u0301", "\u2028 \u2029", "a\x00b", "\x01\x1f\x7f", "\ufeff\uffff", "\u202eright to left"),
        *("%41 %u0041 +", "long " * 2000),
    ],
]
LOOK_ALIKES = [
    "null",
    "12",
    "{}",
    ["undefined", "true", "false", "-1", "1e3", "NaN", "[]", '""', '"quoted"', "[1"],
]
BOOLEANS = [True, False]
FALSY = [0, False, "", [], {}]
NESTED = [
    {"rows": [{"id": 1, "tags": ["a", None, {}]}, {"id": 2, "tags": []}], "next": None},
    [
        [[[[[[[[[["deep"]]]]]]]]]],
        {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": [0, False, None, ""]}}}}}}}},
        {"empty": {"dict": {}, "list": [], "string": "", "null": None}},
    ],
]
KEYED = [
    {"": "empty", "__proto__": {"inner": 1}, "constructor": 1, "toString": 2, "toJSON": 3, "valueOf": 4},
    {"length": 3},
    [
        "dicts",
        {"__proto__": "text"},
        {"hasOwnProperty": 3},
        {"a": 1, "A": 2, " a": 3},
        {"\u00e9": 1, "e\u0301": 2},
        {"a.b": 1, "a": {"b": 2}},
        {"nul \x00 inside": 1, "\U0001f600": 2, " ": 3},
        {"undefined": None, "null": None},
    ],
]
LONE_SURROGATES = ["\ud800", ["\udc00 first", "last \udbff", {"\udfff": 1}]]
GROUPS: list[list[Any]] = [
    DICTS,
    LISTS,
    NUMBERS,
    STRINGS,
    BOOLEANS,
    FALSY,
    LOOK_ALIKES,
    NESTED,
    KEYED,
    LONE_SURROGATES,
]
NEIGHBOURS = [
    *(
        (1, "1"),
        (1, True),
        (0, False),
        (0, ""),
        ([], {}),
        ([], ""),
        ("a", "A"),
        ("a", "a "),
    ),
    *(("\u00e9", "e\u0301"), (0.1, 0.1 + 2**-56), (2**53 - 1, 2**53 - 2), ([1, 2], [2, 1]), ([1], [1, None])),
    *(([None], []), ({"a": None}, {}), ({"a": 1}, {"a": "1"}), ({"0": "a"}, ["a"]), ({"length": 0}, [])),
    *(({"a": {"b": {"c": [1, 2, 3]}}}, {"a": {"b": {"c": [1, 2, 4]}}}), ([*range(500), 0], [*range(500), 1])),
]


@clause("data.mounts")
def test_a_store_in_the_layout_reports_its_first_modification(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    assert page.store.reported_timestamps != []


@clause("data.put-is-seen")
def test_a_put_value_reaches_callbacks(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    assert page.store.data == "something"


@clause("data.dict", scenario="round trips")
def test_dicts_are_read_as_they_were_put(page: Page, storage_type: str) -> None:
    observed, expected = read(page, storage_type, DICTS)
    assert observed == expected


@clause("data.list", scenario="round trips")
def test_lists_are_read_as_they_were_put(page: Page, storage_type: str) -> None:
    observed, expected = read(page, storage_type, LISTS)
    assert observed == expected


@clause("data.number", scenario="round trips")
def test_numbers_are_read_as_they_were_put(page: Page, storage_type: str) -> None:
    observed, expected = read(page, storage_type, NUMBERS)
    assert observed == expected


@clause("data.string", scenario="round trips")
def test_strings_are_read_as_they_were_put(page: Page, storage_type: str) -> None:
    observed, expected = read(page, storage_type, STRINGS)
    assert observed == expected


@clause("data.boolean", scenario="round trips")
def test_booleans_are_read_as_they_were_put(page: Page, storage_type: str) -> None:
    observed, expected = read(page, storage_type, BOOLEANS)
    assert observed == expected


@clause("data.falsy", scenario="round trips")
def test_falsy_values_are_read_as_they_were_put(page: Page, storage_type: str) -> None:
    observed, expected = read(page, storage_type, FALSY)
    assert observed == expected


@clause("data.look-alikes", scenario="round trips")
def test_strings_that_look_like_json_stay_strings(page: Page, storage_type: str) -> None:
    observed, expected = read(page, storage_type, LOOK_ALIKES)
    assert observed == expected


@clause("data.nested", scenario="round trips")
def test_nested_values_are_read_as_they_were_put(page: Page, storage_type: str) -> None:
    observed, expected = read(page, storage_type, NESTED)
    assert observed == expected


@clause("data.keys", scenario="round trips")
def test_any_string_can_be_a_key(page: Page, storage_type: str) -> None:
    observed, expected = read(page, storage_type, KEYED)
    assert observed == expected


@clause("data.own-format", scenario="own format")
def test_data_that_looks_like_what_the_store_writes_is_read_as_it_was_put(
    page: Page, storage_type: str, storage_types: tuple[str, ...]
) -> None:
    observed, expected = compare_own_format(page, storage_type, storage_types, PUT)
    assert observed == expected


@clause("data.lone-surrogates", scenario="round trips")
def test_lone_surrogates_are_read_as_they_were_put(page: Page, storage_type: str) -> None:
    observed, expected = read(page, storage_type, LONE_SURROGATES)
    assert observed == expected


@clause("data.minus-zero")
def test_a_store_still_works_after_minus_zero(page: Page, storage_type: str) -> None:
    # A store may write -0 again and again because it reads 0. With this many, each write takes long enough to
    # hang the store. With a callback on modified_timestamp the page itself would hang.
    page.open(replace(one_store(storage_type), inputs=("data",), can_share_page=False))
    page.store.put([-0.0] * 100_000)
    assert str(page.store.data)[:3] == "[0,"
    page.store.put("after")
    assert page.store.data == "after"
    if storage_type != "memory":
        page.reload()
        assert page.store.data == "after"


@clause("data.replaced")
def test_a_put_value_replaces_the_one_before(page: Page, storage_type: str) -> None:
    page.open(many_stores(storage_type, 3))
    page.put_all([{"old": 1, "both": {"old": 1}}, [1, 2, 3], "a long text"])
    page.put_all([{"new": 2, "both": {"new": 2}}, [4], "short"])
    if storage_type != "memory":
        page.reload()
    assert [store.data for store in page.stores] == [{"new": 2, "both": {"new": 2}}, [4], "short"]


@clause("data.every-change-counts")
def test_every_small_change_is_a_modification(page: Page, storage_type: str) -> None:
    page.open(many_stores(storage_type, len(NEIGHBOURS), "modified_timestamp"))
    page.put_all([first for first, _ in NEIGHBOURS])
    for old, new in ((0, 1), (1, 0)):
        before = [store.timestamp for store in page.stores]
        page.put_all([pair[new] for pair in NEIGHBOURS])
        observed = {
            f"{as_json(pair[old])}, then {as_json(pair[new])} in {store.name}": {
                "data": store.json,
                "new timestamp": store.timestamp != timestamp,
            }
            for pair, store, timestamp in zip(NEIGHBOURS, page.stores, before, strict=True)
        }
        expected = [{"data": as_json(pair[new]), "new timestamp": True} for pair in NEIGHBOURS]
        assert observed == dict(zip(observed, expected, strict=True))


@clause("data.back-again")
def test_a_value_put_again_after_another_is_read(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    for value in ("a", "b", "a"):
        page.store.put(value)
    assert page.store.data == "a"
    if storage_type != "memory":
        page.reload()
        assert page.store.data == "a"


@clause("data.same-for-all-callbacks")
def test_data_and_timestamp_callbacks_receive_the_same_data(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put({"a": 1})
    last = {event.prop: event.data for event in page.store.observations}
    assert last == {"data": {"a": 1}, "modified_timestamp": {"a": 1}}


@clause("data.none-empties")
def test_a_put_none_removes_the_data(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    page.store.put(None)
    assert page.store.data is None
    if storage_type != "memory":
        page.reload()
        assert page.store.data is None


@clause("data.no-update")
def test_no_update_triggers_no_callback_of_the_store(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type))
    page.store.put("something")
    before = page.store.observations
    page.prevent_update()
    assert page.store.observations == before


@clause("data.not-in-dom")
def test_data_is_not_in_the_document(page: Page, storage_type: str) -> None:
    page.open(one_store(storage_type, data="needle of the layout"))
    page.store.put("needle put later")
    html = page.html()
    assert [text for text in ("needle of the layout", "needle put later") if text in html] == []


def read(page: Page, storage_type: str, values: list[Any]) -> tuple[Read, Read]:
    """Return what is read of that one of the GROUPS, and what was put."""
    return compare_group(page, storage_type, GROUPS, GROUPS.index(values))
