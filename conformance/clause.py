"""The decorator that ties a test to the clause it judges."""

import pytest


def clause(id: str) -> pytest.MarkDecorator:
    """Mark a test as the one that judges the clause of that id (see clauses.toml)."""
    return pytest.mark.clause(id)
