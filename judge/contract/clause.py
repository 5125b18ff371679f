"""The decorator that ties a test to its clause, and the register of all tests of the contract."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import pytest

FOLDER = Path(__file__).parents[2] / "conformance"
TestFunction = TypeVar("TestFunction", bound=Callable[..., None])


@dataclass(frozen=True)
class ClauseTest:
    """A test and the clause that it judges.

    Cells of one `scenario` run in one process: they share a page, or their tests share a recording or values
    that are drawn once. `shares_page` says that the test is a scenario by itself, which runs its storage
    types on one page. Only such a page can have stores of several implementations.
    """

    clause: str
    scenario: str
    needs_browser: bool
    shares_page: bool = False
    function: Callable[..., None] | None = field(default=None, compare=False)

    @property
    def source(self) -> str:
        """The source of the test."""
        return inspect.getsource(self.function) if self.function else ""


_registered: dict[str, list[ClauseTest]] = {}
"""What the decorator has seen, by FILE::FUNCTION."""


def clause(id: str, scenario: str = "") -> Callable[[TestFunction], TestFunction]:
    """Mark a test as the one that judges the clause `id` of clauses.toml.

    Tests that share a recording (`Page.record_once`), drawn values, or their first steps on a shared page
    name the same `scenario`. A test with `page` and `storage_type` is a scenario by itself: it runs its
    storage types on one page.
    """

    def register(test: TestFunction) -> TestFunction:
        parameters = inspect.signature(test).parameters
        shares_page = {"page", "storage_type"} <= set(parameters)
        own = ClauseTest(
            id,
            scenario or (test.__name__ if shares_page else ""),
            needs_browser="page" in parameters,
            shares_page=shares_page and not scenario,
            function=test,
        )
        _registered.setdefault(_name(test), []).append(own)
        marked: TestFunction = pytest.mark.clause(id, scenario=own.scenario)(test)
        return marked

    return register


@cache
def clause_tests() -> dict[str, list[ClauseTest]]:
    """Return the clauses of every test function in conformance/, by FILE::FUNCTION.

    Imports the test modules under the names that pytest gives them. Call it after pytest has been configured,
    or their assertions lose the comparison that a report shows.
    """
    package = f"{__name__.removesuffix('judge.contract.clause')}{FOLDER.name}"
    modules = [import_module(f"{package}.{path.stem}") for path in sorted(FOLDER.glob("test_*.py"))]
    return find_tests(modules)


def find_tests(modules: list[ModuleType]) -> dict[str, list[ClauseTest]]:
    """Return the clauses of the test functions that these modules define; none for an unmarked test."""
    names = [
        _name(function)
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("test_") and function.__module__ == module.__name__
    ]
    return {name: _registered.get(name, []) for name in names}


def marked_tests() -> dict[str, list[str]]:
    """Return the ids of the clauses that each test is marked with, by FILE::FUNCTION."""
    return {name: [each.clause for each in tests] for name, tests in clause_tests().items()}


def _name(test: Callable[..., None]) -> str:
    return f"{test.__module__.rpartition('.')[2]}.py::{test.__name__}"
