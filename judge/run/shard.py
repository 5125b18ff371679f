"""Splits a run into shards that take about the same time: `--shard 2/4` is the second of four."""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from statistics import fmean

from judge.contract.clause import clause_tests
from judge.contract.manifest import EVIDENCE
from judge.run.matrix import Cell
from reports.model import CellKey, Report


@dataclass(frozen=True)
class Shard:
    """The shard of that number, from 1 to `count`."""

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


def parse_shard(text: str) -> Shard:
    """Return the shard that `text` names. Raises argparse.ArgumentTypeError."""
    found = re.fullmatch(r"(\d+)/(\d+)", text, re.ASCII)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise argparse.ArgumentTypeError(
            f"must be NUMBER/COUNT, with a number from 1 to the count (got {text!r})"
        )
    return Shard(int(found[1]), int(found[2]))


def measured_seconds(report: Report) -> dict[CellKey, float]:
    """Return how long each cell of an earlier report took."""
    return {result.key: result.seconds for result in report.results}


def cells_of_shard(cells: Iterable[Cell], shard: Shard, seconds: Mapping[CellKey, float]) -> set[CellKey]:
    """Return which of all cells of a run belong to the shard. Each cell belongs to one shard.

    A cell weighs the seconds that it took, or the average of those measured. All cells that one declaration
    in a manifest can be about stay together: a shard that saw only part of them could call it outdated.
    """
    average = fmean(seconds.values()) if seconds else 1.0
    units: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        units[_unit(cell)].append(cell)
    weights = {unit: sum(seconds.get(each.key, average) for each in own) for unit, own in units.items()}
    loads = [0.0] * shard.count
    chosen: set[CellKey] = set()
    for unit in sorted(units, key=lambda unit: (-weights[unit], unit)):
        lightest = loads.index(min(loads))
        loads[lightest] += weights[unit]
        if lightest == shard.number - 1:
            chosen.update(each.key for each in units[unit])
    return chosen


def _unit(cell: Cell) -> str:
    """Return the name of what the cell stays together with: all cells of its scenario or clause on one store.

    Tests of one scenario share a recording; what a store does not have is shown by several clauses.
    """
    id = cell.clause.id
    is_evidence = any(id in ids for ids in EVIDENCE.values())
    return f"{cell.key.implementation} {'evidence' if is_evidence else _scenarios().get(id) or id}"


@cache
def _scenarios() -> dict[str, str]:
    """Return the scenarios of the contract's tests by clause."""
    return {test.clause: test.scenario for tests in clause_tests().values() for test in tests}
