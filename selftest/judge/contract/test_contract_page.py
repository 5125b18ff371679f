"""docs/contract.md says what the catalogue says, and its links arrive."""

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


def test_it_is_as_the_catalogue_has_it():
    assert page(CLAUSES) == TEXT, "docs/contract.md is stale; write it again with: make contract"


def test_each_clause_has_an_entry_of_its_own():
    assert sorted(re.findall('<a id="(.*?)">', TEXT)) == sorted(clause.id for clause in CLAUSES)


def test_every_link_within_the_page_arrives():
    places = set(re.findall('<a id="(.*?)">', TEXT)) | set(re.findall("^## (.*)$", TEXT, re.MULTILINE))
    assert set(re.findall(r"\]\(#(.*?)\)", TEXT)) <= places


def test_every_link_to_a_file_arrives():
    files = {link.partition("#")[0] for link in re.findall(r"\]\(([^#].*?)\)", TEXT)}
    assert files
    assert [file for file in files if not (PAGE.parent / file).is_file()] == []


def test_nothing_of_a_clause_is_left_out():
    words = ("the text", "the heading", "the quote", "the note", "the reason")
    lists = (["local", "session"], ["c.d", "e.f"], ["clear-data", "memory"], ["fault-1", "fault-2"])
    told = page([Clause("a.b", Level.SHOULD, *words[:3], *lists[:3], *words[3:], lists[3])])
    said = [*words, *chain(*lists), "a.b", "should"]
    assert [each for each in said if each not in told.partition("## a")[2]] == []


@given(st.text("ab\\`*_[]<>|&"))
def test_markup_in_a_clause_is_text(text):
    (told,) = re.findall(r"^\*\*(.*)\*\* \(must\)$", page([clause("a.b", text=text)]), re.MULTILINE)
    assert re.fullmatch(r"([ab]|\\[\\`*_\[\]<>|&])*", told)
    assert re.sub(r"\\(.)", r"\1", told) == text
