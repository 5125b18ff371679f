"""Checks a page with the accessibility checker axe-core, from npm."""

from __future__ import annotations

from typing import Any

from selftest.support.npm import installed

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHECK = """
const [standard, done] = arguments;
const asList = ({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary]);
axe.run({ runOnly: standard }).then(({ violations, passes }) =>
  done({ violations: violations.flatMap(asList), passes: passes.map(({ id }) => id) }),
);
"""


def source() -> str:
    """Return the script of axe-core. Skips the test if it is not installed."""
    return installed("axe-core/axe.min.js").read_text(encoding="utf-8")


def check(driver: Any, script: str) -> dict[str, list[Any]]:
    """Return what axe finds on the current page: the `violations`, each a rule with its element and summary;
    and the rules that the page `passes`."""
    driver.execute_script(script)
    return driver.execute_async_script(CHECK, STANDARD)
