"""Does what the ten tests do that Dash has of its own Store, through stock `dash_duo`: one server and one
browser per test, as there.

    python -m bench.ten_tests [--engine NAME]

The bench compares what they cost with a judgement of all clauses. They are written for it: the same clicks,
reloads, tabs, texts of five megabytes and looks into web storage, in apps of our own.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain, combinations
from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate
from dash.testing import wait
from dash.testing.composite import DashComposite

from bench.stock import BROWSERS, dash_duo
from judge.contract.catalogue import STORAGE_TYPES

Test = Callable[[DashComposite], None]
FALSY = {"zero": 0, "false": False, "nothing": None, "empty": ""}
KINDS = ["text", 1, {"data": [2, 3, None]}, [5, -6, 700_000, 1e-12], None, True, False, {}]
"""Each of these is put next to each other one."""
MORE = [[1, 2, {"a": [55, 66], "b": "c"}], [1, 2, {"a": [111, 99]}], {"a": 1, "c": 1}, {"a": 1, "b": None}]
LARGE = 4_700_000
"""Characters of a text of nearly five megabytes, which web storage holds."""
SECONDS = 3
"""How long a test waits for web storage."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do the ten tests in one engine; return the exit code."""
    parser = argparse.ArgumentParser("python -m bench.ten_tests", description="Do ten tests with dash_duo.")
    parser.add_argument("--engine", choices=list(BROWSERS), default="chromium")
    engine = parser.parse_args(arguments).engine
    logging.disable(logging.INFO)  # the server of dash_duo logs each request
    for test in TESTS:
        with dash_duo(engine) as duo:
            test(duo)
            assert duo.get_logs() in ([], None)
    return 0


# Tests of properties


def clear_empties_all_types(duo: DashComposite) -> None:
    duo.start_server(_counting_app())
    duo.wait_for_text_to_equal("#shown", '"initial"')
    duo.multiple_click("#count", 3)
    wait.until(lambda: duo.get_local_storage() == {"clicks": 3}, SECONDS)
    duo.find_element("#clear").click()
    duo.wait_for_text_to_equal("#shown", "")
    assert not duo.get_local_storage()
    assert not duo.get_session_storage()


def timestamp_is_that_of_the_click(duo: DashComposite) -> None:
    duo.start_server(_putting_app("session", ["put"], with_timestamp=True))
    clicked = time.time() * 1000
    duo.find_element("#put").click()
    wait.until(lambda: '"put"' in duo.find_element("#shown").text, SECONDS)
    _, timestamp = json.loads(duo.find_element("#shown").text)
    assert abs(timestamp - clicked) < SECONDS * 1000


def falsy_initial_data_is_stored(duo: DashComposite) -> None:
    app = Dash("bench", update_title=None)  # type: ignore[arg-type]
    app.layout = html.Div(
        [
            html.Div(
                [kind, *(dcc.Store(f"{name}-{kind}", kind, data) for name, data in FALSY.items())]  # type: ignore[arg-type]
            )
            for kind in STORAGE_TYPES
        ],
        id="shown",
    )
    duo.start_server(app)
    duo.wait_for_text_to_equal("#shown", "\n".join(STORAGE_TYPES))
    for name, data in FALSY.items():
        assert duo.get_local_storage(f"{name}-local") == data
        assert duo.get_session_storage(f"{name}-session") == data


def stores_work_when_rendered_again(duo: DashComposite) -> None:
    duo.start_server(_rendering_app())
    duo.wait_for_text_to_equal("#rendered", "nothing yet")
    for clicks in ([1, None, 2], [1]):
        duo.find_element("#render").click()
        duo.wait_for_text_to_equal("#shown", json.dumps([{"clicks": None}] * 3))
        for number in clicks:
            duo.find_element("#count" if number else "#clear").click()
            shown = [{"clicks": number}] * 3 if number else [None] * 3
            duo.wait_for_text_to_equal("#shown", json.dumps(shown))


# Tests of the life of data


def data_lives_as_long_as_its_type_says(duo: DashComposite) -> None:
    duo.start_server(_counting_app())
    duo.wait_for_text_to_equal("#shown", '"initial"')
    duo.multiple_click("#count", 10)
    duo.wait_for_text_to_equal("#shown", '{"clicks": 10}')
    _expect_storage(duo, local=10, session=10)
    duo.driver.refresh()
    duo.wait_for_text_to_equal("#shown", '"initial"')
    _expect_storage(duo, local=10, session=10)
    duo.open_new_tab()
    duo.toggle_window()
    duo.wait_for_text_to_equal("#shown", '"initial"')
    assert duo.get_local_storage() == {"clicks": 10}
    duo.multiple_click("#count", 2)
    _expect_storage(duo, local=2, session=2)
    duo.driver.close()
    duo.switch_window()
    duo.wait_for_text_to_equal("#shown", '"initial"')
    _expect_storage(duo, local=2, session=10)


