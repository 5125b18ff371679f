"""What differs in an expected and an observed value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.analysis.marked import AROUND, MOST, mark_differences, show_around_differences


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


def marked_words(end, other_end):
    """Return what is marked in two texts that differ in every second of as many words as are compared one by
    one; the last of them is the first character of the ends."""
    sides = zip("ab", (end, other_end), strict=True)
    words = ((f"{name if number % 2 == 0 else 'k'}{number}" for number in range(MOST // 2)) for name in "ab")
    texts = [" ".join(own) + last for own, (_, last) in zip(words, sides, strict=True)]
    return texts, [
        [part for part, differs in side if differs]
        for side in mark_differences(*(f"{'same ' * MOST}{text}" for text in texts))
    ]


def test_words_that_come_again_and_again_are_still_compared():
    middle = " x y" * 60
    one, other = marks(mark_differences(f"p{middle} q", f"r{middle} s"))
    assert (one, other) == (f"<p>{middle} <q>", f"<r>{middle} <s>")


def test_words_are_compared_one_by_one_up_to_the_limit():
    places = range(0, MOST // 2, 2)
    _, marked = marked_words("!", "?")
    assert marked == [[*(f"a{n}" for n in places), "!"], [*(f"b{n}" for n in places), "?"]]
    texts, marked = marked_words("!!", "??")
    assert marked == [[text] for text in texts]


def test_long_parts_are_shown_at_their_beginning_and_end():
    short, long = "a" * (3 * AROUND - 1), "b" * AROUND + "c" * AROUND + "d" * AROUND
    assert show_around_differences([(short, False), (long, True), ("e", False)]) == [
        (short, False, 0),
        ("b" * AROUND, True, AROUND),
        ("d" * AROUND, True, 0),
        ("e", False, 0),
    ]
