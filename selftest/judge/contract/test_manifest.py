"""A manifest excuses the deviations that it declares, and nothing else."""

from dataclasses import asdict
from datetime import date

import pytest

from compat import tomllib
from judge.contract.checks import checked
from judge.contract.manifest import REASON_MISSING, BadManifest, Manifest, load
from judge.contract.manifest_draft import draft
from reports.analysis.conclusion import BROKEN, CONFORMANT, conclusions, with_blocked
from reports.model import Deviation, Implementation, Verdict
from selftest.support.judged_run import nodes
from selftest.support.report_builder import STORE, clause, report, result

TODAY = date(2030, 6, 15)
FAIL = Verdict.FAIL


def verdict(deviation, result):
    """Return the verdict with a manifest that declares the deviation."""
    return str(Manifest(STORE, [], [deviation]).as_declared(result, TODAY).verdict)


def stale(deviation, *results):
    """Return the lines about a deviation that these results show to be stale."""
    return Manifest(STORE, [], [deviation]).stale(results, TODAY)


def test_declared_failure_is_a_deviation_with_its_reason():
    manifest = Manifest(STORE, [], [Deviation("a.b", "known", link="https://bug")])
    declared = manifest.as_declared(result("a.b", FAIL), TODAY)
    assert (declared.verdict, declared.reason) == (Verdict.DEVIATION, "declared: known https://bug")
    assert manifest.stale([declared], TODAY) == []


@pytest.mark.parametrize(
    "other",
    [
        result("a.c", FAIL),
        result("a.b", FAIL, "session"),
        result("a.b", FAIL, engine="firefox"),
    ],
)
def test_failure_in_an_undeclared_cell_remains_a_failure(other):
    declared = Deviation("a.b", "known", storage_types=["local"], engines=["chromium"])
    assert verdict(declared, other) == "fail"


def test_deviation_that_no_longer_happens_is_stale():
    assert stale(Deviation("a.b", "known"), result("a.b")) == [
        "a.b: no longer happens (local in chromium); remove it from the manifest"
    ]


def test_deviation_that_was_not_judged_is_not_stale():
    assert stale(Deviation("a.b", "known"), result("a.b", Verdict.BLOCKED)) == []
    assert stale(Deviation("a.b", "known"), result("a.b", implementation="other:Store")) == []


def test_deviation_holds_until_its_last_day_has_passed():
    failed = result("a.b", FAIL)
    assert verdict(Deviation("a.b", "known", expires="2030-06-15"), failed) == "deviation"
    past = Deviation("a.b", "known", expires="2030-06-14")
    assert verdict(past, failed) == "fail"
    assert stale(past, failed) == ["a.b: the declaration expired on 2030-06-14; fix the store, or renew it"]


def test_clause_is_unsupported_if_it_requires_an_unsupported_feature():
    manifest = Manifest(STORE, ["session", "clear_data"])
    assert manifest.unsupported_by(clause("a.b"), "session") == ["session"]
    assert manifest.unsupported_by(clause("a.b", requires=["clear_data"]), "local") == ["clear_data"]
    assert manifest.unsupported_by(clause("a.b"), "local") == []


def concluded(*results, stale=()):
    """Return the word and the exit code of a report with those results."""
    sample = report([clause("a.b"), clause("a.c")], list(results))
    sample.implementations[:] = [Implementation(STORE, "1.0", list(stale))]
    (conclusion,) = conclusions(sample)
    return conclusion.word, conclusion.exit_code


def test_conclusion_says_what_was_declared():
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
    """Return the path of a manifest with that text."""
    path = tmp_path / "store.toml"
    path.write_text(text)
    return path