def _expect_storage(duo: DashComposite, local: int, session: int) -> None:
    wait.until(lambda: duo.get_local_storage() == {"clicks": local}, SECONDS)
    wait.until(lambda: duo.get_session_storage() == {"clicks": session}, SECONDS)


# Tests of values


def every_kind_of_value_is_shown(duo: DashComposite) -> None:
    _click_through(duo, "memory", [*chain.from_iterable(combinations(KINDS, 2)), *MORE])


def nested_values_are_shown(duo: DashComposite) -> None:
    _click_through(duo, "local", [{"nested": {"nest": "much"}}, {"list": [1, 2, 3]}])


def large_text_is_shown(duo: DashComposite, storage_type: str) -> None:
    text = "Given Name,given.name@example.org\n" * (LARGE // 34)
    duo.start_server(_putting_app(storage_type, [text], shorten=_digest))
    duo.wait_for_text_to_equal("#shown", "none")
    duo.find_element("#put").click()
    duo.wait_for_text_to_equal("#shown", _digest(text))


def _digest(data: str | None) -> str:
    return hashlib.sha1(data.encode(), usedforsecurity=False).hexdigest() if data else "none"


def _click_through(duo: DashComposite, storage_type: str, values: list[Any]) -> None:
    duo.start_server(_putting_app(storage_type, values))
    button = duo.wait_for_element("#put")
    for value in values:
        button.click()
        duo.wait_for_text_to_equal("#shown", json.dumps(value))


TESTS: list[Test] = [
    *(clear_empties_all_types, timestamp_is_that_of_the_click, falsy_initial_data_is_stored),
    *(stores_work_when_rendered_again, data_lives_as_long_as_its_type_says),
    *(every_kind_of_value_is_shown, nested_values_are_shown),
    *(partial(large_text_is_shown, storage_type=each) for each in STORAGE_TYPES),
]


# Their apps


def _putting_app(
    storage_type: str,
    values: list[Any],
    *,
    with_timestamp: bool = False,
    shorten: Callable[[Any], str] = json.dumps,
) -> Dash:
    """Return an app whose button puts one value after the other. It shows the data, or a list of it and the
    timestamp."""
    app = Dash("bench", update_title=None)  # type: ignore[arg-type]
    app.layout = html.Div(
        [dcc.Store("store", storage_type), html.Button(id="put"), html.Div(id="shown")]  # type: ignore[arg-type]
    )

    @app.callback(Output("store", "data"), Input("put", "n_clicks"))
    def put(clicks: int | None) -> Any:
        if clicks is None:
            raise PreventUpdate
        return values[clicks - 1]

    @app.callback(Output("shown", "children"), Input("store", "modified_timestamp"), State("store", "data"))
    def show(timestamp: float | None, data: Any) -> str:
        return shorten([data, timestamp] if with_timestamp else data)

    return app


def _three_stores(initial: Any = None) -> list[Any]:
    return [
        *(dcc.Store(kind, kind, initial if kind == "memory" else None) for kind in STORAGE_TYPES),  # type: ignore[arg-type]
        *(html.Button(each, id=each) for each in ("count", "clear")),
        html.Div(id="shown"),
    ]


def _add_callbacks(app: Dash, shown: list[str], show: Callable[..., str]) -> None:
    """Add a button that puts the number of its clicks in all three stores, one that clears them, and a view
    of those `shown`."""

    @app.callback([Output(kind, "data") for kind in STORAGE_TYPES], Input("count", "n_clicks"))
    def count(clicks: int | None) -> Any:
        if clicks is None and len(shown) == 1:
            raise PreventUpdate
        return [{"clicks": clicks}] * 3

    @app.callback([Output(kind, "clear_data") for kind in STORAGE_TYPES], Input("clear", "n_clicks"))
    def clear(clicks: int | None) -> Any:
        if clicks is None:
            raise PreventUpdate
        return [True] * 3

    app.callback(
        Output("shown", "children"),
        [Input(kind, "modified_timestamp") for kind in shown],
        [State(kind, "data") for kind in shown],
    )(lambda *given: show(*given[len(shown) :]))


def _counting_app() -> Dash:
    app = Dash("bench", update_title=None)  # type: ignore[arg-type]
    app.layout = html.Div(_three_stores("initial"))
    _add_callbacks(app, ["memory"], lambda data: "" if data is None else json.dumps(data))
    return app


def _rendering_app() -> Dash:
    """Return an app whose stores a callback renders, each time that a button is clicked."""
    app = Dash("bench", update_title=None, suppress_callback_exceptions=True)  # type: ignore[arg-type]
    app.layout = html.Div([html.Button("render", id="render"), html.Div(id="rendered")])
    _add_callbacks(app, list(STORAGE_TYPES), lambda *data: json.dumps(data))

    @app.callback(Output("rendered", "children"), Input("render", "n_clicks"))
    def render(clicks: int | None) -> Any:
        return _three_stores() if clicks else "nothing yet"

    return app


if __name__ == "__main__":
    sys.exit(main())
