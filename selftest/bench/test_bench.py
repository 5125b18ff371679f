"""The bench measures only runs with a verdict, shows where their time goes, and writes its figures."""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from bench import __main__ as bench
from bench import evidence, speed, stock, suite
from bench.cost import Cost
from bench.shares import JUDGE, KINDS, MEASURING, NO_CLAUSE, PAGE_LOADS, PARTS, Shares, Stopwatch
from bench.ten_tests import TESTS
from fixtures.browsers import ENGINES
from reports.analysis.conclusion import NO_VERDICT
from reports.command import USAGE_ERROR
from reports.document import BadReport
from selftest.support.judged_run import ROOT, nodes

STEPS = suite.Steps(0.7, 0.09, 0.03)
SHARES = Shares(
    clauses={
        NO_CLAUSE: {JUDGE: 10.0},
        "data.dict": {PAGE_LOADS: 10.0, JUDGE: 18.0, MEASURING: 5.0},
        "id.optional": {PAGE_LOADS: 20.0, JUDGE: 2.0},
    },
    calls={PAGE_LOADS: 220},
    parts={"scripts": 15.0, "rendering, first callbacks, fence": 6.0},
    server=7.0,
    round_trip=0.01,
)
ONE = suite.OneProcess(cells=200, shares=SHARES, commands=900, memory=900_000_000)
DUO = speed.Stock(Cost(50.0, 80.0), 10.0, 1000.0, 0.5, 4.0)
JUDGED = [suite.Judged(200, Cost(seconds, 2 * seconds), 5.0) for seconds in (40.0, 50.0, 100.0)]
FAST = speed.Speed("chromium", STEPS, ONE, [speed.Turn(each, DUO) for each in JUDGED])
NO_DUO = speed.Speed("webkit", STEPS, ONE, [speed.Turn(each, None) for each in JUDGED])


def test_run_without_a_verdict_is_refused():
    with pytest.raises(BadReport, match="no verdict, exit code 4: "):
        suite.judged(ENGINES["chromium"], processes="none")


def test_bench_without_a_verdict_ends_with_one_line(monkeypatch, capsys):
    def measure(*_):
        raise BadReport("no verdict")

    monkeypatch.setattr(bench, "chosen_engines", lambda names: [ENGINES["chromium"]])
    monkeypatch.setattr(speed, "measure", measure)
    assert bench.main(["--engine=chromium"]) == NO_VERDICT
    assert capsys.readouterr().err == "no verdict\n"


def test_unknown_engine_is_misuse(capsys):
    assert bench.main(["--engine=lynx"]) == USAGE_ERROR
    assert capsys.readouterr().err.startswith("--engine lynx: no such engine")


@pytest.fixture
def page(tmp_path, monkeypatch):
    """An evidence page with an empty section; nothing is measured."""
    monkeypatch.setattr(evidence, "PAGE", tmp_path / "evidence.md")
    evidence.PAGE.write_text("<!-- bench -->\n<!-- /bench -->\n", encoding="utf-8")
    monkeypatch.setattr(speed, "measure", lambda engine, *_: {"chromium": FAST}.get(engine.name, NO_DUO))
    monkeypatch.setattr(suite, "seconds_of_set_up", lambda: 30.0)
    return evidence.PAGE


@pytest.fixture
def two_engines(monkeypatch):
    """Chromium and WebKit are all engines that are installed."""
    version = lambda: "1.2"  # noqa: E731
    engines = [SimpleNamespace(name=name, version=version) for name in ("chromium", "webkit")]
    monkeypatch.setattr(bench, "chosen_engines", lambda names: engines)


def test_section_names_the_turns_if_they_are_not_the_usual_ones(page, two_engines):
    assert bench.main(["--turns=1"]) == 0
    assert 'by `make bench ARGS="--turns 1"`' in evidence.read("bench")


def test_bench_of_all_engines_writes_its_section(page, two_engines):
    assert bench.main([]) == 0
    text = evidence.read("bench")
    assert "by `make bench`" in text
    for row in (
        "| seconds of all clauses over those of Dash's ten tests | chromium | 0.80 | 1.00 | 2.00 | <= 1.0 |",
        "| the same in CPU seconds | chromium | 1.00 | 1.25 | 2.50 | <= 1.2 |",
        "| cells per second over those of `dash_duo` | chromium | 4.0 | 8.0 | 10.0 | >= 25 |",
        "| values per second over one click each | chromium | 100 | 100 | 100 | >= 400 |",
        "| page loads per cell | webkit | 1.10 | 1.10 | 1.10 | <= 0.4 |",
        "| share of page loads in one process | webkit | 50% | 50% | 50% | <= 35% |",
        "| memory of a process with its browser, GB | webkit | 0.9 | 0.9 | 0.9 | <= 0.7 |",
        "| all engines, one after the other, s |  | 80 | 100 | 200 | <= 150 |",
        "| from nothing to the first cell, packages cached, s |  | 30 | 30 | 30 | <= 40 |",
        "| values put and read, chromium | 10.0, one click each | 1000, in batches |",
        "| cells of the same clauses, chromium | 0.50, one browser each | 4.00, one process |",
        "| cells of all clauses, chromium |  | 4.00, all processes |",
        "| webkit | 0.7 s | 0.09 s | 0.03 s | 5 |",
        "| webkit | 60 s | 50% | 0% | 0% | 0% | 50% |",
        "| webkit | 0.136 s | 0% | 50% | 0% | 0% | 20% | 30% |",
        "| webkit | 7 CPU seconds | 900 | 9 s |",
        "| slowest clauses, chromium | seconds |",
        "| `data.dict` | 28.0 s | 10.0 | 0.0 | 0.0 | 0.0 | 18.0 |\n| `id.optional` | 22.0 s |",
    ):
        assert row in text
    assert "put and read, webkit" not in text
    assert "ten tests | webkit" not in text


