"""The pages of the site meet WCAG 2 A and AA as far as axe-core can check; the contract can be searched; each
link leads somewhere."""

from urllib.parse import unquote, urldefrag

import pytest
from selenium.webdriver.support.wait import WebDriverWait

from fixtures.browsers import ENGINES, LocalBrowser
from reports.site.findings import explanations
from selftest.support import axe
from selftest.support.site_reports import save_all
from store_conformance import site

BOUND = 60
"""How long a page may take, in seconds."""
LINKS = "return Array.from(document.links, link => link.href)"
IS_THERE = "return location.href === arguments[0] && document.readyState === 'complete'"
IS_SHOWN = "return document.getElementById(arguments[0])?.getClientRects().length > 0"


@pytest.fixture(scope="module")
def browser(request):
    engine = ENGINES[getattr(request, "param", "chromium")]
    if reason := engine.missing():
        pytest.skip(reason)
    browser = LocalBrowser(engine, BOUND)
    yield browser
    browser.quit()


@pytest.fixture(scope="module")
def driver(browser):
    browser.driver.command_executor._commands["devtools"] = ("POST", "/session/$sessionId/goog/cdp/execute")
    return browser.driver


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
def test_axe_finds_nothing_on_a_page_of_the_site(driver, built, page, width, scheme):
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


def wait(driver, script, argument):
    WebDriverWait(driver, BOUND).until(lambda driver: driver.execute_script(script, argument), argument)


def go(driver, address):
    driver.get(address)
    wait(driver, IS_THERE, address)


def places_by_page(driver, start):
    """Follow the links from the page `start`; return the places that they lead to, by page.

    Pages of reports have tests of their own: none of their links is followed.
    """
    found: dict[str, set[str]] = {start: set()}
    waiting = [start]
    while waiting:
        go(driver, page := waiting.pop())
        assert driver.title, page
        for link in [] if "/site/reports/" in page else driver.execute_script(LINKS):
            target, place = urldefrag(link)
            if target.startswith("file:"):
                if target not in found:
                    waiting.append(target)
                found.setdefault(target, set()).update({place} - {""})
    return found


@pytest.mark.slow
@pytest.mark.parametrize("browser", list(ENGINES), indirect=True)
def test_each_link_leads_to_a_place_that_is_shown(browser, built):
    found = places_by_page(browser.driver, (built / "index.html").as_uri())
    assert len(found) > len(explanations())
    for page, places in found.items():
        for place in places:
            go(browser.driver, f"{page}#{place}")
            wait(browser.driver, IS_SHOWN, unquote(place))
