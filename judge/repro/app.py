"""A failure as a standalone Dash app: it runs with Dash and the package of the store, without this suite.

If the history opens nothing but stores, the app's own page leads through the steps. If it opens an example of
the docs, the app is that example, with the steps as comments.
"""

from __future__ import annotations

import inspect
import json
import keyword
import sys
import textwrap
from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fixtures.apps import CANCELLED, App, DataPatch, JavaScript, WhileRunning
from fixtures.apps.app import id_of
from fixtures.jsontext import brief
from fixtures.page.action import (
    WITHOUT_WAITING,
    Action,
    AnyAction,
    ChildrenPatch,
    ScriptedPuts,
    Step,
    is_rendered,
)
from fixtures.server.backends import FASTAPI, FLASK, dash_arguments
from fixtures.server.channels import SERVER
from judge.repro.python_source import python_source
from reports.model import Clause, Result
from reports.text import plain, short

STORES_APP = "stores_app.py.j2"
EXAMPLE_APP = "example_app.py.j2"
ACTION_SOURCE = {Action.RELOAD: "None", Action.PREVENT_UPDATE: "[PreventUpdate]", Action.MANUAL: '"the end"'}
"""How the app of stores writes actions that are neither a layout nor the values of a callback."""
USED = ("json.loads", "children_patch", "data_patch", "JavaScript", "WhileRunning", "ScriptedPuts")
"""What the app of stores defines or imports only if its steps use it."""
SCRIPT = "script"
"""The channel of what a script of the page puts."""
RELOAD = "reload"
"""The step of Page.reload."""
LOAD_AGAIN = "load the page again: its layout has changed"
ITEM_SEPARATOR = ",\n      "
"""Between items of a list that are on lines of their own."""
WIDTH = 100
LONGEST_VALUE = 20_000
"""Characters of source that a value may take."""


def repro(clause: Clause, result: Result, history: list[Step], backend: str = FLASK) -> str:
    """Return the source of the app, in ASCII: the clause, what was expected and observed, and the history.
    It is served by `backend`. Return "" if the history opens no app, or several that are not only stores."""
    apps = [step.action for step in history if isinstance(step.action, App)]
    if apps and all(app.layout is not None for app in apps):
        template, parts = STORES_APP, _stores_app(history, apps, result, dash_arguments(backend))
    elif len(apps) == 1:
        template, parts = EXAMPLE_APP, _example_app(history, apps[0], dash_arguments(backend))
    else:
        return ""
    parts |= {
        "header": "\n".join(_header(clause, result)),
        "store_import": _import(result.implementation),
        "uses_uvicorn": backend == FASTAPI,
    }
    return _templates().get_template(template).render(parts)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )


def _header(clause: Clause, result: Result) -> Iterator[str]:
    yield from _comment(f"{clause.id}, {clause.level}: {clause.text}")
    yield from _comment(f"The docs, {clause.heading!r}: {clause.quote}")
    yield from _comment(f"Expected: {short(result.expected, 1000)}")
    yield from _comment(f"Observed in {result.engine}: {short(result.observed, 1000)}")


def _comment(text: str) -> list[str]:
    """Return the lines of a comment. Nothing in `text` can end it."""
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


# Apps with stores and nothing else


def _stores_app(
    history: list[Step], apps: list[App], result: Result, arguments: dict[str, Any]
) -> dict[str, Any]:
    """Return the parts of the app. A manual step is shown together with the step after it, or with the
    outcome if it is the last."""
    steps: list[tuple[str, str]] = []
    texts: list[str] = []
    channels: dict[int, str] = {}
    for step in history:
        texts.append(_step_text(step, is_first=not steps))
        channel = SCRIPT if isinstance(step.action, ScriptedPuts) else step.channel
        if channel != SERVER:
            channels[len(steps)] = channel
        if step.action is not Action.MANUAL:
            steps.append(_step_source(texts, step.action))
            texts = []
    outcome = f"expected: {short(result.expected, 300)}; observed: {short(result.observed, 300)}"
    steps.append(_step_source([*texts, outcome], Action.MANUAL))
    names = dict.fromkeys(name for app in apps for name in app.stores)
    return {
        "steps": steps,
        "arguments": "".join(f", {name}={value!r}" for name, value in arguments.items()),
        "uses": {name for name in USED for _, source in steps if f"{name}(" in source} | {*channels.values()},
        "channels": channels,
        "scripted": [step + 1 for step, channel in channels.items() if channel == SCRIPT],
        "clickable": "(list, ScriptedPuts)" if SCRIPT in channels.values() else "list",
        "without_waiting": WITHOUT_WAITING,
        "reload": RELOAD,
        "load_again": LOAD_AGAIN,
        "ids": _list(python_source(id_of(name)) for name in names),
        "inputs": python_source(list(dict.fromkeys(prop for app in apps for prop in app.inputs))),
    }


