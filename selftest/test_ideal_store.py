"""The suite asks for no more than the contract: a second good store passes, in a hurry or not."""

import subprocess
import sys

import pytest

from fixtures.browsers import ENGINES
from reports.conclusion import CONFORMANT, conclusions, exit_code
from reports.document import read
from selftest.mutants import ROOT


@pytest.mark.parametrize(
    ("store", "engine", "level"),
    [
        *(("fixtures.stores:Ideal", engine, "reference") for engine in ENGINES),
        ("fixtures.stores:Slow", "chromium", "must"),
    ],
)
def test_a_good_store_conforms(tmp_path, store, engine, level):
    asked = ["--store", store, "--engine", engine, "--level", level]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *asked]
    run = subprocess.run([*command, f"--report={tmp_path}"], cwd=ROOT, capture_output=True, text=True)
    (conclusion,) = conclusions(read(tmp_path / "report.json"))
    assert (conclusion.word, conclusion.broken) == ("CONFORMANT", []), run.stdout[-4000:]
    assert run.returncode == CONFORMANT
    assert exit_code(read(tmp_path / "report.json")) == CONFORMANT
