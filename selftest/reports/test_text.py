"""Text from a store that is made safe to print."""

import pytest

from reports.text import ends, short_both, visible


def test_unprintable_characters_become_escapes_and_the_rest_stays():
    assert visible("Zoë\t\u202e\ud800\n", keep="\n") == "Zoë\\t\\u202e\\ud800\n"


def test_ends_keeps_beginning_and_end_of_a_long_text():
    assert ends("a" * 40, 40) == "a" * 40
    assert ends("begins" + "-" * 1000 + "ends", 17) == "begins ... --ends"


@pytest.mark.parametrize("same", [0, 10, 50, 500])
def test_two_long_texts_show_where_they_first_differ(same):
    one, other = short_both("x" * same + "a" * 200, "x" * same + "b" * 200, 60)
    assert one != other
    assert max(len(one), len(other)) <= 60


def test_two_short_texts_stay_as_they_are():
    assert short_both("x" * 50 + "a", "x" * 50 + "b", 60) == ("x" * 50 + "a", "x" * 50 + "b")
