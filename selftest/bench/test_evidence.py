"""docs/evidence.md: a command replaces its own section and leaves the rest of the page as it is."""

import os

import pytest

from bench import evidence, repeat

PAGE = "# Evidence\n\n<!-- one -->\nold\n<!-- /one -->\n\nprose\n\n<!-- two -->\nkept\n<!-- /two -->\n"


@pytest.fixture
def page(tmp_path, monkeypatch):
    monkeypatch.setattr(evidence, "PAGE", tmp_path / "evidence.md")
    evidence.PAGE.write_text(PAGE, encoding="utf-8")
    return evidence.PAGE


def test_written_section_is_read_back_and_the_rest_stays(page):
    evidence.write("one", "\nnew\n\n| a | table |\n")
    assert evidence.read("one") == "new\n\n| a | table |\n"
    assert page.read_text(encoding="utf-8") == PAGE.replace("old\n", "new\n\n| a | table |\n")


@pytest.mark.parametrize("broken", [PAGE.replace("<!-- one -->\n", ""), PAGE.replace("<!-- /one -->", "")])
def test_missing_marker_is_refused_and_the_page_stays(page, broken):
    page.write_text(broken, encoding="utf-8")
    with pytest.raises(evidence.NoSection, match="no section one; add the lines"):
        evidence.write("one", "new")
    assert page.read_text(encoding="utf-8") == broken


@pytest.mark.parametrize(
    "name",
    [
        *("kill-matrix", "source-mutants-py", "source-mutants-ideal", "bench", "capacity"),
        f"repeated-runs {repeat.STORE}",
    ],
)
def test_page_has_a_section_for_each_command(name):
    assert evidence.read(name)


def test_circumstances_name_command_machine_and_browsers(monkeypatch, tmp_path):
    monkeypatch.setattr(evidence, "CPU_INFO", tmp_path / "cpuinfo")
    evidence.CPU_INFO.write_text("processor\t: 0\nmodel name\t: Quick CPU\nmodel name\t: Other\n")
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    text = evidence.circumstances("make bench", ["chromium 1.2", "webkit 3"])
    assert text.endswith(" by `make bench`, on 2 cores (Quick CPU), with chromium 1.2, webkit 3.")
