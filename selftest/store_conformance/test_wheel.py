"""The wheel has one package, and judges stores whose modules have the same names as those of the suite."""

import json
import shlex
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from hatch_build import MODULES, ROOMS, with_private_imports
from selftest.support.judged_run import BOUND, ROOT, own_environment

NO_BROWSER = ("--engine=chromium", "-k", "test_help", "-n0")
STORE = f"""
import {", ".join([*MODULES, *ROOMS])}
from dash import dcc

def MyStore(**props):
    import fixtures
    assert fixtures.OWNER == reports.OWNER == errors.OWNER == "the user"
    return dcc.Store(**props)
"""


class Installed:
    """An environment with the wheel, and the user's working directory."""

    def __init__(self, environment: Path, folder: Path) -> None:
        self.command = environment / "bin" / "store-conformance"
        (self.site,) = environment.glob("lib/python*/site-packages")
        self.folder = folder

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Call the command in the working directory."""
        return subprocess.run(
            [self.command, *arguments],
            cwd=self.folder,
            env=own_environment(),
            capture_output=True,
            text=True,
            timeout=2 * BOUND,
        )


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory):
    """An environment with the wheel that shares all other packages with this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "shared.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", folder / "bin" / "python"]
    subprocess.run([*pip, "install", "-q", "--no-deps", "--no-index", wheel], check=True)
    return folder


@pytest.fixture
def installed(environment, tmp_path):
    return Installed(environment, tmp_path)


def write_users_modules(folder):
    for name in (*MODULES, *ROOMS):
        (folder / f"{name}.py").write_text('OWNER = "the user"\n', encoding="utf-8")
    (folder / "my_package.py").write_text(STORE, encoding="utf-8")


def test_the_wheel_has_one_package_and_everything_a_run_needs(wheel):
    names = set(ZipFile(wheel).namelist())
    assert {name.partition("/")[0] for name in names} == {
        "store_conformance",
        "store_conformance-0.1.0.dist-info",
    }
    for file in (
        "conformance/clauses.toml",
        "conformance/docs/dcc-store-docs.txt",
        "docs/contract.md",
        "fixtures/server/recorder.js",
        "fixtures/stores/faults.toml",
        "fixtures/stores/ideal.js",
        "judge/contract/manifest.schema.json",
        "pytest.ini",
        "reports/report.schema.json",
    ):
        assert f"store_conformance/{file}" in names
    assert not [name for name in names if "selftest" in name or "latest" in name or name.endswith(".pyc")]


def test_no_module_of_the_wheel_imports_a_room_by_its_name_in_the_checkout(wheel):
    with ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(".py"):
                source = archive.read(name).decode()
                assert with_private_imports(source) == source, name


@pytest.mark.parametrize("where", ["in the working directory", "installed next to the suite"])
def test_a_users_modules_keep_their_names(installed, where):
    write_users_modules(installed.folder if where == "in the working directory" else installed.site)
    try:
        run = installed.run("run", "--store", "my_package:MyStore", *NO_BROWSER)
    finally:
        for name in (*MODULES, *ROOMS, "my_package"):
            (installed.site / f"{name}.py").unlink(missing_ok=True)
    assert "my_package:MyStore is " in run.stdout, run.stdout + run.stderr
    report = json.loads((installed.folder / "conformance-report/report.json").read_text())
    assert [each["clause"] for each in report["results"] if each["verdict"] != "untestable"] == [
        "component.help"
    ]


@pytest.mark.parametrize("command", ["doctor", "merge", "capacity", "open", "run"])
def test_installed_commands_have_help(installed, command):
    run = installed.run(command, "--help")
    assert run.returncode == 0, run.stderr
    assert f"usage: store-conformance {command}" in run.stdout


def test_the_contract_is_printed_when_installed(installed):
    assert installed.run("contract").stdout == (ROOT / "docs/contract.md").read_text(encoding="utf-8")


@pytest.mark.browser
def test_stores_are_judged_from_the_working_directory_and_reruns_work_from_elsewhere(installed):
    write_users_modules(installed.folder)
    stores = ["my_package:MyStore", "store_conformance.fixtures.stores:Ideal"]
    (installed.folder / "pyproject.toml").write_text(
        f"[tool.store-conformance]\nstores = {stores}\nengines = ['chromium']\n", encoding="utf-8"
    )
    run = installed.run("run", "--clause=data.mounts", "--clause=data.put-is-seen", "-n2")
    assert run.returncode == 0, run.stdout + run.stderr
    report = json.loads((installed.folder / "conformance-report/selected/report.json").read_text())
    judged = [each for each in report["results"] if each["verdict"] != "untestable"]
    assert {each["verdict"] for each in judged} == {"pass"}
    assert {each["implementation"] for each in judged} == set(stores)
    words = shlex.split(judged[-1]["rerun"])
    assert Path(words[0]).name == "store-conformance"
    (installed.folder / "elsewhere").mkdir()
    again = subprocess.run(
        [installed.command, *words[1:]],
        cwd=installed.folder / "elsewhere",
        env=own_environment(),
        capture_output=True,
        text=True,
        timeout=BOUND,
    )
    assert again.returncode == 0, again.stdout + again.stderr


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        ("from judge.run import matrix\n", "from store_conformance.judge.run import matrix\n"),
        ("import errors as top\n", "import store_conformance.errors as top\n"),
        (
            "def f():\n    from fixtures import apps\n",
            "def f():\n    from store_conformance.fixtures import apps\n",
        ),
        (
            "from reports.model import (\n    Level,\n)\n",
            "from store_conformance.reports.model import (\n    Level,\n)\n",
        ),
        ("from reporting import fixtures\n", "from reporting import fixtures\n"),
        ('"""from judge import run"""\n', '"""from judge import run"""\n'),
        ("from . import judge\n", "from . import judge\n"),
    ],
)
def test_imports_of_rooms_become_private(source, changed):
    assert with_private_imports(source) == changed


@pytest.mark.parametrize("source", ["import judge.run\n", "import os, errors as top\n"])
def test_an_import_that_would_bind_another_name_is_refused(source):
    with pytest.raises(ValueError, match=r"line 1: write 'import .* as ...' on its own"):
        with_private_imports(source)
