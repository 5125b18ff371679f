"""dcc.Store Properties: what can be told of the component without a browser."""

import pydoc
import re

from conformance.clause import clause
from fixtures.implementation import Implementation

DOCUMENTED = (
    "id (string; required)",
    "clear_data (boolean; default False)",
    "data (dict | list | number | string | boolean; optional)",
    "modified_timestamp (number; default -1)",
    "default 'memory'",
)


@clause("component.help")
def test_help_names_each_property_with_type_and_default(implementation: Implementation) -> None:
    text = " ".join(pydoc.plain(pydoc.render_doc(implementation.Store)).split())
    assert [entry for entry in DOCUMENTED if entry in text] == list(DOCUMENTED)


@clause("id.required")
def test_a_store_without_an_id_is_refused(implementation: Implementation) -> None:
    refusal = _refusal(implementation)
    assert type(refusal).__name__ == "TypeError"
    assert re.findall(r"\bid\b", str(refusal)) != []


def _refusal(implementation: Implementation) -> Exception | None:
    try:
        implementation.Store()
    except Exception as refusal:
        return refusal
    return None
