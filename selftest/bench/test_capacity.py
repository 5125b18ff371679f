"""The capacity of a store is found by search to within a thousand characters, and has no verdict."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import evidence, measure
from bench.capacity import main
from bench.measure import MOST, STEP, capacity, largest, round_trip
from fixtures.browsers import ENGINES
from fixtures.browsers.browser import BrowserLost
from fixtures.implementation import load
from fixtures.page.live_driver import LiveDriver
from fixtures.page.observation import StoreFailed
from fixtures.page.page import Page
from fixtures.page.runtime import Runtime
from judge.contract.catalogue import read as read_catalogue
from reports.document import read
from reports.formats.outputs import write
from reports.model import Figure, Implementation, Measure
from selftest.support.report_builder import result, saying

STORED = 1_000_000 - len('""')
"""Characters of text that the store `one-megabyte-at-most` keeps. It counts the JSON."""


@pytest.fixture
def new_page():
    runtime = Runtime(30)

    def new_page(store):
        return Page(LiveDriver(runtime, runtime.browser(ENGINES["chromium"]), load(store)))

    yield new_page
    runtime.close()


@given(st.integers(0, MOST - 1), st.lists(st.integers(0, MOST)))
def test_largest_size_that_fits_is_found_to_within_a_step_whatever_the_guesses(limit, guesses):
    assert limit - STEP <= largest(lambda size: size <= limit, guesses) <= limit


def test_right_guess_is_tried_with_the_step_above_it_and_nothing_else():
    tried: list[int] = []

    def fits(size):
        tried.append(size)
        return size <= 5_000_500

    assert largest(fits, [3, 5_000_000]) == 5_000_000
    assert tried == [3, 3 + STEP, 5_000_000, 5_000_000 + STEP]


def test_search_without_a_limit_ends_at_the_largest_size():
    assert largest(lambda size: True) == MOST


@pytest.mark.slow
def test_limit_is_found_although_a_text_that_does_not_fit_is_lost(new_page):
    page = new_page("fixtures.stores.faulty:one-megabyte-at-most")
    assert STORED - STEP <= capacity(page, "session", "x", []) <= STORED


def test_text_that_callbacks_do_not_receive_has_no_round_trip(new_page):
    page = new_page("fixtures.stores.faulty:one-megabyte-at-most")
    assert round_trip(page, "session", 1000) > 0
    with pytest.raises(StoreFailed):
        round_trip(page, "session", 2_000_000)


@pytest.mark.browser
def test_figures_are_added_to_an_existing_report_and_drawn(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(measure, "STORAGE_TYPES", ["memory"])
    monkeypatch.setattr(measure, "MOST", 2 * measure.FIRST)
    monkeypatch.setattr(measure, "SIZES", (10,))
    monkeypatch.setattr(measure, "CHARACTERS", {"ASCII": "x"})
    options = ["--engine=chromium", f"--report={tmp_path}", f"--picture={tmp_path / 'picture.svg'}"]
    assert main(options) == 0
    report = read(tmp_path / "report.json")
    verdict = result(report.clauses[0].id, implementation="dash.dcc:Store")
    write(replace(report, results=[verdict]), tmp_path)
    assert main(options) == 0
    measured = read(tmp_path / "report.json")
    assert measured.results == [verdict]
    found = [(each.measure, each.of, each.storage_type, each.at_least) for each in measured.figures]
    assert found == [
        (Measure.CAPACITY, "ASCII", "memory", True),
        (Measure.ROUND_TRIP, "10 characters", "memory", False),
    ]
    assert measured.figures[0].value == 2 * measure.FIRST
    assert "2,000,000 characters or more" in (tmp_path / "picture.svg").read_text()
    assert "2,000,000 characters or more" in capsys.readouterr().out


@pytest.mark.browser
def test_lost_browser_keeps_the_figures_of_the_stores_in_the_report(tmp_path, monkeypatch, capsys):
    store = "fixtures.stores:Ideal"
    figure = Figure(Measure.CAPACITY, "ASCII", store, "chromium", "memory", 5, "characters")

    def figures(*asked):
        yield figure
        raise BrowserLost("the browser is gone")

    monkeypatch.setattr("bench.capacity.figures", figures)
    judged = replace(saying("x"), clauses=read_catalogue().clauses, results=[], figures=[])
    write(replace(judged, implementations=[Implementation(store, load(store).version)]), tmp_path)
    assert main(["--engine=chromium", f"--report={tmp_path}"]) == 3
    assert capsys.readouterr().err == "not everything was measured: the browser is gone\n"
    measured = read(tmp_path / "report.json")
    assert [each.spec for each in measured.implementations] == [store]
    assert measured.figures == [figure]


@pytest.mark.browser
def test_lost_browser_without_figures_leaves_all_files_as_they_were(tmp_path, monkeypatch):
    def figures(*asked):
        raise BrowserLost("the browser is gone")

    monkeypatch.setattr("bench.capacity.figures", figures)
    picture = tmp_path / "picture.svg"
    picture.write_text("as it was")
    assert main(["--engine=chromium", f"--report={tmp_path}", f"--picture={picture}"]) == 3
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"picture.svg": "as it was"}


@pytest.mark.parametrize("option", ["--report", "--picture"])
def test_unwritable_path_is_refused_before_the_work(tmp_path, monkeypatch, capsys, option):
    monkeypatch.setattr("bench.capacity.figures", None)
    (tmp_path / "file").write_text("")
    places = {"--report": tmp_path, option: tmp_path / "file" / "new"}
    assert main(["--engine=chromium", *(f"{name}={place}" for name, place in places.items())]) == 3
    assert "cannot be written (Not a directory)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--engine=lynx"], "--engine lynx: no such engine"),
        (["--store=dash.dcc:Stroe"], "--store dash.dcc:Stroe: dash.dcc has no 'Stroe'"),
    ],
)
def test_wrong_argument_is_refused_in_one_line(options, message, tmp_path, capsys):
    assert main([*options, f"--report={tmp_path}"]) == 4
    assert capsys.readouterr().err.startswith(message)


def test_report_on_another_version_of_the_store_is_refused_before_the_work(tmp_path, capsys):
    other = replace(saying("x"), clauses=read_catalogue().clauses, results=[], figures=[])
    write(replace(other, implementations=[Implementation("dash.dcc:Store", "0.1")]), tmp_path)
    assert main(["--engine=chromium", f"--report={tmp_path}"]) == 4
    assert "the version of dash.dcc:Store is" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["capacity.svg", "other.svg"])
def test_only_the_picture_of_the_docs_writes_its_section_of_the_evidence(tmp_path, monkeypatch, name):
    monkeypatch.setattr(evidence, "PAGE", tmp_path / "evidence.md")
    monkeypatch.setattr("bench.capacity.PICTURE", tmp_path / "capacity.svg")
    evidence.PAGE.write_text("<!-- capacity -->\n<!-- /capacity -->\n", encoding="utf-8")
    monkeypatch.setattr("bench.capacity._measure", lambda matrix: ([], ""))
    command = ["--engine=chromium", f"--report={tmp_path}", f"--picture={tmp_path / name}"]
    assert main(command, "make capacity") == 0
    assert (tmp_path / name).exists()
    assert ("by `make capacity --engine=chromium" in evidence.read("capacity")) == (name == "capacity.svg")
