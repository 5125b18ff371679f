"""The pages of the site meet WCAG 2 A and AA as far as axe-core can check; the contract can be searched."""

import pytest

from fixtures.browsers import ENGINES, LocalBrowser
from selftest.support import axe
from selftest.support.site_reports import save_all
from store_conformance import site


@pytest.fixture(scope="module")
def driver():
    engine = ENGINES["chromium"]
    if reason := engine.missing():
        pytest.skip(reason)
    browser = LocalBrowser(engine, 60)
    browser.driver.command_executor._commands["devtools"] = ("POST", "/session/$sessionId/goog/cdp/execute")
    yield browser.driver
    browser.quit()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    save_all(folder / "reports")
    site.main([f"--reports={folder / 'reports'}", f"--report={folder / 'site'}"])
    return folder / "site"


def devtools(driver, command, **parameters):
    driver.execute("devtools", {"cmd": command, "params": parameters})


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("page", ["index.html", "findings/id.names-of-objects.html", "contract.html"])
def test_axe_finds_nothing(driver, built, page, width, scheme):
    script = axe.source()
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    devtools(driver, "Emulation.setDeviceMetricsOverride", **size)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    devtools(driver, "Emulation.setEmulatedMedia", features=features)
    driver.get((built / page).as_uri())
    root = "document.documentElement"
    assert driver.execute_script(f"return {root}.scrollWidth === {root}.clientWidth")
    driver.execute_script("for (const folded of document.querySelectorAll('details')) folded.open = true")
    found = axe.check(driver, script)
    assert found["violations"] == []
    assert "color-contrast" in found["passes"]


def test_search_of_the_contract_leaves_the_clauses_with_all_words(driver, built):
    driver.get((built / "contract.html").as_uri())
    driver.find_element("css selector", "[type=search]").send_keys("NUMBER minus")
    shown = driver.find_elements("css selector", ".promise:not([hidden])")
    texts = [each.get_attribute("textContent").lower() for each in shown]
    assert "data.minus-zero" in [each.get_attribute("id") for each in shown]
    assert [text for text in texts if "number" not in text or "minus" not in text] == []
    driver.execute_script("location.hash = '#id.required'")
    assert driver.find_element("id", "id.required").is_displayed()
