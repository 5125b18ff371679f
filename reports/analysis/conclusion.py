"""The rules of verdicts: which cells are blocked, what a run concludes, and its exit code.

What a cell depends on is in prerequisites.py.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from reports.analysis.prerequisites import prerequisite_cells, prerequisites_first
from reports.model import FAILED, CellKey, Clause, Implementation, Level, Report, Result, Verdict

CONFORMANT, BROKEN, INTERRUPTED, NO_VERDICT = 0, 1, 2, 3
"""Exit codes; 2 to 5 are pytest's own for a run without a verdict."""
PARTIAL_WORD, BROKEN_WORD, NO_VERDICT_WORD = "UNBROKEN SO FAR", "NOT CONFORMANT", "NO VERDICT"
NOT_JUDGED = (Verdict.UNTESTABLE, Verdict.UNSUPPORTED)
"""Verdicts on cells whose test says nothing."""
JUDGED = (Verdict.PASS, *FAILED)
"""Verdicts on cells whose test says whether the store keeps the clause."""
BLOCKING = (Verdict.FAIL, Verdict.BLOCKED)
"""Verdicts on a cell that block those that depend on it. A deviation hides nothing that can be judged."""


@dataclass(frozen=True)
class NotJudged:
    """The clauses that were not judged because of something that the manifest declares."""

    reason: str
    clauses: list[str]

    def __str__(self) -> str:
        return f"not judged {self.reason}: {many(len(self.clauses), 'clause')}"


@dataclass(frozen=True)
class Ending:
    """How a run on one implementation ends: a word, why, and the exit code."""

    word: str
    exit_code: int
    why: str

    def sentence(self, implementation: str, level: Level) -> str:
        """Return the ending as a sentence."""
        if self.exit_code in (CONFORMANT, BROKEN):
            return f"{implementation} is {self.word} at level {level}: {self.why}."
        return f"{self.word} on {implementation}: {self.why}."


@dataclass(frozen=True)
class Conclusion:
    """What a run says of one implementation: a word, why, both as a sentence, and the results behind it.

    `results` are all on the implementation, `stale` its declarations that no longer hold, `broken` the failed
    cells of the asked level, `findings` those below it, `errors` the cells where the suite itself failed.
    `not_judged` lists the clauses of which a cell was not judged because of a declaration.
    """

    implementation: str
    word: str
    why: str
    sentence: str
    exit_code: int
    counts: dict[Level, Counter[Verdict]]
    results: list[Result]
    stale: list[str]
    broken: list[Result]
    findings: list[Result]
    errors: list[Result]
    not_judged: list[NotJudged]


def with_blocked(results: list[Result], clauses: list[Clause]) -> list[Result]:
    """Return `results`, those as blocked that depend on a broken clause, directly or through others.

    No clause blocks one of a firmer level: a gate at that level would see neither. (In this contract none
    depends on one of a softer level, so this is for reports by others.) Whatever a test found is
    replaced: of parallel workers, one may run a test before another finds its prerequisite broken, and a
    verdict must not depend on who was first. Behind a declared deviation, what was found is dropped: only a
    clause without which tests pass or fail by chance blocks when it is declared. Raises graphlib.CycleError
    if clauses depend on each other.
    """
    order = {id: position for position, id in enumerate(prerequisites_first(clauses))}
    known = {clause.id: clause for clause in clauses}
    found: dict[CellKey, Result] = {result.key: result for result in results}
    roots: dict[CellKey, str] = {}
    for key in sorted(found, key=lambda key: order[key.clause]):
        roots[key] = _root(key, known, found, roots)

    declared = [
        each
        for each in results
        if each.verdict is Verdict.DEVIATION and known[each.clause].blocks_when_declared
    ]

    def conclude(result: Result) -> Result:
        root = roots[result.key]
        if not root or result.verdict in NOT_JUDGED:
            return result
        blocked = replace(result, verdict=Verdict.BLOCKED, reason=blocked_by(root))
        if any(_is_blocked_by(blocked, each) for each in declared):
            return replace(blocked, found="", expected="", observed="", repro="", screenshot="", trace=[])
        found = result.verdict if result.verdict in FAILED else result.found
        return replace(blocked, found=str(found))

    return [conclude(result) for result in results]


