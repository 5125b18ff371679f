"""Every contradiction between the contract, its sources and its tests is found."""

import pydoc
import re
from dataclasses import replace
from types import ModuleType

import pytest
from dash import dcc

from judge.contract.catalogue import CONTRACT, NOT_IN_FILE, BadCatalogue, Catalogue, Informative, read
from judge.contract.checks import checked, find_mistakes, sources
from judge.contract.clause import ClauseTest, clause, find_tests
from reports.model import Clause, Level

DOCS = {"Chapter": "A store keeps data. It is a component. ¶ Example ¶ app = Dash()"}
KEEPS = Clause("a.keeps", Level.MUST, "It keeps.", "Chapter", "keeps data", ["memory"])
IS = Clause("a.is", Level.SHOULD, "It is.", "Chapter", "It is a component.", depends_on=["a.keeps"])
CODE = Informative("Chapter", "Example", "Dash()", "code")
TESTS = {"test_a.py::test_keeps": ["a.keeps"], "test_a.py::test_is": ["a.is"]}


def mistakes(clauses=(KEEPS, IS), informative=(CODE,), tests=TESTS):
    return find_mistakes(Catalogue(list(clauses), list(informative)), DOCS, tests)


def test_consistent_contract_has_no_mistakes():
    assert mistakes() == []


def test_contract_of_the_project_is_consistent():
    assert checked().clauses


def test_duplicate_id_is_a_mistake():
    assert "clause a.keeps: the id is used twice" in mistakes([KEEPS, KEEPS, IS])


def test_dependency_on_an_unknown_clause_is_a_mistake():
    lost = replace(IS, depends_on=["a.lost"])
    assert mistakes([KEEPS, lost]) == ["clause a.is: depends on a.lost, which is no clause above it"]


def test_dependency_on_a_later_clause_is_a_mistake():
    assert mistakes([IS, KEEPS]) == ["clause a.is: depends on a.keeps, which is no clause above it"]


def test_dependency_on_a_softer_clause_is_a_mistake():
    soft = replace(KEEPS, level=Level.REFERENCE)
    assert mistakes([soft, IS]) == ["clause a.is: depends on a.keeps, which is of a softer level"]


def test_unknown_storage_type_is_a_mistake():
    typed = replace(KEEPS, storage_types=["memory", "cookie"])
    assert mistakes([typed, IS]) == ["clause a.keeps: no such storage type: cookie"]


@pytest.mark.parametrize("place", ["shop/stores #1", "shop/stores.js #12", "dash 4.2.0"])
def test_clause_may_be_seen_in_a_public_report_or_a_release(place):
    assert mistakes([replace(KEEPS, seen_in=[place]), IS]) == []


@pytest.mark.parametrize("place", ["", "#1", "stores #1", "shop/stores", "dash 4.2", "dash 4.2.0 and later"])
def test_any_other_place_is_a_mistake(place):
    assert mistakes([replace(KEEPS, seen_in=[place]), IS]) == [
        f"clause a.keeps: seen in {place}: use OWNER/REPOSITORY #NUMBER or dash VERSION"
    ]


def test_unknown_backend_is_a_mistake():
    limited = replace(KEEPS, backends=["fastapi", "django"])
    assert mistakes([limited, IS]) == ["clause a.keeps: no such backend: django"]


def test_clause_without_test_is_a_mistake():
    only = {"test_a.py::test_keeps": ["a.keeps"]}
    assert mistakes(tests=only) == [
        "clause a.is: no test is marked with it, and it gives no reason in 'untestable'"
    ]


def test_untestable_clause_needs_no_test():
    only = {"test_a.py::test_keeps": ["a.keeps"]}
    assert mistakes([KEEPS, replace(IS, untestable="out of reach")], tests=only) == []


def test_untestable_clause_with_a_test_is_a_mistake():
    assert mistakes([KEEPS, replace(IS, untestable="out of reach")]) == [
        "clause a.is: declared untestable, but has a test"
    ]


def test_clause_with_two_tests_is_a_mistake():
    assert mistakes(tests={**TESTS, "test_b.py::test_again": ["a.is"]}) == [
        "clause a.is: 2 tests are marked with it; mark one"
    ]


def test_test_without_clause_is_a_mistake():
    assert mistakes(tests={**TESTS, "test_b.py::test_what": []}) == [
        "test_b.py::test_what: marked with 0 clauses; mark it with one"
    ]


def test_test_with_two_clauses_is_a_mistake():
    assert mistakes(tests={"test_a.py::test_both": ["a.keeps", "a.is"]}) == [
        "test_a.py::test_both: marked with 2 clauses; mark it with one"
    ]


def test_test_with_an_unknown_clause_is_a_mistake():
    assert mistakes(tests={**TESTS, "test_b.py::test_lost": ["a.lost"]}) == [
        "test_b.py::test_lost: marked with 'a.lost', which is no clause of clauses.toml"
    ]


def test_quote_that_is_not_in_the_docs_is_a_mistake():
    invented = replace(KEEPS, quote="keeps secrets")
    assert mistakes([invented, IS]) == [
        "clause a.keeps: 'keeps secrets' is not in the docs under 'Chapter'",
        "docs, 'Chapter': no clause and no reason for 'A store keeps data.'",
    ]


def test_passage_that_ends_before_it_begins_is_a_mistake():
    backwards = replace(CODE, until="A store")
    assert mistakes(informative=[CODE, backwards]) == [
        "informative: 'A store' is not in the docs under 'Chapter'"
    ]


