"""Builds the wheel: the rooms of the checkout become subpackages of `store_conformance`.

In a checkout the rooms are top-level packages. Installed under those names they would hide modules of a store
that are called `fixtures` or `reports`, or be hidden by them. So the wheel carries each room inside
`store_conformance`, and imports between rooms are changed to match: `from judge.run import matrix` becomes
`from store_conformance.judge.run import matrix`.
"""

from __future__ import annotations

import ast
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # hatchling brings it

PACKAGE = "store_conformance"
MODULES = ("compat", "errors")
ROOMS = ("bench", "conformance", "fixtures", "judge", "reports")
FILES = ("pytest.ini", "docs/contract.md")
LEFT_OUT = re.compile(r"__pycache__|\.pyc$|^reports/(latest|published)/")
"""What is made in the checkout."""


class Dependencies(MetadataHookInterface):
    """Makes the dependency group `suite` what the wheel requires: one list for checkout and wheel."""

    def update(self, metadata: dict[str, Any]) -> None:
        project = tomllib.loads((Path(self.root) / "pyproject.toml").read_text(encoding="utf-8"))
        metadata["dependencies"] = project["dependency-groups"]["suite"]


class Rooms(BuildHookInterface):  # type: ignore[type-arg]
    """Writes the package to a temporary folder, which goes into the wheel."""

    _folder: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        self._folder = Path(tempfile.mkdtemp(prefix="store-conformance-wheel-"))
        write_package(Path(self.root), self._folder)
        build_data["force_include"][str(self._folder)] = PACKAGE

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if self._folder:
            shutil.rmtree(self._folder)


def write_package(checkout: Path, folder: Path) -> None:
    """Write the package `store_conformance` to `folder`, as the wheel contains it."""
    for source in _files(checkout):
        room = source.relative_to(checkout)
        target = folder / (room.relative_to(PACKAGE) if room.parts[0] == PACKAGE else room)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix == ".py":
            target.write_text(with_private_imports(source.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            shutil.copyfile(source, target)
        shutil.copymode(source, target)  # a browser is started by its file


def _files(checkout: Path) -> Iterator[Path]:
    yield from (checkout / f"{module}.py" for module in MODULES)
    yield from (checkout / file for file in FILES)
    for room in (PACKAGE, *ROOMS):
        for path in (checkout / room).rglob("*"):
            if path.is_file() and not LEFT_OUT.search(path.relative_to(checkout).as_posix()):
                yield path


def with_private_imports(source: str) -> str:
    """Return the module's source with each import of a room changed to its name inside `store_conformance`.

    Raises ValueError for `import fixtures.page` without `as`: the name that it binds would change.
    """
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and _is_own(node.module or ""):
            _insert(lines, node, f"from {node.module}")
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if _is_own(alias.name):
                    if alias.asname is None or len(node.names) > 1:
                        raise ValueError(f"line {node.lineno}: write 'import {alias.name} as ...' on its own")
                    _insert(lines, node, f"import {alias.name}")
    return "".join(lines)


def _is_own(module: str) -> bool:
    return module.partition(".")[0] in (*ROOMS, *MODULES)


def _insert(lines: list[str], node: ast.stmt, beginning: str) -> None:
    """Put the package before the module that the statement names."""
    line, place = lines[node.lineno - 1], node.col_offset
    keyword, _, module = beginning.partition(" ")
    if not line.startswith(beginning, place):
        raise ValueError(f"line {node.lineno}: expected {beginning!r}")
    lines[node.lineno - 1] = f"{line[:place]}{keyword} {PACKAGE}.{module}{line[place + len(beginning) :]}"