def _root(
    key: CellKey, clauses: dict[str, Clause], found: dict[CellKey, Result], roots: dict[CellKey, str]
) -> str:
    """Return the id of the broken clause that keeps the cell from being judged, or ""; `roots` has those of
    its prerequisites."""
    clause = clauses[key.clause]
    for id in filter(clauses.__contains__, clause.depends_on):
        for cells in prerequisite_cells(key, clause, clauses[id]):
            nearest = next((cell for cell in cells if cell in found), None)
            if nearest is None:
                continue
            root = roots[nearest] or (id if found[nearest].verdict in _blocking(clauses[id]) else "")
            if root and clause.level.includes(clauses[root].level):
                return root
    return ""


def _blocking(clause: Clause) -> tuple[Verdict, ...]:
    """Return the verdicts on a cell of the clause that block what depends on it."""
    return (*BLOCKING, Verdict.DEVIATION) if clause.blocks_when_declared else BLOCKING


def conclusions(report: Report) -> list[Conclusion]:
    """Return one conclusion for each implementation, in the order of the report."""
    return [_Summary(report, each).conclude() for each in report.implementations]


def exit_code(report: Report) -> int:
    """Return the run's exit code: no verdict if any conclusion is none, else 1 if any store breaks a clause
    of the level."""
    codes = {conclusion.exit_code for conclusion in conclusions(report)} or {NO_VERDICT}
    return next(code for code in (INTERRUPTED, NO_VERDICT, BROKEN, CONFORMANT) if code in codes)


