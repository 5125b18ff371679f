"""Judges killed faults a second time, by the clauses that have judged them: the verdicts have to be the same.

The faults come in another order: among those that the same clauses judge, the last one first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fixtures.stores.faulty import Fault, faults
from judge.contract.catalogue import Catalogue
from reports.model import Report
from selftest.mutants.faulty_run import mistakes, results_on
from selftest.mutants.kill_record import TURNS, Kill, kill_from
from selftest.mutants.turns import LARGEST, Batch, next_turn


def batches(kills: Iterable[Kill], catalogue: Catalogue) -> Iterator[Batch]:
    """Yield batches of the faults that were killed and not judged a second time since. Those that the same
    clauses judge stand together, because that is quick, the last one first."""
    judged = _judged([kill for kill in kills if not kill.again], catalogue)
    left = [(faults()[name], clauses) for name, clauses in judged.items()][::-1]
    left.sort(key=lambda each: sorted(each[1] - set(each[0].breaks)))
    return (left[start : start + LARGEST] for start in range(0, len(left), LARGEST))


def differences(kill: Kill, fault: Fault, report: Report, catalogue: Catalogue) -> Iterator[str]:
    """Yield a line for each way in which the verdicts on the fault are not those of the kill."""
    yield from mistakes(fault, report, catalogue)
    second = kill_from(fault, report, results_on(fault, report))
    first_bad, second_bad = ({*each.broken, *each.behind} for each in (kill, second))
    for cell in sorted(first_bad ^ second_bad):
        yield f"{fault.name}: {cell} {'passed' if cell in first_bad else 'did not pass'} when judged again"
    if second.cells != kill.cells:
        yield f"{fault.name}: {second.cells} cells when judged again, {kill.cells} before"


def _judged(kills: Sequence[Kill], catalogue: Catalogue) -> dict[str, set[str]]:
    """Return the ids of the clauses that have judged each of these faults in its turns."""
    judged: dict[str, set[str]] = {kill.fault: set() for kill in kills}
    for turn in range(TURNS):
        had = {kill.fault: turn for kill in kills if kill.turns > turn}
        for batch in next_turn([faults()[name] for name in had], had, catalogue) if had else ():
            for fault, clauses in batch:
                judged[fault.name] |= clauses
    return judged
