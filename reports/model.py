"""The result model: what a run tells, as plain data. Its JSON form is described by report.schema.json."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from compat import StrEnum


class Level(StrEnum):
    """How firmly the docs promise: outright; by advice or plain reading; not at all, but dcc.Store does."""

    MUST = "must"
    SHOULD = "should"
    REFERENCE = "reference"

    def includes(self, other: Level) -> bool:
        """Whether a gate at this level asks for clauses of level `other`."""
        order = list(Level)
        return order.index(other) <= order.index(self)


class Verdict(StrEnum):
    """The verdict on a cell."""

    PASS = "pass"
    FAIL = "fail"
    DEVIATION = "deviation"
    BLOCKED = "blocked"
    UNSUPPORTED = "unsupported"
    UNTESTABLE = "untestable"
    ERROR = "error"


@dataclass(frozen=True)
class Clause:
    """A promise, as the report quotes it. `heading` and `quote` say where the docs make it; `requires` what a
    store must have for it to be judged, beside the storage type of the cell."""

    id: str
    level: Level
    text: str
    heading: str
    quote: str
    storage_types: list[str] = field(default_factory=list)
    depends_on: list[str] = field(default_factory=list)
    requires: list[str] = field(default_factory=list)
    note: str = ""
    untestable: str = ""
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """The verdict on one cell. `engine` and `storage_type` are "" where the clause has none.

    `reason` says why a cell has no pass or fail of its own: the clause that blocks it, why it is
    untestable, what went wrong with the judge. `history` is the story in steps; `observations` what
    callbacks received, a line each; `rerun` the command that judges this cell again; `repro` the source of
    an app that shows a failure without this suite, or ""; `screenshot` what the page showed of one, a PNG in
    base64, or "".
    """

    clause: str
    implementation: str
    engine: str
    storage_type: str
    verdict: Verdict
    expected: str = ""
    observed: str = ""
    reason: str = ""
    history: list[str] = field(default_factory=list)
    observations: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    seconds: float = 0.0
    commands: int = 0
    rerun: str = ""
    repro: str = ""
    screenshot: str = ""


class Measure(StrEnum):
    """What figures tell of: the longest text that is kept; how long a text takes until callbacks see it."""

    CAPACITY = "capacity"
    ROUND_TRIP = "round trip"


@dataclass(frozen=True)
class Figure:
    """Something measured, on which there is no verdict.

    `of` says what it was measured with, `value` how many of `unit` it came to; `at_least` that nothing more
    was tried.
    """

    measure: Measure
    of: str
    implementation: str
    engine: str
    storage_type: str
    value: float
    unit: str
    at_least: bool = False


@dataclass(frozen=True)
class Implementation:
    """A store that was judged: its import path, and the version of its package or "". `stale` has a line
    for each declaration of its manifest that does not hold."""

    spec: str
    version: str
    stale: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Engine:
    """A browser that was used, with the version that it gave."""

    name: str
    version: str


@dataclass(frozen=True)
class Run:
    """When and how: `started` is ISO 8601 in UTC, `versions` maps packages to versions, and
    "hypothesis profile" to what was drawn."""

    started: str
    seconds: float
    command: str
    level: Level
    versions: dict[str, str]
    interrupted: bool = False


@dataclass(frozen=True)
class Report:
    """Everything that a run found."""

    suite: dict[str, str]
    run: Run
    implementations: list[Implementation]
    engines: list[Engine]
    clauses: list[Clause]
    results: list[Result]
    figures: list[Figure] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The report as JSON-able data, as report.schema.json describes it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Report:
        """The report that `to_json` made `data` of; `data` is expected to be valid by the schema."""
        run = data["run"]
        return cls(
            suite=data["suite"],
            run=Run(**{**run, "level": Level(run["level"])}),
            implementations=[Implementation(**item) for item in data["implementations"]],
            engines=[Engine(**item) for item in data["engines"]],
            clauses=[Clause(**{**item, "level": Level(item["level"])}) for item in data["clauses"]],
            results=[Result(**{**item, "verdict": Verdict(item["verdict"])}) for item in data["results"]],
            figures=[Figure(**{**item, "measure": Measure(item["measure"])}) for item in data["figures"]],
        )
