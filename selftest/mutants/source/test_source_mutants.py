"""Machine-made mutants: what is mutated, what counts as a kill, and what the record keeps."""

import json
import subprocess
from dataclasses import replace

import dash
import pytest
from jsonschema import Draft7Validator

from bench import evidence
from reports.command import USAGE_ERROR
from reports.formats.outputs import write
from reports.model import Implementation, Verdict
from selftest.mutants import source as stores
from selftest.mutants.equivalents import BadEquivalents, equivalents
from selftest.mutants.source import __name__ as module
from selftest.mutants.source import built as builder
from selftest.mutants.source import command, judging, sources
from selftest.mutants.source.built import build
from selftest.mutants.source.judging import SHORT, TELLING, Judging, Outcome
from selftest.mutants.source.record import DOCUMENT, PAGE, Record
from selftest.mutants.source.sources import BadSource, source
from selftest.support import npm
from selftest.support.report_builder import clause, report, result

SMALL = "window.shop = {Store: class { size() { return 1 + 2; } }, calls: 0};\n"
"""A source with three mutants: the class body, what it returns, and the object."""


@pytest.fixture(autouse=True)
def _needs_npm():
    npm.installed(builder.INSTRUMENTER)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The mutants of a small source. They, and what else is built, are in a temporary folder."""
    folder = tmp_path_factory.mktemp("small")
    file = folder / "small.js"
    file.write_text(SMALL, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builder, "BUILT", folder / "built")
        yield build(source(f"{file}:shop.Store"))


# What is mutated


def test_each_mutant_of_the_ideal_store_has_code_of_its_own():
    mutants = build(source("ideal")).mutants
    assert len({(each.was, each.becomes) for each in mutants}) == len(mutants) > 100


def test_one_script_has_every_mutant_apart_and_the_page_keeps_its_global(small):
    script = (builder.BUILT / "file_small.js").read_text(encoding="utf-8")
    numbers = {each.becomes: each.id for each in small.mutants}
    (minus,) = [id for text, id in numbers.items() if "1 - 2" in text]
    asked = [f"new source_mutants['file_small-{id}']().size()" for id in ("unmutated", minus)]
    program = f"globalThis.window = globalThis; window.shop = 7; {script}"
    shown = f"console.log(JSON.stringify([{', '.join(asked)}, shop]))"
    run = subprocess.run(["node", "-e", program + shown], capture_output=True, encoding="utf-8")
    assert json.loads(run.stdout) == [3, -1, 7], run.stderr


def test_mutant_is_a_store_under_its_name():
    store = getattr(stores, "ideal-17")(id="one", data=1)
    assert store.to_plotly_json()["type"] == "ideal-17"
    assert {"namespace": module, "relative_package_path": "built/ideal.js"} in stores._js_dist


@pytest.mark.parametrize("name", ["ideal-9999", "ideal", "file_unknown-1"])
def test_other_name_is_no_store(name):
    with pytest.raises(AttributeError):
        getattr(stores, name)


def test_source_of_dash_is_built_with_what_it_imports():
    mutants = build(source("dash")).mutants
    script = (builder.BUILT / "dash.js").read_text(encoding="utf-8")
    assert len(mutants) > 50
    assert ("ramda/es/equals.js" in script, "window.React" in script) == (True, True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("class {", "cannot be mutated"),
        ("import {a} from './absent.js'; export default () => a;", "cannot be mutated"),
        ("", "nothing to mutate"),
    ],
    ids=["syntax error", "import that leads nowhere", "empty"],
)
def test_source_that_cannot_be_mutated_is_one_line(tmp_path, monkeypatch, capsys, text, message):
    monkeypatch.setattr(builder, "BUILT", tmp_path / "built")
    file = tmp_path / "bad.js"
    file.write_text(text, encoding="utf-8")
    assert command.main(["--source", str(file)]) == USAGE_ERROR
    (line,) = capsys.readouterr().err.splitlines()
    assert (f"--source {file}: " in line, message in line) == (True, True), line


def test_absent_file_and_absent_source_map_are_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sources, "MAP", tmp_path / "absent.map")
    for name in ("dash", str(tmp_path / "absent.js")):
        assert command.main(["--source", name]) == USAGE_ERROR
    first, second = capsys.readouterr().err.splitlines()
    assert ("no source map" in first, "No such file" in second) == (True, True)


def test_store_that_fails_unmutated_is_one_line(small):
    failed = [result(TELLING[0], Verdict.FAIL, observed="the page broke")]
    with pytest.raises(BadSource, match=f"before any mutation .{TELLING[0]}: the page broke"):
        command._check_unmutated(report([clause(TELLING[0])], failed), small.source)


def test_changed_lines_are_those_that_differ_from_the_last_commit(tmp_path, small):
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b"]
    file = tmp_path / "small.js"
    file.write_text(SMALL, encoding="utf-8")
    copied = replace(small.source, file=str(file))
    with pytest.raises(BadSource, match="--changed: "):
        command.changed_lines(copied)
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*git, *arguments], check=True)
    assert command.changed_lines(copied) == set()
    file.write_text(f"\n\n{SMALL}", encoding="utf-8")
    assert command.changed_lines(copied) == {0, 1}


# What counts as a kill


@pytest.fixture
def runs(monkeypatch, tmp_path):
    """A function that judges mutants 0 and 1 by the first clauses; each run of the suite takes the next of
    the given results on mutant 0, mutant 1 passes. Returns the outcomes and the options of each run."""

    def judge(*results):
        left, options = list(results), []

        def run_suite(given, folder):
            options.append(given)
            names = [f"{module}:small-{id}" for id in ("0", "1")]
            on_mutants = [replace(left.pop(0), implementation=names[0]), result("a", implementation=names[1])]
            implementations = [Implementation(name, "1") for name in names]
            return replace(report([clause("a")], on_mutants), implementations=implementations)

        monkeypatch.setattr(judging, "run_suite", run_suite)
        (outcomes,) = Judging("small", "chromium", 1, tmp_path).by_telling_clauses(["0", "1"])
        return outcomes, options

    return judge


def test_failed_cell_is_a_kill_and_a_pass_of_a_few_clauses_is_not_final(runs):
    outcomes, options = runs(result("a", Verdict.FAIL, expected="1", observed="2"))
    assert (outcomes["0"].killed_by, outcomes["0"].reason) == (("a",), "a [local]: expected 1, observed 2")
    assert (outcomes["0"].is_final, outcomes["1"].is_final) == (True, False)
    assert len(options) == 1


@pytest.mark.parametrize("fields", [{"seconds": SHORT}, {"expected": "the step finishes: reload"}])
def test_failure_at_the_short_deadline_is_judged_again_with_the_usual_one(runs, fields):
    outcomes, options = runs(result("a", Verdict.FAIL, **fields), result("a"))
    assert outcomes["0"].killed_by == ()
    assert [f"--deadline={SHORT}" in each for each in options] == [True, False]
    assert "--clause=a" in options[1]


def test_error_of_the_suite_is_no_kill(runs):
    outcomes, _ = runs(result("a", Verdict.ERROR, reason="browser lost"))
    assert outcomes["0"].killed_by == ()
    assert outcomes["0"].errors == ("a [local]: browser lost",)
    assert not replace(outcomes["0"], by_all=True).is_final


@pytest.mark.browser
@pytest.mark.slow
def test_mutant_that_failed_is_judged_no_further_and_the_unmutated_store_by_all(tmp_path):
    mutants = build(source("ideal")).mutants
    (broken,) = [each.id for each in mutants if "entry = this.stored({})" in each.becomes]
    judged = ("data.put-is-seen", "data.dict", "data.list")
    passed = [result(id, storage_type="memory") for id in judged]
    write(report([clause(id) for id in judged], passed), tmp_path)
    selected = judging._selecting((*judged, "data.falsy"))
    outcomes = Judging("ideal", "chromium", 1, tmp_path)._judge([broken, "unmutated"], *selected)
    assert (outcomes[broken].killed_by, outcomes[broken].judged) == (judged[:1], judged[:1])
    assert (outcomes["unmutated"].killed_by, outcomes["unmutated"].judged) == ((), judged)


# The record


@pytest.fixture
def record(small, tmp_path):
    """A record in which the first mutant is killed, the second survives, and the third is not judged."""
    first, second, _ = (each.id for each in small.mutants)
    outcomes = {
        first: Outcome(TELLING[:1], TELLING[:1], "expected 1, observed </script>", (), 2.0),
        second: Outcome((*TELLING, "a"), by_all=True),
    }
    return Record(small, tmp_path, "chromium 1", {}, outcomes)


def test_record_fits_the_schema_and_the_page_holds_it(record):
    schema = npm.installed("mutation-testing-report-schema/dist/src/mutation-testing-report-schema.json")
    record.write()
    document = json.loads((record.folder / DOCUMENT).read_text(encoding="utf-8"))
    Draft7Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(document)
    (file,) = document["files"].values()
    assert [each["status"] for each in file["mutants"]] == ["Killed", "Survived", "Pending"]
    page = (record.folder / PAGE).read_text(encoding="utf-8")
    assert page.count("</script>") == 2
    assert "<p>2 of 3 mutants have been judged. The score is about these.</p>" in page


def test_record_is_resumed_unless_the_source_changed(record):
    record.write()
    again = Record(record.built, record.folder, "")
    assert again.resume()
    assert (again.outcomes, again.engine) == (record.outcomes, "chromium 1")
    changed = replace(record.built, source=replace(record.built.source, text="other"))
    assert not Record(changed, record.folder, "").resume()


def test_equivalent_mutant_is_ignored_and_an_entry_that_fits_none_is_reported(record, tmp_path):
    file = tmp_path / "equivalents.toml"
    mutant = record.built.mutants[1]
    entry = f"was = {mutant.was!r}\nbecomes = {mutant.becomes!r}\nreason = 'Nobody sees it.'\n"
    file.write_text(f"[[equivalent]]\n{entry}[[equivalent]]\n{entry.replace('return', 'stay')}", "utf-8")
    record.equivalents, (stale,) = equivalents(record.built.mutants, file)
    assert [record.status(each) for each in record.built.mutants] == ["Killed", "Ignored", "Pending"]
    assert stale.startswith("equivalents.toml, entry 2: fits no mutant")
    file.write_text("[[equivalent]]\nwas = 'a'\n", "utf-8")
    with pytest.raises(BadEquivalents, match="entry 1"):
        equivalents(record.built.mutants, file)


def test_every_declared_equivalent_fits_a_mutant_of_the_ideal_store():
    assert equivalents(build(source("ideal")).mutants, command.EQUIVALENTS)[1] == []


# The command


@pytest.fixture
def command_on(small, tmp_path, monkeypatch, capsys):
    """A function that runs the command on the small source; the first clauses kill its first mutant, all
    clauses the second. Returns exit code, output, and the mutants judged by each."""
    judged: dict[str, list[str]] = {"few": [], "all": []}

    class Fake(Judging):
        def judge_unmutated(self):
            return report([clause(TELLING[0])], [result(TELLING[0])])

        def by_telling_clauses(self, ids):
            judged["few"] += ids
            return iter([{id: Outcome(("a",), ("a",) if id == first else ()) for id in ids}] if ids else [])

        def by_all_clauses(self, ids):
            judged["all"] += ids
            all_clauses = Outcome(("a", "b"), by_all=True)
            each = {id: replace(all_clauses, killed_by=("b",) if id == second else ()) for id in ids}
            return iter([each] if ids else [])

    first, second, _ = (each.id for each in small.mutants)
    monkeypatch.setattr(command, "Judging", Fake)
    monkeypatch.setattr(command, "FOLDER", tmp_path / "reports")
    monkeypatch.setattr(evidence, "PAGE", tmp_path / "evidence.md")
    evidence.PAGE.write_text("no section\n", encoding="utf-8")

    def run(*arguments):
        for each in judged.values():
            each.clear()
        code = command.main(["--source", small.source.argument, *arguments])
        return code, capsys.readouterr(), {name: list(ids) for name, ids in judged.items()}

    return run


def test_command_judges_by_all_clauses_what_a_few_leave_and_continues_from_the_record(command_on, small):
    ids = [each.id for each in small.mutants]
    code, output, judged = command_on()
    assert (code, judged) == (1, {"few": ids, "all": ids[1:]}), output.err
    assert f"file_small-{ids[1]}: killed by b" in output.out
    assert f"file_small-{ids[2]}: survives, line 1" in output.out
    assert "3 mutants: 2 killed (66.7% of those judged), 1 survive, 0 equivalent" in output.out
    assert command_on()[2] == {"few": [], "all": []}
    assert command_on("--mutant", f"file_small-{ids[0]}")[2] == {"few": [ids[0]], "all": []}


def test_figures_of_chromium_go_to_the_section_of_the_source(command_on):
    evidence.PAGE.write_text("<!-- source-mutants-file_small -->\n<!-- /source-mutants-file_small -->\n")
    command_on("--engine", "firefox")
    assert evidence.read("source-mutants-file_small") == ""
    command_on()
    assert "3 mutants: 2 killed" in evidence.read("source-mutants-file_small")


def test_releases_of_dash_have_records_and_sections_of_their_own():
    assert source("dash").title == f"dash-{dash.__version__}"
    assert source("ideal").title == "ideal"


def test_unknown_mutant_is_one_line(command_on):
    code, output, _ = command_on("--mutant", "file_small-99")
    assert code == USAGE_ERROR
    assert output.err == "--mutant file_small-99: no such mutant; they are file_small-0 to file_small-2\n"
