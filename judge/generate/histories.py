"""Histories of a store, drawn by Hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from hypothesis.strategies import SearchStrategy

from fixtures.page.page import Page
from judge.generate.counterexamples import MAX_SHRINKS, Histories, StopSearch
from judge.generate.effort import current_amounts, phases
from judge.generate.history import History
from judge.generate.operations import OPERATIONS, Operation, channels
from judge.generate.placements import PLACEMENTS

SHORT = 5
"""Operations in a history at the default effort: many short histories find what a few long ones do."""


def run_histories(
    page: Page, storage_types: tuple[str, ...], random_seed: str, max_shrinks: int = MAX_SHRINKS
) -> Histories:
    """Run as many histories as the effort asks for, or until no shorter counterexample is found."""
    amounts = current_amounts()
    histories = Histories(
        page, storage_types, amounts.has_long_histories and page.can_restart, max_shrinks=max_shrinks
    )

    @seed(random_seed)
    def new_machine() -> HistoryMachine:
        return HistoryMachine(histories)

    options = settings(
        max_examples=amounts.histories,
        stateful_step_count=1 + (len(OPERATIONS) if amounts.has_long_histories else SHORT),
        report_multiple_bugs=False,
        phases=phases(),
    )
    try:
        run_state_machine_as_test(new_machine, settings=options)  # type: ignore[arg-type]
    except (StopSearch, Flaky, AssertionError):
        if histories.shortest is None:
            raise
    return histories


class HistoryMachine(RuleBasedStateMachine):
    """Draws one history: operations from OPERATIONS in random order.

    Each is drawn at most once, except that the first comes again if no other is possible."""

    history: History

    def __init__(self, histories: Histories) -> None:
        super().__init__()
        self._histories = histories
        self._remaining = [
            operation
            for operation in OPERATIONS
            if set(histories.storage_types) & set(operation.storage_types)
            and (histories.can_restart or not operation.is_restart)
        ]

    @initialize(number=st.integers(0, 2**16))
    def open_page(self, number: int) -> None:
        """Begin the history, unless every draw is the simplest: Hypothesis tries that first, and twice.

        The number decides through which channel its puts go, and where the app has its stores.
        """
        assume(number)
        present = channels()
        channel = present[(number - 1) % len(present)]
        placement = PLACEMENTS[(number - 1) % len(PLACEMENTS)]
        self.history = History(self._histories, channel, placement)

    # A single rule: if there are several, Hypothesis leaves some of them out of each history.
    @rule(drawn=st.runner().flatmap(lambda self: self.next_operations()))
    def run_operation(self, drawn: tuple[Operation, tuple[Any, ...]]) -> None:
        operation, arguments = drawn
        if operation in self._remaining:
            self._remaining.remove(operation)
        operation.run(self.history, *arguments)

    def next_operations(self) -> SearchStrategy[tuple[Operation, tuple[Any, ...]]]:
        """Operations that are possible next, with every choice of arguments."""
        possible = [each for each in self._remaining if each.tabs in (None, self.history.tabs)] or OPERATIONS[
            :1
        ]
        # Sampled from all operations, so that a draw keeps its meaning when the history shrinks.
        chosen = st.sampled_from(OPERATIONS).filter(lambda operation: operation in possible)
        return chosen.flatmap(lambda each: st.tuples(st.just(each), st.tuples(*each.arguments)))
