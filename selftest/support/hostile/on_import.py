"""A store in a module of its own: importing it adds its script to every page."""

from . import Hostile, _js_dist

_js_dist.append({"relative_package_path": "throws_on_import.js", "namespace": "hostile"})


class ThrowsOnImport(Hostile):
    """Its script throws before it defines anything."""

    _namespace = "never_defined"
