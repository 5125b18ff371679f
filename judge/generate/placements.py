"""Where an app has its stores: in its layout, in a dcc.Tab, or on one page of dash.pages.

In a dcc.Tab or on a page, the user can take the stores off the page and bring them back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fixtures.apps import App, rerenderable, rerenderable_in_a_tab, rerenderable_on_a_page
from fixtures.page.page import Page

Action = tuple[str, Any]
"""What happens to all stores at once: the kind of action and its value (see actions.py)."""

AWAY: Action = ("away", None)
PUT_MEANWHILE: Action = ("put meanwhile", "meanwhile")


@dataclass(frozen=True)
class Placement:
    """`app` returns an app with stores of those names and properties. `actions` are those that no other
    placement has, as often as they are to be drawn; without any, the stores never leave the page."""

    app: Callable[[dict[str, dict[str, Any]]], App]
    actions: tuple[Action, ...] = ()

    def await_stores(self, page: Page) -> None:
        """Return when the page, just loaded, has its stores. Dash renders a page of dash.pages late."""
        if self.actions:
            page.wait_for_texts({".shown": ["here"]})

    def leave(self, page: Page) -> None:
        """Show something else in place of the stores."""
        _show(page, "elsewhere")

    def come_back(self, page: Page) -> None:
        """Show the stores again."""
        _show(page, "here")


def _show(page: Page, name: str) -> None:
    """Click the dcc.Tab or the link of that name, and wait until its content is shown."""
    page.click(f"#{name}")
    page.wait_for_texts({".shown": [name]})


PLACEMENTS = [
    Placement(rerenderable),
    Placement(rerenderable_in_a_tab, (AWAY, AWAY, PUT_MEANWHILE)),
    # A callback cannot put in a store that is on another page of dash.pages: the layout does not have it.
    Placement(rerenderable_on_a_page, (AWAY, AWAY)),
]
"""The simplest first."""
