"""Figures as bars: nothing is left out, lengths are in proportion, and a page without figures has none."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given

from reports.formats import charts
from reports.formats.capacity_svg import svg
from reports.formats.html import render
from reports.model import Figure, Measure
from selftest.support.html_page import Page
from selftest.support.report_builder import NASTY, STORE, clause, report, result, saying
from selftest.support.report_strategies import reports
from selftest.support.sample_reports import two_stores

CAPACITIES = {"chromium": 5_000_000, "firefox": 2_500_000}


def measured():
    figures = [
        Figure(Measure.CAPACITY, "ASCII", STORE, engine, "local", value, "characters")
        for engine, value in CAPACITIES.items()
    ]
    trips = [Figure(Measure.ROUND_TRIP, "1,000 characters", STORE, "firefox", "local", 12.5, "ms")]
    return replace(two_stores(), figures=figures + trips)


def test_capacities_are_marked_with_the_sizes_in_the_docs():
    (chart, _) = charts.figures(measured(), STORE)
    assert chart.columns == ["chromium", "firefox"]
    bars = [charts.Bar("5,000,000 characters", 50), charts.Bar("2,500,000 characters", 25)]
    assert chart.rows == {"local, ASCII": bars}
    assert chart.marks == {"2MB": 20, "5MB": 50, "10MB": 100}


def test_a_chart_has_only_the_columns_with_figures():
    (capacity, trip) = charts.figures(replace(measured(), figures=measured().figures[1:]), STORE)
    assert capacity.columns == trip.columns == ["firefox"]
    assert trip.rows == {"local, 1,000 characters": [charts.Bar("12.5 ms", 100)]}


def test_the_seconds_of_a_clause_are_those_of_its_cells():
    cells = [
        result("a.b", seconds=1),
        result("a.b", storage_type="session", seconds=2),
        result("a.c", seconds=6),
    ]
    chart = charts.seconds(report([clause("a.b"), clause("a.c")], cells), STORE)
    assert list(chart.rows.items()) == [
        ("a.c", [charts.Bar("6.0 s", 100)]),
        ("a.b", [charts.Bar("3.0 s", 50)]),
    ]


def test_only_the_slowest_clauses_are_in_the_chart_of_times():
    cells = [result(f"a.{number}", seconds=number) for number in range(1, charts.SLOWEST + 3)]
    chart = charts.seconds(report([clause(each.clause) for each in cells], cells), STORE)
    assert len(chart.rows) == charts.SLOWEST
    assert "a.2" not in chart.rows


def test_every_figure_is_on_the_page_as_text():
    text = Page(render(measured())).text
    texts = ["5,000,000 characters", "2,500,000 characters", "12.5 ms", "local, ASCII", "2, 5 and 10 million"]
    assert [each for each in texts if each not in text] == []


def test_bars_are_hidden_from_screen_readers():
    bars = [attributes for tag, attributes in Page(render(measured())).elements if tag == "svg"]
    assert bars
    assert all(attributes["aria-hidden"] == "true" for attributes in bars)


def test_a_page_without_figures_has_no_chart_of_them():
    assert "Capacity" not in Page(render(two_stores())).text


def test_svg_has_one_bar_for_each_capacity():
    root = ElementTree.fromstring(svg(measured()))
    assert len(list(root.iter("{http://www.w3.org/2000/svg}rect"))) == len(CAPACITIES)


@given(reports())
def test_svg_of_any_report_is_well_formed(report):
    ElementTree.fromstring(svg(report))


@pytest.mark.parametrize("text", NASTY)
def test_text_of_a_store_stays_text_in_the_svg(text):
    tags = [[each.tag for each in ElementTree.fromstring(svg(saying(said))).iter()] for said in (text, "x")]
    assert tags[0] == tags[1]
