"""[tool.store-conformance] of a pyproject.toml becomes options; a mistake in it is named in one line."""

import pytest

from store_conformance.run import CACHE, SUITE, _has, _own_arguments
from store_conformance.settings import BadSettings, Configuration, find_settings

TABLE = """
[tool.store-conformance]
stores = ["my_package:MyStore", "my_package:Other"]
manifest = "store.toml"
engines = ["chromium", "firefox"]
level = "should"
report = "build/conformance"
baseline = "baseline.json"
"""


@pytest.fixture
def project(tmp_path):
    def write(text):
        (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_each_key_becomes_an_option_with_paths_relative_to_the_file(project):
    folder = project(TABLE)
    (folder / "below").mkdir()
    found = find_settings(folder / "below")
    assert found.folder == folder
    assert found.options == {
        "--store": ["my_package:MyStore", "my_package:Other"],
        "--manifest": [str(folder / "store.toml")],
        "--engine": ["chromium", "firefox"],
        "--level": ["should"],
        "--report": [str(folder / "build/conformance")],
        "--compare-to": [str(folder / "baseline.json")],
    }


@pytest.mark.parametrize("text", ["", "[tool.other]\nkey = 1\n", "[project]\nname = 'other'\n"])
def test_file_without_the_table_gives_no_options(project, text):
    assert find_settings(project(text)) == Configuration()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[tool.store-conformance]\nstore = 'a:B'", "has no key 'store'; use stores, manifest, engines"),
        ("[tool.store-conformance]\nstores = 7", "stores must be a string or a list of strings (got 7)"),
        ("[tool.store-conformance]\nlevel = ['must']", "level must be a string (got ['must'])"),
        ("[tool]\nstore-conformance = 1", "tool.store-conformance must be a table"),
        ("[tool.", "cannot be read as TOML"),
    ],
)
def test_a_mistake_is_named_with_its_file(project, text, problem):
    folder = project(text)
    with pytest.raises(BadSettings) as refused:
        find_settings(folder)
    assert str(refused.value).startswith(f"{folder / 'pyproject.toml'}: ")
    assert problem in str(refused.value)


def test_command_line_overrides_the_file(project):
    settings = find_settings(project(TABLE))
    arguments = list(_own_arguments(["--engine", "webkit", "--report=here", "-n0"], settings))
    assert "--store=my_package:MyStore" in arguments
    assert not any(each.startswith(("--engine", "--report", "-n")) for each in arguments)


def test_default_is_all_processors_and_a_report_in_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    arguments = list(_own_arguments([], Configuration()))
    assert arguments[-2:] == ["--report=conformance-report", str(SUITE / "conformance")]
    assert arguments[arguments.index("-n") + 1] == "auto"
    assert f"cache_dir={tmp_path / CACHE}" in arguments


def test_options_are_found_however_they_are_written():
    assert _has(["--store", "a:B"], "--store")
    assert _has(["--store=a:B"], "--store")
    assert _has(["-n2"], "-n", "--numprocesses")
    assert not _has(["--store-other=a:B", "a"], "--store")
