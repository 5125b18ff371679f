"""The kill matrix on record: a run that was cut short goes on, and what is recorded holds."""

import contextlib
import shutil
from dataclasses import replace
from subprocess import CompletedProcess

import pytest

from fixtures.stores.faulty import faults
from reports.document import BadReport
from reports.model import Implementation, Verdict
from selftest.mutants import kill_matrix as mutants
from selftest.mutants import kill_record
from selftest.support.report_builder import clause, report, result

NAMES = list(faults())


def on(names):
    """A report on faults of these names, each of which one cell found out."""
    stores = [f"{mutants.MODULE}:{name}" for name in names]
    results = [result("component.help", Verdict.FAIL, implementation=store) for store in stores]
    return replace(
        report([clause("component.help")], results),
        implementations=[Implementation(store, "1.0") for store in stores],
    )


@pytest.fixture
def record(tmp_path, monkeypatch):
    """Where the table is; no verdict is amiss."""
    monkeypatch.setattr(kill_record, "RECORD", tmp_path / "kill-matrix.csv")
    monkeypatch.setattr(mutants, "mistakes", lambda *_: [])
    return kill_record.RECORD


@pytest.fixture
def judging(monkeypatch):
    """Have main() judge, and stop before the group of that number as Ctrl-C would; the faults it judged."""

    def judge_all(*arguments, stop=None):
        asked: list[list[str]] = []

        def judge(names, *_):
            if len(asked) == stop:
                raise KeyboardInterrupt
            asked.append(names)
            return on(names)

        monkeypatch.setattr(mutants, "judge", judge)
        with contextlib.suppress(KeyboardInterrupt):
            mutants.main(arguments)
        return [name for group in asked for name in group]

    return judge_all


def test_a_run_that_was_cut_short_goes_on_where_it_stopped(record, judging, capsys):
    first = judging(stop=2)
    assert first == NAMES[: 2 * mutants.GROUP]
    assert judging() == NAMES[2 * mutants.GROUP :]
    told = capsys.readouterr().out.splitlines()
    assert (
        f"{NAMES[0]}: killed, 1 of 1 cells fail (on record: {kill_record.read(record)[0].judged[:10]})"
        in told
    )
    assert told[-1].startswith(f"{len(NAMES)} faults killed, by 1 clauses, {len(NAMES)} cells, ")
    assert judging() == []


def test_what_is_read_is_what_was_written(record):
    told = on(["help-without-defaults"])
    kill = kill_record.found("help-without-defaults", told, told.results)
    cells = ("component.help", "data.any-value memory")
    every = [
        replace(kill, broken=cells, seconds=1.5),
        replace(kill, fault="id-optional", code=kill_record.code("id-optional")),
    ]
    kill_record.write(record, every)
    assert kill_record.read(record) == every


def test_what_is_amiss_is_judged_again(record, judging, monkeypatch):
    monkeypatch.setattr(mutants, "mistakes", lambda fault, *_: ["survives"] if fault.name == NAMES[3] else [])
    assert judging() == NAMES
    assert judging() == [NAMES[3]]


@pytest.mark.parametrize("asked", [NAMES[:2], ["--sample", "2"]], ids=["by name", "as a sample"])
def test_those_asked_for_are_judged_in_any_case(record, judging, asked):
    judging()
    before = record.read_bytes()
    assert len(judging(*asked)) == 2
    assert record.read_bytes() == before


def test_a_line_of_other_code_stays_until_its_fault_is_judged_anew(record, judging, monkeypatch):
    judging()
    before = kill_record.read_all(record)
    monkeypatch.setattr(kill_record, "code", lambda _: "other")
    monkeypatch.setattr(mutants, "mistakes", lambda fault, *_: ["survives"] if fault.name == NAMES[3] else [])
    assert judging(stop=1) == NAMES[: mutants.GROUP]
    killed = [name for name in NAMES[: mutants.GROUP] if name != NAMES[3]]
    assert [kill.fault for kill in kill_record.read(record)] == killed
    assert kill_record.read_all(record)[len(killed) :] == before[mutants.GROUP :]


