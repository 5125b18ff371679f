"""Adapters that let the suite judge the stores of feffery-utils-components; see docs/your-store.md."""

from __future__ import annotations

from typing import Any

import feffery_utils_components  # noqa: F401  # brings its scripts onto the page
from dash.development.base_component import Component, ComponentRegistry

__version__ = "1"

_js_dist = [{"namespace": __name__, "relative_package_path": "adapter.js"}]
# Dash looks for scripts in the top package only, unless the module is registered.
ComponentRegistry.registry.add(__name__)


class Local(Component):
    """FefferyLocalStorage with initialSync.

    - id (string; required):
        The id of the store in callbacks, and the key of its data in the storage.

    - data (boolean | number | string | dict | list; optional):
        The stored data.

    - modified_timestamp (number; optional):
        The time of the last change on this page, in milliseconds since 1970. Read only.

    - storage_type (a value equal to: 'local'; default 'local'):
        The only storage type.
    """

    _namespace = "examples_feffery"
    _type = "Local"

    def __init__(self, id: str | dict[str, Any], **props: Any) -> None:
        self._prop_names = ["id", "data", "modified_timestamp", "storage_type"]
        self._valid_wildcard_attributes = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties = []
        super().__init__(id=id, **props)


class LocalLarge(Local):
    # FefferyLocalLargeStorage keeps its data in IndexedDB.
    __doc__ = str(Local.__doc__).replace("FefferyLocalStorage", "FefferyLocalLargeStorage")
    _type = "LocalLarge"


class Session(Local):
    # FefferySessionStorage.
    __doc__ = str(Local.__doc__).replace("Local", "Session").replace("'local'", "'session'")
    _type = "Session"
