"""The record of kills: an interrupted matrix continues, and a kill holds as long as its code is the same."""

import contextlib
import subprocess
from dataclasses import replace
from subprocess import CompletedProcess

import pytest

from bench import busy, evidence
from fixtures.stores.faulty import faults
from judge.contract.catalogue import read
from reports.command import USAGE_ERROR
from reports.document import BadReport
from reports.model import Implementation, Verdict
from selftest.mutants import again, decisive, faulty_run, kill_matrix, kill_record, turns
from selftest.support.report_builder import clause, report, result

NAMES = list(faults())


def report_on(names):
    """Return a report on these faults. Each breaks a cell of the first clause that it declares."""
    stores = {name: f"{faulty_run.MODULE}:{name}" for name in names}
    results = [result(*first_cell(name), implementation=store) for name, store in stores.items()]
    return replace(
        report([clause(each.clause) for each in results], results),
        implementations=[Implementation(store, "1.0") for store in stores.values()],
    )


def first_cell(name):
    """Return the first clause that the fault is declared to break, as failed, and a storage type of it."""
    clause, storage_types = next(iter(faults()[name].breaks.items()))
    return clause, Verdict.FAIL, next(iter(storage_types), "local")


@pytest.fixture
def record(tmp_path, monkeypatch):
    """An empty record and an evidence page; every fault breaks what it declares."""
    monkeypatch.setattr(kill_record, "RECORD", tmp_path / "kill-matrix.csv")
    monkeypatch.setattr(kill_matrix, "mistakes", lambda *_: [])
    monkeypatch.setattr(again, "mistakes", lambda *_: [])
    monkeypatch.setattr(busy, "loops", lambda _: contextlib.nullcontext())
    for module in (turns, again):
        monkeypatch.setattr(module, "LARGEST", 60)  # no browser has to hold them: fewer batches, less time
    monkeypatch.setattr(evidence, "PAGE", tmp_path / "evidence.md")
    evidence.PAGE.write_text(
        "# Evidence\n<!-- kill-matrix -->\nold\n<!-- /kill-matrix -->\n", encoding="utf-8"
    )
    return kill_record.RECORD


@pytest.fixture
def run_matrix(monkeypatch):
    """A function that runs the matrix without browsers, interrupted before the run of number `stop`, and
    returns the names of the faults that it judged."""

    def run(*arguments, stop=None):
        groups: list[list[str]] = []

        def judge(batch, *_):
            if len(groups) == stop:
                raise KeyboardInterrupt
            groups.append([fault.name for fault, _ in batch])
            return report_on(groups[-1])

        monkeypatch.setattr(kill_matrix, "judge_planned", judge)
        with contextlib.suppress(KeyboardInterrupt):
            kill_matrix.main(arguments)
        return [name for group in groups for name in group]

    return run


def survives(name):
    """Return a replacement of mistakes() that lets the fault of that name survive."""
    return lambda fault, *_: ["survives"] if fault.name == name else []


def test_interrupted_turn_continues_where_it_stopped(record, run_matrix, capsys):
    first = run_matrix(stop=2)
    assert len(first) == len(kill_record.read(record)) > 0
    rest = run_matrix()
    assert sorted([*first, *rest]) == sorted(NAMES)
    lines = capsys.readouterr().out.splitlines()
    day = kill_record.read(record)[0].judged[:10]
    assert f"{first[0]}: killed, 1 of 1 cells fail (recorded on {day}, 1 of 16 turns)" in lines
    clauses = len({first_cell(name)[0] for name in NAMES})
    assert lines[-1].startswith(f"{len(NAMES)} faults killed, by {clauses} clauses, {len(NAMES)} cells, ")


def test_next_call_takes_each_fault_one_turn_further(record, run_matrix):
    for turn in (1, 2):
        assert sorted(run_matrix()) == sorted(NAMES)
        assert {kill.turns for kill in kill_record.read(record)} == {turn}


def test_whole_matrix_takes_the_turns_that_are_left(record, run_matrix):
    run_matrix()
    assert len(run_matrix("--whole")) == (kill_record.TURNS - 1) * len(NAMES)
    assert run_matrix("--whole") == []


