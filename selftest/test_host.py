"""The server of a test process: loopback only, a name an app, calm only when every answer is given."""

import socket
import urllib.error
import urllib.request

import psutil
import pytest
from dash import html

from fixtures.apps.app import new_dash
from fixtures.host import SITE, Host, interface_for

BOUND = 30


@pytest.fixture
def host():
    host = Host()
    yield host
    host.close()


def get(host, name, path="/"):
    """The body of what `name` of `host` answers."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{host.port}{path}", headers={"Host": f"{name}:{host.port}"}
    )
    with urllib.request.urlopen(request, timeout=BOUND) as response:
        return response.read().decode()


def app_saying(text):
    return new_dash(html.Div(text))


def test_only_the_loopback_interface_is_listened_on(host):
    own = psutil.Process().net_connections(kind="inet")
    addresses = {each.laddr.ip for each in own if each.status == "LISTEN" and each.laddr.port == host.port}
    assert addresses == {"127.0.0.1"}


def test_other_interfaces_are_listened_on_for_names_from_elsewhere_alone():
    here = (SITE, "localhost", "judge.localhost")
    assert {interface_for(site) for site in here} == {"127.0.0.1"}
    elsewhere = ("judge.example.org", "mylocalhost", "localhost.example.org")
    assert {interface_for(site) for site in elsewhere} == {"0.0.0.0"}


def test_each_name_has_its_own_app(host):
    names = [host.fresh_name(), host.fresh_name()]
    for name in names:
        host.serve(name, app_saying(f"on {name}"))
    layouts = [get(host, name, "/_dash-layout") for name in names]
    assert [name in layout for layout in layouts for name in names] == [True, False, False, True]


def test_an_app_takes_the_place_of_the_one_before(host):
    name = host.fresh_name()
    host.serve(name, app_saying("the first"))
    host.serve(name, app_saying("the second"))
    assert "the second" in get(host, name, "/_dash-layout")


@pytest.mark.parametrize("name", ["page99.store.localhost", "localhost", "store.localhost", "example.org"])
def test_no_app_answers_to_an_unknown_name(host, name):
    host.serve(host.fresh_name(), app_saying("something"))
    with pytest.raises(urllib.error.HTTPError) as refusal:
        get(host, name)
    assert refusal.value.code == 404


def test_the_pages_of_all_apps_fetch_their_scripts_from_one_origin(host):
    names = [host.fresh_name(), host.fresh_name()]
    for name in names:
        host.serve(name, app_saying("something"))
    first, second = (get(host, name) for name in names)
    script = f'src="http://scripts.store.localhost:{host.port}/_dash-component-suites/'
    assert script in first
    assert script in second
    assert 'src="/' not in first + second


def test_close_frees_the_port():
    host = Host()
    port = host.port
    host.close()
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", port))
        server.listen()
