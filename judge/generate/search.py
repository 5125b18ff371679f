"""Looks for a value that a store gets wrong: Hypothesis draws the values, and shrinks what failed.

Hypothesis asks for a verdict on one example at a time; a page bears hundreds of values as easily as one. So
an example is a handful of values, and a round of them is drawn to be judged all at once. Where something was
wrong the same is drawn again, by the same seed, and the values that were not right are judged one by one.
Hypothesis then shrinks the first example that has a wrong value, and only the value in that place is judged.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

from hypothesis import Phase, find, settings
from hypothesis.errors import Flaky, NoSuchExample
from hypothesis.strategies import SearchStrategy

from fixtures.jsontext import as_json
from fixtures.page.page import StoreFailed

Told = tuple[str, str]
"""What was expected of a value, and what was observed: the same if the store is right."""
Judge = Callable[[list[Any], bool], list[Told]]
"""Puts values in stores, if so asked in new ones, and tells for each how it went."""
Handfuls = SearchStrategy[tuple[Any, ...]]

SHARE = 25
"""Of so many examples of the Hypothesis profile one is a round: it costs a page load."""
SHARE_OF_MANY = 50
"""The same where a handful is many."""
DRAWS = 3
"""How often Hypothesis starts to draw, in a round."""
DRAWN = 9
"""Examples a draw: from the tenth on, Hypothesis varies those that it had rather than make others."""
TRIES = 100
"""Values that are judged to make a failing_index simpler: each costs a page load or two."""
NOTHING_WRONG = ("", "")


@dataclass(frozen=True)
class Search:
    """How to look: `seed` decides what is drawn, Hypothesis's profile how much."""

    seed: str

    def __call__(self, handfuls: Handfuls, judge: Judge, share: int = SHARE, once: bool = False) -> Told:
        """What was told of the simplest value found that the store gets wrong, else NOTHING_WRONG. Of the
        profile's examples one in `share` is a round; `once`: judge one handful, for its values are dear.
        Raises StoreFailed if the store breaks its page."""
        verdicts = _Verdicts(judge)
        for number in range(1 if once else max(1, settings().max_examples // share)):
            if verdicts.wrong != NOTHING_WRONG:
                break
            seeds = [f"{self.seed} {number} {draw}" for draw in range(1 if once else DRAWS)]
            drawn = [each for seed in seeds for each in _drawn(handfuls, seed)]
            if not verdicts.all_right(drawn[-1:] if once else drawn):
                for seed in seeds:
                    self._simplify(handfuls, verdicts, seed)
        return verdicts.wrong

    def _simplify(self, handfuls: Handfuls, verdicts: _Verdicts, seed: str) -> None:
        """Have Hypothesis find the first failing_index, if it is there, and make it simpler."""
        if verdicts.failing_index is None:
            options = settings(max_examples=DRAWN, phases=(Phase.generate, Phase.shrink))
            with suppress(NoSuchExample, Flaky):
                find(handfuls, verdicts.is_wrong, settings=options, random=Random(seed))
            verdicts.show()
        if verdicts.broken:
            raise verdicts.broken


class _Verdicts:
    """What is known so far. `wrong` is the last comparison of a value that was wrong, `failing_index` its
    place in the example, `broken` how the page broke. After that, or so many tries, no more is judged."""

    def __init__(self, judge: Judge) -> None:
        self.wrong: Told = NOTHING_WRONG
        self.failing_index: int | None = None
        self.broken: StoreFailed | None = None
        self._judge = judge
        self._simplest: Any = None
        self._right: set[str] = set()
        self._alone: dict[str, Told] = {}
        self._tries = 0

    def all_right(self, examples: list[tuple[Any, ...]]) -> bool:
        """Whether all examples are right; judged at once, the first value of each before the second."""
        values = [value for place in zip(*examples, strict=True) for value in place]
        unknown = {key: value for value in values if (key := as_json(value)) not in self._right}
        told = dict(zip(unknown, self._judge([*unknown.values()], False), strict=True))
        self._right.update(key for key, each in told.items() if _is_right(each))
        self.wrong = next((each for each in told.values() if not _is_right(each)), NOTHING_WRONG)
        return self.wrong == NOTHING_WRONG

    def is_wrong(self, example: tuple[Any, ...]) -> bool:
        """Whether a value of the example, or the one in the failing_index's place, is wrong by itself."""
        for place in range(len(example)) if self.failing_index is None else [self.failing_index]:
            told = self._by_itself(example[place])
            if not _is_right(told):
                self.wrong, self.failing_index, self._simplest = told, place, example[place]
                return True
        return False

    def show(self) -> None:
        """Have the failing_index judged once more, so that it is what the page's story ends with."""
        if self.failing_index is not None and not self.broken:
            self._judge([self._simplest], True)

    def _by_itself(self, value: Any) -> Told:
        key = as_json(value)
        if self.failing_index is None and key in self._right:
            return NOTHING_WRONG  # a failing_index's simpler form may have been right where it was not alone
        if key not in self._alone and not self.broken and self._tries < TRIES:
            self._tries += self.failing_index is not None
            try:
                self._alone[key] = self._judge([value], True)[0]
            except StoreFailed as problem:
                self.broken = problem
        return self._alone.get(key, NOTHING_WRONG)


def _is_right(told: Told) -> bool:
    expected, observed = told
    return observed == expected


@lru_cache(maxsize=64)
def _drawn(handfuls: Handfuls, seed: str) -> list[tuple[Any, ...]]:
    """Some examples; the storage types share them."""
    drawn: list[tuple[Any, ...]] = []

    def note(example: tuple[Any, ...]) -> bool:
        drawn.append(example)
        return False

    options = settings(max_examples=DRAWN, phases=(Phase.generate,))
    with suppress(NoSuchExample):
        find(handfuls, note, settings=options, random=Random(seed))
    return drawn
