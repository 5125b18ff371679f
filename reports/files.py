"""Writes files so that none is lost, and tells in a line what cannot be written."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from errors import UserError
from reports.text import one_line


class CannotWrite(UserError):
    """Something cannot be put there; the message says in one line what, where, and how to mend it."""


def put(path: Path, text: str) -> None:
    """Have the file `path` hold `text`: all of it or, should the disk refuse, what it held before. Raises
    CannotWrite."""
    check_file(path)
    content = text.encode("utf-8", "backslashreplace")
    try:
        if path.exists() and not (path.is_file() and os.access(path.parent, os.W_OK)):
            path.write_bytes(content)  # a terminal, a pipe: there is nothing to put in its place
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path.resolve(), content)
    except OSError as problem:
        raise cannot_write(path, problem) from problem


def check_folder(path: Path) -> None:
    """Raise CannotWrite if nothing could be put into that folder, as far as can be seen without trying."""
    try:
        _check_access(_nearest(path))
    except OSError as problem:
        raise cannot_write(path, problem) from problem


def check_file(path: Path) -> None:
    """Raise CannotWrite if that file could not be written, as far as can be seen without trying."""
    try:
        if path.is_dir():
            raise _error(errno.EISDIR)
        _check_access(path if path.exists() else _nearest(path.parent))
    except OSError as problem:
        raise cannot_write(path, problem) from problem


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that there is. Raises OSError if it cannot be made there."""
    nearest = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not nearest.is_dir():
        raise _error(errno.ENOTDIR)
    return nearest


def _check_access(path: Path) -> None:
    """Raises OSError if it may not be written to."""
    if not os.access(path, os.W_OK):
        raise _error(errno.EACCES)


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def cannot_write(path: Path, problem: OSError) -> CannotWrite:
    """What is told where one file or folder cannot be written."""
    return CannotWrite(
        f"{one_line(path)}: cannot be written ({problem.strerror or problem});"
        " name another, or make room there"
    )


def replace(path: Path, content: bytes) -> None:
    """Put a file in the place of `path`: a reader finds the old one or the new one, never a half. Raises
    OSError."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        if path.exists():
            shutil.copymode(path, draft)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
