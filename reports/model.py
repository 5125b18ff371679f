"""The result model: a run as plain data. report.schema.json describes its JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, NamedTuple

from compat import StrEnum

FLASK = "flask"
"""The backend of an engine if no other is named."""


class Level(StrEnum):
    """How firmly the docs promise a clause: outright; by advice or plain reading; only dcc.Store does it."""

    MUST = "must"
    SHOULD = "should"
    REFERENCE = "reference"

    def includes(self, other: Level) -> bool:
        """Whether a gate at this level asks for clauses of level `other`."""
        return other.rank <= self.rank

    @property
    def rank(self) -> int:
        """The place in the order of levels, from 0, the firmest."""
        return list(Level).index(self)


class Verdict(StrEnum):
    """The verdict on a cell."""

    PASS = "pass"
    FAIL = "fail"
    DEVIATION = "deviation"
    BLOCKED = "blocked"
    UNSUPPORTED = "unsupported"
    UNTESTABLE = "untestable"
    ERROR = "error"


FAILED = (Verdict.FAIL, Verdict.DEVIATION)
"""Verdicts on cells that break their clause, declared or not."""


class CellKey(NamedTuple):
    """What names a cell: clause id, import path, engine name, storage type; "" if it has none."""

    clause: str
    implementation: str
    engine: str
    storage_type: str


@dataclass(frozen=True)
class Clause:
    """A promise.

    `heading` and `quote` say where the docs make it; `requires` lists what a store must support for it to be
    judged, in addition to the storage type of the cell; `in_browser` says whether its test needs a browser;
    `seen_in` lists public reports by users who met the failure, or a release that has it; `test` names its
    test, FILE::FUNCTION, and `source` is the source of that, "" in older reports; `backends` lists the
    backends that it applies to, none if it applies to all; `blocks_when_declared` says that a declared
    deviation still blocks what depends on it, which would pass or fail by chance.
    """

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
    in_browser: bool = True
    seen_in: list[str] = field(default_factory=list)
    test: str = ""
    source: str = ""
    backends: list[str] = field(default_factory=list)
    blocks_when_declared: bool = False

    @property
    def public_reports(self) -> list[str]:
        """The public reports in `seen_in`, without the releases."""
        return [each for each in self.seen_in if "#" in each]

    def applies_on(self, backend: str) -> bool:
        """Return whether there are cells of the clause on that backend."""
        return not self.backends or backend in self.backends


@dataclass(frozen=True)
class Received:
    """What one call of a callback received: the number of its tab, the milliseconds since the step began, and
    the observation as a line."""

    tab: int
    after: int
    line: str


@dataclass(frozen=True)
class TracedStep:
    """What one step of a test led to.

    `received` has what callbacks received, `tab` is the number of the tab that was current after the step.
    `storage` has what web storage then held there: text by key by area, None for an area that cannot be read.
    It is None if that is as it was after the step before."""

    tab: int
    received: list[Received] = field(default_factory=list)
    storage: Mapping[str, Mapping[str, str] | None] | None = None


@dataclass(frozen=True)
class Result:
    """The verdict on one cell. `engine` and `storage_type` are "" if the clause has none.

    `reason` says why a cell has neither pass nor fail: the clause that blocks it, why it is untestable, what
    went wrong in the suite. A pass has one if the cell failed on a shared page first. `history` holds the
    steps of the test; `observations` what callbacks received, a line each; `rerun` the command that judges
    only this cell; `repro` the source of a standalone app that shows a failure, or ""; `screenshot` the page
    at the failure, a PNG in base64, or "". `found` is "fail" or "deviation" if the test of a blocked cell did
    run and resulted in that, else "". `trace` says what each step of `history` led to; it is empty unless the
    cell failed.
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
    found: str = ""
    trace: list[TracedStep] = field(default_factory=list)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Result:
        """Return the result in `data`, the JSON form of one."""
        steps = [
            TracedStep(each["tab"], [Received(**call) for call in each["received"]], each["storage"])
            for each in data.get("trace", [])
        ]
        return cls(**{**data, "verdict": Verdict(data["verdict"]), "trace": steps})

    @property
    def key(self) -> CellKey:
        """The cell that was judged."""
        return CellKey(self.clause, self.implementation, self.engine, self.storage_type)


