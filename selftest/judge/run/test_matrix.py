"""A run judges every engine in every form factor, tuned or with the settings that users have."""

from fixtures.browsers import ENGINES
from judge.contract.catalogue import read
from selftest.support.judged_run import nodes

CLAUSES = ("data.mounts", "memory.reverts-to-layout", "local.survives-quit")


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
