"""Short histories for the selftests of the model, and what the model expects after them."""

import json

import pytest

from judge.generate.model import LastReceived, Model

ALL = ("memory", "session", "local")
STORED = ("session", "local")
of_each = pytest.mark.parametrize("storage_type", ALL)
of_stored = pytest.mark.parametrize("storage_type", STORED)

CLEAR, LOAD, BACK, RERENDER = ("clear",), ("load",), ("go_back",), ("rerender",)
NEW_TAB, CLOSE_TAB, SWITCH, RESTART = ("new_tab",), ("close_tab",), ("switch_back",), ("restart",)
STAMP = ("write_timestamp",)
COME_BACK, PUT_MEANWHILE = ("come_back",), ("come_back_to_a_put", "c")
REDRAW, NEIGHBOUR, CLEAR_STORAGE = ("redraw",), ("patch_neighbours",), ("clear_web_storage",)


def put(value):
    return "put", value


def layout(data):
    return "change_layout", data


def after(storage_type, *actions, initial=None):
    """Return the model after a history. Whenever only one value is possible, it was observed."""
    model = Model(storage_type, initial)
    for action, *arguments in actions:
        if len(model.data) == 1:
            observe(model)
        getattr(model, action)(*arguments)
    return model


def observe(model, data=None):
    """Let callbacks receive `data`, by default the only possible value."""
    (only,) = model.data if data is None else {json.dumps(data)}
    model.observe(LastReceived(json.loads(only), timestamp=100, clock=101))


def data(*history, initial=None):
    """Return all data that callbacks may have after the history."""
    return [json.loads(text) for text in sorted(after(*history, initial=initial).data)]
