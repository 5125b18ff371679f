"""Share data between callbacks."""

from fixtures.apps import share_data
from fixtures.page.page import Page
from judge.contract.clause import clause

YEARS = 12
IN_TABLE = '#memory-table td[data-dash-column="country"]'
IN_GRAPH = "#memory-graph .legendtext"
OF_AXIS = "#memory-graph .xtitle"

Shown = dict[str, list[str]]


def of(field: str, *countries: str) -> Shown:
    """What table and graph show of those countries, in the order of the alphabet."""
    return {IN_TABLE: sorted(countries * YEARS), IN_GRAPH: list(countries), OF_AXIS: [field]}


AT_FIRST = of("lifeExp", "Canada", "United States")
WITH_FRANCE = of("lifeExp", "Canada", "France", "United States")
BY_INCOME = of("gdpPercap", "Canada", "France", "United States")


@clause("share.initial", story="choices")
def test_table_and_graph_show_what_is_chosen_at_first(page: Page) -> None:
    assert page.record_once(choose).get("at first") == AT_FIRST


@clause("share.choice", story="choices")
def test_a_chosen_country_appears_in_table_and_graph(page: Page) -> None:
    assert page.record_once(choose).get("another country") == WITH_FRANCE


@clause("share.second-input", story="choices")
def test_another_field_redraws_the_graph_from_the_store(page: Page) -> None:
    assert page.record_once(choose).get("another field") == BY_INCOME


def choose(page: Page) -> dict[str, Shown]:
    """What is shown at first, after another country was chosen, after another field was: as far as it is
    what was chosen."""
    page.open(share_data())
    told = {"at first": page.wait_for_texts(AT_FIRST)}
    if told["at first"] == AT_FIRST:
        page.click("#memory-countries label:nth-of-type(3) input")
        told["another country"] = page.wait_for_texts(WITH_FRANCE)
    if told.get("another country") == WITH_FRANCE:
        page.click("#memory-field label:nth-of-type(2) input")
        told["another field"] = page.wait_for_texts(BY_INCOME)
    return told
