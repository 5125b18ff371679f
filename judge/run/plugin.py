"""Wiring: options, which cells to run, what pytest is told."""

from __future__ import annotations

import argparse
import math
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis.errors import InvalidArgument

from fixtures.browsers.engine import FORM_FACTORS
from fixtures.browsers.grid import Grid, NoGrid, without_credentials
from fixtures.implementation import BadImplementation, Implementation
from fixtures.page.live_driver import LiveDriver
from fixtures.page.page import Page
from fixtures.page.runtime import Runtime
from fixtures.page.shared_page import ReplayDriver, SharedPage
from fixtures.server.host import SITE
from judge.contract.catalogue import BadCatalogue
from judge.contract.manifest import BadManifest, draft
from judge.generate import effort
from judge.generate.search import Search
from judge.run import failure_log
from judge.run.cells import Cell, MissingEngine
from judge.run.collector import ResultCollector
from judge.run.matrix import Matrix
from judge.run.scheduler import EngineScheduler
from judge.run.verdict import ENGINE, MATRIX, Judge, cell_of, own_pytest, status
from reports.analysis.compare import Comparison, compare
from reports.analysis.conclusion import CONFORMANT, NO_VERDICT, exit_code
from reports.analysis.merge import Disagreement, Source, cells
from reports.document import BadReport, read
from reports.files import CannotWrite
from reports.formats.outputs import Outputs
from reports.formats.terminal import comparison_lines, lines
from reports.model import Level, Report

COLLECTOR = pytest.StashKey[ResultCollector]()
BASELINE = pytest.StashKey[Source]()
REPORT = pytest.StashKey[Report]()
COMPARISON = pytest.StashKey[Comparison | None]()
OUTPUTS = pytest.StashKey[Outputs]()
WRITTEN = pytest.StashKey[list[str]]()
TERMINATED = pytest.StashKey[Any]()
"""What handled SIGTERM before."""
SUITE = Path(__file__).parents[2]
DEADLINE = 10
"""Seconds that a wait for a store lasts at most."""
BAD = (
    *(BadCatalogue, BadManifest, BadImplementation, BadReport, CannotWrite),
    *(Disagreement, InvalidArgument, MissingEngine, NoGrid),
)
"""What a call may be amiss in, each told in a line."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("store conformance")
    group.addoption(
        "--store",
        action="append",
        metavar="MODULE:NAME",
        help="a store to judge: a Dash component class or factory (repeatable; default dash.dcc:Store)",
    )
    group.addoption("--engine", action="append", metavar="NAME", help="a browser engine (repeatable)")
    group.addoption(
        "--form",
        action="append",
        choices=FORM_FACTORS,
        help="what browsers take themselves for (repeatable; default desktop)",
    )
    group.addoption(
        "--remote-url",
        type=grid,
        metavar="URL",
        help="the Selenium Grid, or other WebDriver remote end, whose browsers are to be used",
    )
    group.addoption(
        "--host-name",
        type=host_name,
        metavar="NAME",
        help=f"the domain under which browsers find the apps (default {SITE}): it and all names under it have"
        " to lead to this machine. Unless it ends in localhost, the apps are served on all interfaces",
    )
    group.addoption(
        "--manifest",
        action="append",
        type=Path,
        metavar="FILE",
        help="what a store does not have, and the deviations that are known of (repeatable)",
    )
    group.addoption(
        "--write-manifest",
        type=Path,
        metavar="FILE",
        help="write a manifest that declares what the (first) store broke in this run, as --manifest does"
        " where that knows of it; the other reasons have to be filled in",
    )
    group.addoption(
        "--level",
        choices=[str(level) for level in Level],
        default="must",
        help="the lowest level whose broken clauses make the exit code 1 (default must)",
    )
    group.addoption(
        "--report",
        metavar="DIR",
        default=str(SUITE / "reports" / "latest"),
        help="where the files of the report go (default reports/latest); write it with the =",
    )
    group.addoption(
        "--compare-to",
        type=Path,
        metavar="FILE",
        help="a report.json from before: tell what changed since, and exit with 1 if a cell regressed",
    )
    group.addoption(
        "--examples",
        type=number,
        metavar="N",
        help="how many examples Hypothesis draws, whatever its profile (--hypothesis-profile)",
    )
    group.addoption(
        "--deadline",
        type=seconds,
        metavar="SECONDS",
        help=f"bounds every wait for a store that hangs (default {DEADLINE})",
    )


def seconds(text: str) -> float:
    """The number of seconds that `text` names, more than none."""
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no time to wait; give seconds, as in --deadline 10")
    return number


def number(text: str) -> int:
    """The number that `text` is, one or more."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of examples; give one, as in --examples 500")
    return int(text)