MISTAKES = {
    "store = ": "Invalid value",
    "": "$: 'store' is a required property",
    'store = "Store"': "store: 'Store' does not match '^[^:]+:[^:]+$' (Its import path, MODULE:NAME.)",
    'store = "a:B"\nunsupported = ["cookies"]': "unsupported[0]: 'cookies' is not one of",
    'store = "a:B"\nabsents = []': "$: Additional properties are not allowed ('absents' was unexpected)",
    'store = "a:B"\n[[deviation]]\nclause = "data.dict"': "deviation[0]: 'reason' is a required property",
    'store = "a:B"\n[[deviation]]\nclause = "data.dyct"\nreason = "r"': "deviation data.dyct: no such clause",
    f'store = "a:B"\n[[deviation]]\nclause = "data.dict"\nreason = "{REASON_MISSING}"': (
        "deviation data.dict: its reason is still 'to be filled in'; fill it in"
    ),
    'store = "a:B"\n[[deviation]]\nclause = "local.in-new-tab"\nreason = "r"\nstorage_types = ["session"]': (
        "deviation local.in-new-tab: the clause does not apply to session; remove that"
    ),
    'store = "a:B"\n[[deviation]]\nclause = "data.dict"\nreason = "r"\nexpires = "2030-02-31"': (
        "deviation data.dict: expires: no such day: 2030-02-31"
    ),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_mistake_in_a_manifest_is_reported_in_one_line(tmp_path, text):
    path = written(tmp_path, text)
    with pytest.raises(BadManifest) as error:
        load(path, checked())
    assert f": {MISTAKES[text]}" in str(error.value)
    assert "\n" not in str(error.value)
    assert str(path) in str(error.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "$: 'store' is a required property"),
        (
            'store = "a:B"\nunsupported = ["cookies"]',
            "unsupported[0]: 'cookies' is not one of ['memory', 'session', 'local', 'clear_data']",
        ),
        (
            'store = "a:B"\n[[deviation]]\nclause = "data.dict"\nreason = "r"\nengines = 5',
            "deviation[0].engines: 5 is not of type 'array' (In which engines; in all if not given.)",
        ),
    ],
)
def test_mistake_says_what_an_entry_means_if_it_has_a_meaning(tmp_path, text, line):
    path = written(tmp_path, text)
    with pytest.raises(BadManifest) as error:
        load(path, checked())
    assert str(error.value) == f"--manifest {path}: {line}"


def test_every_mistake_has_a_line_of_its_own(tmp_path):
    path = written(tmp_path, 'store = "Store"\nunsupported = 5')
    with pytest.raises(BadManifest) as error:
        load(path, checked())
    first, second = str(error.value).split("\n")
    assert first.startswith(f"--manifest {path}: store: ")
    assert second.startswith(f"--manifest {path}: unsupported: ")


def test_manifest_knows_its_text_and_its_file(tmp_path):
    path = written(tmp_path, 'store = "a:B"')
    assert load(path, checked()) == Manifest("a:B", text='store = "a:B"', path=str(path))


def test_expiry_may_be_a_toml_date(tmp_path):
    text = 'store = "a:B"\n[[deviation]]\nclause = "data.dict"\nreason = "r"\nexpires = 2030-12-31'
    assert load(written(tmp_path, text), checked()).deviations[0].expires == "2030-12-31"


def filled_in(draft):
    """Return the draft of a manifest with its reasons filled in."""
    return draft.replace(REASON_MISSING, "known")


def test_draft_can_be_loaded_and_excuses_its_run(tmp_path):
    results = [
        result("data.dict", FAIL, "local"),
        result("data.dict", FAIL, "session"),
        result("data.dict", FAIL, "session", engine="firefox"),
        result("id.required", FAIL, "", engine=""),
        result("data.list"),
    ]
    manifest = load(written(tmp_path, filled_in(draft(Manifest(STORE), results, []))), checked())
    declared = [manifest.as_declared(each, TODAY) for each in results]
    assert [str(each.verdict) for each in declared] == ["deviation"] * 4 + ["pass"]
    assert manifest.stale(declared, TODAY) == []
    assert len(tomllib.loads(draft(Manifest(STORE), results, []))["deviation"]) == 3


def test_draft_declares_what_is_broken_behind_its_own_deviations():
    results = [result("data.dict", FAIL), result("data.list", Verdict.BLOCKED, found="fail")]
    declared = tomllib.loads(draft(Manifest(STORE), results, []))["deviation"]
    assert [each["clause"] for each in declared] == ["data.dict", "data.list"]


def test_draft_leaves_out_what_fails_by_chance():
    clock, after = clause("a", blocks_when_declared=True), clause("b", depends_on=["a"])
    results = with_blocked([result("a", FAIL), result("b", FAIL)], [clock, after])
    declared = tomllib.loads(draft(Manifest(STORE), results, [clock, after]))["deviation"]
    assert [each["clause"] for each in declared] == ["a"]


