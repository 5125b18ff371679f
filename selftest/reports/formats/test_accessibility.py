"""The pages meet WCAG 2 A and AA as far as axe-core can check: light and dark, desktop and phone."""

import re
from pathlib import Path
from typing import Any

import pytest

from fixtures.browsers import ENGINES, LocalBrowser
from judge.contract.catalogue import read
from reports.formats.html import render, render_contract
from selftest.support import axe
from selftest.support.sample_reports import everything, matrix

OPEN = "#group-1.fail"


@pytest.fixture(scope="module")
def script():
    return axe.source()


@pytest.fixture(scope="module")
def driver():
    engine = ENGINES["chromium"]
    if reason := engine.missing():
        pytest.skip(reason)
    browser = LocalBrowser(engine, 60)
    browser.driver.command_executor._commands["devtools"] = ("POST", "/session/$sessionId/goog/cdp/execute")
    yield browser.driver
    browser.quit()


def show(
    driver, page: str, folder: Path, *, width: int = 1280, scheme: str = "light", place: str = ""
) -> None:
    """The page in a window of that width, on a device that asks for that colour scheme."""

    def devtools(command: str, **parameters: object) -> None:
        driver.execute("devtools", {"cmd": command, "params": parameters})

    file = folder / "index.html"
    file.write_text(page, encoding="utf-8")
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    devtools("Emulation.setDeviceMetricsOverride", **size)
    devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    driver.get("about:blank")  # a change of the fragment only would load no new page
    driver.get(file.as_uri() + place)
    assert driver.execute_script("return innerWidth") == width
    assert driver.execute_script(f"return matchMedia('(prefers-color-scheme: {scheme})').matches")


def show_report(driver, page: str, folder: Path, **device: Any) -> None:
    """The same, of a report, with all that is folded open."""
    show(driver, page, folder, place=OPEN, **device)
    assert driver.execute_script(
        "return document.querySelector('.clause[open] .cell[open] pre').clientHeight"
    )
    driver.execute_script(
        "for (const folded of document.querySelectorAll('details')) folded.open = true;"
        "document.querySelector('.cell-matrix .all').checked = true"
    )


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_of_a_report(driver, script, tmp_path, width, scheme):
    show_report(driver, render(*everything()), tmp_path, width=width, scheme=scheme)
    found = axe.check(driver, script)
    assert found["violations"] == []
    assert {"color-contrast", "label", "scrollable-region-focusable"} <= set(found["passes"])


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_contract(driver, script, tmp_path, width, scheme):
    show(driver, render_contract(read().clauses), tmp_path, width=width, scheme=scheme)
    found = axe.check(driver, script)
    assert found["violations"] == []
    assert "color-contrast" in found["passes"]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_contract_is_no_wider_than_the_window(driver, tmp_path, width):
    show(driver, render_contract(read().clauses), tmp_path, width=width)
    assert is_no_wider(driver)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_no_wider_than_the_window(driver, tmp_path, width):
    show_report(driver, render(*everything()), tmp_path, width=width)
    assert is_no_wider(driver)


def is_no_wider(driver) -> bool:
    root = "document.documentElement"
    return driver.execute_script(f"return {root}.scrollWidth === {root}.clientWidth")


def test_on_a_phone_the_matrix_scrolls_in_its_frame_and_its_clauses_stay(driver, tmp_path):
    show(driver, render(matrix()), tmp_path, width=390)
    assert is_no_wider(driver)
    left = "document.querySelector('.cell-matrix [scope=row]:not(.quiet > *)').getBoundingClientRect().left"
    frame = "document.querySelector('.cell-matrix .wide')"
    before = driver.execute_script(f"return {left}")
    assert driver.execute_script(f"{frame}.scrollLeft = 200; return {frame}.scrollLeft") == 200
    assert driver.execute_script(f"return {left}") == before


@pytest.mark.parametrize(
    ("fault", "harm", "rule"),
    [
        ("--faint: #57606a", "--faint: #b0b6bd", "color-contrast"),
        ("<label>Search ", "<label>", "label"),
        ('<html lang="en">', "<html>", "html-has-lang"),
        ('tabindex="0" ', "", "scrollable-region-focusable"),
    ],
)
def test_axe_finds_each_planted_problem(driver, script, tmp_path, fault, harm, rule):
    page = re.sub("default-src 'none'; [^\"]*", "", render(*everything()))  # which allows our own style only
    assert fault in page
    show_report(driver, page.replace(fault, harm), tmp_path)
    assert rule in {violation[0] for violation in axe.check(driver, script)["violations"]}
