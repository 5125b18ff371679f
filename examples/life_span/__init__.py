"""An adapter that lets the suite judge the store of life-span-storage; see docs/your-store.md."""

from __future__ import annotations

from typing import Any

import life_span_storage  # noqa: F401  # brings its scripts onto the page
from dash.development.base_component import Component, ComponentRegistry

__version__ = "1"

_js_dist = [{"namespace": __name__, "relative_package_path": "adapter.js"}]
# Dash looks for scripts in the top package only, unless the module is registered.
ComponentRegistry.registry.add(__name__)


class LifeSpan(Component):
    """LifeSpanStorage without a limit.

    - id (string; required):
        The id of the store in callbacks, and the key of its data in the storage.

    - data (boolean | number | string | dict | list; optional):
        The stored data.

    - modified_timestamp (number; optional):
        The time of the last change, in milliseconds since 1970. Read only.

    - storage_type (a value equal to: 'local', 'session'; default 'session'):
        How long data is kept.
    """

    _namespace = "examples_life_span"
    _type = "LifeSpan"

    def __init__(self, id: str | dict[str, Any], **props: Any) -> None:
        self._prop_names = ["id", "data", "modified_timestamp", "storage_type"]
        self._valid_wildcard_attributes = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties = []
        super().__init__(id=id, **props)