def grid(text: str) -> Grid:
    """The Grid at that URL, which no message quotes: there may be credentials in it."""
    try:
        return Grid.at(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            "that is no URL of a Grid; give one, as in --remote-url http://127.0.0.1:4444"
        ) from None


def host_name(text: str) -> str:
    """The name of a domain, as browsers write it."""
    if not re.fullmatch(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z]([a-z0-9-]*[a-z0-9])?", text.lower()):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no name that others can be under; give one, as in --host-name judge.example.org"
        )
    return text.lower()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "clause(id): the clause of clauses.toml that the test judges")
    try:
        chosen = (config.getoption(name) or [] for name in ("store", "engine", "manifest", "form"))
        plan = Matrix(*chosen, grid=config.getoption("remote_url"))
        if (old := config.getoption("compare_to")) and not is_worker(config):
            config.stash[BASELINE] = baseline(old)
        profile = effort.describe(config)
        page = os.environ.get("GITHUB_STEP_SUMMARY")
        outputs = Outputs(
            Path(config.getoption("report")), config.getoption("write_manifest"), Path(page) if page else None
        )
        outputs.check()
    except BAD as problem:
        raise pytest.UsageError(str(problem)) from problem
    config.stash[MATRIX] = plan
    config.stash[OUTPUTS] = outputs
    config.pluginmanager.register(Judge(config))
    if not is_worker(config):
        # `timeout`, and many a CI that cancels a job: it ends as by Ctrl-C, with a report.
        config.stash[TERMINATED] = signal.signal(signal.SIGTERM, interrupt)
        failure_log.open_failure_log()
        config.stash[COLLECTOR] = ResultCollector(plan, Level(config.getoption("level")), profile)
        config.pluginmanager.register(config.stash[COLLECTOR])


def interrupt(number: int, frame: object) -> None:
    """End the run, once: a second signal would keep pytest from noting that it was interrupted."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def baseline(path: Path) -> Source:
    """The report in the file `path`. Raises BadReport, and Disagreement if it contradicts itself."""
    source = str(path), read(path)
    cells([source])
    return source


def pytest_sessionstart(session: pytest.Session) -> None:
    effort.apply(session.config)


def pytest_unconfigure(config: pytest.Config) -> None:
    if COLLECTOR in config.stash:
        failure_log.close_failure_log()
        signal.signal(signal.SIGTERM, config.stash[TERMINATED])


def is_worker(config: pytest.Config) -> bool:
    """Whether this process runs tests for another one, as xdist's workers do."""
    return hasattr(config, "workerinput")


# Which cells to run


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    mark = metafunc.definition.get_closest_marker("clause")
    if mark:
        plan = metafunc.config.stash[MATRIX]
        chosen = plan.cells(mark.args[0], on_page="page" in metafunc.fixturenames)
        metafunc.fixturenames.append("cell")
        metafunc.parametrize("cell", chosen, ids=str)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    plan = config.stash[MATRIX]

    def place(item: pytest.Item) -> tuple[int, int, int]:
        cell = cell_of(item)
        return plan.place(cell) if cell else (-1, -1, -1)

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> EngineScheduler | None:
    return EngineScheduler(config, log) if config.getoption("dist") == "load" else None


# What tests are given


@pytest.fixture(scope="session")
def runtime(pytestconfig: pytest.Config) -> Iterator[Runtime]:
    """The server and the browser of this test process."""
    deadline, grid, site = map(pytestconfig.getoption, ("deadline", "remote_url", "host_name"))
    runtime = Runtime(deadline or DEADLINE, grid, site or SITE)
    yield runtime
    runtime.close()


