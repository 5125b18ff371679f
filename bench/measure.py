"""What a store keeps at most, and how long a text takes until callbacks see it: figures, and no verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from statistics import median

from fixtures.apps import many_stores, one_store
from fixtures.page.observation import StoreFailed
from fixtures.page.page import Page
from judge.contract.catalogue import STORAGE_TYPES
from reports.model import Figure, Measure

CHARACTERS = {"ASCII": "x", "U+4E2D": "\u4e2d", "U+1F600": "\U0001f600"}
"""What texts are made of: characters that are one byte in UTF-8, two in UTF-16, a pair of two in UTF-16."""
FIRST, MOST, STEP = 1_000_000, 10_000_000, 1_000
"""Characters: where the search for a capacity begins, where it gives up, how closely it looks."""
SIZES = (1_000, 10_000, 100_000, 1_000_000, 5_000_000)
"""Characters of the texts whose round trip is timed."""
TURNS = 5
"""Round trips of which the median is told."""
FENCES = 10
"""So many go ahead of a search: the next ninety are written in as many digits and take no more room."""


def figures(page: Page, implementation: str, engine: str, limits: list[int]) -> Iterator[Figure | str]:
    """The figures of the store on `page`, each as soon as it is known, or in a line why there is none.

    `limits` are capacities that were found before, of whatever store and engine; those found now are added.
    """
    for storage_type in STORAGE_TYPES:
        for measure, of, unit, take in _takes(limits):
            page.reset()
            try:
                value = take(page, storage_type)
            except StoreFailed as failure:
                yield f"no {measure} of {implementation} [{storage_type} in {engine}], {of}: {failure}"
                continue
            met_none = measure is Measure.CAPACITY and value == MOST
            yield Figure(measure, of, implementation, engine, storage_type, value, unit, at_least=met_none)


def _takes(limits: list[int]) -> Iterator[tuple[Measure, str, str, Callable[[Page, str], float]]]:
    """All that is measured of a storage type: what, with what, in which unit, and how."""
    for name, character in CHARACTERS.items():
        yield Measure.CAPACITY, name, "characters", partial(capacity, character=character, limits=limits)
    for size in SIZES:
        yield Measure.ROUND_TRIP, f"{size:,} characters", "ms", partial(round_trip, size=size)


def capacity(page: Page, storage_type: str, character: str, limits: list[int]) -> int:
    """How many characters are kept at most, up to MOST: over a reload, where the storage type outlives one.
    It is looked for at `limits` first, and added to them.

    A text that does not fit may break the store. The reload mends that too.
    """

    def fits(size: int) -> bool:
        page.store.put(character * size)
        if storage_type != "memory":
            page.reload()
        return bool(page.store.data == character * size)

    page.open(many_stores(storage_type, 1))  # one callback on the data: megabytes are dear
    for _ in range(FENCES):
        page.settle()
    found = largest(fits, limits)
    if found not in (*limits, MOST):
        limits.append(found)
    return found


def largest(fits: Callable[[int], bool], guesses: Iterable[int] = ()) -> int:
    """The largest size that fits, to within STEP; MOST if that does. If one fits, so do all below it. It is
    found faster where a guess is right."""
    for guess in guesses:
        if fits(guess) and not fits(guess + STEP):
            return guess
    fitting, failing = 0, FIRST
    while fits(failing):
        if failing == MOST:
            return MOST
        fitting, failing = failing, min(2 * failing, MOST)
    while failing - fitting > STEP:
        middle = (fitting + failing) // 2
        if fits(middle):
            fitting = middle
        else:
            failing = middle
    return fitting


def round_trip(page: Page, storage_type: str, size: int) -> float:
    """The median time, in ms of the page's clock, from the order to put a text of that size to the last
    callback that received it."""
    page.open(one_store(storage_type))
    times = []
    for turn in range(TURNS):
        text = str(turn).ljust(size, "x")
        page.settle()
        ordered = page.clock
        page.store.put(text)
        if page.store.data != text:
            raise StoreFailed("callbacks do not receive what was put")
        times.append(page.store.seen[-1].clock - ordered)
    return median(times)
