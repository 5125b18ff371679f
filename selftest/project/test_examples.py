"""The stores in examples/ deviate exactly as their manifests declare."""

import pytest

from compat import tomllib
from selftest.support.judged_run import ROOT

REFERENCE = ("-n2", "--level=reference")


def test_clauses_of_a_group_deviate_as_declared(judge):
    manifest = ROOT / "examples/feffery/local.toml"
    declared = tomllib.loads(manifest.read_text(encoding="utf-8"))["deviation"]
    of_group = {each["clause"] for each in declared if each["clause"].startswith("initial.")}
    run = judge(*REFERENCE, f"--manifest={manifest}", "--clause=initial")
    assert run.exit_code() == 0, run.output[-4000:]
    results = run.report["results"]
    assert {each["clause"] for each in results if each["verdict"] == "deviation"} == of_group != set()


@pytest.mark.slow
@pytest.mark.parametrize(("store", "deviations"), [("local", 29), ("session", 28)])
def test_store_of_another_package_is_conformant_in_part(judge, store, deviations):
    run = judge(*REFERENCE, f"--manifest=examples/feffery/{store}.toml")
    assert run.exit_code() == 0, run.output[-4000:]
    assert f"is CONFORMANT IN PART WITH {deviations} DECLARED DEVIATIONS at level reference" in run.output
