"""Fixtures and markers of the selftests."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings

from fixtures.browsers import LocalBrowser
from judge.run.early_end import ENDINGS
from selftest.support.judged_run import ROOT, USAGE, Run, inherit_orphans

# No test asserts on time, Hypothesis's own deadline included.
settings.register_profile("selftest-quick", deadline=None, max_examples=10)
settings.register_profile("selftest", deadline=None, max_examples=50)
settings.register_profile("selftest-all", deadline=None, max_examples=200)
# A mutant must meet the same tests each time, and how it failed is not read.
settings.register_profile(
    "mutants", deadline=None, derandomize=True, max_examples=30, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("selftest-quick")

MARKERS = (
    "browser: the test starts a browser, or runs the suite; added by itself if a fixture does that",
    "slow: the test takes long; `make test` leaves it to `make test-all`",
)
STARTS_BROWSER = {
    *("alone", "begins", "browser", "caught", "driver", "failures", "grid", "judge", "judged", "new_page"),
    *("runtime", "temporary"),
}
"""Names of fixtures that start a browser, or run the suite in a process of its own."""


def pytest_configure(config: pytest.Config) -> None:
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


# Before pytest's own hook, which deselects by marker.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and not STARTS_BROWSER.isdisjoint(item.fixturenames):
            item.add_marker("browser")


@pytest.fixture(autouse=True)
def _browser_only_if_marked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test start a browser only if it has the marker, so that `-m 'not browser'` needs none."""

    def refuse(*_: object) -> None:
        pytest.fail(f"{request.node.nodeid} starts a browser: mark it with @pytest.mark.browser")

    if not request.node.get_closest_marker("browser"):
        monkeypatch.setattr(LocalBrowser, "__init__", refuse)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", f"--outdir={folder}", str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="session", autouse=True)
def _orphans() -> None:
    inherit_orphans()


@pytest.fixture
def refusal(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., str]:
    """A function that starts a run which is refused, and returns what that prints.

    The run is one in this process: as it ends before any test, it needs none of its own.
    """
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT / "selftest/support"))
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    for name in ENDINGS:  # the run replaces these functions
        for module in (os, sys.modules[os.name]):
            monkeypatch.setattr(module, name, getattr(module, name))

    def start(*arguments: str, report: Path = tmp_path / "refused") -> str:
        before = os.listdir(tmp_path)
        command = ["-p", "no:cacheprovider", "--color=no", "--engine=chromium", f"--report={report}"]
        code = pytest.main([*command, *arguments])
        printed = "".join(capfd.readouterr())
        assert code == USAGE, printed
        assert "Traceback" not in printed
        assert "password" not in printed
        assert os.listdir(tmp_path) == before
        return printed

    return start


@pytest.fixture
def judge() -> Iterator[Callable[..., Run]]:
    """A function that starts a run of the suite. What the runs leave behind is removed after the test."""
    runs: list[Run] = []

    def start(*arguments: str, **options: Any) -> Run:
        runs.append(Run(*arguments, **options))
        return runs[-1]

    yield start
    for run in runs:
        run.kill()
        shutil.rmtree(run.folder, ignore_errors=True)