def _step_text(step: Step, is_first: bool) -> str:
    if isinstance(step.action, App):
        return "load the page" if is_first else LOAD_AGAIN
    return f"{step}, and this text stays: click twice" if step.action is Action.PREVENT_UPDATE else step


def _step_source(texts: list[str], action: AnyAction) -> tuple[str, str]:
    return ascii(plain("; then ".join(texts))), _action_source(action)


def _action_source(action: AnyAction) -> str:
    if isinstance(action, Action):
        return ACTION_SOURCE[action]
    if isinstance(action, ScriptedPuts):
        stores = _list(python_source(id_of(name)) for name in action.stores)
        return f"ScriptedPuts({stores}, {_list(map(_value_source, action.values))}, {action.once_reported})"
    if isinstance(action, dict):
        return _list(_write_source(name, prop, value) for (name, prop), value in action.items())
    assert action.layout is not None
    stores = _list(_store_source(name, props) for name, props in action.layout.items())
    return f'html.Div({stores}, id="container")' if action.has_container else f"html.Div({stores})"


def _list(items: Iterable[str]) -> str:
    return f"[{ITEM_SEPARATOR.join(items)}]"


def _write_source(name: str, prop: str, value: Any) -> str:
    return f"({python_source(id_of(name))}, {python_source(prop)}, {_written_source(value)})"


def _written_source(value: Any) -> str:
    if is_rendered(value):
        return _list(_store_source(each.name, each.props) for each in value)
    match value:
        case ChildrenPatch():
            return _patch_source(value)
        case DataPatch(source, None):
            return f"data_patch({python_source(source)})"
        case DataPatch(source, given):
            return f"data_patch({python_source(source)}, {_value_source(given)})"
        case JavaScript(source):
            return f"JavaScript({python_source(source)})"
        case WhileRunning(during, after):
            return f"WhileRunning({_written_source(during)}, {_written_source(after)})"
    return "no_update" if value is CANCELLED else _value_source(value)


def _patch_source(patch: ChildrenPatch) -> str:
    given = [
        f"{name}={_store_source(store.name, store.props)}"
        for name, store in (("prepended", patch.prepended), ("appended", patch.appended))
        if store
    ]
    if patch.removed is not None:
        given.append(f"removed={patch.removed}")
    return f"children_patch({', '.join(given)})"


def _store_source(name: str, props: dict[str, Any]) -> str:
    given = {
        "id": python_source(id_of(name)),
        **{prop: _value_source(value) for prop, value in props.items()},
    }
    return f"Store({', '.join(f'{prop}={source}' for prop, source in given.items())})"


def _value_source(value: Any) -> str:
    source = python_source(value)
    if len(source) <= LONGEST_VALUE:
        return source
    return python_source(f"in place of a longer value: {brief(value, 1000)}")


# Examples of the docs


def _example_app(history: list[Step], app: App, dash: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of the app; its source is that of the module that builds it."""
    build, given = (app.build.func, app.build.keywords) if isinstance(app.build, partial) else (app.build, {})
    steps = [
        line
        for number, step in enumerate(history, 1)
        for line in _comment(f"{number}. {step}{_by_hand(step.action)}")
    ]
    arguments = ["Store", *(f"{name}={_value_source(value)}" for name, value in {**given, **dash}.items())]
    return {
        "history": "\n".join(steps),
        "source": inspect.getsource(sys.modules[build.__module__]),
        "build": f"build({', '.join(arguments)})",
        "watched": python_source([id_of(name) for name in app.stores]),
    }


def _by_hand(action: AnyAction) -> str:
    """Return how a user repeats writes of plain values to an app that does not write them itself, or ""."""
    if not isinstance(action, dict):
        return ""
    try:
        calls = [
            f"dash_clientside.set_props({json.dumps(id_of(name))}, {{{prop}: {json.dumps(value)}}})"
            for (name, prop), value in action.items()
        ]
    except TypeError:
        return ""
    return short(f" (in the console of the browser: {'; '.join(calls)})", 300)
