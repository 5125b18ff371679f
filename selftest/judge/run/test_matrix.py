"""A run judges every engine in every form factor, tuned or with the settings that users have."""

import pytest

from fixtures.browsers import ENGINES
from fixtures.server import backends
from judge.contract.catalogue import read
from judge.run.matrix import Matrix, MissingBackend, Selection, UnknownClause, check_backends
from judge.run.rerun import rerun
from selftest.support.judged_run import nodes

CLAUSES = ("data.mounts", "memory.reverts-to-layout", "local.survives-quit")


@pytest.mark.slow
def test_each_cell_of_the_matrix_is_judged_once_and_kept(judge):
    run = judge(*nodes(*CLAUSES), "-n", "2", "--form-factor=desktop", "--form-factor=mobile", engine=None)
    assert run.exit_code() == 0, run.output
    found = [name for name, engine in ENGINES.items() if not engine.missing()]
    engines = [*found, *(f"{name}-mobile" for name in found)]
    assert sorted(each["name"] for each in run.report["engines"]) == sorted(engines)
    catalogue = read()
    assert sorted(
        (each["engine"], each["clause"], each["storage_type"], each["verdict"])
        for each in run.report["results"]
    ) == sorted(
        (engine, clause, storage_type, "pass")
        for engine in engines
        for clause in CLAUSES
        for storage_type in catalogue[clause].storage_types
    )
    assert run.left() == []


@pytest.mark.slow
def test_stock_browsers_are_named_by_header_report_and_rerun_and_have_the_same_cells(judge):
    run = judge(*nodes("data.mounts"), "--stock-browsers")
    assert run.exit_code() == 0, run.output
    assert "engines: chromium (stock settings) " in run.output
    (engine,) = run.report["engines"]
    assert engine["name"] == "chromium"
    assert engine["version"].endswith("(stock settings)")
    result = run.result("dash.dcc:Store", "data.mounts")
    assert result["engine"] == "chromium"
    assert " --stock-browsers" in result["rerun"]


def test_backends_are_judged_in_one_run_and_named_in_its_report(judge):
    run = judge(*nodes("data.mounts"), "-n", "2", "--backend=fastapi", "--backend=flask", "--backend=quart")
    assert run.exit_code() == 0, run.output
    backends = {each["name"]: each["backend"] for each in run.report["engines"]}
    assert backends == {"chromium-fastapi": "fastapi", "chromium": "flask", "chromium-quart": "quart"}
    assert {(each["engine"], each["verdict"]) for each in run.report["results"]} == {
        (engine, "pass") for engine in backends
    }
    assert {"fastapi", "uvicorn", "quart", "hypercorn"} <= run.report["run"]["versions"].keys()
    assert run.left() == []


def test_command_that_judges_a_cell_again_names_its_backend():
    matrix = Matrix([], ["chromium"], [], ["mobile"], backends=["flask", "quart"])
    flask, quart = (cell for cell in matrix.cells("data.mounts") if cell.storage_type == "local")
    assert "--engine chromium --form-factor mobile --store" in rerun(flask, "", [])
    assert "--engine chromium --form-factor mobile --backend quart --store" in rerun(quart, "", [])
    assert str(quart) == "dash.dcc:Store-chromium-mobile-quart-local"


OLD_DASH = """
from fixtures.server import backends

backends.find_spec = lambda name: None
"""


@pytest.mark.slow
def test_backend_that_this_dash_does_not_have_is_untestable_next_to_one_that_it_has(judge, tmp_path):
    (tmp_path / "old_dash.py").write_text(OLD_DASH)
    options = ("-p", "old_dash", "--backend=flask", "--backend=fastapi")
    run = judge(*nodes("data.mounts"), *options, "--storage-type=local", python_path=tmp_path)
    assert run.exit_code() == 0, run.output
    assert [(each["engine"], each["verdict"], each["reason"]) for each in run.report["results"]] == [
        ("chromium", "pass", ""),
        (
            "chromium-fastapi",
            "untestable",
            "backend fastapi: this release of Dash has only flask; install Dash 4.2 or later",
        ),
    ]


def test_backends_are_refused_if_this_dash_has_none_of_them(monkeypatch):
    monkeypatch.setattr(backends, "find_spec", lambda name: None)
    check_backends(["flask", "fastapi"])
    with pytest.raises(MissingBackend, match="this release of Dash has only flask"):
        check_backends(["fastapi", "quart"])


def test_clause_of_some_backends_has_no_cells_on_another():
    clause = "channel.websocket.seen"
    matrix = Matrix([], ["chromium"], [], backends=["flask", "quart"])
    assert {cell.key.engine for cell in matrix.cells(clause)} == {"chromium-quart"}
    assert {cell.key.engine for cell in matrix.cells("channel.patch.seen")} == {"chromium", "chromium-quart"}


def test_planned_cells_are_those_of_the_whole_contract_whatever_is_selected():
    selection = Selection(clauses=["data"], storage_types=["local"])
    matrix = Matrix([], ["chromium", "firefox"], [], backends=["flask", "quart"], selection=selection)
    (store,) = matrix.implementations
    keys = [key for each in matrix.planned() for key in each.of(store.spec)]
    testable = [clause.id for clause in matrix.catalogue.clauses if not clause.untestable]
    assert sorted(keys) == sorted(cell.key for id in testable for cell in matrix.cells(id))


def test_selection_of_a_clause_of_other_backends_is_refused():
    selection = Selection(["channel.websocket"])
    with pytest.raises(UnknownClause) as refusal:
        Matrix([], ["chromium"], [], selection=selection)
    assert str(refusal.value) == (
        "--clause channel.websocket: applies to other backends only; use --backend fastapi or --backend quart"
    )
    assert Matrix([], ["chromium"], [], backends=["fastapi"], selection=selection).engines


def test_run_leaves_out_tests_of_other_backends(judge):
    run = judge(*nodes("channel.websocket.seen", "data.mounts"), "--co", "-q")
    assert "websocket" not in run.output
    assert "NOTSET" not in run.output
