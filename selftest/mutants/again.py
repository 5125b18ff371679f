"""Judges killed faults a second time, by the clauses that have judged them: the verdicts have to be the same.

The faults come in another order: among those that the same clauses judge, the last one first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fixtures.stores.faulty import Fault, faults
from judge.contract.catalogue import Catalogue
from reports.model import Report
from selftest.mutants.faulty_run import mistakes, results_on
from selftest.mutants.kill_record import TURNS, Kill, kill_from
from selftest.mutants.turns import LARGEST, Batch, next_turn


def batches(kills: Iterable[Kill], catalogue: Catalogue) -> Iterator[Batch]:
    """Yield batches of the faults that were killed and not judged a second time since. Those that the same
    clauses judge stand together, because that is quick, the last one first."""
    left = [(faults()[kill.fault], _judges(kill, catalogue)) for kill in kills if not kill.again][::-1]
    left.sort(key=lambda judged: sorted(judged[1] - set(judged[0].breaks)))
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


def _judges(kill: Kill, catalogue: Catalogue) -> set[str]:
    """Return the ids of the clauses that have judged the fault in its turns."""
    fault = faults()[kill.fault]
    had = range(min(kill.turns, TURNS))
    every = [batch for turn in had for batch in next_turn([fault], {fault.name: turn}, catalogue)]
    return {id for batch in every for _, clauses in batch for id in clauses}
