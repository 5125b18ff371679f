"""Mutants of the rules: how they are named, what counts as a kill, and what the command reports."""

import json

import pytest

from bench import evidence
from reports.analysis.conclusion import NO_VERDICT
from selftest.mutants.equivalents import entries
from selftest.mutants.rules import command
from selftest.mutants.rules import mutants as made
from selftest.mutants.rules.mutants import META, SPANS, STATS, Mutant, Status, read, refresh
from selftest.support.judged_run import ROOT

MUTATED = """\
def x_many__mutmut_orig(number, noun):
    # Two words.

    return f"{number} {noun}"
def x_many__mutmut_1(number, noun):
    # Two words.

    return f"{noun}"
class Cell:
    def xǁCellǁkey__mutmut_orig(self):
        return 1
    def xǁCellǁkey__mutmut_1(self):
        return 2
    def xǁCellǁkey__mutmut_2(self):
        return (
            1 + 1
        )
"""
"""What mutmut writes: each function as it was, and with each mutation."""
LINES = {
    "x_many__mutmut_orig": [1, 4],
    "x_many__mutmut_1": [5, 8],
    "xǁCellǁkey__mutmut_orig": [10, 11],
    "xǁCellǁkey__mutmut_1": [12, 13],
    "xǁCellǁkey__mutmut_2": [14, 17],
}
MANY, KEY, SUM = "rules.cells.x_many__mutmut_1", *(f"rules.cells.xǁCellǁkey__mutmut_{n}" for n in "12")


@pytest.fixture
def folder(tmp_path):
    """A folder as mutmut leaves it: the first mutant is killed, the second survives, the third is left."""
    file = tmp_path / "rules" / "cells.py"
    file.parent.mkdir()
    file.write_text(MUTATED, encoding="utf-8")
    outcomes = {"exit_code_by_key": {MANY: 1, KEY: 0, SUM: None}, "durations_by_key": {}}
    file.with_name(file.name + META).write_text(json.dumps(outcomes), encoding="utf-8")
    file.with_name(file.name + SPANS).write_text(json.dumps({"version": 1, "spans": LINES}), encoding="utf-8")
    (tmp_path / STATS).write_text("{}", encoding="utf-8")
    (tmp_path / "selftest").mkdir()
    return tmp_path


def test_mutants_are_named_by_their_function_and_code(folder):
    key = "rules/cells.py Cell.key: def key(self): return 1"
    assert [(each.id, each.was, each.becomes) for each in read(folder)] == [
        (
            MANY,
            'rules/cells.py many: # Two words. return f"{number} {noun}"',
            '# Two words. return f"{noun}"',
        ),
        (KEY, key, "def key(self): return 2"),
        (SUM, key, "def key(self): return ( 1 + 1 )"),
    ]
    assert {each.module for each in read(folder)} == {"rules/cells.py"}


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (1, Status.KILLED),
        (-24, Status.KILLED),
        (0, Status.SURVIVED),
        (33, Status.UNREACHED),
        (None, Status.PENDING),
        (-11, Status.BROKE),
    ],
)
def test_exit_code_says_what_became_of_a_mutant(folder, code, status):
    path = folder / "rules" / f"cells.py{META}"
    path.write_text(json.dumps({"exit_code_by_key": {MANY: code}}), encoding="utf-8")
    assert [each.status for each in read(folder)] == [status]


def test_lines_that_a_mutation_removes_are_not_taken_for_those_next_to_them():
    assert made.changed(["a", "b", "b", "c"], ["a", "b", "c"]) == ("b b", "b")
    assert made.changed(["a", "b"], ["a"]) == ("a b", "a")


@pytest.mark.parametrize("kept", [set(), {KEY}])
def test_refresh_forgets_survivors_and_copies_but_no_kill(folder, kept):
    template = folder / "rules" / "page.html.j2"
    template.write_text("old", encoding="utf-8")
    refresh(kept, folder)
    assert not template.exists()
    outcome = Status.SURVIVED if kept else Status.PENDING
    assert [each.status for each in read(folder)] == [Status.KILLED, outcome, Status.PENDING]
    assert sorted(each.name for each in folder.iterdir()) == ["rules"]


