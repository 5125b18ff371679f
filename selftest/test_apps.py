"""The fixture apps run by hand: each answers with its layout and callbacks, the bench below it."""

import json

import pytest
from dash import dcc

from fixtures.apps.__main__ import NAMED, with_bench


@pytest.mark.parametrize("name", NAMED)
def test_each_app_can_be_opened_by_hand(name: str) -> None:
    app = NAMED[name]("local")
    client = with_bench(app.build(dcc.Store), app).server.test_client()
    layout = json.dumps(client.get("/_dash-layout").json)
    assert [store for store in app.stores if f'"id": "{store}"' not in layout] == []
    outputs = [callback["output"] for callback in client.get("/_dash-dependencies").json]
    assert [place for place in range(len(app.stores)) if f"bench-{place}-seen.children" not in outputs] == []
