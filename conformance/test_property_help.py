"""dcc.Store Properties: what can be judged without a browser."""

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
"""Property -> what the help must say in brackets after its name, among other things."""


@clause("component.help")
def test_help_names_each_property_with_type_and_default(implementation: Implementation) -> None:
    text = " ".join(pydoc.plain(pydoc.render_doc(implementation.Store)).split())
    assert {prop: _words_found(text, prop, words) for prop, words in DOCUMENTED.items()} == DOCUMENTED


@clause("id.required")
def test_a_store_without_an_id_raises_an_error_that_names_the_id(implementation: Implementation) -> None:
    assert re.findall(r"\bid\b", str(_error_without_id(implementation))) != []


def _words_found(text: str, prop: str, words: list[str]) -> list[str]:
    """Return those of the words that are in brackets after the property's name."""
    brackets = re.search(rf"\b{prop} \(([^()]*)\)", text)
    return [word for word in words if brackets and word in brackets[1]]


def _error_without_id(implementation: Implementation) -> BaseException | None:
    try:
        implementation.Store()
    except (Exception, SystemExit) as error:
        return error
    return None
