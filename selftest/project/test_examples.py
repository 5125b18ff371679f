"""The stores in examples/ deviate exactly as their manifests declare."""

import pytest

CHROMIUM = ("-n", "2", "--level", "reference")


@pytest.mark.parametrize(
    ("store", "deviations"), [("local", 29), pytest.param("session", 28, marks=pytest.mark.slow)]
)
def test_store_of_another_package_is_conformant_in_part(judge, store, deviations):
    run = judge(*CHROMIUM, f"--manifest=examples/feffery/{store}.toml")
    assert run.exit_code() == 0, run.output[-4000:]
    assert f"is CONFORMANT IN PART WITH {deviations} DECLARED DEVIATIONS at level reference" in run.output