def mutant(number, status):
    """Return a mutant of a rule."""
    return Mutant(f"rules.x_rule__mutmut_{number}", "rules.py", f"rules.rule: {number}", "None", status)


@pytest.fixture
def command_on(tmp_path, monkeypatch, capsys):
    """A function that runs the command on mutants with these statuses, the last of which is declared
    equivalent. Returns exit code, lines, and the section of the page."""
    file, page = tmp_path / "equivalents.toml", tmp_path / "evidence.md"
    monkeypatch.setattr(command, "EQUIVALENTS", file)
    monkeypatch.setattr(command, "FOLDER", tmp_path / "mutants")
    monkeypatch.setattr(evidence, "PAGE", page)
    monkeypatch.setattr(made, "refresh", lambda keep: None)
    monkeypatch.setattr(command, "_run_mutmut", lambda names, workers: None)
    monkeypatch.setattr(command, "version", lambda package: "1")

    def run(*statuses):
        mutants = [mutant(number, status) for number, status in enumerate(statuses, 1)]
        last = mutants[-1]
        file.write_text(
            f"[[equivalent]]\nwas = {last.was!r}\nbecomes = {last.becomes!r}\nreason = 'Same.'\n", "utf-8"
        )
        page.write_text(f"<!-- {command.SECTION} -->\n<!-- /{command.SECTION} -->\n", "utf-8")
        monkeypatch.setattr(made, "read", lambda: mutants)
        code = command.main([])
        return code, capsys.readouterr().out.splitlines(), evidence.read(command.SECTION)

    return run


def test_command_passes_if_each_mutant_is_killed_or_declared(command_on):
    code, lines, section = command_on(Status.KILLED, Status.KILLED, Status.SURVIVED)
    assert (code, lines) == (0, ["3 mutants: 2 killed (100.0% of those judged), 1 equivalent"])
    assert "| `rules.py` | 3 | 2 | 0 | 0 | 0 | 0 | 1 |" in section


def test_command_fails_and_names_what_survives_or_is_not_reached(command_on):
    code, lines, section = command_on(Status.KILLED, Status.SURVIVED, Status.UNREACHED, Status.SURVIVED)
    assert (code, lines) == (
        1,
        [
            "rules.x_rule__mutmut_2: survives: rules.rule: 2 => None",
            "rules.x_rule__mutmut_3: not reached: rules.rule: 3 => None",
            "4 mutants: 1 killed (33.3% of those judged), 1 survives, 1 not reached, 1 equivalent",
        ],
    )
    assert "- `rules.x_rule__mutmut_2`" in section


def test_command_fails_if_an_equivalent_is_killed(command_on):
    code, lines, _ = command_on(Status.SURVIVED, Status.KILLED)
    assert (code, lines[1]) == (1, "rules.x_rule__mutmut_2: declared equivalent, but killed")


def test_mutants_that_were_not_judged_are_counted_apart(command_on):
    code, lines, section = command_on(Status.KILLED, Status.PENDING, Status.SURVIVED)
    assert (code, lines) == (
        0,
        ["3 mutants: 1 killed (100.0% of those judged), 1 not judged, 1 equivalent"],
    )
    assert "| `rules.py` | 3 | 1 | 0 | 0 | 1 | 0 | 1 |" in section


def test_failure_of_mutmut_is_one_line(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(made, "FOLDER", tmp_path)
    monkeypatch.setattr(made, "refresh", lambda keep: None)
    monkeypatch.setattr(made, "read", lambda: [])
    monkeypatch.setattr(command, "MUTMUT", "false")
    monkeypatch.setattr(command, "EQUIVALENTS", tmp_path / "equivalents.toml")
    command.EQUIVALENTS.write_text("", encoding="utf-8")
    assert command.main([]) == NO_VERDICT
    assert capsys.readouterr().err == "mutmut ended with exit code 1; what it printed says why\n"


@pytest.mark.parametrize("entry", entries(command.EQUIVALENTS), ids=lambda entry: entry["was"][:60])
def test_code_of_each_declared_equivalent_is_in_the_rules(entry):
    place, _, code = entry["was"].partition(": ")
    text = " ".join((ROOT / place.partition(" ")[0]).read_text(encoding="utf-8").split())
    assert code in text
    assert entry["becomes"] not in text
