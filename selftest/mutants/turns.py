"""Decides which clauses judge a fault in which turn of the kill matrix.

In each turn a fault is judged by the clauses that it is declared to break, and by a sixteenth of the others.
Which sixteenth comes first depends on the digest of the code: it is another one for each fault, and another
one after each change. So a turn takes a fraction of the time, and no clause is left out for long.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from fixtures.stores.faulty import Fault
from judge.contract.catalogue import Catalogue
from judge.contract.clause import clause_tests
from selftest.mutants import decisive
from selftest.mutants.kill_record import TURNS

Batch = Sequence[tuple[Fault, set[str]]]
"""Faults of one run, each with the ids of the clauses that judge it."""
LARGEST = 8
"""Faults of a run: an interrupted run loses only minutes, and browsers start rarely."""


def whole(faults: Sequence[Fault], catalogue: Catalogue) -> Iterator[Batch]:
    """Yield batches in which all clauses judge the faults."""
    every = set(provable(catalogue))
    return _batches([(fault, every) for fault in faults])


def declared(faults: Sequence[Fault]) -> Iterator[Batch]:
    """Yield batches in which only the clauses that a fault is declared to break judge it."""
    return _batches([(fault, set(fault.breaks)) for fault in faults])


def next_turn(faults: Sequence[Fault], turns: Mapping[str, int], catalogue: Catalogue) -> Iterator[Batch]:
    """Yield batches for the next turn of these faults; `turns` says how many each has had. The faults of a
    batch have the same sixteenth of the clauses."""
    shares = parts(catalogue)

    def part(fault: Fault) -> int:
        return (int(decisive.digest(fault.name), 16) + turns.get(fault.name, 0)) % TURNS

    for number, same in groupby(sorted(faults, key=part), key=part):
        yield from _batches([(fault, {*fault.breaks, *shares[number]}) for fault in same])


def parts(catalogue: Catalogue) -> list[list[str]]:
    """Return the ids of the clauses that have a test in TURNS parts of about as many cells.

    Clauses whose tests share a recording stay together.
    """
    scenarios = {test.clause: test.scenario for tests in clause_tests().values() for test in tests}
    cells = {clause.id: len(clause.storage_types) or 1 for clause in catalogue.clauses}
    together: dict[str, list[str]] = {}
    for id in provable(catalogue):
        together.setdefault(scenarios[id] or id, []).append(id)

    def size(ids: list[str]) -> int:
        return sum(cells[id] for id in ids)

    parts: list[list[str]] = [[] for _ in range(TURNS)]
    sizes = [0] * TURNS
    for ids in sorted(together.values(), key=size, reverse=True):
        smallest = sizes.index(min(sizes))
        parts[smallest].extend(ids)
        sizes[smallest] += size(ids)
    return parts


def provable(catalogue: Catalogue) -> list[str]:
    """Return the ids of the clauses that have a test."""
    return [clause.id for clause in catalogue.clauses if not clause.untestable]


def _batches(judged: Batch) -> Iterator[Batch]:
    return (judged[start : start + LARGEST] for start in range(0, len(judged), LARGEST))