def test_what_was_never_killed_is_judged_first(record, judging, monkeypatch):
    judging(stop=2)
    monkeypatch.setattr(kill_record, "code", lambda _: "other")
    assert judging() == [*NAMES[2 * mutants.GROUP :], *NAMES[: 2 * mutants.GROUP]]


def test_a_fault_that_is_no_more_is_off_the_record(record, judging):
    judging()
    record.write_text(record.read_text().replace(f"{NAMES[0]},", "renamed,"))
    assert NAMES[0] not in [kill.fault for kill in kill_record.read(record)]
    assert len(kill_record.read(record)) == len(NAMES) - 1


def test_a_table_that_cannot_be_read_is_told_and_kept(record, judging, capsys):
    record.write_text("fault,cells\nhelp-without-defaults,many\n")
    assert mutants.main([]) == 2
    told = capsys.readouterr().err
    assert told == f"{record}, line 2: not of the kill matrix; delete the file to have all judged\n"
    assert "many" in record.read_text()


@pytest.mark.parametrize(
    "told", [report([], [], interrupted=True), report([clause("a", storage_types=["local"])], [])]
)
def test_no_half_of_a_run_is_recorded(told, monkeypatch, tmp_path):
    def run(*_, **__):
        (tmp_path / "report.json").touch()
        return CompletedProcess([], 0, "")

    monkeypatch.setattr(mutants.subprocess, "run", run)
    monkeypatch.setattr(mutants, "read_report", lambda _: told)
    with pytest.raises(BadReport, match="cut short"):
        mutants.judge(NAMES[:1], "0", tmp_path)


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A copy of what decides a verdict."""
    for name in kill_record.CODE:
        path = kill_record.ROOT / name
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, tmp_path / name)
        else:
            shutil.copy(path, tmp_path / name)
    before = kill_record.code(CUT)
    monkeypatch.setattr(kill_record, "ROOT", tmp_path)
    assert now(CUT) == before
    return tmp_path


CUT, KEPT = "texts-cut-at-eight", "nothing-kept"
"""Faults of two scripts: data.js, storage.js."""


def now(fault):
    """The code of that fault, looked at again."""
    return kill_record.code.__wrapped__(fault)


@pytest.mark.parametrize(
    "name",
    [
        "conftest.py",
        "constraints.txt",
        "conformance/test_property_data.py",
        "fixtures/stores/ideal.js",
        "fixtures/stores/faults/fault.js",
        "reports/analysis/conclusion.py",
    ],
)
def test_a_change_of_what_judges_or_is_judged_is_other_code(tree, name):
    with (tree / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert now(CUT) != kill_record.code(CUT)
    assert now(KEPT) != kill_record.code(KEPT)


def test_a_change_of_a_script_is_other_code_of_its_own_faults(tree):
    with (tree / "fixtures/stores/faults/data.js").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert now(CUT) != kill_record.code(CUT)
    assert now(KEPT) == kill_record.code(KEPT)


def test_another_declaration_is_other_code(tree, monkeypatch):
    changed = {**faults(), CUT: replace(faults()[CUT], breaks={"component.help": []})}
    monkeypatch.setattr(kill_record, "faults", lambda: changed)
    assert now(CUT) != kill_record.code(CUT)
    assert now(KEPT) == kill_record.code(KEPT)


def test_a_moved_file_is_other_code(tree):
    (tree / "conformance/test_property_data.py").rename(tree / "conformance/test_datum.py")
    assert now(CUT) != kill_record.code(CUT)


def test_a_sample_is_of_something(capsys):
    with pytest.raises(SystemExit):
        mutants.main(["--sample", "0"])
    assert "--sample: at least 1" in capsys.readouterr().err


def test_what_python_compiles_is_no_other_code(tree):
    (tree / "conformance/__pycache__").mkdir(exist_ok=True)
    (tree / "conformance/__pycache__/test_more.cpython-311.pyc").touch()
    assert now(CUT) == kill_record.code(CUT)
