"""The page at work in each engine, as a file: first screen, filters and links, keyboard, copies."""

import base64
import hashlib
from dataclasses import replace
from urllib.parse import quote

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from fixtures.browsers import ENGINES, LocalBrowser
from reports.analysis.compare import compare
from reports.formats.bug_report import bug_reports
from reports.formats.html import render, render_contract
from reports.model import Implementation, Verdict
from selftest.support.judged_run import wait_for
from selftest.support.report_builder import STORE
from selftest.support.sample_reports import APP, COMMAND, everything

FAILED = "group-1.fail"
WATCH = """
window.complaints = [];
const what = (event) => event.message || event.reason || event.blockedURI;
const note = (event) => complaints.push(`${event.type}: ${what(event)}`);
for (const kind of ["error", "unhandledrejection", "securitypolicyviolation"]) addEventListener(kind, note);
for (const kind of ["error", "warn"]) console[kind] = (...texts) => complaints.push(`console: ${texts}`);
window.downloads = [];
URL.createObjectURL = (blob) => (downloads.push(blob), "blob:null/0");
HTMLAnchorElement.prototype.click = function () { downloads.push(this.download); };
"""
"""Notes what the page complains of, requests included, for its policy allows none; and what it would have
the browser download."""
PLANTED = """
addEventListener("load", () => {
  console.error("planted");
  new Image().src = "http://127.0.0.1:9/";
  planted();
});
"""


def watched(page: str, script: str = WATCH) -> str:
    """`page` with `script` as its first, which the policy allows as well."""
    allowed = "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = page.replace("script-src '", f"script-src '{allowed}' '", 1)
    return page.replace("<title>", f"<script>{script}</script><title>", 1)


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES), scope="module")
def driver(request):
    if reason := request.param.missing():
        pytest.skip(reason)
    browser = LocalBrowser(request.param, 60)
    yield browser.driver
    browser.quit()


@pytest.fixture
def visit(driver, tmp_path):
    """Opens the page of a report as a file, at a place in it; the contract is next to it."""
    report, comparison = everything()
    file = tmp_path / "index.html"
    file.write_text(watched(render(report, comparison)), encoding="utf-8")
    (tmp_path / "contract.html").write_text(render_contract(report.clauses), encoding="utf-8")

    def open_at(place: str = "") -> None:
        driver.get("about:blank")  # a change of the fragment only would load no new page
        driver.get(file.as_uri() + place)

    yield open_at
    assert driver.execute_script("return complaints") == []


def place(driver) -> str:
    return driver.execute_script("return location.hash")


def shown(driver) -> list[str]:
    """The ids of the clauses that are shown."""
    return driver.execute_script(
        "return [...document.querySelectorAll('.clause')]"
        ".filter((each) => each.offsetHeight).map(({ id }) => id)"
    )


def opened(driver) -> list[str]:
    return driver.execute_script("return [...document.querySelectorAll('.clause[open]')].map(({ id }) => id)")


def focused(driver) -> str | None:
    """The id of the clause or cell whose summary has the focus."""
    return driver.execute_script("return document.activeElement.parentElement?.id")


def press(driver, *keys: str) -> None:
    ActionChains(driver).send_keys(*keys).perform()


def button(driver, label: str):
    """Return the first button with that label in the failed clause, with its section open."""
    driver.execute_script("document.querySelector('.clause[open] .repro').open = true")
    path = f"//details[@id='{FAILED}']//button[starts-with(normalize-space(), '{label}')]"
    return driver.find_element(By.XPATH, path)


def test_errors_and_requests_of_a_watched_page_are_found(driver, tmp_path):
    file = tmp_path / "index.html"
    file.write_text(watched(render(*everything()), WATCH + PLANTED), encoding="utf-8")
    driver.get(file.as_uri())
    complaints = wait_for(lambda: len(found := driver.execute_script("return complaints")) >= 3 and found)
    kinds = {each.partition(":")[0] for each in complaints}
    assert kinds == {"console", "error", "securitypolicyviolation"}


def test_the_first_screen_has_the_verdict_and_what_changed(driver, visit):
    driver.set_window_size(1280, 900)
    visit()
    first_screen = driver.execute_script(
        "return [...document.querySelectorAll('.verdict, .counts')]"
        ".filter((each) => each.getBoundingClientRect().bottom <= innerHeight).map((each) => each.innerText)"
    )
    changed, verdict, counts = first_screen
    assert changed.startswith("3 regressed")
    assert verdict.startswith("NO VERDICT on shop.stores:Store")
    assert "1 error" in counts


def test_url_restores_search_filters_and_the_open_clause(driver, visit):
    visit()
    everything_shown = shown(driver)
    driver.find_element(By.NAME, "q").send_keys("PROMISE of group-1")
    assert set(shown(driver)) == {each for each in everything_shown if each.startswith("group-1")}
    for box in ("[name=verdict][value=fail]", "[name=engine][value=chromium]", "[name=level][value=must]"):
        driver.find_element(By.CSS_SELECTOR, box).click()
    assert shown(driver) == [FAILED]
    driver.find_element(By.CSS_SELECTOR, f"[id='{FAILED}'] > summary").click()
    kept = place(driver)
    assert kept == f"#q=PROMISE+of+group-1&verdict=fail&engine=chromium&level=must&clause={FAILED}"

    driver.refresh()
    assert place(driver) == kept
    assert driver.find_element(By.NAME, "q").get_property("value") == "PROMISE of group-1"
    assert len(driver.find_elements(By.CSS_SELECTOR, "form :checked")) == 3
    assert (shown(driver), opened(driver)) == ([FAILED], [FAILED])

    driver.find_element(By.CSS_SELECTOR, "[type=reset]").click()
    wait_for(lambda: shown(driver) == everything_shown)
    assert place(driver) == f"#{FAILED}"
    driver.find_element(By.CSS_SELECTOR, f"[id='{FAILED}'] > summary").click()
    assert (place(driver), opened(driver)) == ("#page:clauses", [])