@pytest.fixture
def page(
    cell: Cell,
    storage_types: tuple[str, ...],
    runtime: Runtime,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> Iterator[Page]:
    """A page of the test's own, on a fresh origin, or in company of the test's other storage types."""
    engine = cell.engine
    assert engine
    browser = runtime.browser(engine, cell.implementation.spec)
    record_property(ENGINE, f"{engine.name} {browser.version}")

    def new_stage(commands: int = 0) -> LiveDriver:
        own = runtime.browser(engine, cell.implementation.spec)
        return LiveDriver(runtime, own, cell.implementation, commands)

    if cell.storage_type in storage_types and len(storage_types) > 1:
        test = request.function, cell.implementation, engine
        company = runtime.kept(test, lambda: SharedPage(storage_types, new_stage))
        page = Page(ReplayDriver(company, str(cell.storage_type)))
    else:
        runtime.kept(None, lambda: None)  # the company of the test before has lost its page
        page = Page(new_stage())
    yield page
    page.close()


@pytest.fixture
def storage_type(cell: Cell) -> str | None:
    """The storage type that is judged."""
    return cell.storage_type


@pytest.fixture
def storage_types(cell: Cell, pytestconfig: pytest.Config) -> tuple[str, ...]:
    """All storage types on which the store is judged by that clause."""
    lacking = pytestconfig.stash[MATRIX].lacking
    return tuple(each for each in cell.clause.storage_types if not lacking(replace(cell, storage_type=each)))


@pytest.fixture
def implementation(cell: Cell) -> Implementation:
    """The store that is judged."""
    return cell.implementation


@pytest.fixture
def search(pytestconfig: pytest.Config) -> Search:
    """How generated values are looked for that the store gets wrong."""
    return Search(effort.seed(pytestconfig))


# What pytest is told


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    return status(report)


def pytest_report_header(config: pytest.Config) -> list[str]:
    plan = config.stash[MATRIX]
    engines = [each.name if plan.grid else f"{each.name} {each.version()}" for each in plan.engines]
    return [
        f"stores: {', '.join(map(str, plan.implementations))}",
        f"engines: {', '.join(engines)}",
        *([f"grid: {plan.grid}"] if plan.grid else []),
        *(f"not here: {reason}" for reason in plan.missing_engines),
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_keyboard_interrupt(excinfo: pytest.ExceptionInfo[BaseException]) -> None:
    """Forget the places without a line number at which Python may have been: pytest, about to tell of them,
    would break, and end without a report and with the exit code of a verdict."""
    place = excinfo.tb
    while place and place.tb_next:
        if place.tb_next.tb_lineno is None:
            place.tb_next = place.tb_next.tb_next
        else:
            place = place.tb_next


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the report; pytest's own exit codes for what is no verdict stay as they are."""
    config = session.config
    if COLLECTOR not in config.stash or config.stash[COLLECTOR].empty:
        return
    # Also a run that broke off with an error of pytest's own has not come to its end.
    interrupted = exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    command = [own_pytest(Path(sys.prefix)), *map(without_credentials, config.invocation_params.args)]
    report = config.stash[COLLECTOR].report(command, interrupted)
    since = compare(config.stash[BASELINE], ("this run", report)) if BASELINE in config.stash else None
    config.stash[REPORT] = report
    config.stash[COMPARISON] = since
    if not interrupted:
        # A run that is no verdict stays one, whatever regressed.
        session.exitstatus = max(exit_code(report), since.exit_code if since else CONFORMANT)
    manifest = draft(config.stash[MATRIX].known_of(report.implementations[0].spec), report.results)
    config.stash[WRITTEN], whole = config.stash[OUTPUTS].write(report, since, manifest)
    if not whole:
        session.exitstatus = NO_VERDICT


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if REPORT not in config.stash:
        return
    terminalreporter.section("store conformance")
    since = config.stash[COMPARISON]
    compared = [f"since {since.origin}:", *comparison_lines(since)] if since else []
    for line in [*compared, *lines(config.stash[REPORT]), *config.stash[WRITTEN]]:
        terminalreporter.write_line(line)
