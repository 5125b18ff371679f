"""A manifest lets a store in with the faults it knows of, and holds the line."""

from dataclasses import asdict
from datetime import date

import pytest

from compat import tomllib
from judge.contract.catalogue import checked
from judge.contract.manifest import TO_BE_GIVEN, BadManifest, Deviation, Manifest, draft, load
from reports.analysis.conclusion import BROKEN, CONFORMANT, conclusions
from reports.model import Implementation, Verdict
from selftest.support.judged_run import nodes
from selftest.support.report_builder import STORE, clause, report, result

TODAY = date(2030, 6, 15)
FAIL = Verdict.FAIL
USAGE = 4


def verdict(deviation, result):
    return str(Manifest(STORE, [], [deviation]).told(result, TODAY).verdict)


def lapses(deviation, *results):
    return Manifest(STORE, [], [deviation]).stale(results, TODAY)


def test_a_failure_that_is_declared_is_a_deviation_with_its_reason():
    manifest = Manifest(STORE, [], [Deviation("a.b", "known", link="https://bug")])
    told = manifest.told(result("a.b", FAIL), TODAY)
    assert (told.verdict, told.reason) == (Verdict.DEVIATION, "declared: known https://bug")
    assert manifest.stale([told], TODAY) == []


@pytest.mark.parametrize(
    "other",
    [
        result("a.c", FAIL),
        result("a.b", FAIL, "session"),
        result("a.b", FAIL, engine="firefox"),
    ],
)
def test_a_failure_elsewhere_remains_one(other):
    declared = Deviation("a.b", "known", storage_types=["local"], engines=["chromium"])
    assert verdict(declared, other) == "fail"


def test_a_deviation_that_no_longer_happens_does_not_hold():
    assert lapses(Deviation("a.b", "known"), result("a.b")) == [
        "a.b: no longer happens (local in chromium); take that out of the manifest"
    ]


def test_what_was_not_judged_is_not_held_against_the_manifest():
    assert lapses(Deviation("a.b", "known"), result("a.b", Verdict.BLOCKED)) == []
    assert lapses(Deviation("a.b", "known"), result("a.b", implementation="other:Store")) == []


def test_a_declaration_holds_until_its_last_day_has_passed():
    failed = result("a.b", FAIL)
    assert verdict(Deviation("a.b", "known", expires="2030-06-15"), failed) == "deviation"
    past = Deviation("a.b", "known", expires="2030-06-14")
    assert verdict(past, failed) == "fail"
    assert lapses(past, failed) == ["a.b: the declaration expired on 2030-06-14; mend the store, or renew it"]


def test_a_store_lacks_a_clause_that_needs_what_is_absent():
    manifest = Manifest(STORE, ["session", "clear_data"])
    assert manifest.lacks(clause("a.b"), "session") == ["session"]
    assert manifest.lacks(clause("a.b", requires=["clear_data"]), "local") == ["clear_data"]
    assert manifest.lacks(clause("a.b"), "local") == []


def concluded(*results, stale=()):
    told = report([clause("a.b"), clause("a.c")], list(results))
    told.implementations[:] = [Implementation(STORE, "1.0", list(stale))]
    (conclusion,) = conclusions(told)
    return conclusion.word, conclusion.exit_code


def test_the_verdict_says_what_was_declared():
    deviation, unsupported = result("a.b", Verdict.DEVIATION), result("a.b", Verdict.UNSUPPORTED)
    good = result("a.c")
    assert concluded(result("a.b"), good) == ("CONFORMANT", CONFORMANT)
    assert concluded(deviation, good) == ("CONFORMANT WITH 1 DECLARED DEVIATION", CONFORMANT)
    assert concluded(unsupported, good) == ("CONFORMANT IN PART", CONFORMANT)
    assert concluded(result("a.b"), good, stale=["a.b: no longer"]) == (
        "CONFORMANT, MANIFEST OUTDATED",
        BROKEN,
    )
    assert concluded(deviation, result("a.c", FAIL)) == ("NOT CONFORMANT", BROKEN)


def written(tmp_path, text):
    path = tmp_path / "store.toml"
    path.write_text(text)
    return path


