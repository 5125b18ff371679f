"""A report that was written is read back the same; what is no report is refused in one line."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from reports.document import BadReport, read
from reports.formats.outputs import write
from reports.model import Engine, Implementation, PlannedCells
from selftest.support.documents import one_line
from selftest.support.report_builder import STORE, clause, report, result, saying
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


@given(reports())
def test_written_report_is_read_back_the_same(report):
    with tempfile.TemporaryDirectory() as folder:
        document, *_ = write(report, Path(folder))
        assert read(document) == report


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
