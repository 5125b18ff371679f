"""Every clause can fail: the declared faults, and the stores that have them."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from bench import evidence
from compat import tomllib
from fixtures.stores import faulty
from fixtures.stores.faulty import faults
from judge.contract.catalogue import read
from judge.contract.clause import marked_tests
from reports.analysis.conclusion import BROKEN, conclusions
from reports.document import BadReport
from reports.model import Verdict
from selftest.mutants import faulty_run, kill_matrix, kill_record, turns

CATALOGUE = read()
CLAUSES = {clause.id: clause for clause in CATALOGUE.clauses}
ON_RECORD = kill_record.read_all(kill_record.RECORD)


# The declarations


def test_every_clause_has_a_fault():
    assert list(kill_matrix.unproven(CATALOGUE)) == []


@pytest.mark.parametrize("fault", faults().values(), ids=lambda fault: fault.name)
def test_fault_breaks_clauses_and_storage_types_that_exist(fault):
    assert fault.wrong
    assert fault.breaks
    for clause, storage_types in fault.breaks.items():
        assert set(storage_types) <= set(CLAUSES[clause].storage_types)


def test_names_of_faults_are_unique():
    entries = tomllib.loads((faulty.HERE / "faults.toml").read_text(encoding="utf-8"))["fault"]
    assert [name for name, number in Counter(entry["name"] for entry in entries).items() if number > 1] == []


def test_every_declared_fault_is_implemented_and_no_other():
    scripts = [path.read_text(encoding="utf-8") for path in sorted(faulty.HERE.glob("faults/*.js"))]
    in_scripts = [name for script in scripts for name in re.findall(r"\bfault\(\s*'([^']+)'", script)]
    assert sorted([*in_scripts, *faulty.IN_PYTHON]) == sorted(faults())


def test_undeclared_name_is_no_store():
    with pytest.raises(AttributeError):
        getattr(faulty, "no-such-fault")


# The verdicts on faults

CAUGHT = {
    "local-in-session-storage": "local.in-local-storage",
    "clear-leaves-the-stored-copy": "clear.gone-after-reload",
    "timestamp-in-seconds": "timestamp.time-of-modification",
    "falsy-initial-data-ignored": "initial.falsy",
    "layout-wins-on-reload": "initial.put-wins",
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """The conclusions on the faults in CAUGHT, judged only by its clauses."""
    tests = [f"conformance/{test}" for test, ids in marked_tests().items() if ids[0] in CAUGHT.values()]
    report = faulty_run.judge(list(CAUGHT), "2", tmp_path_factory.mktemp("report"), *tests)
    return {each.implementation.partition(":")[2]: each for each in conclusions(report)}


@pytest.mark.browser
@pytest.mark.parametrize(("name", "clause"), CAUGHT.items(), ids=CAUGHT)
def test_fault_fails_the_clause_that_it_breaks(judged, name, clause):
    broken = {(each.clause, each.storage_type) for each in judged[name].broken}
    declared = faulty_run.declared_cells(faults()[name], CATALOGUE)
    assert judged[name].exit_code == BROKEN
    assert {each for each in declared if each[0] == clause} <= broken
    for each in judged[name].broken:
        assert each.expected != each.observed
        assert '"[\\"' not in f"{each.expected} {each.observed}"  # JSON that is quoted again


@pytest.mark.browser
@pytest.mark.slow
def test_sample_of_faults_breaks_what_it_declares_and_nothing_else(capsys):
    code = kill_matrix.main(["--sample"])
    assert code == 0, capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.browser
def test_fault_without_a_record_breaks_what_it_declares(capsys):
    ever = {kill.fault for kill in ON_RECORD}
    new = [name for name in faults() if name not in ever][: turns.LARGEST]
    assert new == [] or kill_matrix.main(["--declared", *new]) == 0, capsys.readouterr().out


def test_recorded_fault_broke_what_it_declares_and_nothing_else():
    kept = [kill for kill in ON_RECORD if kill.fault in faults()]
    broke = {kill.fault: sorted(kill.broken) for kill in kept}
    assert broke == {
        name: sorted(
            " ".join(part for part in cell if part)
            for cell in faulty_run.declared_cells(faults()[name], CATALOGUE)
        )
        for name in broke
    }


def test_run_without_a_verdict_is_a_problem_and_the_next_is_judged(monkeypatch, capsys):
    names = list(faults())[: turns.LARGEST + 1]
    runs = []

    def judge(batch, *_):
        runs.append([fault.name for fault, _ in batch])
        raise BadReport("no report")

    monkeypatch.setattr(kill_matrix, "judge_planned", judge)
    assert kill_matrix.main(names) == 1
    assert runs == [names[:-1], names[-1:]]
    output = capsys.readouterr().out
    assert f"{', '.join(names[:-1])}: no report\n{names[-1]}: no report\n" in output
    assert "2 problems" in output


# What mistakes() reports


@pytest.fixture(scope="module")
def caught(tmp_path_factory):
    """A report on a fault that breaks one clause without a prerequisite, judged by that clause."""
    (test,) = (test for test, ids in marked_tests().items() if ids == ["component.help"])
    folder = tmp_path_factory.mktemp("report")
    return faulty_run.judge(["help-without-defaults"], "0", folder, f"conformance/{test}")


def test_declared_failure_is_no_mistake(caught):
    assert list(faulty_run.mistakes(faults()["help-without-defaults"], caught, CATALOGUE)) == []


@pytest.mark.parametrize(
    ("breaks", "message"),
    [
        ({"id.required": []}, "survives; no cell of id.required failed"),
        (
            {"component.help": [], "id.required": []},
            "id.required [] is declared to fail, found: not judged",
        ),
    ],
)
def test_declared_clause_that_does_not_fail_is_a_mistake(caught, breaks, message):
    fault = replace(faults()["help-without-defaults"], breaks=breaks)
    assert list(faulty_run.mistakes(fault, caught, CATALOGUE)) == [f"{fault.name}: {message}"]


@pytest.mark.parametrize(
    ("verdict", "message"),
    [
        (Verdict.FAIL, "id.required [] failed undeclared"),
        (Verdict.ERROR, "id.required [] ended in error: why"),
    ],
)
def test_undeclared_failure_or_error_is_a_mistake(caught, verdict, message):
    more = replace(caught.results[0], clause="id.required", verdict=verdict, reason="why")
    report = replace(caught, results=[*caught.results, more])
    fault = faults()["help-without-defaults"]
    assert list(faulty_run.mistakes(fault, report, CATALOGUE)) == [f"{fault.name}: {message}"]


def test_evidence_agrees_with_the_record():
    text = " ".join(evidence.read("kill-matrix").split())
    assert kill_matrix.summary(ON_RECORD, 0) in text
    assert " ".join(kill_matrix.coverage(ON_RECORD).split()) in text
