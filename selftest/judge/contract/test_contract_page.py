"""docs/contract.md agrees with the catalogue, and its links resolve."""

import re
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from judge.contract.catalogue import read
from judge.contract.contract_page import PAGE, page
from reports.model import Clause, Level
from selftest.support.report_builder import clause

CLAUSES = read().clauses
TEXT = PAGE.read_text(encoding="utf-8")


def test_page_agrees_with_the_catalogue():
    assert page(CLAUSES) == TEXT, "docs/contract.md is stale; write it again with: make contract"


def test_each_clause_has_its_own_entry():
    assert sorted(re.findall('<a id="(.*?)">', TEXT)) == sorted(clause.id for clause in CLAUSES)


def test_every_link_within_the_page_resolves():
    places = set(re.findall('<a id="(.*?)">', TEXT)) | set(re.findall("^## (.*)$", TEXT, re.MULTILINE))
    assert set(re.findall(r"\]\(#(.*?)\)", TEXT)) <= places


def test_every_link_to_a_file_resolves():
    files = {link.partition("#")[0] for link in re.findall(r"\]\(([^#].*?)\)", TEXT)}
    assert files
    assert [file for file in files if not (PAGE.parent / file).is_file()] == []


def test_page_contains_every_field_of_a_clause():
    words = ("the text", "the heading", "the quote", "the note", "the reason")
    lists = (["local", "session"], ["c.d", "e.f"], ["clear-data", "memory"], ["fault-1", "fault-2"])
    text = page([Clause("a.b", Level.SHOULD, *words[:3], *lists[:3], *words[3:], lists[3])])
    fields = [*words, *chain(*lists), "a.b", "should"]
    assert [each for each in fields if each not in text.partition("## a")[2]] == []


@given(st.text("ab\\`*_[]<>|&"))
def test_markup_in_a_clause_is_text(text):
    (escaped,) = re.findall(r"^\*\*(.*)\*\* \(must\)$", page([clause("a.b", text=text)]), re.MULTILINE)
    # A bar is markup only in tables, and an underscore only at an end of a word.
    assert re.fullmatch(r"([ab|]|(?<=[ab_])_(?=[ab_])|\\[\\`*_\[\]<>&])*", escaped)
    assert re.sub(r"\\(.)", r"\1", escaped) == text
