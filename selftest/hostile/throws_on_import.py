"""A store whose script ends by an exception before it has defined anything."""

from hostile import Hostile  # type: ignore[import-not-found]

__version__ = "6.6.6"
_js_dist = [{"relative_package_path": "throws_on_import.js", "namespace": "throws_on_import"}]
_css_dist: list[dict[str, str]] = []


class Store(Hostile):
    _namespace = "throws_on_import"
    _type = "Store"
