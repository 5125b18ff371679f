"""The decorator that ties a test to the clause it judges."""

import pytest


def clause(id: str, story: str = "") -> pytest.MarkDecorator:
    """Mark a test as the one that judges the clause of that id (see clauses.toml). Tests that
    share a recording (Page.record_once) name the same `story`: then one process gets them all."""
    return pytest.mark.clause(id, story)
