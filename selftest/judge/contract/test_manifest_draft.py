"""A draft keeps what a manifest says, in its order and with its comments, and drops what no longer holds."""

import pytest

from judge.contract.catalogue import read
from judge.contract.manifest import KEPT, Manifest, load
from judge.contract.manifest_draft import draft
from reports.model import Deviation, Verdict
from selftest.support.report_builder import STORE, result

HEAD = f"""\
# About the store.
store = "{STORE}"  # import path
unsupported = ["session", "clear_data"] # two

# Why dicts fail.
"""
FIRST = """\
[[deviation]]
clause = "data.dict"
reason = 'known' # since 1.0

"""
SECOND = """\
# Why lists fail.
[[deviation]]
clause = "data.list"
reason = "known"
"""
SUPPORTED = result("clear.callbacks-see-none", Verdict.UNSUPPORTED, reason=f"declared{KEPT}")
"""Proves that the store supports clear_data."""


@pytest.fixture
def drafted(tmp_path):
    """A function that returns the draft on a manifest with that text, after a run with these results."""

    def make(text, *results):
        path = tmp_path / "store.toml"
        path.write_text(text, encoding="utf-8")
        return draft(load(path, read()), results, [])

    return make


def test_manifest_that_a_run_does_not_contradict_stays_as_it_is(drafted):
    text = HEAD + FIRST + SECOND
    assert drafted(text) == text
    assert drafted(text, result("data.dict", implementation="other:Store")) == text


def test_comment_stays_with_its_deviation(drafted):
    assert drafted(HEAD + FIRST + SECOND, result("data.dict")) == f"{HEAD}\n{SECOND}"
    assert drafted(HEAD + FIRST + SECOND, result("data.list")) == (HEAD + FIRST)[:-1]


def test_feature_that_the_store_supports_after_all_is_no_longer_declared(drafted):
    two, one = 'unsupported = ["session", "clear_data"]', 'unsupported = ["session"]'
    text = f'store = "{STORE}"\n'
    assert drafted(f"{text}{two}\n", SUPPORTED) == f"{text}{one}\n"
    assert drafted(f'{text}unsupported = ["clear_data"]\n', SUPPORTED) == text
    assert draft(Manifest(STORE, ["clear_data"]), [SUPPORTED], []) == text
    assert draft(Manifest(STORE, ["session", "clear_data"]), [], []) == f"{text}{two}\n"


def test_each_name_of_unsupported_keeps_its_own_features(drafted):
    text = f'store = "{STORE}"\nabsent = ["session"]\nunsupported = ["local", "clear_data"]\n'
    assert drafted(text) == text
    assert drafted(text, SUPPORTED) == text.replace(', "clear_data"', "")


IN_TWO_CELLS = (
    result("data.dict", storage_type="session"),
    result("data.dict", Verdict.DEVIATION),
    result("data.dict", Verdict.BLOCKED, "memory", found="deviation"),
    result("data.list", Verdict.DEVIATION, "session"),
    result("data.dict", Verdict.DEVIATION, "session", engine="firefox"),
)
"""A deviation from data.dict happens in two engines, in other storage types each."""
PARTS = """\
storage_types = ["local", "memory"]
engines = ["chromium"]

[[deviation]]
clause = "data.dict"
reason = "known"
storage_types = ["session"]
engines = ["firefox"]

"""


def test_deviation_that_a_cell_shows_to_be_gone_is_cut_to_the_others(drafted):
    assert drafted(HEAD + FIRST + SECOND, *IN_TWO_CELLS) == HEAD + FIRST[:-1] + PARTS + SECOND


def test_draft_without_a_manifest_has_space_between_deviations():
    known = [Deviation("data.dict", "known"), Deviation("data.list", "known")]
    first = '[[deviation]]\nclause = "data.dict"\nreason = "known"\n'
    assert draft(Manifest(STORE, [], known), IN_TWO_CELLS, []) == (
        f'store = "{STORE}"\n\n{first}{PARTS}' + SECOND.partition("\n")[2]
    )