def test_verdict_of_an_engine_is_that_of_its_own_cells(driver, visit):
    visit("#verdict=fail&engine=firefox")
    assert shown(driver) == []
    visit("#verdict=fail&engine=chromium")
    assert shown(driver) == [FAILED]


def test_regressed_cells_can_be_filtered(driver, tmp_path):
    before, _ = everything()
    after = replace(before, results=[*before.results])
    place = next(index for index, each in enumerate(after.results) if each.verdict is Verdict.PASS)
    after.results[place] = replace(after.results[place], verdict=Verdict.FAIL)
    file = tmp_path / "index.html"
    file.write_text(render(after, compare(("old.json", before), ("new.json", after))), encoding="utf-8")
    driver.get("about:blank")
    driver.get(f"{file.as_uri()}#change=regressed")
    assert shown(driver) == [after.results[place].clause]


def test_each_of_several_stores_has_its_own_verdicts(driver, tmp_path):
    sample, _ = everything()
    (failed,) = (each for each in sample.results if each.clause == FAILED and each.engine == "chromium")
    sample.implementations.append(Implementation("other:Store", "1"))
    sample.results.append(replace(failed, implementation="other:Store", verdict=Verdict.PASS))
    file = tmp_path / "index.html"
    file.write_text(render(sample), encoding="utf-8")
    for store, clauses in (("other%3AStore", []), (quote(STORE), [FAILED])):
        driver.get("about:blank")
        driver.get(f"{file.as_uri()}#verdict=fail&engine=chromium&store={store}")
        assert shown(driver) == clauses
        assert len(driver.find_elements(By.CSS_SELECTOR, "[name=store]:checked")) == 1


def test_link_to_a_clause_opens_it_whatever_the_filters(driver, visit):
    visit("#verdict=pass")
    assert FAILED not in opened(driver)
    driver.execute_script(
        "document.querySelector(`a[href='#${arguments[0]}']`).dispatchEvent(new MouseEvent('click'))", FAILED
    )
    wait_for(lambda: FAILED in shown(driver))
    assert opened(driver) == [FAILED]


def test_cell_of_the_matrix_leads_to_its_details(driver, visit):
    visit()
    driver.find_element(By.CSS_SELECTOR, ".cell-matrix a.fail").click()
    # A browser opens the clause by itself, before the page hears of the link.
    wait_for(lambda: focused(driver) == f"{FAILED}:1")
    assert (place(driver), opened(driver)) == (f"#{FAILED}:1", [FAILED])
    assert driver.execute_script("return document.activeElement.parentElement.open")


def test_group_of_the_matrix_opens_for_what_needs_no_attention(driver, visit):
    visit()
    row = driver.find_element(By.CSS_SELECTOR, ".cell-matrix [href='#group-0.pass']")
    assert not row.is_displayed()
    assert driver.find_element(By.CSS_SELECTOR, f".cell-matrix [href='#{FAILED}']").is_displayed()
    group = driver.find_element(By.XPATH, "//label[normalize-space()='All clauses of group-0']/input")
    group.send_keys(Keys.SPACE)
    assert row.is_displayed()
    group.send_keys(Keys.SPACE)
    assert not row.is_displayed()


def test_clause_can_be_found_and_opened_by_keyboard(driver, visit):
    visit()
    press(driver, Keys.TAB)
    assert driver.switch_to.active_element.text == "Skip to the clauses"
    press(driver, Keys.ENTER)
    for _ in range(30):
        press(driver, Keys.TAB)
        if driver.execute_script("return document.activeElement.matches('.clause > summary')"):
            break
    clause = driver.execute_script("return document.activeElement.parentElement.id")
    press(driver, Keys.ENTER)
    wait_for(lambda: opened(driver) == [clause])
    assert place(driver) == f"#{clause}"


def test_command_is_copied_or_selected_to_be_copied(driver, visit):
    visit(f"#{FAILED}")
    copy = button(driver, "Copy")
    copy.click()
    wait_for(lambda: copy.text.split()[0] in ("Copied", "Selected"))
    assert driver.execute_script("return getSelection().toString()").strip() == COMMAND


def test_copied_or_selected_bug_report_is_complete(driver, visit):
    visit(f"#{FAILED}")
    copy = button(driver, "Copy bug report")
    copy.click()
    wait_for(lambda: copy.text.split()[0] in ("Copied", "Selected"))
    report, _ = everything()
    (expected,) = bug_reports(report, FAILED)
    assert driver.execute_script("return getSelection().toString()").strip() == str(expected).strip()


def test_downloaded_app_is_unchanged(driver, visit):
    visit(f"#{FAILED}")
    button(driver, "Download").click()
    assert driver.execute_async_script(
        "const [blob, name] = downloads; blob.text().then((text) => arguments[0]([text, name]))"
    ) == [APP, "repro.py"]


def test_contract_and_report_link_to_each_other(driver, visit):
    visit()
    driver.find_element(By.CSS_SELECTOR, f".store .breaks [href='contract.html#{FAILED}']").click()
    # A click does not wait for the page that it leads to.
    (heading,) = wait_for(lambda: driver.find_elements(By.CSS_SELECTOR, ":target h3"))
    assert heading.text == f"{FAILED} The promise of {FAILED}. must"
    heading.find_element(By.TAG_NAME, "a").click()
    wait_for(lambda: (place(driver), opened(driver)) == (f"#{FAILED}", [FAILED]))
