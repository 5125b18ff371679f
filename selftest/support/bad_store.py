"""A module `bad` for tests that write a store, `bad:Store`, in a few lines."""

import textwrap

WITHOUT_BROWSER = ("--clause=component.help", "--clause=id.required")
"""Options that judge a store without a browser."""
HEADER = """\
import atexit, json, os, sys
import pytest
from dash.dcc import Store
calls = []

def raises(*_):
    raise ValueError("bad")

"""


def bad_store(source: str) -> str:
    """Return the source of the module `bad`, whose Store is dcc.Store unless `source` replaces it."""
    return HEADER + textwrap.dedent(source)
