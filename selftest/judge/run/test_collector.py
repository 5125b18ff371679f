"""The results of all workers become one report."""

import json
from dataclasses import asdict
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from dash import dcc

from compat import tomllib
from fixtures.implementation import Implementation
from judge.contract.catalogue import Catalogue
from judge.contract.manifest import Manifest
from judge.run.collector import SUITE, ResultCollector
from judge.run.verdict import PROPERTY
from reports.model import Deviation, Level, Verdict
from selftest.support.judged_run import ROOT
from selftest.support.report_builder import STORE, clause, result


@pytest.mark.parametrize(("first", "is_stale"), [(Verdict.FAIL, False), (Verdict.PASS, True)])
def test_declaration_on_a_blocked_clause_is_not_stale(first, is_stale):
    clauses = [clause("a"), clause("b", depends_on=["a"])]
    matrix: Any = SimpleNamespace(
        catalogue=Catalogue(clauses, []),
        implementations=[Implementation(STORE, dcc.Store, "1.0")],
        engines=[],
        planned=list,
        manifest=lambda _: Manifest(STORE, deviations=[Deviation("b", "known")]),
        today=date(2030, 1, 1),
    )
    collector = ResultCollector(matrix, Level.MUST, "")
    for each in (result("a", first), result("b", Verdict.PASS)):
        properties = [(PROPERTY, json.dumps(asdict(each)))]
        phase: Any = SimpleNamespace(user_properties=properties, failed=False)
        collector.pytest_runtest_logreport(phase)
    (implementation,) = collector.report([], interrupted=False).implementations
    assert implementation.deviations == [Deviation("b", "known")]
    assert bool(implementation.stale) is is_stale


def test_reports_name_the_version_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert SUITE["version"] == project["version"]
