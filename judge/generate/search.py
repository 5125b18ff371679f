"""Search for a value that a store gets wrong: Hypothesis draws the values and shrinks what failed.

Hypothesis asks for a verdict on one example at a time, but one page can check hundreds of values for the
price of one. So an example is a batch of values, and all batches of a round are drawn first and judged
together. If a value was wrong, the same batches are drawn again from the same seed, and those that may be
wrong are judged one by one. Hypothesis then shrinks the first batch with a wrong value; only the value at
that index is judged.

Some values share a store. If that store is wrong, they are judged again in groups in which each has a store
of its own: a store that fails on one value in a thousand does not cost a thousand page loads.
"""

from __future__ import annotations

from collections import Counter
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
from fixtures.page.observation import StoreFailed
from judge.generate.effort import BATCHES_PER_DRAW, DRAWS_PER_ROUND, phases

Comparison = tuple[str, str]
"""What was expected of a value and what was observed: equal if the store is right."""
JudgeValues = Callable[[list[Any], bool], list[Comparison]]
"""Puts values in stores, in fresh ones if the flag is set, and returns a comparison for each."""
Batch = tuple[Any, ...]
Batches = SearchStrategy[Batch]

OWN_STORES = 49
"""Values for each of which a judge has a store."""
MAX_SHRINKS = 100
"""Values judged to simplify a failure: each costs a page load or two."""
NOTHING_WRONG = ("", "")


@dataclass(frozen=True)
class Search:
    """A search whose draws are decided by `seed`."""

    seed: str

    def __call__(self, batches: Batches, judge: JudgeValues, rounds: int) -> Comparison:
        """Return the comparison of the simplest wrong value found in that many rounds, else NOTHING_WRONG.
        Raise StoreFailed if the store breaks its page."""
        verdicts = _Verdicts(judge)
        for number in range(rounds):
            seeds = [f"{self.seed} {number} {draw}" for draw in range(DRAWS_PER_ROUND)]
            examples = [example for seed in seeds for example in draw_batches(batches, seed)]
            if not verdicts.all_right(examples):
                for seed in seeds:
                    verdicts.simplify(batches, seed)
                break
        return verdicts.wrong

    def judge_one_batch(self, batches: Batches, judge: JudgeValues) -> Comparison:
        """Do the same with a single batch, for values that are expensive to judge."""
        verdicts = _Verdicts(judge)
        seed = f"{self.seed} 0 0"
        if not verdicts.all_right(draw_batches(batches, seed)[-1:]):
            verdicts.simplify(batches, seed)
        return verdicts.wrong


class _Verdicts:
    """What a search has found so far. `wrong` is the comparison of the wrong value found last. After
    MAX_SHRINKS values, or once the page is broken, nothing more is judged."""

    def __init__(self, judge: JudgeValues) -> None:
        self.wrong: Comparison = NOTHING_WRONG
        self._judge = judge
        self._failing_index: int | None = None
        self._simplest: Any = None
        self._page_failure: StoreFailed | None = None
        self._right: set[str] = set()
        self._suspects: dict[str, Comparison] = {}
        self._single: dict[str, Comparison] = {}
        self._shrinks = 0

    def all_right(self, examples: list[Batch]) -> bool:
        """Judge all batches together, the first value of each before the second; return whether all are
        right."""
        values = [value for index in zip(*examples, strict=True) for value in index]
        unknown: dict[str, Any] = {
            key: value for value in values if (key := as_json(value)) not in self._right
        }
        self._suspects = self._judge_together(unknown, fresh=False)
        if not self._suspects:
            return True
        self.wrong = next(iter(self._suspects.values()))
        times = Counter(self._suspects.values())
        shared = {key: unknown[key] for key, each in self._suspects.items() if times[each] > 1}
        by_itself = {key: each for key, each in self._suspects.items() if key not in shared}
        self._suspects = by_itself | self._in_own_stores(shared)
        return False

    def _judge_together(self, values: dict[str, Any], fresh: bool) -> dict[str, Comparison]:
        """Judge the values together; return the comparisons of those that are wrong."""
        comparisons = dict(zip(values, self._judge([*values.values()], fresh), strict=True))
        self._right.update(key for key, each in comparisons.items() if _is_right(each))
        return {key: each for key, each in comparisons.items() if not _is_right(each)}

    def _in_own_stores(self, values: dict[str, Any]) -> dict[str, Comparison]:
        """Judge values that shared a store in groups that share none; return the comparisons of the first
        group with a wrong one, or of none if they are wrong only together. If a group breaks the page, any of
        its values may be wrong."""
        keys = [*values]
        for start in range(0, len(keys), OWN_STORES):
            group = keys[start : start + OWN_STORES]
            try:
                wrong = self._judge_together({key: values[key] for key in group}, fresh=True)
            except StoreFailed:
                return dict.fromkeys(group, self.wrong)
            if wrong:
                return wrong
        return {}

    def simplify(self, batches: Batches, seed: str) -> None:
        """Let Hypothesis find the first wrong value in what this seed draws, and shrink it. Raise
        StoreFailed if the page broke."""
        if self._failing_index is None:
            options = settings(max_examples=BATCHES_PER_DRAW, phases=phases())
            with suppress(NoSuchExample, Flaky):
                find(batches, self._is_wrong, settings=options, random=Random(seed))
            self._judge_simplest_again()
        if self._page_failure:
            raise self._page_failure

    def _is_wrong(self, batch: Batch) -> bool:
        """Return whether a value of the batch is wrong on its own; once a wrong one is known, the value at
        its index."""
        for index in range(len(batch)) if self._failing_index is None else [self._failing_index]:
            comparison = self._judge_single(batch[index])
            if not _is_right(comparison):
                self.wrong, self._failing_index, self._simplest = comparison, index, batch[index]
                return True
        return False

    def _judge_simplest_again(self) -> None:
        """Make the simplest wrong value the last one in the history of the page."""
        if self._failing_index is not None and not self._page_failure:
            self._judge([self._simplest], True)

    def _judge_single(self, value: Any) -> Comparison:
        key = as_json(value)
        if self._failing_index is None and key not in self._suspects:
            return NOTHING_WRONG  # right in its batch: another value is what this search has found
        if key not in self._single and not self._page_failure and self._shrinks < MAX_SHRINKS:
            self._shrinks += self._failing_index is not None
            try:
                self._single[key] = self._judge([value], True)[0]
            except StoreFailed as failure:
                self._page_failure = failure
        return self._single.get(key, NOTHING_WRONG)


def _is_right(comparison: Comparison) -> bool:
    expected, observed = comparison
    return observed == expected


@lru_cache(maxsize=64)
def draw_batches(batches: Batches, seed: str) -> list[Batch]:
    """Return the batches that this seed draws; the storage types share them."""
    drawn: list[Batch] = []

    def note(batch: Batch) -> bool:
        drawn.append(batch)
        return False

    options = settings(max_examples=BATCHES_PER_DRAW, phases=(Phase.generate,))
    with suppress(NoSuchExample):
        find(batches, note, settings=options, random=Random(seed))
    return drawn
