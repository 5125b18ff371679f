"""Writes files safely: a reader finds the old file or the new one, never half of it."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from errors import UserError
from reports.text import one_line

SELECTED = "selected"
"""Subfolder for a run on selected cells, so that it does not replace the report of all cells."""
CELL = "cell"
"""Subfolder for a run on one cell, so that its command does not replace the report that names it."""
SELECTING = ("--clause", "--storage-type")
"""Options that select cells."""


class CannotWrite(UserError):
    """A file cannot be written. The message says in one line what, where, and how to fix it."""


def put(path: Path, text: str) -> None:
    """Write `text` to the file `path`. If that fails, the file keeps its old content. Raises CannotWrite."""
    check_file(path)
    content = text.encode("utf-8", "backslashreplace")
    try:
        if path.exists() and not (path.is_file() and os.access(path.parent, os.W_OK)):
            path.write_bytes(content)  # a terminal or a pipe cannot be replaced
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path.resolve(), content)
    except OSError as problem:
        raise cannot_write(path, problem) from problem


def check_folder(path: Path) -> None:
    """Raise CannotWrite if permissions or existing files show that the folder cannot be written to."""
    try:
        _check_access(_nearest(path))
    except OSError as problem:
        raise cannot_write(path, problem) from problem


def check_file(path: Path) -> None:
    """Raise CannotWrite if permissions or existing files show that the file cannot be written."""
    try:
        if path.is_dir():
            raise _error(errno.EISDIR)
        _check_access(path if path.exists() else _nearest(path.parent))
    except OSError as problem:
        raise cannot_write(path, problem) from problem


def _nearest(folder: Path) -> Path:
    """Return the folder, or its nearest parent that exists. Raises OSError if that is not a folder."""
    nearest = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not nearest.is_dir():
        raise _error(errno.ENOTDIR)
    return nearest


def _check_access(path: Path) -> None:
    """Raise OSError if the process may not write to it."""
    if not os.access(path, os.W_OK):
        raise _error(errno.EACCES)


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def cannot_write(path: Path, problem: OSError) -> CannotWrite:
    """Return the error for one file or folder that cannot be written."""
    return CannotWrite(
        f"{one_line(path)}: cannot be written ({problem.strerror or problem});"
        " choose another place, or free some space"
    )


def replace(path: Path, content: bytes) -> None:
    """Replace the file `path` in one step, keeping its mode. Raises OSError."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        if path.exists():
            shutil.copymode(path, draft)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
