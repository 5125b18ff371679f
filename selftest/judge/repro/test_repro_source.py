"""The source of a repro app is code that compiles, whatever a store says."""

import ast

import pytest

from fixtures import apps
from fixtures.page.action import Action, ChildrenPatch, RenderedStore, ScriptedPuts, Step
from fixtures.server.backends import BACKENDS
from judge.repro.app import repro
from reports.model import Verdict
from selftest.support.report_builder import NASTY, clause, result
from selftest.support.repro_apps import repro_of


def test_a_value_with_very_long_source_is_replaced_by_a_text_that_says_so():
    source = repro_of(Step("open", apps.one_store()), Step("put", {("store", "data"): list(range(10_000))}))
    assert len(source) < 10_000
    assert "in place of a longer value: [0, 1, 2, " in source
    assert "(58,890 characters)" in source


def syntax_tree_with(text):
    """Return the syntax tree of an app that contains `text` wherever possible, without string values."""
    history = [
        Step(text, apps.several_stores({text.lstrip("{"): {"data": [text]}})),
        Step(text, Action.MANUAL),
        Step(
            text,
            {
                ("store", "data"): {text: text},
                ("container", "children"): [RenderedStore("store", {"data": text})],
            },
        ),
        Step(text, Action.MANUAL),
    ]
    added = RenderedStore(text.lstrip("{"), {"data": text})
    history.append(Step(text, {("container", "children"): ChildrenPatch(added, added, removed=0)}))
    fields = dict.fromkeys(("expected", "observed", "engine"), text)
    failed = result("a.b", Verdict.FAIL, **fields, implementation=f"shop:{text}")
    source = repro(clause("a.b", text=text, heading=text, quote=text), failed, history)
    assert source.isascii()
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.value = type(node.value).__name__
    return ast.dump(tree)


@pytest.mark.parametrize(
    "text", [*NASTY, "\n", "'''", '"""', "\\", "{{ header }}", "{% for %}", "\u2028import os"]
)
def test_text_from_a_store_never_becomes_code(text):
    assert syntax_tree_with(text) == syntax_tree_with("no name")


@pytest.mark.parametrize(
    "app",
    [
        apps.several_stores({'{"index":1}': {"storage_type": "local", "clear_data": True}, "b": {}}),
        apps.rendered_later("local"),
        apps.rerenderable({"store": {"storage_type": "local", "data": 1}}),
        apps.retrieval("local", data="initial"),
        apps.store_clicks(),
        apps.share_data(),
    ],
    ids=lambda app: app.title[:30],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_history_of_each_kind_of_app_has_a_repro_app_that_compiles(app, backend):
    source = repro_of(*(Step("a step", action) for action in (app, *Action)), backend=backend)
    assert source.isascii()
    assert (f"backend='{backend}'" in source) == (backend != "flask")
    compile(source, "repro.py", "exec")
    assert "fixtures" not in source


def test_app_of_the_docs_says_how_to_write_to_it_and_shows_what_callbacks_receive():
    opened, put = Step("open", apps.still_clock("memory")), Step("put", {("store", "data"): ["first"]})
    source = repro_of(opened, put)
    compile(source, "repro.py", "exec")
    assert 'dash_clientside.set_props("store", {data: ["first"]})' in source.replace("\n#    ", "")
    assert "for id in ['store']:" in source


def test_a_history_without_an_app_has_no_repro_app():
    assert repro_of() == ""


def test_script_of_an_app_of_stores_gets_long_values_one_by_one():
    source = repro_of(
        Step("open", apps.one_store("local")),
        Step("put", ScriptedPuts(["store"], [list(range(10_000)), "short"])),
    )
    compile(source, "repro.py", "exec")
    assert '"short"' in source or "'short'" in source
