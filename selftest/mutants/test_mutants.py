"""Every clause can fail: the declared faults, and the stores that have them."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from compat import tomllib
from fixtures.stores import faulty
from fixtures.stores.faulty import faults
from judge.contract.catalogue import marked_tests, read
from reports.analysis.conclusion import BROKEN, conclusions
from reports.document import BadReport
from reports.model import Verdict
from selftest.mutants import kill_matrix as mutants
from selftest.mutants import kill_record

CATALOGUE = read()
CLAUSES = {clause.id: clause for clause in CATALOGUE.clauses}
ON_RECORD = kill_record.read_all(kill_record.RECORD)


# What is declared


def test_every_clause_has_a_fault():
    assert list(mutants.unproven(CATALOGUE)) == []


@pytest.mark.parametrize("fault", faults().values(), ids=lambda fault: fault.name)
def test_a_fault_breaks_clauses_and_storage_types_that_there_are(fault):
    assert fault.wrong
    assert fault.breaks
    for clause, storage_types in fault.breaks.items():
        assert set(storage_types) <= set(CLAUSES[clause].storage_types)


def test_names_are_unique():
    entries = tomllib.loads((faulty.HERE / "faults.toml").read_text(encoding="utf-8"))["fault"]
    assert [name for name, number in Counter(entry["name"] for entry in entries).items() if number > 1] == []


def test_every_declared_fault_is_made_and_no_other():
    scripts = [path.read_text(encoding="utf-8") for path in sorted(faulty.HERE.glob("faults/*.js"))]
    in_scripts = [name for script in scripts for name in re.findall(r"\bfault\(\s*'([^']+)'", script)]
    assert sorted([*in_scripts, *faulty.IN_PYTHON]) == sorted(faults())


def test_a_name_that_is_not_declared_is_no_store():
    with pytest.raises(AttributeError):
        getattr(faulty, "no-such-fault")


def test_every_fault_has_its_turn_in_the_sample():
    every = list(faults().values())
    days = [date(2030, 1, 1) + timedelta(days=number) for number in range(len(every))]
    had = {fault.name for day in days for fault in mutants.sample(every, 3, day)}
    assert had == set(faults())


# What the judge finds


CAUGHT = {
    "local-in-session-storage": "local.in-local-storage",
    "clear-leaves-the-stored-copy": "clear.gone-after-reload",
    "timestamp-in-seconds": "timestamp.time-of-modification",
    "falsy-initial-data-ignored": "initial.falsy",
    "layout-wins-on-reload": "initial.put-wins",
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """The conclusions on these faults, judged by these clauses alone."""
    tests = [f"conformance/{test}" for test, ids in marked_tests().items() if ids[0] in CAUGHT.values()]
    report = mutants.judge(list(CAUGHT), "2", tmp_path_factory.mktemp("report"), *tests)
    return {each.implementation.partition(":")[2]: each for each in conclusions(report)}


@pytest.mark.parametrize(("name", "clause"), CAUGHT.items(), ids=CAUGHT)
def test_a_fault_is_caught_by_the_clause_that_it_breaks(judged, name, clause):
    broken = {(each.clause, each.storage_type) for each in judged[name].broken}
    assert judged[name].exit_code == BROKEN
    assert {each for each in mutants.declared_cells(faults()[name], CATALOGUE) if each[0] == clause} <= broken


def test_a_sample_of_the_faults_breaks_what_it_is_declared_to_break(capsys):
    code = mutants.main(["--sample", "3"])
    assert code == 0, capsys.readouterr().out


def test_a_fault_that_was_never_killed_breaks_what_it_is_declared_to_break(capsys):
    ever = {kill.fault for kill in ON_RECORD}
    new = [name for name in faults() if name not in ever][: mutants.GROUP]
    assert new == [] or mutants.main(new) == 0, capsys.readouterr().out


def test_what_is_on_record_broke_what_it_is_declared_to_break_and_nothing_else():
    kept = [kill for kill in ON_RECORD if kill.fault in faults()]
    broke = {kill.fault: sorted(kill.broken) for kill in kept}
    assert broke == {
        name: sorted(
            " ".join(part for part in cell if part)
            for cell in mutants.declared_cells(faults()[name], CATALOGUE)
        )
        for name in broke
    }


def test_what_is_amiss_in_one_group_is_told_after_the_others_were_judged(monkeypatch, capsys):
    names = list(faults())[: mutants.GROUP + 1]
    asked = []

    def judge(group, *_):
        asked.append(group)
        raise BadReport("the judge ended")

    monkeypatch.setattr(mutants, "judge", judge)
    assert mutants.main(names) == 1
    assert asked == [names[:-1], names[-1:]]
    told = capsys.readouterr().out
    assert f"{', '.join(names[:-1])}: the judge ended\n{names[-1]}: the judge ended\n" in told
    assert "2 things amiss" in told


# What is told of it


@pytest.fixture(scope="module")
def caught(tmp_path_factory):
    """A report on one fault that is caught by one clause, resting on none that fails."""
    (test,) = (test for test, ids in marked_tests().items() if ids == ["component.help"])
    folder = tmp_path_factory.mktemp("report")
    return mutants.judge(["help-without-defaults"], "0", folder, f"conformance/{test}")


def test_what_is_as_declared_is_not_told(caught):
    assert list(mutants.mistakes(faults()["help-without-defaults"], caught, CATALOGUE)) == []


@pytest.mark.parametrize(
    ("breaks", "told"),
    [
        ({"id.required": []}, "survives; no cell of id.required failed"),
        ({"component.help": [], "id.required": []}, "id.required [] did not fail, as declared: not judged"),
    ],
)
def test_what_is_declared_and_does_not_fail_is_told(caught, breaks, told):
    fault = replace(faults()["help-without-defaults"], breaks=breaks)
    assert list(mutants.mistakes(fault, caught, CATALOGUE)) == [f"{fault.name}: {told}"]


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (Verdict.FAIL, "id.required [] failed undeclared"),
        (Verdict.ERROR, "id.required [] the judge failed: why"),
    ],
)
def test_what_is_not_declared_and_fails_is_told(caught, verdict, told):
    more = replace(caught.results[0], clause="id.required", verdict=verdict, reason="why")
    report = replace(caught, results=[*caught.results, more])
    fault = faults()["help-without-defaults"]
    assert list(mutants.mistakes(fault, report, CATALOGUE)) == [f"{fault.name}: {told}"]


def test_the_evidence_page_has_the_figures_on_record():
    text = " ".join((mutants.ROOT / "docs/evidence.md").read_text(encoding="utf-8").split())
    assert f"Every one of the {len(CLAUSES)} clauses" in text
    assert f"has {len(ON_RECORD)} of the {len(faults())} faults" in text
    assert f"{kill_record.told(ON_RECORD)}; 0 problems" in text