def test_draft_keeps_declarations_that_happened():
    known = Deviation("data.dict", 'says "why" \\ 😀', ["local"], link="https://bug", expires="2030-12-31")
    gone = Deviation("data.list", "was so")
    results = [
        result("data.dict", Verdict.DEVIATION, "local"),
        result("data.list"),
        result("data.keys", FAIL),
    ]
    drafted = tomllib.loads(draft(Manifest(STORE, ["session"], [known, gone]), results, []))
    assert drafted["unsupported"] == ["session"]
    first, second = drafted["deviation"]
    assert Deviation(**first) == known
    assert (second["clause"], second["reason"]) == ("data.keys", REASON_MISSING)


def test_draft_keeps_the_part_of_a_declaration_that_still_happens():
    known = Deviation("data.dict", "known", ["local", "session"])
    results = [result("data.dict", Verdict.DEVIATION, "local"), result("data.dict", Verdict.PASS, "session")]
    (left,) = tomllib.loads(draft(Manifest(STORE, [], [known]), results, []))["deviation"]
    assert Deviation(**left) == Deviation("data.dict", "known", ["local"], ["chromium"])


@pytest.mark.parametrize(
    ("verdict", "is_kept"), [(None, True), (Verdict.BLOCKED, True), (Verdict.ERROR, True), (FAIL, False)]
)
def test_draft_keeps_unjudged_declarations_but_no_expired_ones(verdict, is_kept):
    known = Deviation("data.dict", "known", link="https://bug")
    results = [result("data.dict", verdict)] if verdict else []
    kept = tomllib.loads(draft(Manifest(STORE, [], [known]), results, [])).get("deviation", [])
    assert (asdict(known) in [asdict(Deviation(**each)) for each in kept]) is is_kept


COMMENTED = """\
# About the store.
store = "shop.stores:Store"  # import path
absent = ["session", "clear_data"]  # the old name

# Why dicts fail.
[[deviation]]
clause = "data.dict"
reason = "known"  # since 1.0
storage_types = ["local", "memory"]

# Why lists fail.
[[deviation]]
clause = "data.list"
reason = "known"
"""


def test_draft_keeps_the_comments_of_the_manifest_and_quotes_new_clauses(tmp_path):
    manifest = load(written(tmp_path, COMMENTED), checked())
    results = [result("data.list"), result("data.keys", FAIL)]
    drafted = draft(manifest, results, [clause("data.keys", text='It keeps "keys".')])
    kept, _dropped = COMMENTED.split("# Why lists fail.")
    assert drafted.startswith(kept)
    assert "data.list" not in drafted
    assert '[[deviation]]\n# It keeps "keys".\nclause = "data.keys"\n' in drafted
    assert tomllib.loads(drafted)["deviation"][1]["reason"] == REASON_MISSING


def test_draft_narrows_a_commented_deviation_in_place(tmp_path):
    manifest = load(written(tmp_path, COMMENTED), checked())
    results = [result("data.dict", Verdict.DEVIATION), result("data.dict", Verdict.PASS, "memory")]
    drafted = draft(manifest, results, [])
    assert 'reason = "known"  # since 1.0\nstorage_types = ["local"]\nengines = ["chromium"]\n' in drafted
    assert "# Why lists fail.\n[[deviation]]" in drafted


def test_old_name_of_unsupported_is_accepted_with_a_note(tmp_path):
    manifest = load(written(tmp_path, COMMENTED), checked())
    assert manifest.unsupported == ["session", "clear_data"]
    assert [note.rpartition(": ")[2] for note in manifest.notes] == ["use 'unsupported'"]


def test_two_manifests_of_one_store_are_refused(refusal, tmp_path):
    both = [f"--manifest={tmp_path / name}" for name in ("a.toml", "b.toml")]
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text('store = "dash.dcc:Store"\n')
    assert "a.toml (dash.dcc:Store)" in refusal(*both)


