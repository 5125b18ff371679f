"""Fixtures of the selftests on runs."""

import pytest

from selftest.support.bad_store import WITHOUT_BROWSER, bad_store


@pytest.fixture
def judge_module(judge, tmp_path):
    """Start a run on the store bad:Store of a module with that source."""

    def start(source, *arguments, **options):
        (tmp_path / "bad.py").write_text(bad_store(source))
        return judge("--store=bad:Store", *WITHOUT_BROWSER, *arguments, python_path=tmp_path, **options)

    return start
