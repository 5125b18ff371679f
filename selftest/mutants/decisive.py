"""The digest of the code that decides whether a fault is killed: when it changes, the fault is judged again.

It covers a fault's own script and declaration, and what all faults depend on. Left out is what only people
read: comments and docstrings of Python code (but not of stores), texts and notes of clauses. So better words
leave the kill matrix as it is.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from compat import tomllib
from fixtures.stores.faulty import faults

ROOT = Path(__file__).parents[2]
DECISIVE = (
    *("conftest.py", "pytest.ini", "constraints.txt", "compat.py", "errors.py"),
    *("conformance", "judge", "fixtures"),
    *("reports/analysis/conclusion.py", "reports/analysis/prerequisites.py"),
    "reports/model.py",
    *(f"selftest/mutants/{name}.py" for name in ("faulty_run", "planned", "turns")),
)
"""Files and folders that decide what is a kill: the contract, the judge, what tests run on, the packages, and
how verdicts are read. Not what only writes documents."""
DOCUMENT_WRITERS = ("judge/contract/contract_page.py", "judge/repro/")
"""What of these folders only writes documents: the contract, and the app that repeats a failure. If that app
cannot be written, the cell ends in `error`, which is no kill."""
CACHE = "__pycache__"
CLAUSES = "conformance/clauses.toml"
WORDS = {"text", "note"}
"""What a clause says to readers only."""
STORES = "fixtures/stores/"
"""Here docstrings decide: `component.help` judges those of stores."""
DECLARATIONS = "fixtures/stores/faults.toml"
SCRIPTS = "fixtures/stores/faults"
SHARED_SCRIPT = f"{SCRIPTS}/fault.js"


@cache
def digest(fault: str) -> str:
    """Return the digest of all that decides whether this fault is killed: names and contents of the decisive
    files, and the fault's own declaration and script, not those of others."""
    sha = sha256(repr(faults()[fault]).encode())
    for name, decides in contents().items():
        if _is_shared(name) or f"'{fault}'".encode() in decides:
            sha.update(f"{name}\0".encode() + decides)
    return sha.hexdigest()[:16]


@cache
def contents() -> dict[str, bytes]:
    """Return what decides in each decisive file, by its name, in order. Declarations count by fault."""
    paths = {path.relative_to(ROOT).as_posix(): path for path in sorted(decisive_files())}
    return {name: content(path) for name, path in paths.items() if name != DECLARATIONS}


def decisive_files() -> Iterator[Path]:
    """Yield the files that DECISIVE names, and those in its folders."""
    for name in DECISIVE:
        path = ROOT / name
        files = (each for each in [path, *path.rglob("*")] if each.is_file() and each.parent.name != CACHE)
        yield from (each for each in files if not _is_document_writer(each.relative_to(ROOT).as_posix()))


def content(path: Path) -> bytes:
    """Return what decides in the file: its bytes, without what only people read. For the same file it is the
    same with every version of Python."""
    name, source = path.relative_to(ROOT).as_posix(), path.read_bytes()
    if name == CLAUSES:
        return _without_words(source.decode())
    if path.suffix == ".py" and not name.startswith(STORES):
        return _without_remarks(source)
    return source


@cache
def _without_words(clauses: str) -> bytes:
    """Return the document on clauses without their words."""
    document = tomllib.loads(clauses)
    document["clause"] = [
        {name: value for name, value in clause.items() if name not in WORDS} for clause in document["clause"]
    ]
    return repr(document).encode()


@cache
def _without_remarks(source: bytes) -> bytes:
    """Return Python source without comments, docstrings and empty lines."""
    lines = source.splitlines()
    for remark in sorted([*_comments(source), *_docstrings(source)], reverse=True):
        line = lines[remark.line]
        lines[remark.line] = (line[: remark.start] + line[remark.end :]).rstrip()
        if not lines[remark.line]:
            del lines[remark.line]
    return b"\n".join(lines)


class Remark(NamedTuple):
    """Bytes of a line that Python ignores: from `start` to before `end`."""

    line: int
    start: int
    end: int


def _comments(source: bytes) -> Iterator[Remark]:
    """Yield the comments, and the empty lines that are not in a string."""
    for token in tokenize.tokenize(io.BytesIO(source).readline):
        line, column = token.start
        if token.type == tokenize.COMMENT:
            yield Remark(line - 1, len(token.line[:column].encode()), sys.maxsize)
        elif token.type == tokenize.NL and not token.line.strip():
            yield Remark(line - 1, 0, sys.maxsize)


def _docstrings(source: bytes) -> Iterator[Remark]:
    """Yield the lines of the strings that are statements of their own."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(ast.Constant(str()), lineno=first, end_lineno=int(last), end_col_offset=int(end)):
                for line in range(first, last + 1):
                    start = node.col_offset if line == first else 0
                    yield Remark(line - 1, start, end if line == last else sys.maxsize)


def _is_document_writer(name: str) -> bool:
    return name.startswith(DOCUMENT_WRITERS)


def _is_shared(name: str) -> bool:
    """Return whether the file decides about all faults. The other scripts hold some faults each."""
    return not name.startswith(f"{SCRIPTS}/") or name == SHARED_SCRIPT
