"""A store's own format as data: what a store writes to web storage is learned, and given back to it as data.

A store may wrap data before it writes it. If it takes data that looks like its wrapping for the wrapping, the
data is lost. No list of usual wrappings finds that, because a store may choose any.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fixtures.apps import App, several_stores
from fixtures.jsontext import as_json
from fixtures.page.observation import StoreFailed
from fixtures.page.page import Page
from fixtures.page.recording import END
from fixtures.server.fences import FENCE
from judge.generate.round_trip import PUT, Read, json_of_stores
from judge.generate.values import is_value

AREAS = {"local": "localStorage", "session": "sessionStorage"}
SAMPLE = {"sample": [1, "text"]}
"""What stores are given to show how they write."""
LEARNED = 3
"""Texts to learn from one store, at most."""
INITIAL = "initial"
"""The moment at which stores have taken the layout's data."""


def compare_own_format(
    page: Page, storage_type: str, storage_types: tuple[str, ...], source: str
) -> tuple[Read, Read]:
    """Return what callbacks receive of the values from that source, INITIAL or PUT, and what was given.

    That is what they receive at first or, if that is right and stored, after another load. Stores of all the
    types share a recorded page. If one of them breaks it, this type gets a page of its own.
    """

    def compare(*types: str) -> tuple[Read, Read]:
        for moment in (source,) if storage_type == "memory" else (source, END):
            read, given = page.record_once(give_own_format, *types, moment=moment)
            own = f"{source}-{storage_type}-"
            expected = {name: text for name, text in given.items() if name.startswith(own)}
            observed = {name: read[name] for name in expected}
            if observed != expected:
                break
        return observed, expected

    try:
        return compare(*storage_types)
    except StoreFailed:
        page.reset()
        return compare(storage_type)


def give_own_format(page: Page, *storage_types: str) -> tuple[Read, Read]:
    """Give stores of those types the values that each may take for what it writes itself.

    Some find them in the layout, others get them from a callback. Then the page is loaded without data in the
    layout.

    Return what callbacks receive in the end, and what was given, by store. The moments are INITIAL and PUT.
    """
    texts = learn(page, storage_types)
    values = {
        f"{source}-{storage_type}-{kind}": value
        for source in (INITIAL, PUT)
        for storage_type in storage_types
        for kind, value in values_like(texts[storage_type]).items()
    }
    given = {name: as_json(value) for name, value in values.items()}
    page.open(
        _app({name: {"data": value} if name.startswith(INITIAL) else {} for name, value in values.items()})
    )
    page.note(INITIAL, (json_of_stores(page), given))
    put = {name: value for name, value in values.items() if name.startswith(PUT)}
    page.put_in([page[name] for name in put], [*put.values()])
    page.note(PUT, (json_of_stores(page), given))
    page.open(_app({name: {} for name in values}))
    return json_of_stores(page), given


def learn(page: Page, storage_types: tuple[str, ...]) -> dict[str, list[str]]:
    """Return what stores of those types write to web storage when SAMPLE is put.

    A memory store writes nothing: it is taken to wrap data as its local or session sibling does.
    """
    siblings = [each for each in storage_types if each in AREAS] or ["local"]
    try:
        written = _written(page, siblings)
    except StoreFailed:
        if set(siblings) <= {*storage_types}:
            raise
        page.reset()  # the store has no local sibling
        written = {each: [] for each in siblings}
    return {each: written[each if each in AREAS else siblings[-1]] for each in storage_types}


def _written(page: Page, storage_types: list[str]) -> dict[str, list[str]]:
    page.open(several_stores({each: {"storage_type": each} for each in storage_types}))
    before = {each: page.storage(AREAS[each]) for each in storage_types}
    page.put_all([SAMPLE] * len(storage_types))
    return {
        each: [
            text
            for key, text in sorted(page.storage(AREAS[each]).items())
            if text != before[each].get(key) and FENCE not in key
        ][:LEARNED]
        for each in storage_types
    }


def values_like(texts: list[str]) -> dict[str, Any]:
    """Return values that a store which writes these texts may take for its own, by a name for each."""
    return {
        f"{kind}-{number}": value
        for number, text in enumerate(texts, 1)
        for kind, value in _values_like(text)
        if is_value(value)
    }


def _values_like(text: str) -> Iterator[tuple[str, Any]]:
    yield "text", text
    yield "text in a list", [text]
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    yield "value", value
    yield "value in a list", [value]
    yield "value in a dict", {"inner": value}
    if isinstance(value, dict | list):
        yield "other values", other_values(value)
        yield "text of other values", json.dumps(other_values(value))
    if isinstance(value, dict):
        yield "members of another type", dict.fromkeys(value, "other")
        yield "value in its members", dict.fromkeys(value, value)
        for number, key in enumerate(value):
            yield f"member {number}", {key: value[key]}


def other_values(value: Any) -> Any:
    """Return a value with the same members and items, all of them different."""
    match value:
        case dict():
            return {key: other_values(member) for key, member in value.items()}
        case list():
            return [other_values(item) for item in value]
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"other than {value}"
    return 0


def _app(stores: dict[str, dict[str, Any]]) -> App:
    """Return an app with stores of those names and properties; a name has the storage type between dashes."""
    typed = {name: {"storage_type": name.split("-")[1], **props} for name, props in stores.items()}
    title = f"{len(stores)} stores, {'' if any(stores.values()) else 'none '}of them with data in the layout"
    return replace(several_stores(typed), title=title, together=True)
