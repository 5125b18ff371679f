"""Which JSON values are the same."""

import pytest

from fixtures.jsontext import as_json


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (0, -0.0),
        (2**53, 2**53 + 1),
        (2**60, float(2**60)),
        (10**21, 1e21),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ((1, 2), [1, 2]),
    ],
)
def test_these_are_the_same(one, other):
    assert as_json(one) == as_json(other)
    assert as_json([{"in": one}]) == as_json([{"in": other}])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (0, False),
        (1, "1"),
        (None, "null"),
        ([], {}),
        (2**53, 2**53 + 2),
        (0.1, 0.1 + 2**-56),
        ("\u00e9", "e\u0301"),
        ([1, 2], [2, 1]),
        ({"a": None}, {}),
    ],
)
def test_these_are_not(one, other):
    assert as_json(one) != as_json(other)
    assert as_json([{"in": one}]) != as_json([{"in": other}])
