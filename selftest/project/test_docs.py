"""The documentation is true: its links lead somewhere, its commands exist, and it uses plain words."""

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from functools import cache
from io import StringIO
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import repeat
from judge.contract.catalogue import read
from judge.generate.effort import LEVELS, Amounts
from reports.model import Level
from selftest.mutants import kill_matrix
from selftest.mutants.rules import command as rules
from selftest.mutants.source import command as source
from selftest.support.judged_run import ROOT, own_environment
from store_conformance import cli

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
COMMANDS = (
    "run",
    "open",
    "doctor",
    "compare",
    "merge",
    "render",
    "validate",
    "releases",
    "bug-report",
    "history",
    "capacity",
    "contract",
)
MAINS = (bench.main, repeat.main, kill_matrix.main, source.main, rules.main)
"""The main functions behind the make targets that take options."""
OF_OTHERS = {"--from", "--with", "--with-editable", "--python", "--editable", "--enable"}
"""Options in the docs of uvx, pipx and safaridriver."""
PLAIN = {
    "amiss": "wrong, a problem",
    "anew": "again, fresh",
    "beside": "next to, alongside",
    "but for": "except for",
    "culprit": "failing index",
    "dear": "expensive",
    "deed": "action",
    "dearer": "more expensive",
    "handful": "batch",
    "lacking": "unsupported",
    "mend": "fix",
    "mended": "fixed",
    "mends": "fixes",
    "rests on": "depends on",
    "rumours": "possible updates",
    "told as": "reported as",
}
"""Words that are old or rare, and what to write instead."""
OTHER_TEXTS = ("conformance/docs/", "reports/published/", "selftest/project/test_docs.py")
"""Texts of others, what was published before, and the list of words itself."""


def text_without_code(page: Path) -> str:
    """Return the text of a page, without blocks and spans of code."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"^    .*$", "", text, flags=re.MULTILINE)
    return re.sub(r"`[^`\n]*`", "", text)


@cache
def anchors(page: Path) -> set[str]:
    """Return the names under which parts of a page can be linked to, as GitHub makes them of headings."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="(.*?)">', text))


def command_lines() -> list[str]:
    """Return the lines of code of all pages, without comments."""
    lines = [line for page in PAGES for line in page.read_text(encoding="utf-8").splitlines()]
    return [line.partition(" # ")[0].strip() for line in lines if line.startswith("    ")]


@cache
def help_of_pytest() -> str:
    """Return the help of pytest with the suite's plugin."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--help"], cwd=ROOT, env=own_environment(), capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    return run.stdout


def help_of(main: Callable[[list[str]], object], *command: str) -> str:
    """Return the help that a main function prints."""
    with redirect_stdout(StringIO()) as printed, suppress(SystemExit):
        main([*command, "--help"])
    return printed.getvalue()


@cache
def own_options_of(command: str) -> set[str]:
    """Return the options that have a line of their own in the help of a subcommand."""
    lines = help_of(cli.main, command).splitlines()
    return {match[1] for line in lines if (match := re.match(r" +(?:-\w, )?(--[a-z-]+)", line))}


def options_of(command: str) -> set[str]:
    """Return the options of a subcommand; `run` has those of pytest as well."""
    of_pytest = set(OPTION.findall(help_of_pytest())) if command == "run" else set()
    return own_options_of(command) | of_pytest


def test_readme_fits_on_a_page():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_to_a_file_and_a_heading(page):
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text_without_code(page)):
        name, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", name):
            continue
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_documented_call_exists(command):
    calls = [line for line in command_lines() if re.search(rf"\bstore-conformance {command}\b", line)]
    named = {option for line in calls for option in OPTION.findall(line.partition(f" {command} ")[2])}
    assert sorted(named - options_of(command)) == []


def test_every_documented_command_exists():
    calls = (re.search(r"(?:^|/)store-conformance ([a-z][a-z-]*)", line) for line in command_lines())
    assert {call[1] for call in calls if call} <= set(COMMANDS)


def test_every_option_in_the_text_exists():
    of_make = (OPTION.findall(help_of(main)) for main in MAINS)
    known = set().union(*map(options_of, COMMANDS), *of_make)
    named = {option for page in PAGES for option in OPTION.findall(page.read_text(encoding="utf-8"))}
    assert sorted(named - known - OF_OTHERS) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_is_described(command):
    described = [ROOT / "docs" / "cli.md"] if command == "run" else PAGES
    named = {option for page in described for option in OPTION.findall(page.read_text(encoding="utf-8"))}
    assert sorted(own_options_of(command) - {"--help", "--pytest-help"} - named) == []


def test_every_documented_make_target_exists():
    targets = set(
        re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    text = "\n".join([*command_lines(), (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")])
    named = set(re.findall(r"(?:^|`)make (?:-C \S+ )?([a-z-]+)", text, re.MULTILINE))
    assert sorted(named - targets) == []


def test_every_documented_file_exists():
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    spans = set(re.findall(r"`([\w.-]+/[\w./-]*)`", text))
    of_the_project = {span for span in spans if (ROOT / span.partition("/")[0]).exists()}
    kept = {span for span in of_the_project if not span.startswith("reports/latest")}
    assert [name for name in sorted(kept) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "docs/your-store.md"])
def test_promises_in_sample_output_are_those_of_clauses(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    quoted = re.findall(rf"^    ((?:{'|'.join(Level)}): .*)$", text, re.MULTILINE)
    promises = {f"{clause.level}: {clause.text}" for clause in read().clauses}
    assert quoted
    assert [line for line in quoted if line not in promises] == []


@pytest.mark.parametrize(("level", "max_examples"), LEVELS.items())
def test_table_of_effort_levels_says_what_they_draw(level, max_examples):
    text = (ROOT / "docs" / "generated-tests.md").read_text(encoding="utf-8")
    amounts = Amounts(max_examples)
    (row,) = re.findall(rf"^\| `{level}`.*", text, re.MULTILINE)
    assert row.endswith(f"| {amounts.values:,} | {amounts.pairs:,} | {amounts.histories:,} |")


def own_texts() -> list[str]:
    """Return the names of the text files of the project that it has written itself."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    binary = (".png", ".svg", ".csv")
    return [
        name for name in shlex.split(listed) if not name.startswith(OTHER_TEXTS) and not name.endswith(binary)
    ]


@pytest.mark.parametrize("word", PLAIN)
def test_no_text_uses_a_word_that_has_a_plainer_one(word):
    pattern = re.compile(rf"(?<![\w-]){word.replace(' ', chr(92) + 's+')}(?![\w-])", re.IGNORECASE)
    found = {
        f"{name}:{text[: hit.start()].count(chr(10)) + 1}"
        for name in own_texts()
        if (text := (ROOT / name).read_text(encoding="utf-8"))
        for hit in pattern.finditer(text)
    }
    assert sorted(found) == [], f"instead of {word!r}, write: {PLAIN[word]}"
