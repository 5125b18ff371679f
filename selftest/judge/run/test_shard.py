"""Each cell is in one shard; shards take about the same time and split no declaration."""

from collections import Counter

import pytest

from judge.contract.manifest import EVIDENCE
from judge.run.matrix import Matrix
from judge.run.shard import Shard, cells_of_shard, parse_shard
from reports.analysis.merge import merge
from reports.document import read

COUNT = 4


@pytest.fixture(scope="module")
def cells():
    """The cells of two stores in two engines."""
    matrix = Matrix(["dash.dcc:Store", "fixtures.stores:Ideal"], ["chromium", "firefox"], [])
    clauses = [clause for clause in matrix.catalogue.clauses if not clause.untestable]
    return [cell for clause in clauses for cell in matrix.cells(clause.id)]


def shards(cells, seconds=None):
    """Return the keys of the cells of each shard."""
    numbers = range(1, COUNT + 1)
    return [cells_of_shard(cells, Shard(number, COUNT), seconds or {}) for number in numbers]


def test_each_cell_is_in_one_shard(cells):
    found = Counter(key for own in shards(cells) for key in own)
    assert found == Counter(cell.key for cell in cells)


def test_shards_have_about_the_same_number_of_cells(cells):
    sizes = [len(own) for own in shards(cells)]
    assert max(sizes) - min(sizes) <= len(cells) // 20


def test_shards_take_about_the_same_time(cells):
    seconds = {cell.key: 1.0 + 20 * (place % 7 == 0) for place, cell in enumerate(cells)}
    times = [sum(seconds[key] for key in own) for own in shards(cells, seconds)]
    assert max(times) <= 1.1 * min(times)


def test_the_order_of_the_cells_does_not_matter(cells):
    assert shards(cells) == shards(cells[::-1])


def test_cells_that_decide_about_a_declaration_are_in_one_shard(cells):
    for own in shards(cells):
        clauses = {(key.clause, key.implementation) for key in own}
        kept = {key for key in own if (key.clause, key.implementation) in clauses}
        assert kept == {cell.key for cell in cells if (cell.clause.id, cell.key.implementation) in clauses}
        for evidence in EVIDENCE.values():
            for store in ("dash.dcc:Store", "fixtures.stores:Ideal"):
                assert len(evidence & {clause for clause, its in clauses if its == store}) in (
                    0,
                    len(evidence),
                )


def test_a_shard_is_named_by_number_and_count():
    assert parse_shard("2/4") == Shard(2, 4)
    assert str(Shard(2, 4)) == "2/4"


@pytest.mark.slow
def test_shards_merged_are_one_run(judge, tmp_path):
    """The run has a manifest, and its store breaks and blocks clauses."""
    store = "fixtures.stores.faulty:clear-not-reported"
    manifest = tmp_path / "store.toml"
    manifest.write_text(
        f'store = "{store}"\n[[deviation]]\nclause = "clear.callbacks-see-none"\nreason = "known"\n',
        encoding="utf-8",
    )
    clauses = ("clear", "data.mounts", "data.put-is-seen", "id.apart", "stored.survives-reload")
    selected = (*(f"--clause={each}" for each in clauses), f"--manifest={manifest}", "-n2")
    whole = judge(*selected, report=tmp_path / "whole")
    assert whole.exit_code() in (0, 1), whole.output
    parts = [
        judge(*selected, f"--shard={number}/{COUNT}", report=tmp_path / str(number))
        for number in range(1, COUNT + 1)
    ]
    for part in parts:
        assert part.exit_code() in (0, 1), part.output
    files = [tmp_path / str(number) / "report.json" for number in range(1, COUNT + 1)]
    merged = merge([(str(file), read(file)) for file in files])
    one = read(tmp_path / "whole" / "report.json")
    assert {each.key: each.verdict for each in merged.results} == {
        each.key: each.verdict for each in one.results
    }
    assert [each.stale for each in merged.implementations] == [each.stale for each in one.implementations]
