"""One run of two processes judges every engine in every form factor."""

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
