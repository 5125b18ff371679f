"""The record of what became of the mutants of a source, in the format of mutation-testing-report-schema.

The command continues from it, as long as the source and the code that judges have not changed. Next to it is
a page that shows it, with the standard viewer of such reports.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Template
from markupsafe import Markup

from judge.contract.catalogue import read as read_catalogue
from judge.contract.clause import marked_tests
from reports.files import put
from selftest.mutants.decisive import ROOT, content, decisive_files
from selftest.mutants.source.built import Built, Mutant
from selftest.mutants.source.judging import TELLING, Outcome
from selftest.support import npm

DOCUMENT, PAGE = "mutation.json", "mutation.html"
TEMPLATE = Path(__file__).with_name("mutants.html.j2")
VIEWER = "mutation-testing-elements/dist/mutation-test-elements.js"
FAULTS = "fixtures/stores/faults"
"""Where the faults are: the only decisive files that a mutant has nothing to do with."""


@dataclass
class Record:
    """The outcomes so far, by the ids of mutants.

    `equivalents` has the reasons why nobody can tell these mutants from the store. `engine` is the name of
    the browser, with its version once it is known.
    """

    built: Built
    folder: Path
    engine: str
    equivalents: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def resume(self) -> bool:
        """Take over the outcomes on disk. Return False if there are none, or if they are of other code."""
        path = self.folder / DOCUMENT
        if not path.exists():
            return False
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["config"]["code"] != self.code:
            return False
        self.engine = document["config"]["engine"]
        (file,) = document["files"].values()
        self.outcomes = {each["id"]: _outcome(each) for each in file["mutants"] if "coveredBy" in each}
        return True

    def forget(self, mutants: Sequence[Mutant]) -> None:
        """Drop the outcomes of these mutants."""
        for mutant in mutants:
            self.outcomes.pop(mutant.id, None)

    @property
    def code(self) -> str:
        """The digest of all that decides what becomes of a mutant."""
        sha = sha256(self.built.source.text.encode())
        for path in sorted(decisive_files()):
            if not (name := path.relative_to(ROOT).as_posix()).startswith(FAULTS):
                sha.update(f"{name}\0".encode() + content(path))
        return sha.hexdigest()[:16]

    def status(self, mutant: Mutant) -> str:
        """Return what became of the mutant, in a word of mutation-testing-report-schema."""
        outcome = self.outcomes.get(mutant.id, Outcome())
        if outcome.killed_by:
            return "Killed"
        if mutant.id in self.equivalents:
            return "Ignored"
        return "Survived" if outcome.is_final else "Pending"

    def with_status(self, status: str) -> list[Mutant]:
        """Return the mutants that have this status."""
        return [each for each in self.built.mutants if self.status(each) == status]

    def write(self) -> None:
        """Write report and page. Raises CannotWrite."""
        document = self._document()
        put(self.folder / DOCUMENT, json.dumps(document))
        put(self.folder / PAGE, _page(document, self._note()))

    def _note(self) -> str:
        """Return what the page says on top: the viewer's score leaves out what is not judged yet."""
        number, left = len(self.built.mutants), len(self.with_status("Pending"))
        return (
            f"{number - left} of {number} mutants have been judged. The score is about these." if left else ""
        )

    def _document(self) -> dict[str, Any]:
        source = self.built.source
        return {
            "schemaVersion": "2",
            "thresholds": {"high": 100, "low": 90},
            "config": {"code": self.code, "engine": self.engine},
            "framework": {"name": "store-conformance"},
            "files": {
                source.file: {
                    "language": "javascript",
                    "source": source.text,
                    "mutants": [self._entry(each) for each in self.built.mutants],
                }
            },
            "testFiles": dict(_test_files()),
        }

    def _entry(self, mutant: Mutant) -> dict[str, Any]:
        outcome = self.outcomes.get(mutant.id)
        entry: dict[str, Any] = {
            "id": mutant.id,
            "mutatorName": mutant.mutator,
            "replacement": mutant.replacement,
            "location": {"start": _place(mutant.start), "end": _place(mutant.end)},
            "status": self.status(mutant),
            "statusReason": self.equivalents.get(mutant.id, ""),
        }
        if outcome and not outcome.errors:
            entry |= {
                "statusReason": outcome.reason or entry["statusReason"],
                "coveredBy": outcome.judged,
                "killedBy": outcome.killed_by,
                "testsCompleted": len(outcome.judged),
                "duration": outcome.seconds * 1000,
            }
        return entry


def _outcome(entry: dict[str, Any]) -> Outcome:
    return Outcome(
        tuple(entry["coveredBy"]),
        tuple(entry["killedBy"]),
        entry["statusReason"] if entry["status"] == "Killed" else "",
        seconds=entry["duration"] / 1000,
        by_all=not set(entry["coveredBy"]) <= set(TELLING),
    )


def _place(position: tuple[int, int]) -> dict[str, int]:
    """Return a position as the schema has it, counted from 1."""
    line, column = position
    return {"line": line + 1, "column": column + 1}


def _test_files() -> Iterator[tuple[str, Any]]:
    """Yield the files of the contract's tests, each with its clauses."""
    catalogue = read_catalogue()
    files: dict[str, list[dict[str, str]]] = {}
    for test, ids in marked_tests().items():
        tests = files.setdefault(f"conformance/{test.partition('::')[0]}", [])
        tests += [{"id": id, "name": f"{id}: {catalogue[id].text}"} for id in ids]
    for file, tests in files.items():
        yield file, {"tests": tests}


def _page(document: dict[str, Any], note: str) -> str:
    """Return a page that shows the note above the report, and needs no other file."""
    viewer = (npm.MODULES / VIEWER).read_text(encoding="utf-8").replace("</script", "<\\/script")
    template = Template(TEMPLATE.read_text(encoding="utf-8"), autoescape=True)
    return template.render(report=document, note=note, viewer=Markup(viewer)) + "\n"