MISTAKES = {
    "store = ": "Invalid value",
    "": "$: 'store' is a required property",
    'store = "Store"': "store: 'Store' does not match '^[^:]+:[^:]+$' (Its import path, MODULE:NAME.)",
    'store = "a:B"\nabsent = ["cookies"]': "absent[0]: 'cookies' is not one of",
    'store = "a:B"\nabsents = []': "$: Additional properties are not allowed ('absents' was unexpected)",
    'store = "a:B"\n[[deviation]]\nclause = "data.dict"': "deviation[0]: 'reason' is a required property",
    'store = "a:B"\n[[deviation]]\nclause = "data.dyct"\nreason = "r"': "deviation data.dyct: no such clause",
    f'store = "a:B"\n[[deviation]]\nclause = "data.dict"\nreason = "{TO_BE_GIVEN}"': (
        "deviation data.dict: its reason is still to be filled in"
    ),
    'store = "a:B"\n[[deviation]]\nclause = "local.in-new-tab"\nreason = "r"\nstorage_types = ["session"]': (
        "deviation local.in-new-tab: does not apply to session"
    ),
    'store = "a:B"\n[[deviation]]\nclause = "data.dict"\nreason = "r"\nexpires = "2030-02-31"': (
        "deviation data.dict: expires: no such day: 2030-02-31"
    ),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_in_a_manifest_is_told_in_one_line(tmp_path, text):
    path = written(tmp_path, text)
    with pytest.raises(BadManifest) as told:
        load(path, checked())
    assert f": {MISTAKES[text]}" in str(told.value)
    assert "\n" not in str(told.value)
    assert str(path) in str(told.value)


def test_a_date_may_be_a_date_of_toml(tmp_path):
    text = 'store = "a:B"\n[[deviation]]\nclause = "data.dict"\nreason = "r"\nexpires = 2030-12-31'
    assert load(written(tmp_path, text), checked()).deviations[0].expires == "2030-12-31"


def filled_in(draft):
    """The draft of a manifest, with its reasons."""
    return draft.replace(TO_BE_GIVEN, "known")


def test_what_is_written_of_a_run_can_be_read_and_excuses_that_run(tmp_path):
    results = [
        result("data.dict", FAIL, "local"),
        result("data.dict", FAIL, "session"),
        result("data.dict", FAIL, "session", engine="firefox"),
        result("id.required", FAIL, "", engine=""),
        result("data.list"),
    ]
    manifest = load(written(tmp_path, filled_in(draft(Manifest(STORE), results))), checked())
    told = [manifest.told(each, TODAY) for each in results]
    assert [str(each.verdict) for each in told] == ["deviation"] * 4 + ["pass"]
    assert manifest.stale(told, TODAY) == []
    assert len(tomllib.loads(draft(Manifest(STORE), results))["deviation"]) == 3


def test_a_draft_keeps_what_is_known_as_far_as_it_happened():
    known = Deviation("data.dict", 'says "why" \\ 😀', ["local"], link="https://bug", expires="2030-12-31")
    gone = Deviation("data.list", "was so")
    results = [
        result("data.dict", Verdict.DEVIATION, "local"),
        result("data.list"),
        result("data.keys", FAIL),
    ]
    told = tomllib.loads(draft(Manifest(STORE, ["session"], [known, gone]), results))
    assert told["absent"] == ["session"]
    first, second = told["deviation"]
    assert Deviation(**first) == known
    assert (second["clause"], second["reason"]) == ("data.keys", TO_BE_GIVEN)


def test_a_draft_keeps_of_a_declaration_what_still_happens():
    known = Deviation("data.dict", "known", ["local", "session"])
    results = [result("data.dict", Verdict.DEVIATION, "local"), result("data.dict", Verdict.PASS, "session")]
    (left,) = tomllib.loads(draft(Manifest(STORE, [], [known]), results))["deviation"]
    assert Deviation(**left) == Deviation("data.dict", "known", ["local"], ["chromium"])


@pytest.mark.parametrize(
    ("verdict", "is_kept"), [(None, True), (Verdict.BLOCKED, True), (Verdict.ERROR, True), (FAIL, False)]
)
def test_a_draft_keeps_what_was_not_judged_but_nothing_that_has_expired(verdict, is_kept):
    known = Deviation("data.dict", "known", link="https://bug")
    results = [result("data.dict", verdict)] if verdict else []
    told = tomllib.loads(draft(Manifest(STORE, [], [known]), results)).get("deviation", [])
    assert (asdict(known) in [asdict(Deviation(**each)) for each in told]) is is_kept


def test_two_manifests_of_one_store_are_refused(judge, tmp_path):
    both = [f"--manifest={tmp_path / name}" for name in ("a.toml", "b.toml")]
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text('store = "dash.dcc:Store"\n')
    run = judge(*both)
    assert run.exit_code() == USAGE
    assert "a.toml of dash.dcc:Store" in run.output
    assert "Traceback" not in run.output


def test_a_run_writes_a_manifest_with_which_filled_in_the_next_one_passes(judge, tmp_path):
    path = tmp_path / "store.toml"
    broken = nodes("timestamp.read-only", "data.put-is-seen")
    first = judge(*broken, "--store=dash.dcc:Store", f"--write-manifest={path}")
    assert first.exit_code() == BROKEN
    assert 'clause = "timestamp.read-only"' in path.read_text()
    path.write_text(filled_in(path.read_text()))
    second = judge(*broken, f"--manifest={path}")
    assert second.exit_code() == CONFORMANT
    assert second.verdicts("dash.dcc:Store")["timestamp.read-only"] == "deviation"
    path.write_text(path.read_text().replace("timestamp.read-only", "data.put-is-seen"))
    third = judge(*broken, f"--manifest={path}")
    assert third.exit_code() == BROKEN
    assert "MANIFEST OUTDATED data.put-is-seen" in third.output


def test_what_a_store_is_declared_not_to_have_is_not_judged(judge, tmp_path):
    path = written(tmp_path, 'store = "dash.dcc:Store"\nabsent = ["session", "clear_data"]\n')
    run = judge(*nodes("data.put-is-seen", "clear.twice"), f"--manifest={path}", "-k", "not memory")
    assert run.exit_code() == CONFORMANT
    told = {
        (each["clause"], each["storage_type"]): each["verdict"]
        for each in run.report["results"]
        if each["verdict"] != "untestable"
    }
    assert told == {
        ("data.put-is-seen", "session"): "unsupported",
        ("data.put-is-seen", "local"): "pass",
        ("clear.twice", "session"): "unsupported",
        ("clear.twice", "local"): "unsupported",
    }


def test_what_a_store_has_all_the_same_fails_the_gate(judge, tmp_path):
    path = written(tmp_path, 'store = "dash.dcc:Store"\nabsent = ["session", "clear_data"]\n')
    show = nodes("stored.survives-reload", "session.in-session-storage", "clear.callbacks-see-none")
    run = judge(*show, f"--manifest={path}")
    assert run.exit_code() == BROKEN
    clauses = "session.in-session-storage and stored.survives-reload"
    assert (
        f"absent session: the store keeps {clauses} in chromium; take that out of the manifest" in run.output
    )
    assert "absent clear_data: the store keeps clear.callbacks-see-none in chromium;" in run.output
    verdicts = {(each["clause"], each["storage_type"]): each["verdict"] for each in run.report["results"]}
    assert verdicts["stored.survives-reload", "local"] == "pass"
    assert verdicts["stored.survives-reload", "session"] == "unsupported"


def test_what_a_store_does_not_have_is_no_failure_of_it(judge, tmp_path):
    path = written(tmp_path, 'store = "examples.feffery:Local"\nabsent = ["session", "clear_data"]\n')
    show = nodes("stored.survives-reload", "session.in-session-storage", "clear.callbacks-see-none")
    run = judge(*show, f"--manifest={path}")
    assert run.exit_code() == CONFORMANT
    told = {
        (each["clause"], each["storage_type"]): each["reason"]
        for each in run.report["results"]
        if each["verdict"] == "unsupported"
    }
    assert told["stored.survives-reload", "session"].endswith("all the same it keeps this clause")
    assert told["session.in-session-storage", "session"] == "declared: the store has no session"
    assert told["clear.callbacks-see-none", "local"] == "declared: the store has no clear_data"


def test_a_store_may_refuse_what_it_does_not_have(judge, tmp_path):
    path = written(tmp_path, 'store = "hostile.no_stores:only_local"\nabsent = ["session"]\n')
    run = judge(*nodes("stored.survives-reload"), f"--manifest={path}")
    assert run.exit_code() == CONFORMANT
    verdicts = {each["storage_type"]: each["verdict"] for each in run.report["results"]}
    assert (verdicts["session"], verdicts["local"]) == ("unsupported", "pass")


def test_a_manifest_that_is_none_is_refused(judge, tmp_path):
    run = judge(f"--manifest={written(tmp_path, 'absent = 5')}")
    assert run.exit_code() == USAGE
    assert "'store' is a required property" in run.output
    assert "Traceback" not in run.output
