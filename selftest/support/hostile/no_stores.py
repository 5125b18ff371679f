"""What `--store` may be pointed at by mistake."""

import os
import signal
import sys
from typing import Any

from dash import dcc

a_number = 5


class NoComponent:
    """A class, and callable with an id, but not of Dash."""

    def __init__(self, id: str) -> None:
        self.id = id


def raises(**props: Any) -> None:
    raise RuntimeError("no store\ntoday")


def ends(**props: Any) -> None:
    sys.exit(0)


def kills(id: str, **props: Any) -> Any:
    """Takes the process along that judges it."""
    if "PYTEST_XDIST_WORKER" in os.environ and id != "probe":
        os.kill(os.getpid(), signal.SIGKILL)
    return dcc.Store(id=id, **props)


def text(**props: Any) -> str:
    return "a store"


def local_alone(storage_type: str = "local", **props: Any) -> Any:
    """A store, but not for every storage type."""
    if storage_type != "local":
        raise ValueError("there is no storage but local")
    return dcc.Store(storage_type="local", **props)
