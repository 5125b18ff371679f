"""Share data between callbacks."""

from fixtures.apps import share_data
from fixtures.page.page import Page
from judge.contract.clause import clause

YEARS = 12
IN_TABLE = '#memory-table td[data-dash-column="country"]'
IN_GRAPH = "#memory-graph .legendtext"
AXIS_TITLE = "#memory-graph .xtitle"

Shown = dict[str, list[str]]


def shown_for(field: str, *countries: str) -> Shown:
    """Return what the table and the graph show for those countries, which are in alphabetical order."""
    return {IN_TABLE: sorted(countries * YEARS), IN_GRAPH: list(countries), AXIS_TITLE: [field]}


AT_FIRST = shown_for("lifeExp", "Canada", "United States")
WITH_FRANCE = shown_for("lifeExp", "Canada", "France", "United States")
BY_INCOME = shown_for("gdpPercap", "Canada", "France", "United States")


@clause("share.initial", scenario="choices")
def test_table_and_graph_show_the_initial_choice(page: Page) -> None:
    assert page.record_once(make_choices, moment="at first") == AT_FIRST


@clause("share.choice", scenario="choices")
def test_an_added_country_appears_in_table_and_graph(page: Page) -> None:
    assert page.record_once(make_choices, moment="another country") == WITH_FRANCE


@clause("share.second-input", scenario="choices")
def test_another_field_updates_the_graph_from_the_store(page: Page) -> None:
    assert page.record_once(make_choices, moment="another field") == BY_INCOME


def make_choices(page: Page) -> None:
    """Note what is shown at first, after a country is added and after the field is changed."""
    page.open(share_data())
    page.note("at first", page.wait_for_texts(AT_FIRST))
    page.click("#memory-countries label:nth-of-type(3) input")
    page.note("another country", page.wait_for_texts(WITH_FRANCE))
    page.click("#memory-field label:nth-of-type(2) input")
    page.note("another field", page.wait_for_texts(BY_INCOME))
