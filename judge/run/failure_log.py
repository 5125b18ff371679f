"""The log in which the workers of a run share which cells failed: what depends on them need not run."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from fixtures.browsers.processes import SharedFile
from reports.model import CellKey

ENVIRONMENT = "STORE_CONFORMANCE_FAILURE_LOG"


class FailureLog:
    """A file with a line for each failed cell. It needs no lock, and is gone however the run ends."""

    def __init__(self, *, is_worker: bool) -> None:
        """Create the log of a run, or open it in one of its workers, which find it by the environment."""
        self._owned = None if is_worker else SharedFile()
        if self._owned:
            os.environ[ENVIRONMENT] = str(self._owned.path)
        self._path = Path(os.environ[ENVIRONMENT])

    def add(self, key: CellKey) -> None:
        """Record that the cell failed or is blocked."""
        with self._path.open("ab") as log:
            log.write(_line(key))

    def has(self, key: CellKey) -> bool:
        """Return whether the cell is known to have failed or to be blocked."""
        return _line(key) in self._path.read_bytes()

    def close(self) -> None:
        """Remove the log, if this process created it."""
        if self._owned:
            self._owned.close()
            del os.environ[ENVIRONMENT]
            self._owned = None


def _line(key: CellKey) -> bytes:
    return hashlib.sha256(json.dumps(key).encode()).hexdigest().encode() + b"\n"