def test_finished_matrix_writes_its_section_of_the_evidence(record, run_matrix):
    run_matrix(stop=1)
    assert evidence.read("kill-matrix") == "old\n"
    run_matrix()
    text = evidence.read("kill-matrix")
    assert "by `make mutants`" in text
    assert f"{kill_record.totals(kill_record.read(record))}; 0 problems" in text
    assert f"{len(NAMES)} of the {len(NAMES)} faults" in text


def test_kills_are_read_as_they_were_written(record):
    on_one = report_on(["help-without-defaults"])
    kill = kill_record.kill_from(faults()["help-without-defaults"], on_one, on_one.results)
    cells = ("component.help", "data.any-value memory")
    kills = [
        replace(kill, broken=cells, seconds=1.5),
        replace(kill, fault="id-optional", code=decisive.digest("id-optional")),
    ]
    kill_record.write(record, kills)
    assert kill_record.read(record) == kills


def test_failed_cell_of_a_storage_type_that_is_not_declared_is_behind_the_declared_ones():
    fault = faults()["key-of-dictionaries-as-text"]  # breaks id.dictionary-values in session and local
    declared = result("id.dictionary-values", Verdict.FAIL, storage_type="local")
    other = result("id.dictionary-values", Verdict.BLOCKED, storage_type="memory", found=Verdict.FAIL)
    kill = kill_record.kill_from(fault, report_on([fault.name]), [declared, other])
    assert (kill.broken, kill.behind) == (("id.dictionary-values local",), ("id.dictionary-values memory",))


def test_fault_with_a_problem_is_judged_again_by_the_next_call(record, run_matrix, monkeypatch):
    monkeypatch.setattr(kill_matrix, "mistakes", survives(NAMES[3]))
    assert run_matrix("--whole").count(NAMES[3]) == 1
    assert run_matrix() == [NAMES[3]]


@pytest.mark.parametrize("arguments", [NAMES[:2], ["--sample"]], ids=["by name", "as a sample"])
def test_faults_asked_for_are_always_judged_and_never_recorded(record, run_matrix, arguments):
    run_matrix()
    before = record.read_bytes(), evidence.PAGE.read_bytes()
    assert run_matrix(*arguments) == (NAMES[:2] if len(arguments) == 2 else list(kill_matrix.SAMPLE))
    assert (record.read_bytes(), evidence.PAGE.read_bytes()) == before


def test_kill_by_other_code_stays_until_its_fault_is_judged_again(record, run_matrix, monkeypatch):
    run_matrix()
    before = {kill.fault: kill for kill in kill_record.read_all(record)}
    monkeypatch.setattr(decisive, "digest", lambda _: "0")
    monkeypatch.setattr(kill_matrix, "mistakes", survives(NAMES[3]))
    judged = run_matrix(stop=1)
    assert [kill.fault for kill in kill_record.read(record)] == [name for name in judged if name != NAMES[3]]
    kept = [kill for kill in kill_record.read_all(record) if kill.fault not in judged]
    assert kept == [before[name] for name in before if name not in judged]


def test_faults_that_histories_find_are_judged_last(record, run_matrix):
    slow = {name for name in NAMES if kill_matrix.HISTORIES in faults()[name].breaks}
    assert set(run_matrix()[-len(slow) :]) == slow


def test_kill_of_a_removed_fault_is_not_read(record, run_matrix):
    run_matrix()
    record.write_text(record.read_text().replace(f"{NAMES[0]},", "renamed,"))
    assert NAMES[0] not in [kill.fault for kill in kill_record.read(record)]
    assert len(kill_record.read(record)) == len(NAMES) - 1


def test_unreadable_record_is_refused_in_one_line_and_kept(record, capsys):
    record.write_text("fault,cells\nhelp-without-defaults,many\n")
    assert kill_matrix.main([]) == USAGE_ERROR
    message = capsys.readouterr().err
    assert message == f"{record}, line 2: not a kill; delete the file to judge all faults again\n"
    assert "many" in record.read_text()


