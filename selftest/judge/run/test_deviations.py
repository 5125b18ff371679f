"""A declared deviation hides nothing: what depends on it is judged."""

from selftest.support.judged_run import nodes

STORE = "dash.dcc:Store"
DECLARED, BEHIND = "redraw.memory-kept", "redraw.dictionary-id"
"""Two clauses that STORE breaks with storage type memory. The second one depends on the first."""
MANIFEST = f"""
store = "{STORE}"

[[deviation]]
clause = "{DECLARED}"
reason = "known"
storage_types = ["memory"]
"""


def test_second_defect_behind_a_declared_deviation_breaks_the_run(judge, tmp_path):
    (tmp_path / "store.toml").write_text(MANIFEST)
    options = ("-k", "memory", "--level=reference", f"--manifest={tmp_path / 'store.toml'}")
    run = judge(*nodes(DECLARED, BEHIND), *options)
    assert run.exit_code() == 1, run.output
    assert run.verdicts(STORE) == {DECLARED: "deviation", BEHIND: "fail"}
