"""Takes away from Python what only Linux has, in each process whose PYTHONPATH starts with this folder.

Gone are memfd_create, pidfd_open, fork, prctl, and /proc for everything but psutil, which reads it on Linux
and asks the system by other means elsewhere. Background callbacks start as they do where there is no fork.
"""

import ctypes
import os
import sys
from typing import Any

import multiprocess  # type: ignore[import-untyped]

for name in ("memfd_create", "pidfd_open", "fork", "forkpty"):
    delattr(os, name)


class _WithoutPrctl(ctypes.CDLL):
    def __getattr__(self, name: str) -> Any:
        if name == "prctl":
            raise AttributeError(name)
        return super().__getattr__(name)


ctypes.CDLL = _WithoutPrctl  # type: ignore[misc]

_isdir = os.path.isdir
os.path.isdir = lambda path: not _is_proc(path) and _isdir(path)  # type: ignore[assignment]


def _is_proc(path: object) -> bool:
    return isinstance(path, str | os.PathLike) and os.fspath(path).startswith("/proc/")


def _refuse_proc(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("open", "os.listdir", "os.scandir") and _is_proc(arguments[0]):
        frame = sys._getframe(1)
        if not frame.f_globals.get("__name__", "").startswith("psutil"):
            raise PermissionError(f"not on every system: {arguments[0]}")


sys.addaudithook(_refuse_proc)

multiprocess.set_start_method("spawn")
