"""A failure as an app that anybody can run: with Dash and the package of the store, without this suite."""

from __future__ import annotations

import inspect
import keyword
import sys
import textwrap
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from string import Template
from typing import Any

from conformance.literals import literal
from fixtures.apps import App
from fixtures.apps.app import id_of
from fixtures.jsontext import brief
from fixtures.step import Drawn, Other, Step
from reports.model import Clause, Result
from reports.words import plain, short

OF_STORES, OF_EXAMPLE = (
    Template(Path(__file__).with_name(f"repro_{of}.txt").read_text(encoding="utf-8"))
    for of in ("stores", "example")
)
DONE = {Other.LOAD: "None", Other.PREVENT: "PreventUpdate", Other.HAND: '"the end"'}
"""How the app writes what is neither a layout nor what a callback returns."""
WIDTH = 100
LONG = 20_000
"""Characters of source that a value may take."""


def repro(clause: Clause, result: Result, history: list[Step]) -> str:
    """The source of the app, in ASCII: the clause, what was expected and observed, and the history so that
    it can be gone through again. "" if the history opens no app, or several that are more than stores."""
    apps = [step.deed for step in history if isinstance(step.deed, App)]
    parts = {"clause": "\n".join(_head(clause, result)), "store": _import(result.implementation)}
    if apps and all(app.layout is not None for app in apps):
        steps = _steps(history, result)
        imports = "import json\n" if "json.loads(" in steps else ""
        return OF_STORES.substitute(parts, steps=steps, imports=imports, watched=_watched(apps))
    if len(apps) == 1:
        told = "\n".join(
            line for number, step in enumerate(history, 1) for line in _comment(f"{number}. {step}")
        )
        return OF_EXAMPLE.substitute(parts, history=told, source=_source(apps[0]), build=_call(apps[0]))
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
        return f"from {module} import {name} as Store"
    return f"Store = getattr(__import__('importlib').import_module({module!a}), {name!a})"


def _can_be_imported(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


# Histories of stores and nothing else


def _steps(history: list[Step], result: Result) -> str:
    """The entries of the app's STEPS; what is done by hand is told with what comes after it, the outcome if
    nothing does."""
    entries = ""
    by_hand: list[str] = []
    for step in history:
        by_hand.append(step)
        if step.deed is not Other.HAND:
            entries += _step("; then ".join(by_hand), step.deed)
            by_hand = []
    outcome = f"expected: {short(result.expected, 300)}, observed: {short(result.observed, 300)}"
    return entries + _step("; then ".join([*by_hand, outcome]), Other.HAND)


def _step(told: str, deed: Any) -> str:
    match deed:
        case App():
            done = _layout(deed)
        case dict():
            done = [
                "[",
                *(f"    {_written(name, prop, value)}," for (name, prop), value in deed.items()),
                "]",
            ]
        case _:
            done = [DONE[deed]]
    *lines, last = done
    lines = [f"{plain(told)!a},", *lines, f"{last},"]
    return "".join(f"    {line}\n" for line in ["(", *(f"    {line}" for line in lines), "),"])


def _layout(app: App) -> list[str]:
    assert app.layout is not None
    stores = [f"    {_store(name, props)}," for name, props in app.layout.items()]
    return ["html.Div([", *stores, '], id="room")' if app.has_room else "])"]


def _written(name: str, prop: str, value: Any) -> str:
    source = _store(value.name, value.props) if isinstance(value, Drawn) else _value(value)
    return f"({literal(id_of(name))}, {literal(prop)}, {source})"


def _store(name: str, props: dict[str, Any]) -> str:
    given = {"id": literal(id_of(name)), **{prop: _value(value) for prop, value in props.items()}}
    return f"Store({', '.join(f'{prop}={source}' for prop, source in given.items())})"


def _value(value: Any) -> str:
    source = literal(value)
    return source if len(source) <= LONG else literal(f"in place of a longer value: {brief(value, 1000)}")


def _watched(apps: list[App]) -> str:
    """The entries of the app's WATCHED."""
    watched = {
        (name, prop): f"    ({literal(id_of(name))}, {literal(prop)}, {literal(_other(prop))}),\n"
        for app in apps
        for name in app.stores
        for prop in app.inputs
    }
    return "".join(watched.values())


def _other(prop: str) -> str:
    (other,) = {"data", "modified_timestamp"} - {prop}
    return other


# Apps that are more than stores


def _source(app: App) -> str:
    return inspect.getsource(sys.modules[_function(app).__module__])


def _call(app: App) -> str:
    given = app.build.keywords if isinstance(app.build, partial) else {}
    return f"build({', '.join(['Store', *(f'{name}={_value(value)}' for name, value in given.items())])})"


def _function(app: App) -> Any:
    return app.build.func if isinstance(app.build, partial) else app.build
