"""The suite asks for no more than the contract: a second good store passes, in a hurry or not."""

import subprocess
import sys

import pytest

from fixtures.browsers import ENGINES
from reports.conclusion import CONFORMANT, conclusions, exit_code
from reports.counts import commands
from reports.document import read
from selftest.mutants import ROOT

COMMANDS = 12
"""Of a cell, at most, in the median: over a Grid each costs some 25 ms."""


@pytest.mark.parametrize(
    ("store", "engine", "level", "examples"),
    [
        # What is drawn is drawn in full in one engine, and as little as can be in the others.
        *(("fixtures.stores:Ideal", each, "reference", 100 if each == "chromium" else 1) for each in ENGINES),
        ("fixtures.stores:Slow", "chromium", "must", 1),
    ],
)
def test_a_good_store_conforms(tmp_path, store, engine, level, examples):
    asked = ["--store", store, "--engine", engine, "--level", level, f"--examples={examples}"]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *asked]
    run = subprocess.run([*command, f"--report={tmp_path}"], cwd=ROOT, capture_output=True, text=True)
    report = read(tmp_path / "report.json")
    (conclusion,) = conclusions(report)
    assert (conclusion.word, conclusion.broken) == ("CONFORMANT", []), run.stdout[-4000:]
    assert run.returncode == CONFORMANT
    assert exit_code(report) == CONFORMANT
    assert 0 < commands(report.results)[engine] <= COMMANDS
