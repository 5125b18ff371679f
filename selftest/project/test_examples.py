"""The stores that the examples show how to judge do what their manifests say."""

import pytest

CHROMIUM = ("-n", "2", "--level", "reference")


@pytest.mark.parametrize("store", ["local", "session"])
def test_a_store_of_others_is_conformant_in_part(judge, store):
    run = judge(*CHROMIUM, f"--manifest=examples/feffery/{store}.toml")
    assert run.exit_code() == 0, run.output[-4000:]
    assert "is CONFORMANT IN PART WITH 7 DECLARED DEVIATIONS at level reference" in run.output
