"""The digest of the code changes with whatever can decide a kill, and with nothing else."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.stores.faulty import faults
from selftest.mutants import decisive

CUT, KEPT = "texts-cut-at-eight", "nothing-kept"
"""Faults of two scripts: data.js, storage.js."""

NOT_DECISIVE = (
    *("reports/__init__.py", "reports/document.py", "reports/files.py", "reports/text.py"),
    "reports/formats/",
    *(f"reports/analysis/{name}" for name in ("__init__", "blocking", "compare", "differences", "grouping")),
    *(
        f"reports/analysis/{name}"
        for name in ("history", "marked", "merge", "paths", "releases", "verdict_table")
    ),
    "reports/analysis/tallies",
)
"""What of reports/ decides no verdict: it compares, counts and writes reports."""

LOADED = """
import sys
from pathlib import Path
import conftest, judge.run.plugin, fixtures.stores.faulty, selftest.mutants.faulty_run
files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
print(*(file for file in files if file), sep="\\n")
"""


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A copy of the decisive files, from which digests are computed."""
    for name in decisive.DECISIVE:
        path = decisive.ROOT / name
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, tmp_path / name, ignore=shutil.ignore_patterns(decisive.CACHE))
        else:
            shutil.copy(path, tmp_path / name)
    before = [decisive.digest(fault) for fault in (CUT, KEPT)]  # cached: later calls return these
    monkeypatch.setattr(decisive, "ROOT", tmp_path)
    assert [digest(fault) for fault in (CUT, KEPT)] == before
    return tmp_path


def digest(fault):
    """Return the digest for that fault, computed again."""
    decisive.contents.cache_clear()
    try:
        return decisive.digest.__wrapped__(fault)
    finally:
        decisive.contents.cache_clear()


def test_every_module_that_a_run_loads_is_decisive_or_only_writes_reports():
    root = decisive.ROOT
    script = [sys.executable, "-c", LOADED]
    output = subprocess.run(script, cwd=root, capture_output=True, text=True, check=True).stdout
    loaded = {Path(line) for line in output.splitlines()} & set(root.rglob("*.py"))
    names = {path.relative_to(root).as_posix() for path in loaded - set(decisive.decisive_files())}
    packages = {"selftest/__init__.py", "selftest/mutants/__init__.py"}
    others = (*NOT_DECISIVE, *decisive.DOCUMENT_WRITERS, ".venv/")
    assert [name for name in names - packages if not name.startswith(others)] == []


@pytest.mark.parametrize("room", ["conformance", "judge", "fixtures"])
def test_every_file_of_the_room_but_writers_of_documents_is_decisive(room):
    files = {
        path
        for path in (decisive.ROOT / room).rglob("*.*")
        if path.is_file() and path.parent.name != decisive.CACHE
    }
    writers = {path for path in files if name_in_tree(path).startswith(decisive.DOCUMENT_WRITERS)}
    assert files - set(decisive.decisive_files()) == writers


def name_in_tree(path):
    return path.relative_to(decisive.ROOT).as_posix()


@pytest.mark.parametrize("name", [*decisive.DECISIVE, *decisive.DOCUMENT_WRITERS])
def test_every_file_or_folder_that_is_named_exists(name):
    assert (decisive.ROOT / name).exists()


@pytest.mark.parametrize(
    "name",
    [
        *(name for name in decisive.DECISIVE if (decisive.ROOT / name).is_file()),
        "conformance/clauses.toml",
        "conformance/test_property_data.py",
        "judge/run/verdict.py",
        "fixtures/server/recorder.js",
        "fixtures/stores/ideal.js",
        "fixtures/stores/faults/fault.js",
    ],
)
def test_changed_decisive_file_changes_every_digest(tree, name):
    add_line(tree / name, LINE[Path(name).suffix])
    assert digest(CUT) != decisive.digest(CUT)
    assert digest(KEPT) != decisive.digest(KEPT)


LINE = {".py": "more = 1", ".toml": "more = 1", ".js": "more = 1", ".ini": "more = 1", ".txt": "more==1"}
"""A line of code for each kind of file."""


def add_line(file, line):
    """Append the line to the file."""
    with file.open("a", encoding="utf-8") as opened:
        opened.write(f"{line}\n")


def test_changed_script_changes_only_the_digests_of_its_faults(tree):
    add_line(tree / "fixtures/stores/faults/data.js", "more = 1")
    assert digest(CUT) != decisive.digest(CUT)
    assert digest(KEPT) == decisive.digest(KEPT)


def test_changed_declaration_changes_only_the_digest_of_its_fault(tree, monkeypatch):
    changed = {**faults(), CUT: replace(faults()[CUT], breaks={"component.help": []})}
    monkeypatch.setattr(decisive, "faults", lambda: changed)
    assert digest(CUT) != decisive.digest(CUT)
    assert digest(KEPT) == decisive.digest(KEPT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("conformance/test_property_data.py", "conformance/test_datum.py"),
        ("judge/run/verdict.py", "judge/verdict.py"),
        ("fixtures/page/tabs.py", "fixtures/server/tabs.py"),
    ],
)
def test_moved_decisive_file_changes_the_digest(tree, old, new):
    (tree / old).rename(tree / new)
    assert digest(CUT) != decisive.digest(CUT)


def test_compiled_file_leaves_the_digest_as_it_was(tree):
    (tree / "conformance/__pycache__").mkdir(exist_ok=True)
    (tree / "conformance/__pycache__/test_more.cpython-311.pyc.8153").touch()
    assert digest(CUT) == decisive.digest(CUT)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("judge/run/verdict.py", '"""', '"""In other words.\n\n    # and more\n\n'),
        ("judge/run/verdict.py", "from __future__", "# why\n\nfrom __future__"),
        ("conformance/test_property_data.py", "\ndef ", "  # as it is\n\n\ndef "),
        ("conformance/clauses.toml", '\ntext = "', '\ntext = "In other words: '),
        ("conformance/clauses.toml", "\nlevel", "\n# why\nlevel"),
    ],
    ids=["docstring", "comment", "comment-on-a-line", "text-of-a-clause", "comment-on-a-clause"],
)
def test_other_words_leave_the_digest_as_it_was(tree, name, old, new):
    replace_first(tree / name, old, new)
    assert digest(CUT) == decisive.digest(CUT)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("judge/run/verdict.py", "import ", "import  json, "),
        ("fixtures/apps/watched_page.py", '= """\n', '= """\n\n'),
        ("fixtures/stores/__init__.py", '"""', '"""In other words. '),
        ("conformance/clauses.toml", '\nlevel = "must"', '\nlevel = "should"'),
        ("conformance/clauses.toml", '\nquote = "', '\nquote = "Otherwise: '),
        ("fixtures/stores/ideal.js", "\n", "\n\n"),
    ],
    ids=["code", "empty-line-of-a-value", "help-of-a-store", "level", "quote", "script"],
)
def test_whatever_else_changes_in_a_file_changes_the_digest(tree, name, old, new):
    replace_first(tree / name, old, new)
    assert digest(CUT) != decisive.digest(CUT)


def replace_first(file, old, new):
    """Replace the first occurrence of `old` in the file."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
