"""A failure as an app that anybody can run: with Dash and the package of the store, without this suite."""

from __future__ import annotations

import inspect
import keyword
import sys
import textwrap
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from string import Template
from typing import Any

from fixtures.apps import App
from fixtures.apps.app import id_of
from fixtures.jsontext import brief
from fixtures.page.action import AT_ONCE, Other, Step, Writes, is_rendered
from judge.repro.python_source import literal
from reports.model import Clause, Result
from reports.text import plain, short

OF_STORES, OF_EXAMPLE, WHERE_AT_ONCE = (
    Path(__file__).with_name(f"repro_{part}.txt").read_text(encoding="utf-8")
    for part in ("stores", "example", "without_waiting")
)
DONE = {Other.LOAD: "None", Other.PREVENT: "[PreventUpdate]", Other.HAND: '"the end"'}
"""How the app of stores writes what is neither a layout nor what a callback returns."""
INDENTED = ",\n      "
"""Between items of a list, each on a line of its own."""
WIDTH = 100
LONG = 20_000
"""Characters of source that a value may take."""


def repro(clause: Clause, result: Result, history: list[Step]) -> str:
    """The source of the app, in ASCII: the clause, what was expected and observed, and the history so that
    it can be gone through again. "" if the history opens no app, or several that are more than stores."""
    apps = [step.deed for step in history if isinstance(step.deed, App)]
    parts = {"clause": "\n".join(_head(clause, result)), "store": _import(result.implementation)}
    if apps and all(app.layout is not None for app in apps):
        return Template(OF_STORES).substitute(parts, **_of_stores(history, apps, result))
    if len(apps) == 1:
        return Template(OF_EXAMPLE).substitute(parts, **_of_example(history, apps[0]))
    return ""


def _head(clause: Clause, result: Result) -> Iterator[str]:
    yield from _comment(f"{clause.id}, {clause.level}: {clause.text}")
    yield from _comment(f"The docs, {clause.heading!r}: {clause.quote}")
    yield from _comment(f"Expected: {short(result.expected, 1000)}")
    yield from _comment(f"Observed in {result.engine}: {short(result.observed, 1000)}")


def _comment(text: str) -> list[str]:
    """Lines of a comment; nothing in `text` ends it."""
    return textwrap.wrap(
        plain(text), WIDTH, initial_indent="# ", subsequent_indent="#     ", break_on_hyphens=False
    )


def _import(spec: str) -> str:
    module, _, name = spec.partition(":")
    if spec.isascii() and all(map(_can_be_imported, [*module.split("."), name])):
        return f"from {module} import {name if name == 'Store' else f'{name} as Store'}"
    return f"Store = getattr(__import__('importlib').import_module({module!a}), {name!a})"


def _can_be_imported(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


# Histories of stores and nothing else


def _of_stores(history: list[Step], apps: list[App], result: Result) -> dict[str, str]:
    """The parts of the app: what is done by hand is told with what comes after it, the outcome if nothing
    does."""
    steps: list[str] = []
    by_hand: list[str] = []
    for step in history:
        by_hand.append(_told(step, first=not steps))
        if step.deed is not Other.HAND:
            steps.append(_step(by_hand, step.deed))
            by_hand = []
    outcome = f"expected: {short(result.expected, 300)}; observed: {short(result.observed, 300)}"
    steps.append(_step([*by_hand, outcome], Other.HAND))
    return {
        "steps": "".join(steps),
        "imports": "import json\n" if any("json.loads(" in step for step in steps) else "",
        "without_waiting": WHERE_AT_ONCE if any(step.startswith(AT_ONCE) for step in history) else "",
        "ids": _list(
            literal(id_of(name)) for name in dict.fromkeys(name for app in apps for name in app.stores)
        ),
        "inputs": literal(list(dict.fromkeys(prop for app in apps for prop in app.inputs))),
    }


def _told(step: Step, first: bool) -> str:
    if isinstance(step.deed, App):
        return "load the page" if first else "load the page again: its layout has changed"
    return f"{step}, and this text stays: click twice" if step.deed is Other.PREVENT else step


def _step(told: list[str], deed: App | Writes | Other) -> str:
    return f"    ({plain('; then '.join(told))!a},\n     {_done(deed)}),\n"


def _done(deed: App | Writes | Other) -> str:
    if isinstance(deed, Other):
        return DONE[deed]
    if isinstance(deed, dict):
        return _list(_written(name, prop, value) for (name, prop), value in deed.items())
    assert deed.layout is not None
    stores = _list(_store(name, props) for name, props in deed.layout.items())
    return f'html.Div({stores}, id="room")' if deed.has_container else f"html.Div({stores})"


def _list(items: Iterable[str]) -> str:
    return f"[{INDENTED.join(items)}]"


def _written(name: str, prop: str, value: Any) -> str:
    source = _list(_store(each.name, each.props) for each in value) if is_rendered(value) else _value(value)
    return f"({literal(id_of(name))}, {literal(prop)}, {source})"


def _store(name: str, props: dict[str, Any]) -> str:
    given = {"id": literal(id_of(name)), **{prop: _value(value) for prop, value in props.items()}}
    return f"Store({', '.join(f'{prop}={source}' for prop, source in given.items())})"


def _value(value: Any) -> str:
    source = literal(value)
    return source if len(source) <= LONG else literal(f"in place of a longer value: {brief(value, 1000)}")


# Apps that are more than stores


def _of_example(history: list[Step], app: App) -> dict[str, str]:
    """The parts of the app, whose source is that of the module that builds it."""
    build, given = (app.build.func, app.build.keywords) if isinstance(app.build, partial) else (app.build, {})
    steps = [line for number, step in enumerate(history, 1) for line in _comment(f"{number}. {step}")]
    arguments = ["Store", *(f"{name}={_value(value)}" for name, value in given.items())]
    return {
        "history": "\n".join(steps),
        "source": inspect.getsource(sys.modules[build.__module__]),
        "build": f"build({', '.join(arguments)})",
    }
