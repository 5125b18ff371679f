"""A report is written and read completely or not at all; each failure is reported in one line."""

import errno
import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from reports.document import BadReport, discard, read, write
from reports.files import CannotWrite
from reports.model import Engine, Implementation, PlannedCells, Report
from selftest.support.documents import DOCUMENTS, one_line
from selftest.support.report_builder import NASTY, STORE, clause, report, result, saying
from selftest.support.report_strategies import reports


@pytest.fixture
def data():
    return report([clause("a.b")], [result("a.b")]).to_json()


def refusal(path: Path, content: str | bytes) -> str:
    """What `read` says against a file of that content."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BadReport) as problem:
        read(path)
    return one_line(problem.value)


@settings(max_examples=50)
@given(reports())
def test_written_report_is_read_back_the_same(report):
    with tempfile.TemporaryDirectory() as folder:
        document, *_ = write(report, Path(folder))
        assert read(document) == report


def test_a_folder_is_made_and_holds_all_documents_and_nothing_else(tmp_path, data):
    folder = tmp_path / "new" / "out"
    assert write(Report.from_json(data), folder) == [folder / name for name in DOCUMENTS]
    assert sorted(os.listdir(folder)) == sorted(DOCUMENTS)


@pytest.mark.parametrize("text", NASTY)
def test_documents_contain_no_surrogate_or_control_character(tmp_path, text):
    for path in write(saying(text), tmp_path):
        content = path.read_bytes().decode("utf-8")
        assert {char for char in content if not char.isprintable()} == {"\n"}


def drop(data, path):
    *parents, last = path
    for step in parents:
        data = data[step]
    del data[last]


def put(data, path, value):
    *parents, last = path
    for step in parents:
        data = data[step]
    data[last] = value


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (["results", 0, "verdict"], "passed", "$.results[0].verdict"),
        (["results", 0, "seconds"], -1, "$.results[0].seconds"),
        (["results", 0, "history"], "one step", "$.results[0].history"),
        (["results", 0, "screenshot"], 'x" onerror="', "$.results[0].screenshot"),
        (["results", 0, "colour"], "green", "$.results[0]"),
        (["clauses", 0, "level"], "may", "$.clauses[0].level"),
        (["clauses", 0, "id"], "no id", "$.clauses[0].id"),
        (["run", "interrupted"], 0, "$.run.interrupted"),
        (["run", "versions"], {"dash": 2}, "$.run.versions.dash"),
        (["suite"], [], "$.suite"),
    ],
)
def test_mistake_is_refused_with_its_path(tmp_path, data, path, value, named):
    put(data, path, value)
    assert f": {named} does not match the schema" in refusal(tmp_path / "r.json", json.dumps(data))


@pytest.mark.parametrize("path", [["run"], ["run", "level"], ["clauses", 0, "quote"]])
def test_a_missing_field_is_refused_by_name(tmp_path, data, path):
    drop(data, path)
    assert f"'{path[-1]}' is a required property" in refusal(tmp_path / "r.json", json.dumps(data))


@pytest.mark.parametrize("field", ["clause", "implementation"])
def test_a_result_on_what_the_report_does_not_list_is_refused(tmp_path, data, field):
    data["results"][0][field] = "unknown"
    message = refusal(tmp_path / "r.json", json.dumps(data))
    assert f"$.results[0].{field} is 'unknown'" in message


def test_a_figure_of_a_store_that_the_report_does_not_list_is_refused(tmp_path):
    data = saying("a store").to_json()
    data["figures"][0]["implementation"] = "unknown"
    message = refusal(tmp_path / "r.json", json.dumps(data))
    assert "$.figures[0].implementation is 'unknown'" in message


@pytest.mark.parametrize("content", ["", "{", b"\xff\xfe\x00", "[" * 100_000, '{"suite": NaN}'])
def test_file_that_is_not_json_is_refused(tmp_path, content):
    assert "is not JSON" in refusal(tmp_path / "r.json", content)


def test_refusal_is_one_short_line_whatever_the_file_contains(tmp_path, data):
    data["results"][0]["verdict"] = "\x1b[2J\n" * 10_000
    assert len(refusal(tmp_path / "r.json", json.dumps(data))) < 1000


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(BadReport) as problem:
        read(tmp_path / "absent.json")
    assert one_line(problem.value).startswith(f"{tmp_path / 'absent.json'}: cannot be read (No such file")


def test_a_report_that_could_not_be_read_back_is_not_written(tmp_path):
    with pytest.raises(BadReport) as problem:
        write(report([clause("a.b")], [result("a.b", seconds=float("nan"))]), tmp_path)
    one_line(problem.value)
    assert os.listdir(tmp_path) == []


def test_a_file_in_place_of_the_folder_is_refused(tmp_path, data):
    place = tmp_path / "file"
    place.write_text("")
    with pytest.raises(CannotWrite) as problem:
        write(Report.from_json(data), place)
    assert one_line(problem.value).startswith(f"{place}: cannot write the report (")


@pytest.mark.parametrize("fails_in", ["pathlib.Path.write_bytes", "os.replace"])
def test_a_full_disk_is_reported_and_keeps_the_old_documents(tmp_path, data, monkeypatch, fails_in):
    old = {path: path.read_bytes() for path in write(Report.from_json(data), tmp_path)}

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(fails_in, full)
    with pytest.raises(CannotWrite) as problem:
        write(saying("new"), tmp_path)
    assert "No space left on device" in one_line(problem.value)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == old


def test_a_report_of_the_release_before_is_read(tmp_path):
    now = report([clause("a.b"), clause("a.c", depends_on=["a.b"], requires=["clear_data"])], [result("a.b")])
    now.implementations[:] = [Implementation(STORE, "1", ["a.b: no longer happens"])]
    old = now.to_json()
    for each in old["clauses"]:
        each["rests_on"], each["needs"] = each.pop("depends_on"), each.pop("requires")
    for each in old["implementations"]:
        each["lapsed"] = each.pop("stale")
    for each in old["results"]:
        del each["found"]
    file = tmp_path / "old.json"
    file.write_text(json.dumps(old))
    assert read(file) == now


def test_what_an_older_report_planned_follows_from_its_engines_and_clauses(tmp_path):
    clauses = [
        clause("a.browser", storage_types=["local"]),
        clause("a.offline", in_browser=False),
        clause("a.quart", backends=["quart"]),
        clause("a.none", untestable="no engine can"),
    ]
    judged = report(clauses, [result("a.browser")])
    judged.engines.append(Engine("firefox-quart", "130", "quart"))
    old = judged.to_json()
    for each in old["implementations"]:
        del each["planned"]
        each["engines"] = ["chromium", "firefox-quart"]
    file = tmp_path / "old.json"
    file.write_text(json.dumps(old))
    assert read(file).implementations[0].planned == [
        PlannedCells("a.browser", ["chromium", "firefox-quart"], ["local"]),
        PlannedCells("a.offline", [""], [""]),
        PlannedCells("a.quart", ["firefox-quart"], [""]),
    ]


def test_planned_cells_of_an_unknown_clause_are_refused(tmp_path):
    strange = report([clause("a.b")], [])
    strange.implementations[0].planned.append(PlannedCells("a.c", ["chromium"], ["local"]))
    assert "$.implementations[0].planned names 'a.c'" in refusal(
        tmp_path / "r.json", json.dumps(strange.to_json())
    )


@pytest.mark.parametrize("data", [[], {"clauses": 1}, {"clauses": [1]}, {"clauses": {"rests_on": []}}])
def test_json_of_another_shape_is_refused_by_the_schema(tmp_path, data):
    assert "does not match the schema" in refusal(tmp_path / "r.json", json.dumps(data))


def test_an_earlier_report_is_removed_and_other_files_stay(tmp_path):
    (tmp_path / "mine.txt").touch()
    (tmp_path / "index.html").touch()
    discard(tmp_path)
    assert len(list(tmp_path.iterdir())) == 2  # without report.json, the page is none of the suite's
    write(report([], []), tmp_path)
    discard(tmp_path)
    assert list(tmp_path.iterdir()) == [tmp_path / "mine.txt"]
