"""dcc.Store Properties: what can be told of the component without a browser."""

import pydoc

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
    assert [entry for entry in DOCUMENTED if entry not in text] == []


@clause("id.required")
def test_a_store_without_an_id_is_refused(implementation: Implementation) -> None:
    try:
        made = implementation.Store()
    except TypeError as refusal:
        assert "id" in str(refusal)
    else:
        raise AssertionError(f"a TypeError was expected, but it made {made}")