def test_bench_of_named_engines_leaves_the_page_as_it_was(page, monkeypatch):
    before = page.read_bytes()
    monkeypatch.setattr(bench, "chosen_engines", lambda names: [ENGINES[name] for name in names])
    assert bench.main(["--engine=webkit"]) == 0
    assert page.read_bytes() == before


@pytest.mark.parametrize("number", ["0", "-1"])
def test_fewer_turns_than_one_are_misuse(number, capsys):
    with pytest.raises(SystemExit) as ended:
        bench.main([f"--turns={number}"])
    assert (ended.value.code, "at least 1" in capsys.readouterr().err) == (USAGE_ERROR, True)


def test_load_within_a_load_is_one_page_load():
    stopwatch = Stopwatch()
    with stopwatch.of("load"), stopwatch.of("callback"), stopwatch.of("load"):
        pass
    assert stopwatch.calls["load"] == 1


def test_time_within_another_kind_counts_for_the_inner_kind(monkeypatch):
    clock = iter([0, 1, 11, 111, 1111, 11111])
    monkeypatch.setattr("bench.shares.time", SimpleNamespace(monotonic=lambda: next(clock)))
    stopwatch = Stopwatch()
    with stopwatch.of("start"), stopwatch.of("load"):
        pass
    assert stopwatch.stop() == {NO_CLAUSE: {JUDGE: 1 + 10000, "start": 10 + 1000, "load": 100}}
    assert stopwatch.calls == {"start": 1, "load": 1}


def test_time_of_a_clause_counts_for_that_clause(monkeypatch):
    clock = iter([0, 1, 11, 111, 1111, 11111])
    monkeypatch.setattr("bench.shares.time", SimpleNamespace(monotonic=lambda: next(clock)))
    stopwatch = Stopwatch()
    with stopwatch.of_clause("data.dict"):
        pass
    with stopwatch.of_clause("id.optional"):
        pass
    assert stopwatch.stop() == {
        NO_CLAUSE: {JUDGE: 1 + 100 + 10000},
        "data.dict": {JUDGE: 10},
        "id.optional": {JUDGE: 1000},
    }


def test_run_of_one_process_writes_its_seconds_by_kind_and_clause(judge, tmp_path):
    file = tmp_path / "shares.json"
    plugin = ("-p", "bench.shares", f"--shares={file}")
    run = judge(*nodes("local.in-new-tab"), *plugin)
    assert run.exit_code() == 0, run.output
    found = Shares(**json.loads(file.read_text()))
    assert found.clauses.keys() == {NO_CLAUSE, "local.in-new-tab"}
    seconds = found.clauses["local.in-new-tab"]
    assert seconds.keys() >= {PAGE_LOADS, "tabs", JUDGE, MEASURING}
    assert all(value > 0 for value in seconds.values())
    assert found.calls.keys() == {*KINDS, MEASURING}
    assert found.parts.keys() == set(PARTS)
    assert 0 < sum(found.parts.values()) < sum(each.get(PAGE_LOADS, 0) for each in found.clauses.values())
    assert (found.server > 0, found.round_trip > 0, found.asked > 0) == (True, True, True)
    assert judge(*nodes("data.put-is-seen"), *plugin, "-n", "1").exit_code() == 4


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("name", stock.BROWSERS)
def test_dash_duo_uses_the_browser_of_the_suite(name):
    with stock.dash_duo(name) as duo:
        stock.put_is_seen(duo, "local")
        assert ENGINES[name].version().startswith(duo.driver.capabilities["browserVersion"])


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("name", stock.BROWSERS)
def test_store_of_dash_passes_the_ten_tests(name):
    assert len(TESTS) == 10
    assert suite.ten_tests(ENGINES[name]).processor > 0


def test_cost_does_not_wait_for_processes_that_were_there_before():
    program = (
        "import subprocess, sys; from bench import cost\n"
        "waited = []\n"
        "cost.psutil.wait_procs = lambda left, timeout: waited.extend(left)\n"
        "other = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "cost.cost_of([sys.executable, '-c', ''])\n"
        "other.kill()\n"
        "print(waited, other.wait())"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "[] -9\n"


def test_cost_counts_the_cpu_seconds_of_children_and_orphans():
    busy = "sum(range(3 * 10**7))"
    orphan = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {busy!r}])"
    program = (
        "import sys; from bench.cost import cost_of\n"
        f"print(cost_of([sys.executable, '-c', {busy!r}])[1].processor)\n"
        f"print(cost_of([sys.executable, '-c', {orphan!r}])[1].processor)\n"
        "print(cost_of([sys.executable, '-c', 'raise SystemExit(4)'])[0])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    child, with_orphan, exit_code = map(float, run.stdout.split())
    assert with_orphan > child / 2 > 0
    assert exit_code == 4
