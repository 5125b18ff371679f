"""What a failed comparison says it expected and observed."""

import ast
from pathlib import Path

import pytest

from fixtures.jsontext import Verbatim, as_json, brief, brief_both
from judge.run.verdict import EXPECTED, differing_members

CONFORMANCE = Path(__file__).parents[3] / "conformance"
ASSERTS = [
    pytest.param(each, id=f"{module.stem}-{each.lineno}")
    for module in sorted(CONFORMANCE.glob("*.py"))
    for each in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    if isinstance(each, ast.Assert)
]


@pytest.mark.parametrize("statement", ASSERTS)
def test_every_assertion_of_the_contract_compares_two_values(statement):
    """What else can fail has no expected and no observed value."""
    assert isinstance(statement.test, ast.Compare) or ast.unparse(statement.test) == "self._app"
    assert len(statement.test.ops) == 1


def test_every_operator_says_what_was_expected():
    symbols = {"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"}
    assert EXPECTED.keys() == symbols
    assert [EXPECTED[each] for each in symbols - {"==", "is"} if not EXPECTED[each]] == []


def test_json_is_not_quoted_again():
    assert brief([as_json("of the layout")]) == '["of the layout"]'
    assert brief({"store": as_json({"a": 1})}) == '{"store": {"a": 1}}'
    assert brief(["plain text", None, Verbatim("-0")]) == '["plain text", null, -0]'


def test_deeply_nested_values_can_be_shown():
    value: object = []
    for _ in range(500):
        value = [value]
    assert brief(value, 5000) == "[" * 501 + "]" * 501


def test_first_difference_of_long_values_is_shown():
    one, other = brief_both("x" * 5000 + "a" + "y" * 5000, "x" * 5000 + "b" + "y" * 5000, 400)
    assert one.startswith("... xxx")
    assert "xay" in one
    assert "xby" in other
    assert max(len(one), len(other)) <= 400


def test_short_values_are_shown_whole():
    assert brief_both("xa", "xb", 400) == ('"xa"', '"xb"')


def test_only_members_that_differ_are_shown_of_long_dicts():
    one = {f"store {number}": "something" for number in range(20)}
    assert differing_members(one, one | {"store 7": "else"}) == (
        {"store 7": "something"},
        {"store 7": "else"},
    )


@pytest.mark.parametrize("other", [{"a": 2, "b": 1}, {"a": 1}, ["x" * 200], 1])
def test_other_values_are_shown_whole(other):
    one = {"a": 1, "b": 1}
    assert differing_members(one, other) == (one, other)
