"""What a manifest declares to be unsupported: what is judged nevertheless, and what that proves."""

from datetime import date

import pytest

from judge.contract.manifest import KEPT, Manifest, as_unsupported, is_evidence, proof_of_support
from reports.model import Verdict
from selftest.support.report_builder import STORE, result


@pytest.mark.parametrize(
    ("id", "unsupported", "is_judged"),
    [
        ("memory.empty-after-reload", ["memory"], True),
        ("memory.empty-after-reload", ["session"], False),
        ("stored.survives-reload", ["session"], True),
        ("stored.survives-reload", ["session", "clear_data"], False),
        ("data.dict", ["memory"], False),
    ],
)
def test_clause_is_evidence_only_for_the_one_feature_that_is_missing(id, unsupported, is_judged):
    assert is_evidence(id, unsupported) is is_judged


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.FAIL, Verdict.ERROR])
def test_cell_that_a_store_does_not_support_says_why_and_whether_it_passed(verdict):
    judged = result("a.b", verdict, expected="1", observed="2", repro="app", screenshot="iVBO", seconds=3.0)
    reason = "declared: the store does not support session and clear_data"
    assert as_unsupported(judged, ["session", "clear_data"]) == result(
        "a.b", Verdict.UNSUPPORTED, reason=reason + KEPT * (verdict is Verdict.PASS), seconds=3.0
    )


def kept(id, storage_type="session", engine="chromium", reason=f"declared{KEPT}"):
    """Return the result of a cell that passes although the store is declared not to support it."""
    return result(id, Verdict.UNSUPPORTED, storage_type, engine=engine, reason=reason)


SURVIVES, IN_STORAGE = "stored.survives-reload", "session.in-session-storage"


def test_store_supports_a_storage_type_if_it_keeps_all_its_evidence_in_one_engine():
    both = [
        kept(each, engine=engine) for engine in ("firefox", "chromium") for each in (SURVIVES, IN_STORAGE)
    ]
    line = f"unsupported session: the store keeps {IN_STORAGE} and {SURVIVES} in firefox, chromium;"
    assert proof_of_support("session", both) == f"{line} remove it from the manifest"
    assert Manifest(STORE, ["session", "local"]).stale(both, date(2030, 6, 15)) == [
        f"{line} remove it from the manifest"
    ]


@pytest.mark.parametrize(
    "other",
    [
        kept(SURVIVES, engine="firefox"),
        kept(SURVIVES, "local"),
        kept(SURVIVES, reason="declared"),
        kept("data.dict"),
    ],
)
def test_store_that_keeps_part_of_the_evidence_does_not_support_the_feature(other):
    assert proof_of_support("session", [kept(IN_STORAGE), other]) == ""


def test_evidence_of_clear_data_may_be_of_any_storage_type():
    assert "clear.callbacks-see-none in chromium" in proof_of_support(
        "clear_data", [kept("clear.callbacks-see-none", "local")]
    )
