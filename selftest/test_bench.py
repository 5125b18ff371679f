"""The bench measures runs that gave a verdict, and no others."""

import pytest

from bench import __main__ as bench
from bench import suite
from fixtures.browsers import ENGINES
from reports.conclusion import NO_VERDICT
from reports.document import BadReport


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
