"""What differs in an expected and an observed value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.analysis.marked import mark_differences


def marks(text):
    """Return what is marked, in brackets, in both values."""
    return tuple("".join(f"<{part}>" if differs else part for part, differs in side) for side in text)


@pytest.mark.parametrize(
    ("expected", "observed", "marked"),
    [
        ("[1, 2, 3]", "[1, 5, 3]", ("[1, <2>, 3]", "[1, <5>, 3]")),
        ("[1, 2, 3]", "[1, 3]", ("[1, <2, >3]", "[1, 3]")),
        (
            '{"a": 1, "b": 2, "c": 3}',
            '{"a": 0, "b": 2, "c": 0}',
            ('{"a": <1>, "b": 2, "c": <3>}', '{"a": <0>, "b": 2, "c": <0>}'),
        ),
        ("same", "same", ("same", "same")),
        ("the step finishes", "null", ("the step finishes", "null")),
        ("", "observed only", ("", "observed only")),
    ],
)
def test_only_what_differs_is_marked(expected, observed, marked):
    assert marks(mark_differences(expected, observed)) == marked


@given(st.text(), st.text())
def test_nothing_is_lost_or_added(expected, observed):
    sides = mark_differences(expected, observed)
    assert tuple("".join(part for part, _ in side) for side in sides) == (expected, observed)


def test_long_differences_are_marked_as_a_whole():
    one, other = (" ".join(f"{prefix}{number}" for number in range(2000)) for prefix in "ab")
    ((start, _), (middle, differs), _), _ = mark_differences(
        f"{'same ' * 2000}{one} end", f"{'same ' * 2000}{other} end"
    )
    assert (start, middle, differs) == ("same " * 2000, one, True)
