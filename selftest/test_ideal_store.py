"""The suite asks for no more than the contract: a second good store passes, in a hurry or not."""

import subprocess
import sys

import pytest

from reports.conclusion import CONFORMANT, conclusions, exit_code
from reports.document import read
from selftest.mutants import ROOT


@pytest.mark.parametrize(
    ("store", "level"), [("fixtures.stores:Ideal", "reference"), ("fixtures.stores:Slow", "must")]
)
def test_a_good_store_conforms(tmp_path, store, level):
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--store", store, "--level", level]
    run = subprocess.run([*command, f"--report={tmp_path}"], cwd=ROOT, capture_output=True, text=True)
    (conclusion,) = conclusions(read(tmp_path / "report.json"))
    assert (conclusion.word, conclusion.broken) == ("CONFORMANT", []), run.stdout[-4000:]
    assert run.returncode == CONFORMANT
    assert exit_code(read(tmp_path / "report.json")) == CONFORMANT