class _Summary:
    """The results on one implementation, sorted; `conclude` puts them into words."""

    def __init__(self, report: Report, implementation: Implementation) -> None:
        self._run = report.run
        self._implementation = implementation
        self._levels = {clause.id: clause.level for clause in report.clauses}
        self._block_when_declared = {each.id for each in report.clauses if each.blocks_when_declared}
        self._results = [each for each in report.results if each.implementation == implementation.spec]
        self._asked = [each for each in self._results if self._is_asked(each)]
        self._broken = _with(Verdict.FAIL, self._asked)
        self._errors = _with(Verdict.ERROR, self._results)
        self._planned, self._left_out = self._count_planned()

    def conclude(self) -> Conclusion:
        ending = self._ending()
        spec = self._implementation.spec
        counts = {each: Counter[Verdict]() for each in Level}
        for result in self._results:
            counts[self._levels[result.clause]][result.verdict] += 1
        return Conclusion(
            implementation=spec,
            word=ending.word,
            why=ending.why,
            sentence=ending.sentence(spec, self._run.level),
            exit_code=ending.exit_code,
            counts=counts,
            results=self._results,
            stale=self._implementation.stale,
            broken=self._broken,
            findings=[each for each in _with(Verdict.FAIL, self._results) if not self._is_asked(each)],
            errors=self._errors,
            not_judged=self._not_judged(),
        )

    def _not_judged(self) -> list[NotJudged]:
        """Return what the declarations kept from being judged, by declaration."""
        declared = _with(Verdict.DEVIATION, self._results)
        deviating = [each for each in declared if each.clause in self._block_when_declared]
        found: dict[str, dict[str, None]] = {}
        for each in self._results:
            if each.verdict is Verdict.UNSUPPORTED:
                found.setdefault(f"({each.reason})", {})[each.clause] = None
            elif cause := next((one for one in deviating if _is_blocked_by(each, one)), None):
                reason = f"because of the declared deviation from {cause.clause}"
                found.setdefault(reason, {})[each.clause] = None
        return [NotJudged(reason, list(clauses)) for reason, clauses in found.items()]

    def _ending(self) -> Ending:
        return self._no_verdict() or self._verdict()

    def _no_verdict(self) -> Ending | None:
        """Return the ending of a run that says nothing about the store as a whole, None if it does."""
        if self._run.interrupted:
            so_far = f"{self._breaks} so far{self._partial(', ')}"
            return Ending(NO_VERDICT_WORD, INTERRUPTED, f"the run was interrupted; {so_far}")
        if self._errors:
            failed = many(len(self._errors), "cell")
            return Ending(NO_VERDICT_WORD, NO_VERDICT, f"the suite failed in {failed}; {self._breaks}")
        if not any(each.verdict in JUDGED for each in self._results):
            return Ending(NO_VERDICT_WORD, NO_VERDICT, f"nothing was judged{_others(self._asked)}")
        return None

    def _verdict(self) -> Ending:
        stale = self._implementation.stale
        hold = "no longer holds" if len(stale) == 1 else "no longer hold"
        outdated = f"; {many(len(stale), 'declaration')} {hold}" if stale else ""
        if self._broken:
            return Ending(BROKEN_WORD, BROKEN, f"{self._breaks}{outdated}")
        kept = f"{_clauses(_with(Verdict.PASS, self._asked))} kept, none broken{_others(self._asked)}"
        word = PARTIAL_WORD if self._left_out else self._kind_of_conformant()
        why = f"{kept}{self._partial('; ')}"
        if stale:  # Good news about the store, but the gate fails until somebody updates the manifest.
            return Ending(f"{word}, MANIFEST OUTDATED", BROKEN, f"{why}{outdated}")
        return Ending(word, CONFORMANT, why)

    def _kind_of_conformant(self) -> str:
        """Return the bare word only for a store that supports everything and deviates in nothing."""
        left_out = _with(Verdict.UNSUPPORTED, self._asked) + _with(Verdict.BLOCKED, self._asked)
        part = " IN PART" if left_out else ""
        declared = {result.clause for result in _with(Verdict.DEVIATION, self._asked)}
        known = f" WITH {many(len(declared), 'DECLARED DEVIATION')}" if declared else ""
        return f"CONFORMANT{part}{known.upper()}"

    @property
    def _breaks(self) -> str:
        return f"{_clauses(self._broken)} broken"

    def _partial(self, separator: str) -> str:
        if not self._left_out:
            return ""
        return f"{separator}{self._left_out} of {many(self._planned, 'cell')} of the level not judged"

    def _is_asked(self, result: Result) -> bool:
        return self._run.level.includes(self._levels[result.clause])

    def _count_planned(self) -> tuple[int, int]:
        """Return how many cells of the level were planned, and how many of them were left out.

        A clause that none of the browsers could show counts as left out.
        """
        spec, level = self._implementation.spec, self._run.level
        planned: set[CellKey] = set()
        for cells in self._implementation.planned:
            if level.includes(self._levels[cells.clause]):
                planned |= cells.of(spec)
        shown = {each.clause for each in self._asked if each.verdict is not Verdict.UNTESTABLE}
        judged = {each.key for each in self._asked if each.clause in shown}
        return len(planned), len(planned - judged)


def blocked_by(root: str) -> str:
    """Return the reason of a cell that the broken clause `root` blocks."""
    return f"depends on {root}, which failed"


def _is_blocked_by(result: Result, root: Result) -> bool:
    """Return whether the broken cell `root` is why that cell is blocked: not a cell of the same clause in
    another engine, or of another storage type."""
    is_near = (
        result.implementation == root.implementation
        and result.engine == root.engine
        and result.storage_type in ("", root.storage_type)
    )
    return result.verdict is Verdict.BLOCKED and result.reason == blocked_by(root.clause) and is_near


def _with(verdict: Verdict, results: list[Result]) -> list[Result]:
    return [result for result in results if result.verdict is verdict]


def _others(results: list[Result]) -> str:
    """Return what is neither kept nor broken, so that a good verdict never hides it."""
    counts = Counter(result.verdict for result in results)
    others = [verdict for verdict in Verdict if verdict not in (Verdict.PASS, Verdict.FAIL)]
    listed = ", ".join(f"{counts[verdict]} {verdict}" for verdict in others if counts[verdict])
    return f" ({listed} of {many(len(results), 'cell')})" if listed else ""


def _clauses(results: list[Result]) -> str:
    return many(len({result.clause for result in results}), "clause")


def many(number: int, noun: str) -> str:
    """Return the number with the noun, in the plural unless it is one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
