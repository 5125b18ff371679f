"""The bench measures only runs with a verdict, shows where their time goes, and writes its figures."""

import json
from types import SimpleNamespace

import pytest

from bench import __main__ as bench
from bench import evidence, speed, stock, suite
from bench.shares import JUDGE, KINDS, Stopwatch
from fixtures.browsers import ENGINES
from reports.__main__ import USAGE_ERROR
from reports.analysis.conclusion import NO_VERDICT
from reports.document import BadReport
from selftest.support.judged_run import nodes

STEPS = suite.Steps(0.7, 0.09, 0.03)
RUN = suite.Run(cells=200, seconds=40.0, commands=5.0, processes=2, memory=900_000_000)
SHARES = {"page loads": 30.0, JUDGE: 30.0}
FAST = speed.Speed("chromium", STEPS, RUN, 60.0, SHARES, speed.Rates(10.0, 1000.0, 0.5, 4.0))
ALONE = speed.Speed("webkit", STEPS, RUN, 60.0, SHARES, None)


def test_run_without_a_verdict_is_refused():
    with pytest.raises(BadReport, match="no verdict, exit code 4: "):
        suite.run(ENGINES["chromium"], processes="none")


def test_bench_without_a_verdict_ends_with_one_line(monkeypatch, capsys):
    def measure(*_):
        raise BadReport("no verdict")

    monkeypatch.setattr(bench, "chosen_engines", lambda names: [ENGINES["chromium"]])
    monkeypatch.setattr(speed, "measure", measure)
    assert bench.main([]) == NO_VERDICT
    assert capsys.readouterr().err == "no verdict\n"


def test_unknown_engine_is_misuse(capsys):
    assert bench.main(["--engine=lynx"]) == USAGE_ERROR
    assert capsys.readouterr().err.startswith("--engine lynx: no such engine")


@pytest.fixture
def page(tmp_path, monkeypatch):
    """An evidence page with an empty section; nothing is measured."""
    monkeypatch.setattr(evidence, "PAGE", tmp_path / "evidence.md")
    evidence.PAGE.write_text("<!-- bench -->\n<!-- /bench -->\n", encoding="utf-8")
    monkeypatch.setattr(speed, "measure", lambda engine, show: {"chromium": FAST}.get(engine.name, ALONE))
    return evidence.PAGE


def test_bench_of_all_engines_writes_its_section(page, monkeypatch):
    version = lambda: "1.2"  # noqa: E731
    engines = [SimpleNamespace(name=name, version=version) for name in ("chromium", "webkit")]
    monkeypatch.setattr(bench, "chosen_engines", lambda names: engines)
    assert bench.main([]) == 0
    text = evidence.read("bench")
    assert "by `make bench`" in text
    assert "| values put and read, chromium | 10.0, one click each | 1000, in batches," in text
    assert "| cells of all clauses, chromium |  | 5.00, 2 processes | 10.0 |" in text
    assert "| webkit | 0.7 s | 0.09 s | 0.03 s | 5 | 0.9 GB, with the browser |" in text
    assert "| webkit | 50% | 0% | 0% | 0% | 50% | 2 are 1.5 times as fast |" in text
    assert "put and read, webkit" not in text


def test_bench_of_named_engines_leaves_the_page_as_it_was(page, monkeypatch):
    before = page.read_bytes()
    monkeypatch.setattr(bench, "chosen_engines", lambda names: [ENGINES[name] for name in names])
    assert bench.main(["--engine=webkit"]) == 0
    assert page.read_bytes() == before


def test_time_within_another_kind_counts_for_the_inner_kind(monkeypatch):
    clock = iter([0, 1, 11, 111, 1111, 11111])
    monkeypatch.setattr("bench.shares.time", SimpleNamespace(monotonic=lambda: next(clock)))
    stopwatch = Stopwatch()
    with stopwatch.of("start"), stopwatch.of("load"):
        pass
    assert stopwatch.stop() == {JUDGE: 1 + 10000, "start": 10 + 1000, "load": 100}


def test_run_of_one_process_writes_its_seconds_by_kind(judge, tmp_path):
    file = tmp_path / "shares.json"
    plugin = ("-p", "bench.shares", f"--shares={file}")
    run = judge(*nodes("local.in-new-tab"), *plugin)
    assert run.exit_code() == 0, run.output
    seconds = json.loads(file.read_text())
    assert seconds.keys() == {*KINDS, JUDGE}
    assert all(share > 0 for share in seconds.values())
    assert judge(*nodes("data.put-is-seen"), *plugin, "-n", "1").exit_code() == 4


@pytest.mark.browser
@pytest.mark.parametrize("name", stock.BROWSERS)
def test_dash_duo_uses_the_browser_of_the_suite(name):
    with stock.dash_duo(name) as duo:
        stock.put_is_seen(duo, "local")
        assert ENGINES[name].version().startswith(duo.driver.capabilities["browserVersion"])
