"""A store apart from the others, for its script would be on every page of theirs."""

from . import Hostile, _js_dist

_js_dist.append({"relative_package_path": "throws_on_import.js", "namespace": "hostile"})


class ThrowsOnImport(Hostile):
    """Its script ends by an exception before it has defined anything."""

    _namespace = "never_defined"
