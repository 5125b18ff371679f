"""What the processes of a run report becomes one report."""

import json
from dataclasses import asdict
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from judge.contract.catalogue import Catalogue
from judge.contract.manifest import Deviation, Manifest
from judge.run.collector import ResultCollector
from judge.run.verdict import PROPERTY
from reports.model import Implementation, Level, Verdict
from selftest.support.report_builder import STORE, clause, result


@pytest.mark.parametrize(("first", "lapses"), [(Verdict.FAIL, False), (Verdict.PASS, True)])
def test_a_declaration_of_what_rests_on_a_broken_clause_has_not_lapsed(first, lapses):
    clauses = [clause("a"), clause("b", depends_on=["a"])]
    plan: Any = SimpleNamespace(
        catalogue=Catalogue(clauses, []),
        implementations=[Implementation(STORE, "1.0")],
        engines=[],
        manifests={STORE: Manifest(STORE, deviations=[Deviation("b", "known")])},
        today=date(2030, 1, 1),
    )
    gathering = ResultCollector(plan, Level.MUST, "")
    for each in (result("a", first), result("b", Verdict.PASS)):
        properties = [(PROPERTY, json.dumps(asdict(each)))]
        told: Any = SimpleNamespace(user_properties=properties, failed=False)
        gathering.pytest_runtest_logreport(told)
    (implementation,) = gathering.report([], interrupted=False).implementations
    assert bool(implementation.stale) is lapses
