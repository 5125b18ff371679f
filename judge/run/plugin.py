"""The pytest plugin: which cells run, what pytest reports, and which files a run leaves."""

from __future__ import annotations

import os
import platform
import signal
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from errors import UserError
from fixtures import safeguard
from fixtures.browsers.chromium import BINARY as CHROMIUM_BINARY
from fixtures.implementation import load, load_tried
from judge.contract.manifest_draft import draft
from judge.generate import effort
from judge.run.collector import ResultCollector, suite
from judge.run.early_end import EARLY_END, EarlyEnd, judges
from judge.run.exit_code import RunEnd
from judge.run.failure_log import FailureLog
from judge.run.last_lines import LastLines, count_final_verdicts, last_lines
from judge.run.matrix import Matrix, Selection, check_drivers, check_sessions, check_slots
from judge.run.options import (
    BadOption,
    add_options,
    browser_settings,
    check_call,
    read_shared_option,
    report_folder,
    use_new_names,
)
from judge.run.rerun import run_command
from judge.run.scheduler import EngineScheduler
from judge.run.shard import cells_of_shard, measured_seconds
from judge.run.verdict import MATRIX, Judge, cell_of, status
from reports.analysis.compare import Comparison, compare
from reports.analysis.conclusion import NO_VERDICT
from reports.analysis.merge import Source, cells
from reports.document import read
from reports.formats.outputs import Outputs
from reports.formats.terminal import comparison_lines, lines
from reports.model import CellKey, Level, Report

if TYPE_CHECKING:
    from xdist.remote import Producer  # type: ignore[import-untyped]
    from xdist.workermanage import WorkerController  # type: ignore[import-untyped]

pytest_plugins = [f"{__package__}.page_fixtures"]
SignalHandler = Callable[[int, FrameType | None], object] | int | None

COLLECTOR = pytest.StashKey[ResultCollector]()
FAILURES = pytest.StashKey[FailureLog]()
BASELINE = pytest.StashKey[Source]()
REPORT = pytest.StashKey[Report]()
COMPARISON = pytest.StashKey[Comparison | None]()
OUTPUTS = pytest.StashKey[Outputs]()
WRITTEN = pytest.StashKey[list[str]]()
LAST_LINES = pytest.StashKey[LastLines]()
READY = pytest.StashKey[set[str]]()
"""The workers that have loaded the stores."""
SIGTERM_HANDLER = pytest.StashKey[SignalHandler]()
"""What handled SIGTERM before the run. `timeout` and CI services send SIGTERM to cancel: the run then ends as
by Ctrl-C, with a report."""


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    if not pluginmanager.has_plugin("dash"):
        pluginmanager.set_blocked("dash")  # it would fail to add its --remote-url after this one's
    add_options(parser)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> Generator[None, int | None, int | None]:
    """Run the tests. The exit code is that of a verdict only if there is a report."""
    if is_worker(config) or not judges(config):
        return (yield)
    config.stash[EARLY_END] = end = EarlyEnd(config)
    try:
        code = int((yield) or 0)
    except BrokenPipeError:
        safeguard.discard(sys.stdout.fileno())
        code = end.without_output()
    except pytest.UsageError:
        raise  # pytest prints it
    except BaseException as problem:  # of a plugin, once the tests have ended, or of a closed stream
        code = end.after(problem)
    return end.checked(code)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodeready(node: WorkerController) -> None:
    node.config.stash[READY].add(node.gateway.id)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController, error: object) -> None:
    """End the run if a worker ended before it was ready: so would each that xdist starts in its place."""
    if error and node.gateway.id not in node.config.stash[READY]:
        pytest.exit("no verdict: a worker ended while it loaded the stores", NO_VERDICT)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "clause(id, scenario): what the test judges, and its scenario")
    try:
        notes = use_new_names(config)
        read_shared_option(config)
        check_call(config)
        if binary := config.getoption("chromium_binary"):
            os.environ[CHROMIUM_BINARY] = binary
        config.stash[OUTPUTS] = _outputs(config)
        config.stash[OUTPUTS].check()
        if not is_worker(config):
            config.stash[SIGTERM_HANDLER] = signal.signal(signal.SIGTERM, interrupt)
        config.stash[MATRIX] = matrix = _matrix(config)
        if not is_worker(config):
            processes = config.getoption("numprocesses", None) or 1
            if matrix.grid:
                check_slots(matrix.grid, matrix.engines, processes)
            else:
                check_drivers(matrix.engines)
                check_sessions(matrix.engines, processes)
        if config.getoption("fail_on") == "regressions" and not config.getoption("compare_to"):
            raise BadOption("--fail-on regressions: needs --compare-to, the report.json to compare with")
        if (old := config.getoption("compare_to")) and (config.getoption("shard") or not is_worker(config)):
            config.stash[BASELINE] = baseline(old)
    except KeyboardInterrupt:
        discard_earlier_report(config)
        raise
    except UserError as problem:
        raise pytest.UsageError(str(problem)) from problem
    for note in [*notes, *matrix.notes] if not is_worker(config) else []:
        print(note, file=sys.stderr)
    config.stash[READY] = set()
    config.stash[FAILURES] = FailureLog(is_worker=is_worker(config))
    config.pluginmanager.register(Judge(config, config.stash[FAILURES]))
    if not is_worker(config):
        level = Level(config.getoption("level"))
        config.stash[COLLECTOR] = ResultCollector(matrix, level, effort.describe(config))
        config.pluginmanager.register(config.stash[COLLECTOR])
        config.stash[LAST_LINES] = LastLines(config)
        config.pluginmanager.register(config.stash[LAST_LINES])


