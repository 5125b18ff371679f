"""The contract, its sources and its tests: every way in which they may not fit together is told."""

import pydoc
from dataclasses import replace

import pytest
from dash import dcc

from judge.contract.catalogue import (
    CONTRACT,
    BadCatalogue,
    Catalogue,
    Informative,
    checked,
    marked_tests,
    read,
    sources,
)
from reports.model import Clause, Level

DOCS = {"Chapter": "A store keeps data. It is a component. ¶ Example ¶ app = Dash()"}
KEEPS = Clause("a.keeps", Level.MUST, "It keeps.", "Chapter", "keeps data", ["memory"])
IS = Clause("a.is", Level.SHOULD, "It is.", "Chapter", "It is a component.", depends_on=["a.keeps"])
CODE = Informative("Chapter", "Example", "Dash()", "code")
TESTS = {"test_a.py::test_keeps": ["a.keeps"], "test_a.py::test_is": ["a.is"]}


def mistakes(clauses=(KEEPS, IS), informative=(CODE,), tests=TESTS):
    return Catalogue(list(clauses), list(informative)).mistakes(DOCS, tests)


def test_what_fits_has_no_mistakes():
    assert mistakes() == []


def test_the_contract_of_the_project_fits():
    assert checked().clauses


def test_an_id_there_twice():
    assert "clause a.keeps: the id is there twice" in mistakes([KEEPS, KEEPS, IS])


def test_a_clause_resting_on_none():
    lost = replace(IS, depends_on=["a.lost"])
    assert mistakes([KEEPS, lost]) == ["clause a.is: rests on a.lost, which is no clause above it"]


def test_a_clause_above_what_it_rests_on():
    assert mistakes([IS, KEEPS]) == ["clause a.is: rests on a.keeps, which is no clause above it"]


def test_a_clause_resting_on_a_softer_one():
    soft = replace(KEEPS, level=Level.REFERENCE)
    assert mistakes([soft, IS]) == ["clause a.is: rests on a.keeps, which is of a softer level"]


def test_an_unknown_storage_type():
    typed = replace(KEEPS, storage_types=["memory", "cookie"])
    assert mistakes([typed, IS]) == ["clause a.keeps: no such storage type: cookie"]


def test_a_clause_without_a_test():
    only = {"test_a.py::test_keeps": ["a.keeps"]}
    assert mistakes(tests=only) == [
        "clause a.is: no test is marked with it, and it gives no reason in 'untestable'"
    ]


def test_a_clause_that_says_why_it_has_no_test():
    only = {"test_a.py::test_keeps": ["a.keeps"]}
    assert mistakes([KEEPS, replace(IS, untestable="out of reach")], tests=only) == []


def test_an_untestable_clause_with_a_test():
    assert mistakes([KEEPS, replace(IS, untestable="out of reach")]) == [
        "clause a.is: said to be untestable, but has a test"
    ]


def test_a_clause_with_two_tests():
    assert mistakes(tests={**TESTS, "test_b.py::test_again": ["a.is"]}) == [
        "clause a.is: 2 tests are marked with it, one is wanted"
    ]


def test_a_test_without_a_clause():
    assert mistakes(tests={**TESTS, "test_b.py::test_what": []}) == [
        "test_b.py::test_what: marked with 0 clauses, one is wanted"
    ]


def test_a_test_with_two_clauses():
    assert mistakes(tests={"test_a.py::test_both": ["a.keeps", "a.is"]}) == [
        "test_a.py::test_both: marked with 2 clauses, one is wanted"
    ]


def test_a_test_with_an_unknown_clause():
    assert mistakes(tests={**TESTS, "test_b.py::test_lost": ["a.lost"]}) == [
        "test_b.py::test_lost: marked with 'a.lost', which is no clause of clauses.toml"
    ]


def test_a_quote_that_is_not_in_the_docs():
    invented = replace(KEEPS, quote="keeps secrets")
    assert mistakes([invented, IS]) == [
        "clause a.keeps: 'keeps secrets' is not in the docs under 'Chapter'",
        "docs, 'Chapter': no clause and no reason for 'A store keeps data.'",
    ]


def test_a_passage_whose_end_comes_before_it():
    backwards = replace(CODE, until="A store")
    assert mistakes(informative=[CODE, backwards]) == [
        "informative: 'A store' is not in the docs under 'Chapter'"
    ]


def test_a_heading_that_the_docs_lack():
    astray = replace(KEEPS, heading="Verse")
    assert "clause a.keeps: the docs have no heading 'Verse'" in mistakes([astray, IS])


def test_a_sentence_that_nobody_claims():
    assert mistakes(informative=[]) == [
        "docs, 'Chapter': no clause and no reason for 'Example ¶'",
        "docs, 'Chapter': no clause and no reason for 'app = Dash()'",
    ]


WHOLE = 'id = "a"\nlevel = "must"\ntext = "t"\nheading = ""\nquote = "q"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[clause]", "clauses.toml: Expected ']]'"),
        ("[[clause]]\ncolour = 1", "clause None: no such entry: colour"),
        (f"[[clause]]\n{WHOLE}colour = 1", "clause a: no such entry: colour"),
        (f"[[clause]]\n{WHOLE.replace('must', 'may')}", "clauses.toml: 'may' is not a valid Level"),
        ('[[clause]]\nid = "a"\nlevel = "must"', "a"),
        ('[[clause]]\nlevel = "must"', "clauses.toml: an entry lacks 'id'"),
        ('[[informative]]\nquote = "q"', "clauses.toml: an entry lacks 'heading'"),
    ],
    ids=["bad-toml", "nameless", "unknown-entry", "unknown-level", "incomplete", "without-id", "passage"],
)
def test_a_catalogue_that_cannot_be_read(tmp_path, text, told):
    path = tmp_path / "clauses.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadCatalogue) as problem:
        read(path)
    assert told in str(problem.value)


def test_a_catalogue_that_is_not_there(tmp_path):
    with pytest.raises(BadCatalogue, match="No such file"):
        read(tmp_path / "clauses.toml")


def test_clauses_about_a_store_on_a_page_rest_on_the_ground(tmp_path):
    path = tmp_path / "clauses.toml"
    typed = WHOLE.replace('"a"', '"b"') + 'storage_types = ["memory"]\n'
    path.write_text(f'prerequisites = ["a"]\n[[clause]]\n{WHOLE}[[clause]]\n{typed}', encoding="utf-8")
    assert [clause.depends_on for clause in read(path).clauses] == [[], ["a"]]


def test_every_test_function_is_found_with_its_marks(tmp_path):
    (tmp_path / "test_x.py").write_text(
        '@clause("a")\ndef test_one(): ...\ndef test_none(): ...\n'
        '@clause("a")\n@clause("b")\ndef test_two(): ...\ndef helper(): ...\n'
    )
    assert marked_tests(tmp_path) == {
        "test_x.py::test_one": ["a"],
        "test_x.py::test_none": [],
        "test_x.py::test_two": ["a", "b"],
    }


def test_the_docs_have_every_heading():
    assert all(sources().values())


def test_the_help_of_the_docs_is_that_of_the_installed_dash():
    installed = dcc.Store.__doc__
    assert installed
    kept = (CONTRACT / "docs" / "dcc-store-help.txt").read_text(encoding="utf-8")
    assert kept.split() == pydoc.plain(installed).split()
