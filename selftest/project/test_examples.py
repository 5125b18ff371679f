"""The stores in examples/ deviate exactly as their manifests declare."""

import pytest

from compat import tomllib
from selftest.support.judged_run import ROOT

REFERENCE = ("-n2", "--level=reference")


def declared(store):
    """Return the manifest of that store of feffery-utils-components, and the clauses that it declares for
    Chromium."""
    manifest = ROOT / f"examples/feffery/{store}.toml"
    deviations = tomllib.loads(manifest.read_text(encoding="utf-8"))["deviation"]
    return manifest, {
        each["clause"] for each in deviations if "chromium" in each.get("engines", ["chromium"])
    }


def deviating(run):
    return {each["clause"] for each in run.report["results"] if each["verdict"] == "deviation"}


@pytest.mark.slow
def test_clauses_of_a_group_deviate_as_declared(judge):
    manifest, clauses = declared("local")
    run = judge(*REFERENCE, f"--manifest={manifest}", "--clause=initial")
    assert run.exit_code() == 0, run.output[-4000:]
    assert deviating(run) == {each for each in clauses if each.startswith("initial.")} != set()


@pytest.mark.slow
@pytest.mark.parametrize("store", ["local", "session"])
def test_store_of_another_package_is_conformant_in_part(judge, store):
    manifest, clauses = declared(store)
    run = judge(*REFERENCE, f"--manifest={manifest}")
    assert run.exit_code() == 0, run.output[-4000:]
    assert deviating(run) == clauses
    assert f"is CONFORMANT IN PART WITH {len(clauses)} DECLARED DEVIATIONS at level reference" in run.output
