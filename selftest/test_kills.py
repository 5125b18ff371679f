"""The kill matrix on record: a run that was cut short goes on, and what is recorded holds."""

import contextlib
import shutil
from dataclasses import replace
from subprocess import CompletedProcess

import pytest

from fixtures.stores.faulty import faults
from reports.document import BadReport
from reports.model import Implementation, Verdict
from selftest import kills, mutants
from selftest.test_report_model import clause, report, result

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
    monkeypatch.setattr(kills, "RECORD", tmp_path / "kill-matrix.csv")
    monkeypatch.setattr(mutants, "mistakes", lambda *_: [])
    return kills.RECORD


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
    assert f"{NAMES[0]}: killed, 1 of 1 cells fail (on record: {kills.read(record)[0].judged[:10]})" in told
    assert told[-1].startswith(f"{len(NAMES)} faults killed, by 1 clauses, {len(NAMES)} cells, ")
    assert judging() == []


def test_what_is_read_is_what_was_written(record):
    told = on(["help-without-defaults"])
    kill = kills.found("help-without-defaults", told, told.results)
    cells = ("component.help", "data.any-value memory")
    every = [replace(kill, broken=cells, seconds=1.5), replace(kill, fault="other")]
    kills.write(record, every)
    assert kills.read(record) == every


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


def test_other_code_begins_the_table_anew(record, judging, monkeypatch):
    judging()
    monkeypatch.setattr(kills, "code", lambda: "other")
    assert judging(stop=1) == NAMES[: mutants.GROUP]
    assert [kill.fault for kill in kills.read(record)] == NAMES[: mutants.GROUP]
    assert "other" in record.read_text().splitlines()[1]


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
    for name in kills.CODE:
        path = kills.ROOT / name
        (tmp_path / name).parent.mkdir(exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, tmp_path / name)
        else:
            shutil.copy(path, tmp_path / name)
    before = kills.code()
    monkeypatch.setattr(kills, "ROOT", tmp_path)
    assert kills.code.__wrapped__() == before
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "conftest.py",
        "constraints.txt",
        "conformance/test_data.py",
        "fixtures/stores/faults/data.js",
        "reports/conclusion.py",
    ],
)
def test_a_change_of_what_judges_or_is_judged_is_other_code(tree, name):
    with (tree / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert kills.code.__wrapped__() != kills.code()


def test_a_moved_file_is_other_code(tree):
    (tree / "conformance/test_data.py").rename(tree / "conformance/test_datum.py")
    assert kills.code.__wrapped__() != kills.code()


def test_a_sample_is_of_something(capsys):
    with pytest.raises(SystemExit):
        mutants.main(["--sample", "0"])
    assert "--sample: at least 1" in capsys.readouterr().err


def test_what_python_compiles_is_no_other_code(tree):
    (tree / "conformance/__pycache__").mkdir(exist_ok=True)
    (tree / "conformance/__pycache__/test_more.cpython-311.pyc").touch()
    assert kills.code.__wrapped__() == kills.code()
