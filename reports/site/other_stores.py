"""The store-like components that are not judged."""

from __future__ import annotations

from pathlib import Path

from compat import tomllib

FILE = Path(__file__).with_name("other_stores.toml")


def other_stores() -> dict[str, str]:
    """Return why each of them is not judged, by name."""
    return dict(tomllib.loads(FILE.read_text(encoding="utf-8")))
