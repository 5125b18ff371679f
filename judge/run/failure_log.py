"""Where the test processes of a run tell one another which clauses have failed, so that what rests on them is
not run in vain. A file without a name, a line a failed cell: nothing to lock, and nothing that stays behind,
however the run ends.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

ENVIRONMENT = "STORE_CONFORMANCE_BOARD"
Key = tuple[str, str, str, str]


def open_failure_log() -> None:
    """Make the board of a run; the way to it travels to the other processes by environment."""
    os.environ[ENVIRONMENT] = f"/proc/{os.getpid()}/fd/{os.memfd_create('store-conformance-board')}"


def close_failure_log() -> None:
    """Remove the board."""
    os.close(int(os.environ.pop(ENVIRONMENT).rpartition("/")[2]))


def post(key: Key) -> None:
    """Tell that the cell of that key failed or is blocked."""
    with _board().open("ab") as board:
        board.write(_line(key))


def has_failed(key: Key) -> bool:
    """Whether the cell of that key is known to have failed or to be blocked."""
    return _line(key) in _board().read_bytes()


def _board() -> Path:
    return Path(os.environ[ENVIRONMENT])


def _line(key: Key) -> bytes:
    return hashlib.sha256(json.dumps(key).encode()).hexdigest().encode() + b"\n"
