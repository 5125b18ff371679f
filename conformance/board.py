"""Where the test processes of a run tell one another which clauses have failed, so that what rests on them is
not run in vain. A folder with an empty file a failed cell: nothing to lock, nothing to lose.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

ENVIRONMENT = "STORE_CONFORMANCE_BOARD"
PREFIX = "store-conformance-board-"
Key = tuple[str, str, str, str]


def open_board() -> None:
    """Make the board of a run; its path travels to the other processes by environment."""
    _sweep()
    os.environ[ENVIRONMENT] = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")


def close_board() -> None:
    """Remove the board."""
    shutil.rmtree(os.environ.pop(ENVIRONMENT), ignore_errors=True)


def post(key: Key) -> None:
    """Tell that the cell of that key failed or is blocked."""
    _place(key).touch()


def is_posted(key: Key) -> bool:
    """Whether the cell of that key is known to have failed or to be blocked."""
    return _place(key).exists()


def _sweep() -> None:
    """Remove the boards of runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not Path("/proc", folder.name.removeprefix(PREFIX).partition("-")[0]).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _place(key: Key) -> Path:
    return Path(os.environ[ENVIRONMENT]) / hashlib.sha256(json.dumps(key).encode()).hexdigest()
