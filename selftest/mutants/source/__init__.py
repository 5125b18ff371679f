"""Stores with one machine-made mutation each: `selftest.mutants.source:SOURCE-NUMBER`, as in `ideal-17`.

`SOURCE-unmutated` is the store that the mutants are compared with. Sources are `ideal`, `dash` (dcc.Store),
and those that `make source-mutants ARGS="--source FILE"` has built. Its report has the numbers.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from dash import dcc
from dash.development.base_component import ComponentRegistry

from fixtures.stores import Ideal
from selftest.mutants.source.built import BUILT, build_known
from selftest.mutants.source.sources import DASH

__version__ = "1"
NAME = re.compile(r"(\w+)-(\d+|unmutated)")

_js_dist: list[dict[str, str]] = []
# Dash looks for scripts in the top package only, unless the module is registered.
ComponentRegistry.registry.add(__name__)


@cache
def __getattr__(name: str) -> Any:
    match = NAME.fullmatch(name)
    if not match:
        raise AttributeError(name)
    source, number = match.groups()
    built = build_known(source)
    if number != "unmutated" and int(number) >= len(built.mutants):
        raise AttributeError(name)
    script = {"namespace": __name__, "relative_package_path": f"{BUILT.name}/{source}.js"}
    if script not in _js_dist:
        _js_dist.append(script)
    base = dcc.Store if source == DASH else Ideal
    props = {"__module__": __name__, "__doc__": base.__doc__, "_namespace": "source_mutants", "_type": name}
    return type("Mutant", (base,), props)
