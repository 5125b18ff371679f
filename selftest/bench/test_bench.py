"""The bench measures runs that gave a verdict, and no others, and tells where their time goes."""

import json
from types import SimpleNamespace

import pytest

from bench import __main__ as bench
from bench import stock, suite
from bench.shares import JUDGE, KINDS, Stopwatch
from fixtures.browsers import ENGINES
from reports.analysis.conclusion import NO_VERDICT
from reports.document import BadReport
from selftest.support.judged_run import nodes


def test_a_run_without_a_verdict_is_not_measured(monkeypatch, capsys):
    engine = ENGINES["chromium"]
    with pytest.raises(BadReport, match="ended with exit code 4: "):
        suite.run(engine, processes="none")

    def run(engine):
        raise BadReport("no verdict")

    monkeypatch.setattr(bench, "chosen_engines", lambda names: [engine])
    monkeypatch.setattr(bench, "_engine", run)
    monkeypatch.setattr("sys.argv", ["bench"])
    assert bench.main() == NO_VERDICT
    assert capsys.readouterr().err == "no verdict\n"


def test_time_goes_to_the_kind_within(monkeypatch):
    now = iter([0, 1, 11, 111, 1111, 11111])
    monkeypatch.setattr("bench.shares.time", SimpleNamespace(monotonic=lambda: next(now)))
    stopwatch = Stopwatch()
    with stopwatch.of("start"), stopwatch.of("load"):
        pass
    assert stopwatch.stop() == {JUDGE: 1 + 10000, "start": 10 + 1000, "load": 100}


def test_a_run_tells_where_its_time_went(judge, tmp_path):
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
def test_the_stock_way_has_the_browser_of_the_judge(name):
    with stock.dash_duo(name) as duo:
        stock.put_is_seen(duo, "local")
        assert ENGINES[name].version().startswith(duo.driver.capabilities["browserVersion"])
