"""Objects that `--store` may name by mistake."""

import os
import signal
import sys
from typing import Any

from dash import dcc

a_number = 5


class NoComponent:
    """A class that takes an id but is not a Dash component."""

    def __init__(self, id: str) -> None:
        self.id = id


def raises(**props: Any) -> None:
    raise RuntimeError("no store\ntoday")


def ends(**props: Any) -> None:
    sys.exit(0)


def kills(id: str, **props: Any) -> Any:
    """Kill the test process that judges it."""
    if "PYTEST_XDIST_WORKER" in os.environ and id != "probe":
        os.kill(os.getpid(), signal.SIGKILL)
    return dcc.Store(id=id, **props)


def text(**props: Any) -> str:
    return "a store"


def only_local(storage_type: str = "local", **props: Any) -> Any:
    """Return a store, but only for the storage type local."""
    if storage_type != "local":
        raise ValueError("the only storage type is local")
    return dcc.Store(storage_type="local", **props)
