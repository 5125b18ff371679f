"""The fixture apps are plain Dash apps: Dash's own testing tools can drive them."""

import subprocess
import sys
import tempfile

import pytest

from selftest.support.judged_run import BOUND, ROOT, own_environment

STOCK = ROOT / "selftest/support/stock"


@pytest.mark.slow
@pytest.mark.browser
def test_fixture_apps_run_with_stock_dash_duo(tmp_path):
    isolated = ["-c", "/dev/null", f"--rootdir={STOCK}", f"--confcutdir={STOCK}", f"--basetemp={tmp_path}"]
    plugins = ["-p", "selftest.support.stock.chromium", "-p", "no:cacheprovider"]
    # Browsers leave files there, some while they end.
    with tempfile.TemporaryDirectory(prefix="stock-", ignore_cleanup_errors=True) as folder:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *isolated, *plugins, STOCK / "with_dash_duo.py"],
            cwd=ROOT,
            env={**own_environment(), "TMPDIR": folder},
            capture_output=True,
            text=True,
            timeout=2 * BOUND,
        )
    assert run.returncode == 0, run.stdout
    assert "4 passed" in run.stdout
