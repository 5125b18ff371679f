"""Text from a store that is made safe to print."""

from reports.text import ends, visible


def test_unprintable_characters_become_escapes_and_the_rest_stays():
    assert visible("Zoë\t\u202e\ud800\n", keep="\n") == "Zoë\\t\\u202e\\ud800\n"


def test_ends_keeps_beginning_and_end_of_a_long_text():
    assert ends("a" * 40, 40) == "a" * 40
    assert ends("begins" + "-" * 1000 + "ends", 17) == "begins ... --ends"
