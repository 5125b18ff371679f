"""The trace of a failed cell, made ready for showing: what is equal is shown once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reports.model import Received, Result

AS_BEFORE = "web storage: as before"
Areas = Mapping[str, "Mapping[str, str] | None"]


@dataclass(frozen=True)
class ShownStep:
    """A step, and what it led to: calls of callbacks, and what web storage then held, a line for each item.

    `tab` numbers the tab that was current after it, and each call has the number of its own: 0 if the test
    used one tab only. `storage` is empty if the trace has nothing on it so far.
    """

    text: str
    tab: int
    calls: list[Received]
    storage: list[str]


def shown_steps(result: Result) -> list[ShownStep]:
    """Return the steps of the cell; [] if it has no trace of them."""
    if len(result.trace) != len(result.history):
        return []
    tabs = {tab for step in result.trace for tab in (step.tab, *(call.tab for call in step.received))}
    found: list[ShownStep] = []
    for text, step in zip(result.history, result.trace, strict=True):
        calls = [replace(call, tab=call.tab if len(tabs) > 1 else 0) for call in step.received]
        as_before = [AS_BEFORE] if found and found[-1].storage else []
        storage = _storage_lines(step.storage) if step.storage is not None else as_before
        found.append(ShownStep(text, step.tab if len(tabs) > 1 else 0, _without_repeats(calls), storage))
    return found


def trace_lines(result: Result) -> list[str]:
    """Return the steps of the cell as lines of text, with what each led to below it."""
    shown = shown_steps(result) or [ShownStep(step, 0, [], []) for step in result.history]
    lines: list[str] = []
    for number, step in enumerate(shown, 1):
        lines.append(f"{number}. {step.text}{f'  [tab {step.tab}]' if step.tab else ''}")
        lines += [
            f"     after {call.after} ms{f', in tab {call.tab}' if call.tab else ''}: {call.line}"
            for call in step.calls
        ]
        lines += [f"     {line}" for line in step.storage]
    return lines


def lines_without_repeats(observations: list[str]) -> list[str]:
    """Return the lines, with one for calls in a row that received the same through different properties."""
    return [call.line for call in _without_repeats([Received(0, 0, line) for line in observations])]


def _without_repeats(calls: list[Received]) -> list[Received]:
    shown: list[tuple[list[str], str, Received]] = []
    for call in calls:
        prop, _, received = call.line.partition(" of ")
        props, received_before, before = shown[-1] if shown else ([], "", call)
        is_same = (received, call.tab) == (received_before, before.tab)
        if received and is_same and prop not in props:
            props.append(prop)
        else:
            shown.append(([prop], received, call))
    return [
        replace(call, line=f"{' and '.join(props)} of {received}" if received else call.line)
        for props, received, call in shown
    ]


def _storage_lines(areas: Areas) -> list[str]:
    """Return what the areas hold, a line for each item; areas that hold nothing share a line."""
    lines = [f"{area}: {key} = {text}" for area, held in areas.items() for key, text in (held or {}).items()]
    empty = [area for area, held in areas.items() if held == {}]
    unread = [area for area, held in areas.items() if held is None]
    for named, words in ((empty, "nothing"), (unread, "cannot be read")):
        if named:
            lines.append(f"{' and '.join(named)}: {words}")
    return lines
