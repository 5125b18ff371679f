"""Share data between callbacks."""

from conformance.clause import clause
from fixtures.apps import share_data
from fixtures.page import Page

YEARS = 12
IN_TABLE = '#memory-table td[data-dash-column="country"]'
IN_GRAPH = "#memory-graph .legendtext"
OF_AXIS = "#memory-graph .xtitle"
AT_FIRST = ["Canada", "United States"]


@clause("share.initial")
def test_table_and_graph_show_what_is_chosen_at_first(page: Page) -> None:
    page.open(share_data())
    rows = sorted(AT_FIRST * YEARS)
    assert page.drawn(IN_TABLE, awaiting=rows) == rows
    assert page.drawn(IN_GRAPH, awaiting=AT_FIRST) == AT_FIRST


@clause("share.choice")
def test_a_chosen_country_appears_in_table_and_graph(page: Page) -> None:
    page.open(share_data())
    page.click("#memory-countries label:nth-of-type(3) input")
    rows = sorted([*AT_FIRST, "France"] * YEARS)
    lines = ["Canada", "France", "United States"]
    assert page.drawn(IN_TABLE, awaiting=rows) == rows
    assert page.drawn(IN_GRAPH, awaiting=lines) == lines


@clause("share.second-input")
def test_another_field_redraws_the_graph_from_the_store(page: Page) -> None:
    page.open(share_data())
    assert page.drawn(OF_AXIS, awaiting=["lifeExp"]) == ["lifeExp"]
    page.click("#memory-field label:nth-of-type(2) input")
    assert page.drawn(OF_AXIS, awaiting=["gdpPercap"]) == ["gdpPercap"]
    assert page.drawn(IN_GRAPH, awaiting=AT_FIRST) == AT_FIRST