def _matrix(config: pytest.Config) -> Matrix:
    names = ("store", "engine", "manifest", "form_factor", "backend", "clause", "storage_type")
    stores, engines, manifests, form_factors, backends, clauses, types = (
        config.getoption(each) or [] for each in names
    )
    return Matrix(
        stores,
        engines,
        manifests,
        form_factors,
        settings=browser_settings(config),
        backends=backends,
        grid=config.getoption("remote_url"),
        selection=Selection(clauses, types),
        # Workers start after the main process has tried the stores.
        load=load if is_worker(config) else load_tried,
        stores_share_pages=config.getoption("stores_share_pages"),
    )


def _outputs(config: pytest.Config) -> Outputs:
    page = os.environ.get("GITHUB_STEP_SUMMARY")
    manifest = config.getoption("write_manifest")
    return Outputs(report_folder(config), manifest, Path(page) if page else None)


def interrupt(number: int, frame: FrameType | None) -> None:
    """End the run, once: a second signal would keep pytest from noting that it was interrupted."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def baseline(path: Path) -> Source:
    """Return the report in the file `path`. Raises BadReport, and Disagreement if it contradicts itself."""
    source = str(path), read(path)
    cells([source])
    return source


def pytest_sessionstart(session: pytest.Session) -> None:
    effort.apply(session.config)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    discard_earlier_report(session.config)


def discard_earlier_report(config: pytest.Config) -> None:
    """Remove the report of an earlier run: it must not be mistaken for that of this run, however it ends."""
    only_asks = config.option.collectonly or config.option.help
    if EARLY_END in config.stash and OUTPUTS in config.stash and not only_asks:
        config.stash[OUTPUTS].discard_earlier()


def pytest_unconfigure(config: pytest.Config) -> None:
    if COLLECTOR in config.stash:
        config.stash[FAILURES].close()
    if SIGTERM_HANDLER in config.stash:
        signal.signal(signal.SIGTERM, config.stash[SIGTERM_HANDLER])


def is_worker(config: pytest.Config) -> bool:
    """Return whether this process runs tests for another one, as xdist's workers do."""
    return hasattr(config, "workerinput")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test of a clause one cell for each storage type, engine and implementation."""
    mark = metafunc.definition.get_closest_marker("clause")
    if mark:
        metafunc.fixturenames.append("cell")
        metafunc.parametrize("cell", metafunc.config.stash[MATRIX].cells(mark.args[0]), ids=str)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort the cells as `Matrix.position` says, and leave out those that are not selected."""
    matrix = config.stash[MATRIX]
    # pytest makes one item of a test that has no cells: its clause applies to other backends.
    items[:] = [each for each in items if cell_of(each) or not each.get_closest_marker("clause")]

    def position(item: pytest.Item) -> tuple[int, ...]:
        cell = cell_of(item)
        return matrix.position(cell) if cell else (-1,)

    items.sort(key=position)
    shard = config.getoption("shard")
    own = _cells_of_shard(config, items) if shard else None
    left_out = [
        item
        for item in items
        if (cell := cell_of(item))
        and not (matrix.selection.includes(cell) and (own is None or cell.key in own))
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        out = set(left_out)
        items[:] = [item for item in items if item not in out]


def _cells_of_shard(config: pytest.Config, items: list[pytest.Item]) -> set[CellKey]:
    cells = [cell for item in items if (cell := cell_of(item))]
    baseline = config.stash.get(BASELINE, None)
    return cells_of_shard(cells, config.getoption("shard"), measured_seconds(baseline[1]) if baseline else {})


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> EngineScheduler | None:
    if config.getoption("dist") != "load":
        return None
    return EngineScheduler(config, log, config.stash[MATRIX])


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    return status(report)


def pytest_report_header(config: pytest.Config) -> list[str]:
    matrix = config.stash[MATRIX]
    engines = [each.title if matrix.grid else f"{each.title} {each.version()}" for each in matrix.engines]
    return [
        *(
            f"store: {' '.join(filter(None, (each.spec, each.version)))} ({each.identity})"
            for each in matrix.implementations
        ),
        f"engines: {', '.join(engines)}",
        *([f"grid: {matrix.grid}"] if matrix.grid else []),
        *(f"not installed: {reason}" for reason in matrix.missing_engines),
        f"effort: {effort.describe(config)}",
        f"suite: {', '.join(suite().values())}",
        f"system: {platform.platform()}",
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_keyboard_interrupt(excinfo: pytest.ExceptionInfo[BaseException]) -> None:
    """Drop traceback entries without a line number. Formatting one makes pytest crash: it would end without a
    report, and with the exit code of a verdict."""
    place = excinfo.tb
    while place and place.tb_next:
        if place.tb_next.tb_lineno is None:
            place.tb_next = place.tb_next.tb_next
        else:
            place = place.tb_next


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Write the report, and set the exit code."""
    config = session.config
    if COLLECTOR not in config.stash:
        return
    safeguard.restore()  # after this, pytest writes its cache
    if config.stash[COLLECTOR].is_empty:
        if config.stash[COLLECTOR].was_interrupted:
            config.stash[OUTPUTS].discard_earlier()
        return
    # A run that --maxfail or an internal error of pytest ends is incomplete, too.
    interrupted = exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or bool(
        session.shouldfail or session.shouldstop or config.stash[COLLECTOR].was_interrupted
    )
    report = config.stash[COLLECTOR].report(run_command(config), interrupted)
    since = compare(config.stash[BASELINE], ("this run", report)) if BASELINE in config.stash else None
    config.stash[REPORT] = report
    config.stash[COMPARISON] = since
    known = config.stash[MATRIX].manifest(report.implementations[0].spec)
    manifest = draft(known, report.results, report.clauses)
    config.stash[WRITTEN], is_complete = config.stash[OUTPUTS].write(report, since, manifest)
    only_regressions = config.getoption("fail_on") == "regressions"
    end = RunEnd(report, since, exitstatus, only_regressions, is_complete)
    session.exitstatus = end.exit_code
    if EARLY_END in config.stash:
        config.stash[EARLY_END].exit_code = end.exit_code
    if reporter := config.pluginmanager.get_plugin("terminalreporter"):
        count_final_verdicts(reporter, report, config.stash[MATRIX])
    config.stash[LAST_LINES].lines = [*last_lines(end)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if REPORT not in config.stash:
        return
    terminalreporter.section("store conformance")
    since = config.stash[COMPARISON]
    compared = [f"since {since.origin}:", *comparison_lines(since)] if since else []
    for line in [*compared, *lines(config.stash[REPORT]), *config.stash[WRITTEN]]:
        terminalreporter.write_line(line)
