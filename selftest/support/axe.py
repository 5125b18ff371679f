"""The accessibility checker axe-core, from the npm registry, kept in the user's cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import pytest

VERSION = "4.14.1"
SHA256 = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"
ARCHIVE = f"axe-core-{VERSION}.tgz"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "store-conformance"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHECK = """
const [standard, done] = arguments;
const told = ({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary]);
axe.run({ runOnly: standard }).then(({ violations, passes }) =>
  done({ violations: violations.flatMap(told), passes: passes.map(({ id }) => id) }),
);
"""


def source() -> str:
    """axe-core's script; skips the test, with the reason, where it cannot be had."""
    archive = CACHE / ARCHIVE
    if not archive.exists():
        _fetch()
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == SHA256, f"{archive} is not what it was"
    with tarfile.open(archive) as packed:
        script = packed.extractfile("package/axe.min.js")
        assert script
        return script.read().decode()


def check(driver: Any, script: str) -> dict[str, list[Any]]:
    """What axe finds on the page that `driver` shows: each violation with its element, and the rules kept."""
    driver.execute_script(script)
    return driver.execute_async_script(CHECK, STANDARD)


def _fetch() -> None:
    if shutil.which("npm") is None:
        pytest.skip("no npm on PATH to fetch axe-core; 'apt-get install npm' brings it")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        command = ["npm", "pack", "--loglevel=error", "--fetch-retries=0", f"axe-core@{VERSION}"]
        fetched = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if fetched.returncode:
            why = " ".join(fetched.stderr.split())
            pytest.skip(f"npm could not fetch axe-core {VERSION}: {why[:200]}")
        os.replace(Path(folder) / ARCHIVE, CACHE / ARCHIVE)  # whole at once, whoever else fetches it
