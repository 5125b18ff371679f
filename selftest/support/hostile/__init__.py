"""Stores that do what no store should. Judged as `--store hostile:NAME`, with selftest/support on PYTHONPATH.

Each is the memory store Harmless, which keeps its promises, with one hostile act. The acts are in hostile.js.
"""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

__version__ = "6.6.6"
_js_dist = [{"relative_package_path": "hostile.js", "namespace": "hostile"}]
_css_dist: list[dict[str, str]] = []


class Hostile(Component):
    """A Dash component with the properties of dcc.Store."""

    _namespace = "hostile"
    _type = "Harmless"
    _prop_names = ["id", "clear_data", "data", "modified_timestamp", "storage_type"]  # noqa: RUF012
    _valid_wildcard_attributes: list[str] = []  # noqa: RUF012
    available_properties = _prop_names
    available_wildcard_properties: list[str] = []  # noqa: RUF012

    def __init__(self, id: Any, **props: Any) -> None:
        super().__init__(id=id, **props)


class WithoutScript(Hostile):
    _namespace = "nowhere"


class WrongType(Hostile):
    _type = "Hramless"


# Classes of the same name are in hostile.js.


class Harmless(Hostile):
    """Has no hostile act, which shows that the others get their verdicts for theirs."""


class Late(Hostile):
    """Keeps its promises, but reports 300 ms later."""

    _type = "Late"


class ThrowsInRender(Hostile):
    _type = "ThrowsInRender"


class ThrowsOnUpdate(Hostile):
    _type = "ThrowsOnUpdate"


class LoopsOnNul(Hostile):
    _type = "LoopsOnNul"


class SessionLeaves(Hostile):
    _type = "SessionLeaves"


class HastyInMemory(Hostile):
    _type = "HastyInMemory"


class LoopsForEver(Hostile):
    _type = "LoopsForEver"


class Alerts(Hostile):
    _type = "Alerts"


class AsksBeforeLeaving(Hostile):
    _type = "AsksBeforeLeaving"


class NavigatesAway(Hostile):
    _type = "NavigatesAway"


class ClosesTheWindow(Hostile):
    _type = "ClosesTheWindow"


class FloodsTheConsole(Hostile):
    _type = "FloodsTheConsole"


class NeverRests(Hostile):
    _type = "NeverRests"


class ReportsForEver(Hostile):
    _type = "ReportsForEver"


class BreaksSetItem(Hostile):
    _type = "BreaksSetItem"


class BreaksStringify(Hostile):
    _type = "BreaksStringify"


class LiesInStringify(Hostile):
    _type = "LiesInStringify"


class BreaksTheClock(Hostile):
    _type = "BreaksTheClock"


class LiesAboutTime(Hostile):
    _type = "LiesAboutTime"


class SaysMarkup(Hostile):
    _type = "SaysMarkup"


class AnswersWithNumbers(Hostile):
    _type = "AnswersWithNumbers"


class AnswersWithBrackets(Hostile):
    _type = "AnswersWithBrackets"


class NestsDeep(Hostile):
    _type = "NestsDeep"
