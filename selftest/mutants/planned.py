"""A pytest plugin: `--planned FILE` judges each store only by the clauses that a JSON file names for it, as
{store: [clause id, ...]}. What generated tests find is not shrunk: that a cell fails is enough."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from judge.run.matrix import Cell, Selection
from judge.run.verdict import MATRIX


@dataclass(frozen=True)
class Plan(Selection):
    """A selection with clauses of its own for each store."""

    clauses_of: dict[str, list[str]] = field(default_factory=dict)

    def includes(self, cell: Cell) -> bool:
        return cell.clause.id in self.clauses_of[cell.implementation.spec]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--planned", metavar="FILE", type=Path, required=True, help="the clauses of each store")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    plan = json.loads(config.option.planned.read_text(encoding="utf-8"))
    config.stash[MATRIX].selection = Plan(clauses_of=plan)


@pytest.hookimpl(trylast=True)
def pytest_sessionstart() -> None:
    settings.register_profile("planned", settings(), phases=[Phase.generate])
    settings.load_profile("planned")
