"""Runs the steps of CI files as they stand: nothing is downloaded, and nothing installed on this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from selftest.support.judged_run import BOUND, ROOT, own_environment

Ended = subprocess.CompletedProcess[str]
SUITE_ACTION = "OWNER/store-conformance@main"
PACKAGE = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "my-package"
version = "1.0"

[tool.hatch.build.targets.wheel]
only-include = ["my_package.py"]
"""
STORE = "from dash.dcc import Store as MyStore\n"
PYTHON = """\
#!{python}
import os, runpy, sys, venv
if sys.argv[1:3] != ["-m", "venv"]:
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
folder = sys.argv[3]
venv.create(folder, with_pip=False)
version = f"python{{sys.version_info[0]}}.{{sys.version_info[1]}}"
library = os.path.join(folder, "lib", version, "site-packages")
with open(os.path.join(library, "shared.pth"), "w") as file:
    file.write({library!r})
with open(os.path.join(folder, "bin", "pip"), "w") as file:
    file.write({pip!r})
os.chmod(os.path.join(folder, "bin", "pip"), 0o755)
"""
PIP = """\
#!/bin/sh
# Installs the wheel in place of the suite's URL or checkout, and nothing from an index.
environment=$(dirname "$(dirname "$0")")
for word; do
    shift
    case $word in "store-conformance @ "* | {root}) word={wheel} ;; esac
    set -- "$@" "$word"
done
export PIP_NO_DEPS=1 PIP_NO_INDEX=1 PIP_NO_BUILD_ISOLATION=0
exec {python} -m pip --python "$environment/bin/python" "$@"
"""


class Machine:
    """A machine of a CI service with a checkout of somebody's package, which has a store."""

    def __init__(self, folder: Path, wheel: Path, **variables: str) -> None:
        self.checkout, self.programs = folder / "checkout", folder / "bin"
        self.artifacts, self.temporary = folder / "artifacts", folder / "temporary"
        for each in (self.checkout, self.programs, self.artifacts, self.temporary):
            each.mkdir()
        (self.checkout / "pyproject.toml").write_text(PACKAGE, encoding="utf-8")
        (self.checkout / "my_package.py").write_text(STORE, encoding="utf-8")
        pip = PIP.format(root=ROOT, wheel=wheel, python=sys.executable)
        library = sysconfig.get_path("purelib")
        self._install("python3", PYTHON.format(python=sys.executable, library=library, pip=pip))
        self._install("apt-get", "#!/bin/sh\n")
        self._environment = {
            **own_environment(),
            "PATH": os.pathsep.join([str(self.programs), os.environ["PATH"]]),
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_ACTION_PATH": str(ROOT),
            **variables,
        }

    def _install(self, name: str, script: str) -> None:
        (self.programs / name).write_text(script, encoding="utf-8")
        (self.programs / name).chmod(0o755)

    def shell(self, script: str, variables: Mapping[str, str] | None = None) -> Ended:
        """Run a script in the checkout as GitHub and GitLab do."""
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.checkout,
            env={**self._environment, **(variables or {})},
            capture_output=True,
            text=True,
            timeout=2 * BOUND,
        )

    def action(self, inputs: Mapping[str, str], steps: slice = slice(None)) -> Ended:
        """Run the steps of action.yml until one fails; return how the last one ended."""
        action = read_yaml("action.yml")
        values = {name: str(each["default"]) for name, each in action["inputs"].items()} | dict(inputs)
        for step in action["runs"]["steps"][steps]:
            variables = {name: _evaluated(text, values) for name, text in step.get("env", {}).items()}
            run = self.shell(step["run"], variables)
            if run.returncode:
                break
        return run

    def steps(self, steps: Sequence[Mapping[str, Any]], shard: int | None = None) -> list[Ended]:
        """Run the steps of a job until one fails, and then those that always run; return how each ended.

        `shard` stands for `matrix.shard` in them.
        """
        ended: list[Ended] = []
        for step in json.loads(json.dumps(steps).replace("${{ matrix.shard }}", str(shard))):
            failed = any(run.returncode for run in ended)
            if failed and step.get("if") != "always()":
                continue
            if "run" in step:
                ended.append(self.shell(step["run"]))
            elif step["uses"] == SUITE_ACTION:
                ended.append(self.action(step["with"]))
            elif "upload-artifact" in step["uses"]:
                path = self.checkout / step["with"]["path"]
                assert path.is_dir(), ended
                shutil.copytree(path, self.artifacts / step["with"]["name"])
        return ended


def read_yaml(name: str) -> Any:
    """Return a YAML file of the checkout."""
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def _evaluated(expression: str, inputs: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: inputs[found[1]], expression)
