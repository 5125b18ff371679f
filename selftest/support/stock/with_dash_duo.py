"""Drives the fixture apps only with Dash's own testing tools."""

from dash import dcc
from dash.testing.wait import until

from fixtures.apps import one_store, retrieval, share_data, store_clicks


def test_store_clicks(dash_duo):
    dash_duo.start_server(store_clicks().build(dcc.Store))
    for count in (
        "1",
        "2",
    ):  # the next click has to wait for the answer: the example counts from the stored number
        dash_duo.find_element("#local-button").click()
        dash_duo.wait_for_text_to_equal("#local-clicks", count)
    assert dash_duo.find_element("#memory-clicks").text == "0"


def test_share_data(dash_duo):
    dash_duo.start_server(share_data().build(dcc.Store))
    dash_duo.wait_for_text_to_equal("#memory-graph .legendtext", "Canada")


def test_retrieval(dash_duo):
    dash_duo.start_server(retrieval("session", data="initial").build(dcc.Store))
    dash_duo.wait_for_text_to_equal("#shown", '"initial"')


def test_one_store(dash_duo):
    dash_duo.start_server(one_store("session", data="initial").build(dcc.Store))
    until(lambda: "initial" in (dash_duo.get_session_storage("store") or ""), timeout=10)
