"""Files of npm packages, which `make setup` installs next to this module as package-lock.json pins them."""

from __future__ import annotations

from pathlib import Path

import pytest

MODULES = Path(__file__).parent / "node_modules"


def installed(name: str) -> Path:
    """Return the file of that name in node_modules. Skips the test if it is not installed."""
    path = MODULES / name
    if not path.exists():
        pytest.skip(f"{path} is missing; install npm and run 'make setup' again")
    return path
