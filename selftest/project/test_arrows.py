"""Imports between the rooms follow the arrows of docs/architecture.md."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from selftest.support.judged_run import ROOT

BASE = {"compat", "errors"}
"""Modules that every room may import."""
MAY_IMPORT = {
    "compat": set(),
    "errors": set(),
    "fixtures": BASE,
    "reports": BASE,
    "judge": {*BASE, "fixtures", "reports"},
    "conformance": {*BASE, "fixtures", "judge"},
    "bench": {*BASE, "fixtures", "judge", "reports"},
    "store_conformance": {*BASE, "bench", "fixtures", "judge", "reports"},
}
"""What the modules of each room may import, apart from their own room."""
ROOMS = {*MAY_IMPORT, "selftest"}


def modules(room: str) -> list[Path]:
    """Return the modules of a room, which may be a single file."""
    return sorted((ROOT / room).rglob("*.py")) or [ROOT / f"{room}.py"]


def imported_rooms(module: Path) -> Iterator[str]:
    """Yield the room of each import of a module, also of those in functions."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: write imports from the root"
            names = [node.module or ""]
        else:
            continue
        yield from ROOMS.intersection(name.partition(".")[0] for name in names)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_room_imports_only_what_the_arrows_allow(room):
    wrong = {
        f"{module.relative_to(ROOT)} imports {name}"
        for module in modules(room)
        for name in imported_rooms(module)
        if name not in {room, *MAY_IMPORT[room]}
    }
    assert wrong == set()


def test_each_fixture_app_imports_nothing_of_tests():
    apps = modules("fixtures/apps")
    imports = {name for app in apps for name in imported_rooms(app)}
    assert imports <= {"fixtures", *BASE}