def test_unknown_heading_is_a_mistake():
    misplaced = replace(KEEPS, heading="Verse")
    assert "clause a.keeps: the docs have no heading 'Verse'" in mistakes([misplaced, IS])


def test_sentence_without_clause_or_reason_is_a_mistake():
    assert mistakes(informative=[]) == [
        "docs, 'Chapter': no clause and no reason for 'Example ¶'",
        "docs, 'Chapter': no clause and no reason for 'app = Dash()'",
    ]


WHOLE = 'id = "a"\nlevel = "must"\ntext = "t"\nheading = ""\nquote = "q"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[clause]", "clauses.toml: Expected ']]'"),
        ("[[clause]]\ncolour = 1", "clause None: no such entry: colour"),
        (f"[[clause]]\n{WHOLE}size = 1\ncolour = 1", "clause a: no such entry: colour, size"),
        (f"[[clause]]\n{WHOLE.replace('must', 'may')}", "clauses.toml: 'may' is not a valid Level"),
        ('[[clause]]\nid = "a"\nlevel = "must"', "a"),
        ('[[clause]]\nlevel = "must"', "clauses.toml: an entry lacks 'id'"),
        ('[[informative]]\nquote = "q"', "clauses.toml: an entry lacks 'heading'"),
    ],
    ids=["bad-toml", "nameless", "unknown-entry", "unknown-level", "incomplete", "without-id", "passage"],
)
def test_malformed_catalogue_is_refused(tmp_path, text, message):
    path = tmp_path / "clauses.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadCatalogue) as problem:
        read(path)
    assert message in str(problem.value)


def test_missing_catalogue_is_refused(tmp_path):
    with pytest.raises(BadCatalogue, match="No such file"):
        read(tmp_path / "clauses.toml")


def test_clause_with_storage_types_depends_on_the_common_prerequisites(tmp_path):
    path = tmp_path / "clauses.toml"
    typed = WHOLE.replace('"a"', '"b"') + 'storage_types = ["memory"]\n'
    path.write_text(f'prerequisites = ["a"]\n[[clause]]\n{WHOLE}[[clause]]\n{typed}', encoding="utf-8")
    assert [clause.depends_on for clause in read(path).clauses] == [[], ["a"]]


def test_clause_without_storage_types_has_its_own_prerequisites_only(tmp_path):
    path = tmp_path / "clauses.toml"
    text = WHOLE.replace('"a"', '"b"') + 'depends_on = ["a"]\n'
    path.write_text(f'prerequisites = ["c"]\n[[clause]]\n{WHOLE}[[clause]]\n{text}', encoding="utf-8")
    assert [clause.depends_on for clause in read(path).clauses] == [[], ["a"]]


def test_clause_has_the_faults_that_break_all_or_some_of_its_storage_types(tmp_path):
    path, faults = tmp_path / "clauses.toml", tmp_path / "faults.toml"
    path.write_text("".join(f"[[clause]]\n{WHOLE.replace(chr(34) + 'a', chr(34) + id)}" for id in "abc"))
    entries = {"one": ["a in session and local", "b in memory"], "two": ["a"]}
    faults.write_text(
        "".join(f'[[fault]]\nname = "{name}"\nbreaks = {broken}\n' for name, broken in entries.items())
    )
    of = {clause.id: clause.faults for clause in read(path, faults).clauses}
    assert of == {"a": ["one", "two"], "b": ["one"], "c": []}


def test_passage_without_a_promise_is_read_with_its_reason(tmp_path):
    path = tmp_path / "clauses.toml"
    path.write_text('[[informative]]\nheading = "h"\nquote = "q"\nreason = "r"\n', encoding="utf-8")
    assert read(path).informative == [Informative("h", "q", "q", "r")]


def test_head_of_the_file_explains_every_key():
    head = (CONTRACT / "clauses.toml").read_text(encoding="utf-8").partition("[[clause]]")[0]
    keys = set(Clause.__dataclass_fields__) - NOT_IN_FILE
    assert [key for key in keys if not re.search(rf"^#   .*\b{key}\b", head, re.MULTILINE)] == []


def test_timestamp_in_another_unit_hides_nothing():
    assert [
        each.id for each in checked().clauses if "timestamp.time-of-modification" in each.depends_on
    ] == []


def test_decorator_registers_clause_scenario_and_need_for_a_browser():
    module = ModuleType("contract.test_example")
    source = """
@clause("a.one")
def test_one(implementation): ...
@clause("a.two", "steps")
def test_two(page): ...
@clause("a.three")
def test_three(page, storage_type): ...
@clause("a.four")
@clause("a.five", scenario="steps")
def test_four(): ...
def test_unmarked(): ...
def helper(): ...
"""
    vars(module)["clause"] = clause
    exec(source, vars(module))
    assert find_tests([module]) == {
        "test_example.py::test_one": [ClauseTest("a.one", "", False)],
        "test_example.py::test_two": [ClauseTest("a.two", "steps", True)],
        "test_example.py::test_three": [ClauseTest("a.three", "test_three", True, True)],
        "test_example.py::test_four": [
            ClauseTest("a.five", "steps", False),
            ClauseTest("a.four", "", False),
        ],
        "test_example.py::test_unmarked": [],
    }


def test_docs_have_every_heading():
    assert all(sources().values())


def test_kept_help_text_is_that_of_the_installed_dash():
    installed = dcc.Store.__doc__
    assert installed
    kept = (CONTRACT / "docs" / "dcc-store-help.txt").read_text(encoding="utf-8")
    assert kept.split() == pydoc.plain(installed).split()
