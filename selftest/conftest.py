"""What the tests of the suite share."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings

from selftest.support.judged_run import Run, inherit_orphans

# No test asserts on time, Hypothesis's own included.
settings.register_profile("selftest", deadline=None)
settings.load_profile("selftest")


@pytest.fixture(scope="session", autouse=True)
def _orphans() -> None:
    inherit_orphans()


@pytest.fixture
def judge() -> Iterator[Callable[..., Run]]:
    """Starts a run of the judge; what it has left is removed after the test."""
    runs: list[Run] = []

    def start(*arguments: str, **options: Any) -> Run:
        runs.append(Run(*arguments, **options))
        return runs[-1]

    yield start
    for run in runs:
        run.kill()
        shutil.rmtree(run.folder, ignore_errors=True)
