"""Repro apps of invented failures, and a process in which one runs as at its user's."""

import os
import signal
import socket
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Any

from fixtures.page.action import Step
from judge.repro.app import repro
from reports.model import Verdict
from selftest.support.judged_run import BOUND, wait_for
from selftest.support.report_builder import clause, result


def repro_of(*history: Step, backend: str = "flask", **fields: Any) -> str:
    """Return the source of the repro app of a failure with that history."""
    failed = result("a.b", Verdict.FAIL, **{"implementation": "dash.dcc:Store"} | fields)
    return repro(clause("a.b"), failed, list(history), backend)


class RunningApp:
    """An app in its own process, without the suite on its path."""

    def __init__(self, source: str, folder: Path, **environment: str) -> None:
        self.folder = folder
        (folder / "repro.py").write_text(source, encoding="ascii")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.process: subprocess.Popen[str] = subprocess.Popen(
            [sys.executable, "repro.py"],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PORT": str(port), "TMPDIR": str(folder), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        output = self.process.stdout
        assert output
        self._reader = threading.Thread(target=self.lines.extend, args=(output,))
        self._reader.start()
        wait_for(partial(accepts_connections, port))  # Dash says that it runs before it listens
        self.url = wait_for(lambda: self.lines and self.lines[0].strip())

    def interrupt(self) -> None:
        """End it as its user does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(BOUND)

    def end(self) -> None:
        """Kill it, and read what it has printed."""
        self.process.kill()
        self.process.wait()
        self._reader.join()


def accepts_connections(port: int) -> bool:
    """Return whether a server listens on the port of the loopback interface."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