@pytest.mark.parametrize(
    "incomplete", [report([], [], interrupted=True), report([clause("a", storage_types=["local"])], [])]
)
def test_incomplete_run_is_no_report(incomplete, monkeypatch, tmp_path):
    def run(*_, **__):
        (tmp_path / "report.json").touch()
        return CompletedProcess([], 0, "")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(faulty_run, "read_report", lambda _: incomplete)
    with pytest.raises(BadReport, match="interrupted"):
        faulty_run.judge(NAMES[:1], "0", tmp_path)


# The second time


def test_faults_on_record_are_judged_a_second_time_in_another_order(record, run_matrix):
    first, second = run_matrix(), run_matrix("--again")
    assert sorted(second) == sorted(first)
    assert second != first
    assert all(kill.again for kill in kill_record.read(record))
    assert f"{len(NAMES)} faults were judged a second time" in evidence.read("kill-matrix")


def test_interrupted_second_time_continues_where_it_stopped(record, run_matrix):
    run_matrix()
    judged = run_matrix("--again", stop=2)
    assert {kill.fault for kill in kill_record.read(record) if kill.again} == {*judged}
    assert sorted([*judged, *run_matrix("--again")]) == sorted(NAMES)


def test_fault_with_other_verdicts_the_second_time_is_a_problem(record, run_matrix, capsys):
    run_matrix()
    kills = kill_record.read(record)
    kills[3] = replace(kills[3], broken=(*kills[3].broken, "data.dict memory"))
    kill_record.write(record, kills)
    run_matrix("--again")
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:-1] == [f"{kills[3].fault}: data.dict memory passed when judged again"]
    assert lines[-1].endswith("; 1 problem")
    assert [kill.fault for kill in kill_record.read(record) if not kill.again] == [kills[3].fault]


@pytest.mark.parametrize("other", [NAMES[0], "--sample", "--declared", "--whole"])
def test_second_time_is_for_all_faults_on_record(record, other, capsys):
    with pytest.raises(SystemExit) as ended:
        kill_matrix.main(["--again", other])
    assert ended.value.code == USAGE_ERROR
    assert "--again judges the faults on record" in capsys.readouterr().err


def test_next_turn_has_to_be_judged_a_second_time_as_well(record, run_matrix):
    run_matrix()
    run_matrix("--again")
    run_matrix()
    assert not any(kill.again for kill in kill_record.read(record))


def test_same_clauses_judge_a_fault_the_second_time():
    catalogue = read()
    fault = faults()["id-optional"]
    of_each = [batch for turn in (0, 1) for batch in turns.next_turn([fault], {fault.name: turn}, catalogue)]
    on_one = report_on([fault.name])
    kill = replace(kill_record.kill_from(fault, on_one, on_one.results), turns=2)
    ((_, clauses),) = next(again.batches([kill], catalogue))
    assert clauses == {id for ((_, clauses),) in of_each for id in clauses}


# What judges a fault in a turn


def test_turns_judge_every_clause_once_in_addition_to_those_declared():
    catalogue = read()
    fault = faults()["id-optional"]
    judged = [
        clauses - set(fault.breaks)
        for turn in range(kill_record.TURNS)
        for ((_, clauses),) in turns.next_turn([fault], {fault.name: turn}, catalogue)
    ]
    others = set(turns.provable(catalogue)) - set(fault.breaks)
    assert sorted(id for ids in judged for id in ids) == sorted(others)


def test_parts_are_of_about_the_same_size():
    sizes = [len(ids) for ids in turns.parts(read())]
    assert max(sizes) < 2 * min(sizes)


def test_only_planned_clauses_judge_a_store(tmp_path):
    batch = [(faults()["help-without-defaults"], ["component.help"]), (faults()["id-optional"], [])]
    judged = faulty_run.judge_planned(batch, "0", tmp_path)
    assert [(each.clause, each.implementation) for each in judged.results] == [
        ("component.help", f"{faulty_run.MODULE}:help-without-defaults")
    ]