class Measure(StrEnum):
    """What was measured: the longest text that is kept; the time until callbacks receive a text."""

    CAPACITY = "capacity"
    ROUND_TRIP = "round trip"


@dataclass(frozen=True)
class Figure:
    """A measured value, on which there is no verdict.

    `of` says what it was measured with. The result is `value`, in `unit`; `at_least` means that no limit was
    reached, so the true value may be higher.
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
class Deviation:
    """A clause that the manifest of a store declares to be broken, in those storage types and engines (none:
    in all). `link` says more about it, `expires` is its last day in ISO 8601; both are "" if unknown."""

    clause: str
    reason: str
    storage_types: list[str] = field(default_factory=list)
    engines: list[str] = field(default_factory=list)
    link: str = ""
    expires: str = ""

    def covers(self, result: Result) -> bool:
        """Return whether it is about the cell of `result`."""
        return (
            result.clause == self.clause
            and (not self.storage_types or result.storage_type in self.storage_types)
            and (not self.engines or result.engine in self.engines)
        )

    def has_expired(self, today: date) -> bool:
        """Return whether its last day has passed."""
        return bool(self.expires) and date.fromisoformat(self.expires) < today

    def __str__(self) -> str:
        cells = " in ".join(filter(None, (", ".join(self.storage_types), ", ".join(self.engines))))
        return f"{self.clause} [{cells}]" if cells else self.clause


@dataclass(frozen=True)
class PlannedCells:
    """The cells of one clause that the whole contract asks for: one in each of the engines for each of the
    storage types; [""] if the clause has none."""

    clause: str
    engines: list[str]
    storage_types: list[str]

    def of(self, implementation: str) -> set[CellKey]:
        """Return what names these cells on that implementation."""
        return {
            CellKey(self.clause, implementation, engine, storage_type)
            for engine in self.engines
            for storage_type in self.storage_types
        }


@dataclass(frozen=True)
class Implementation:
    """A store that was judged: its import path, and the version of its package or "".

    `stale` has a line for each declaration of its manifest that no longer holds. `planned` are the cells that
    a run of the whole contract in these engines judges, whether selected or not; `deviations` what its
    manifest declares. `file` is that of its package's module, `commit` that of its checkout with whether
    anything was changed since, `content` a hash of the files that run; "" if unknown.
    """

    spec: str
    version: str
    stale: list[str] = field(default_factory=list)
    planned: list[PlannedCells] = field(default_factory=list)
    file: str = ""
    commit: str = ""
    content: str = ""
    deviations: list[Deviation] = field(default_factory=list)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Implementation:
        """Return the implementation in `data`, as `Report.to_json` made it."""
        planned = [PlannedCells(**each) for each in data.get("planned", [])]
        deviations = [Deviation(**each) for each in data.get("deviations", [])]
        return cls(**{**data, "planned": planned, "deviations": deviations})


@dataclass(frozen=True)
class Engine:
    """A browser that was used, with the version that it reported, and the backend that served its pages."""

    name: str
    version: str
    backend: str = FLASK

    @property
    def browser(self) -> str:
        """The name without the backend, which is part of it unless it is flask."""
        return self.name.removesuffix(f"-{self.backend}")


@dataclass(frozen=True)
class Run:
    """When and how the run was made: `started` is ISO 8601 in UTC, `versions` maps packages to versions, and
    "hypothesis profile" to how many values it drew."""

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
        """Return the report as JSON-able data, as report.schema.json describes it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Report:
        """Return the report in `data`, which `to_json` made and the schema accepts."""
        run = data["run"]
        return cls(
            suite=data["suite"],
            run=Run(**{**run, "level": Level(run["level"])}),
            implementations=list(map(Implementation.from_json, data["implementations"])),
            engines=[Engine(**item) for item in data["engines"]],
            clauses=[Clause(**{**item, "level": Level(item["level"])}) for item in data["clauses"]],
            results=list(map(Result.from_json, data["results"])),
            figures=[Figure(**{**item, "measure": Measure(item["measure"])}) for item in data["figures"]],
        )
