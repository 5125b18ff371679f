"""Does the same work with the stock `dash_duo` of dash[testing]: one server and one browser per test."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from dash import Dash, Input, Output, dcc, html
from dash.exceptions import PreventUpdate
from dash.testing.application_runners import ThreadedRunner
from dash.testing.composite import DashComposite
from selenium.webdriver.chrome.options import Options as ChromiumOptions
from selenium.webdriver.firefox.options import Options as FirefoxOptions

from fixtures.browsers import ENGINES
from fixtures.jsontext import as_json

BROWSERS = {"chromium": "chrome", "firefox": "firefox"}
"""The engines that dash[testing] can drive, with its names for them."""


@contextmanager
def _working_directory(folder: str) -> Iterator[None]:
    """Work in that folder; contextlib.chdir is new in Python 3.11."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def dash_duo(engine: str) -> Iterator[DashComposite]:
    """Yield what the fixture of that name gives a test: a server and a headless browser."""
    with (
        # Browsers leave temporary files behind, and geckodriver its log in the working directory.
        tempfile.TemporaryDirectory(prefix="stock-", ignore_cleanup_errors=True) as folder,
        _working_directory(folder),
        patch.dict(os.environ, TMPDIR=folder, PATH=f"{folder}{os.pathsep}{os.environ['PATH']}"),
        redirect_stdout(io.StringIO()),  # the server prints its address
        ThreadedRunner() as server,
        DashComposite(
            server=server,
            browser=BROWSERS[engine],
            headless=True,
            options=[_options(engine, Path(folder))],
            percy_run=False,
        ) as duo,
    ):
        yield duo


def _options(engine: str, folder: Path) -> ChromiumOptions | FirefoxOptions:
    """Return options with the path of the browser. Puts the driver of Firefox into `folder`, which is on
    PATH."""
    if engine == "chromium":
        options = ChromiumOptions()
        options.binary_location = shutil.which("chromium") or "chromium"
        return options
    ENGINES[engine].driver_command(folder)  # puts the driver there; selenium looks for it on PATH
    firefox = FirefoxOptions()
    firefox.binary_location = shutil.which("firefox-esr") or shutil.which("firefox") or "firefox"
    return firefox


def clicked_app(storage_type: str, values: Sequence[Any], data: Any = None) -> Dash:
    """Return an app with a store, a button that puts the next value, one that clears, and a view of the
    data."""
    app = Dash("bench", update_title=None)  # type: ignore[arg-type]
    app.layout = html.Div(
        [
            dcc.Store(id="store", storage_type=storage_type, data=data),  # type: ignore[arg-type]
            html.Button(id="put"),
            html.Button(id="clear"),
            html.Pre(id="shown"),
        ]
    )

    @app.callback(Output("store", "data"), Input("put", "n_clicks"))
    def put(clicks: int | None) -> Any:
        if clicks is None:
            raise PreventUpdate
        return values[clicks - 1]

    @app.callback(Output("store", "clear_data"), Input("clear", "n_clicks"), prevent_initial_call=True)
    def clear(clicks: int) -> bool:
        return True

    @app.callback(Output("shown", "children"), Input("store", "modified_timestamp"), Input("store", "data"))
    def show(timestamp: float | None, data: Any) -> str:
        return as_json(data)

    return app


def seconds_of_clicks(engine: str, storage_type: str, values: Sequence[Any]) -> float:
    """Return the seconds it takes to put the values one by one and see each, without the start of browser and
    server."""
    with dash_duo(engine) as duo:
        duo.start_server(clicked_app(storage_type, values))
        duo.wait_for_text_to_equal("#shown", "null")
        start = time.monotonic()
        for value in values:
            duo.find_element("#put").click()
            duo.wait_for_text_to_equal("#shown", as_json(value))
        return time.monotonic() - start


def put_is_seen(duo: DashComposite, storage_type: str) -> None:
    duo.start_server(clicked_app(storage_type, ["written"]))
    duo.find_element("#put").click()
    duo.wait_for_text_to_equal("#shown", '"written"')


def survives_reload(duo: DashComposite, storage_type: str) -> None:
    put_is_seen(duo, storage_type)
    duo.driver.refresh()
    duo.wait_for_text_to_equal("#shown", "null" if storage_type == "memory" else '"written"')


def clear_empties(duo: DashComposite, storage_type: str) -> None:
    put_is_seen(duo, storage_type)
    duo.find_element("#clear").click()
    duo.wait_for_text_to_equal("#shown", "null")


def initial_data_is_shown(duo: DashComposite, storage_type: str) -> None:
    duo.start_server(clicked_app(storage_type, [], data="initial"))
    duo.wait_for_text_to_equal("#shown", '"initial"')


CHECKS: dict[Callable[[DashComposite, str], None], tuple[str, ...]] = {
    put_is_seen: ("data.put-is-seen",),
    survives_reload: ("memory.empty-after-reload", "stored.survives-reload"),
    clear_empties: ("clear.callbacks-see-none",),
    initial_data_is_shown: ("initial.first-visit",),
}
"""Tests with the ids of the clauses that they judge."""


def seconds_of_checks(engine: str, storage_types: Sequence[str]) -> tuple[int, float]:
    """Judge each cell with a browser and a server of its own; return the number of cells and the seconds."""
    start = time.monotonic()
    for check in CHECKS:
        for storage_type in storage_types:
            with dash_duo(engine) as duo:
                check(duo, storage_type)
    return len(CHECKS) * len(storage_types), time.monotonic() - start
