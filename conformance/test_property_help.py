"""dcc.Store Properties: what can be told of the component without a browser."""

import pydoc
import re

from fixtures.implementation import Implementation
from judge.contract.clause import clause

DOCUMENTED = {
    "id": ["string", "required"],
    "clear_data": ["boolean", "default False"],
    "data": ["dict", "list", "number", "string", "boolean"],
    "modified_timestamp": ["number", "default -1"],
    "storage_type": ["'local'", "'session'", "'memory'", "default 'memory'"],
}
"""What the help has to say in brackets behind a property's name, whatever else it says there."""


@clause("component.help")
def test_help_names_each_property_with_type_and_default(implementation: Implementation) -> None:
    text = " ".join(pydoc.plain(pydoc.render_doc(implementation.Store)).split())
    assert {prop: _said(text, prop, words) for prop, words in DOCUMENTED.items()} == DOCUMENTED


@clause("id.required")
def test_a_store_without_an_id_is_refused(implementation: Implementation) -> None:
    assert re.findall(r"\bid\b", str(_refusal(implementation))) != []


def _said(text: str, prop: str, words: list[str]) -> list[str]:
    """Those of the words that the help has in brackets behind the property's name."""
    brackets = re.search(rf"\b{prop} \(([^()]*)\)", text)
    return [word for word in words if brackets and word in brackets[1]]


def _refusal(implementation: Implementation) -> Exception | None:
    try:
        implementation.Store()
    except Exception as refusal:
        return refusal
    return None