@pytest.mark.slow
def test_run_passes_with_the_completed_draft_of_the_previous_run(judge, tmp_path):
    path = tmp_path / "store.toml"
    broken = (*nodes("timestamp.read-only", "data.put-is-seen"), "-k", "local")
    first = judge(*broken, "--store=dash.dcc:Store", f"--write-manifest={path}")
    assert first.exit_code() == BROKEN
    text = checked()["timestamp.read-only"].text
    assert f"# {text}" in path.read_text()
    assert 'clause = "timestamp.read-only"' in path.read_text()
    path.write_text(filled_in(path.read_text()))
    second = judge(*broken, f"--manifest={path}")
    assert second.exit_code() == CONFORMANT
    assert second.verdicts("dash.dcc:Store")["timestamp.read-only"] == "deviation"
    path.write_text(path.read_text().replace("timestamp.read-only", "data.put-is-seen"))
    third = judge(*broken, f"--manifest={path}")
    assert third.exit_code() == BROKEN
    assert "MANIFEST OUTDATED data.put-is-seen" in third.output


def test_unsupported_cells_are_not_judged(judge, tmp_path):
    path = written(tmp_path, 'store = "dash.dcc:Store"\nunsupported = ["session", "clear_data"]\n')
    run = judge(*nodes("data.put-is-seen", "clear.twice"), f"--manifest={path}", "-k", "not memory")
    assert run.exit_code() == CONFORMANT
    verdicts = {
        (each["clause"], each["storage_type"]): each["verdict"]
        for each in run.report["results"]
        if each["verdict"] != "untestable"
    }
    assert verdicts == {
        ("data.put-is-seen", "session"): "unsupported",
        ("data.put-is-seen", "local"): "pass",
        ("clear.twice", "session"): "unsupported",
        ("clear.twice", "local"): "unsupported",
    }


@pytest.mark.slow
def test_feature_declared_unsupported_but_present_fails_the_gate(judge, tmp_path):
    path = written(tmp_path, 'store = "dash.dcc:Store"\nunsupported = ["session", "clear_data"]\n')
    show = nodes("stored.survives-reload", "session.in-session-storage", "clear.callbacks-see-none")
    run = judge(*show, f"--manifest={path}", "-k", "not memory")
    assert run.exit_code() == BROKEN
    clauses = "session.in-session-storage and stored.survives-reload"
    assert (
        f"unsupported session: the store keeps {clauses} in chromium; remove it from the manifest"
        in run.output
    )
    assert "unsupported clear_data: the store keeps clear.callbacks-see-none in chromium;" in run.output
    verdicts = {(each["clause"], each["storage_type"]): each["verdict"] for each in run.report["results"]}
    assert verdicts["stored.survives-reload", "local"] == "pass"
    assert verdicts["stored.survives-reload", "session"] == "unsupported"


def test_unsupported_feature_is_no_failure(judge, tmp_path):
    path = written(tmp_path, 'store = "examples.feffery:Local"\nunsupported = ["session", "clear_data"]\n')
    show = nodes("stored.survives-reload", "session.in-session-storage", "clear.callbacks-see-none")
    run = judge(*show, f"--manifest={path}", "-k", "not memory")
    assert run.exit_code() == CONFORMANT
    reasons = {
        (each["clause"], each["storage_type"]): each["reason"]
        for each in run.report["results"]
        if each["verdict"] == "unsupported"
    }
    assert reasons["stored.survives-reload", "session"].endswith("it keeps this clause nevertheless")
    assert reasons["session.in-session-storage", "session"] == "declared: the store does not support session"
    assert reasons["clear.callbacks-see-none", "local"] == "declared: the store does not support clear_data"


@pytest.mark.slow
def test_store_may_refuse_an_unsupported_feature(judge, tmp_path):
    path = written(tmp_path, 'store = "hostile.no_stores:only_local"\nunsupported = ["session"]\n')
    run = judge(*nodes("stored.survives-reload"), f"--manifest={path}", "-k", "not memory")
    assert run.exit_code() == CONFORMANT
    verdicts = {each["storage_type"]: each["verdict"] for each in run.report["results"]}
    assert (verdicts["session"], verdicts["local"]) == ("unsupported", "pass")


def test_malformed_manifest_is_refused(refusal, tmp_path):
    printed = refusal(f"--manifest={written(tmp_path, 'unsupported = 5')}")
    assert "'store' is a required property" in printed
