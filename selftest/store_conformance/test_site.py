"""The site is built from reports: its links lead somewhere, and each finding has a judged workaround."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

from compat import tomllib
from fixtures.workarounds import WORKAROUNDS
from judge.contract.catalogue import read
from reports.site.findings import explanations
from selftest.support.html_page import Page
from selftest.support.judged_run import ROOT
from selftest.support.site_reports import FIXED_SINCE, NEWEST, judged, save, save_all
from store_conformance import site

PUBLISHED = ROOT / "docs/published"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder of a site built from a report of each kind."""
    folder = tmp_path_factory.mktemp("site")
    save_all(folder / "reports")
    assert site.main([f"--reports={folder / 'reports'}", f"--report={folder / 'site'}"]) == 0
    return folder / "site"


def parsed(file: Path) -> Page:
    return Page(file.read_text(encoding="utf-8"))


def pages(folder: Path) -> dict[Path, Page]:
    """Return the pages of the site itself, without the full reports."""
    return {file: parsed(file) for file in [*folder.glob("*.html"), *folder.glob("findings/*.html")]}


ELSEWHERE = ("https://github.com/", "https://pypi.org/project/dash/")
"""How links to public reports and to releases begin."""
IMAGE = "data:image/svg+xml;base64,"
"""How an image begins that is part of its page."""


def broken_links(folder: Path, absent: str = "") -> list[str]:
    """Return the links that lead to no file, or to no place in it; those into the folder `absent` may."""
    return [
        f"{file.name}: {link}"
        for file, page in pages(folder).items()
        for link in [*page.values("href"), *page.values("src")]
        if not link.startswith((*ELSEWHERE, IMAGE)) and not leads_somewhere(file, link, absent)
    ]


def leads_somewhere(file: Path, link: str, absent: str) -> bool:
    """Return whether the link of that file leads to a file and a place in it, or into the folder `absent`."""
    path, _, place = map(unquote, link.partition("#"))
    target = (file.parent / path).resolve() if path else file
    if absent and PUBLISHED / absent in target.parents:
        return True
    return target.is_file() and (not place or place in ids(target))


@cache
def ids(file: Path) -> set[str]:
    """Return the ids of the elements of a page."""
    return set(parsed(file).values("id"))


def test_every_link_of_the_site_leads_to_a_file_and_a_place_in_it(built):
    assert broken_links(built) == []


def test_every_link_of_the_published_site_leads_somewhere():
    assert (PUBLISHED / "index.html").exists()
    assert broken_links(PUBLISHED, absent="reports") == []


def test_the_published_site_has_no_path_of_the_machine_that_built_it():
    machine = re.compile(r"(?<![\w.:/])/(?:home|root|tmp|work|usr)/")
    assert [file.name for file, page in pages(PUBLISHED).items() if machine.search(page.text)] == []


def test_every_page_needs_nothing_from_elsewhere(built):
    for file, page in pages(built).items():
        assert [each for each in page.values("src") if not each.startswith(IMAGE)] == [], file
        (policy,) = [value for value in page.values("content") if "default-src" in value]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert ("script-src" in policy) == (file.name == "contract.html")


def test_each_finding_has_a_page_with_the_workaround_that_is_judged(built):
    files = {file.stem for file in (built / "findings").glob("*.html")}
    assert files == set(WORKAROUNDS)
    text = parsed(built / "findings/id.names-of-objects.html").text
    assert 'dcc.Store(id="constructor", storage_type="memory", data="initial")' in text
    assert 'dcc.Store(id={"store": "constructor"}, storage_type="memory", data="initial")' in text


def test_a_finding_says_since_which_release(built):
    assert f"since {NEWEST}; kept in 4.0.0" in parsed(built / f"findings/{FIXED_SINCE}.html").text
    others = parsed(built / "findings/timestamp.read-only.html").text
    assert "in every release that was judged, the oldest of which is 4.0.0" in others


def test_the_page_on_releases_shows_their_channels_and_the_note_of_a_change(built):
    page = (built / "releases.html").read_text(encoding="utf-8")
    assert '<th scope="row">set-props</th><td>yes</td><td>yes</td>' in page
    assert read()[FIXED_SINCE].note in parsed(built / "releases.html").text


def test_a_finding_says_when_its_app_was_last_run_by_hand(built):
    for clause, explanation in explanations().items():
        assert (
            f"by hand in Chromium on {explanation.confirmed},"
            in parsed(built / f"findings/{clause}.html").text
        )


def test_each_known_deviation_of_dcc_store_is_explained():
    manifest = tomllib.loads((ROOT / "examples/dcc-store.toml").read_text(encoding="utf-8"))
    assert {each["clause"] for each in manifest["deviation"]} == set(explanations())


def test_without_other_reports_the_site_says_which_commands_make_them(tmp_path, capsys):
    save(judged(), tmp_path / "reports/dcc-store")
    assert site.main([f"--reports={tmp_path / 'reports'}", f"--report={tmp_path / 'site'}"]) == 0
    assert "not on the site yet: releases; make releases\n" in capsys.readouterr().out
    assert "make releases" in parsed(tmp_path / "site/releases.html").text
    assert broken_links(tmp_path / "site") == []


def test_without_a_report_on_dcc_store_one_line_says_which_command_makes_it(tmp_path, capsys):
    assert site.main([f"--reports={tmp_path}", f"--report={tmp_path / 'site'}"]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert "no report on dcc.Store; make one: make conformance ARGS=" in line
