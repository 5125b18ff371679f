"""Measures the longest texts that a store keeps, and how long a text takes until callbacks see it."""

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
"""The characters of the texts: one byte in UTF-8, two bytes in UTF-16, four bytes in UTF-16."""
FIRST, MOST, STEP = 1_000_000, 10_000_000, 1_000
"""Numbers of characters: where the search for a capacity starts, where it stops, how precise it is."""
SIZES = (1_000, 10_000, 100_000, 1_000_000, 5_000_000)
"""Characters of the texts whose round trip is timed."""
TURNS = 5
"""Round trips, whose median counts."""
FENCES = 10
"""Fences sent before a search: the numbers of the next ninety have the same length, so they take the same
space."""


def figures(page: Page, implementation: str, engine: str, limits: list[int]) -> Iterator[Figure | str]:
    """Yield the figures of the store on `page`, or a line that says why there is none.

    `limits` are capacities found before in any store and engine, which are tried first. New ones are added.
    """
    for storage_type in STORAGE_TYPES:
        for measure, of, unit, take in _takes(limits):
            page.reset()
            try:
                value = take(page, storage_type)
            except StoreFailed as failure:
                yield f"no {measure} of {implementation} [{storage_type} in {engine}], {of}: {failure}"
                continue
            unlimited = measure is Measure.CAPACITY and value == MOST
            yield Figure(measure, of, implementation, engine, storage_type, value, unit, at_least=unlimited)


def _takes(limits: list[int]) -> Iterator[tuple[Measure, str, str, Callable[[Page, str], float]]]:
    """Yield what is measured for a storage type: measure, description, unit, and the function that
    measures."""
    for name, character in CHARACTERS.items():
        yield Measure.CAPACITY, name, "characters", partial(capacity, character=character, limits=limits)
    for size in SIZES:
        yield Measure.ROUND_TRIP, f"{size:,} characters", "ms", partial(round_trip, size=size)


def capacity(page: Page, storage_type: str, character: str, limits: list[int]) -> int:
    """Return how many characters the store keeps, up to MOST, over a reload if the storage type survives one.
    Tries `limits` first, and adds a new one.

    A text that does not fit may break the store; the reload repairs it.
    """

    def fits(size: int) -> bool:
        page.store.put(character * size)
        if storage_type != "memory":
            page.reload()
        return bool(page.store.data == character * size)

    page.open(many_stores(storage_type, 1))  # only one callback gets the data: megabytes are slow
    for _ in range(FENCES):
        page.settle()
    found = largest(fits, limits)
    if found not in (*limits, MOST):
        limits.append(found)
    return found


def largest(fits: Callable[[int], bool], guesses: Iterable[int] = ()) -> int:
    """Return the largest size that fits, at most STEP too small, or MOST. Every size below one that fits has
    to fit as well. A right guess makes the search short."""
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
    """Return the median time in ms, by the page's clock, from the request to put a text of that size until
    the last callback has received it."""
    page.open(one_store(storage_type))
    times = []
    for turn in range(TURNS):
        text = str(turn).ljust(size, "x")
        page.settle()
        requested = page.clock
        page.store.put(text)
        if page.store.data != text:
            raise StoreFailed("callbacks do not receive what was put")
        times.append(page.store.observations[-1].clock - requested)
    return median(times)
