"""The arithmetic of verdicts: what blocks what, what a run concludes, and its exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from reports.model import Clause, Level, Report, Result, Verdict

CONFORMANT, BROKEN, INTERRUPTED, NO_VERDICT = 0, 1, 2, 3
"""Exit codes; 2 to 5 are pytest's own for a run that is no verdict."""

NOT_JUDGED = (Verdict.UNTESTABLE, Verdict.UNSUPPORTED)
"""What no test came to."""


@dataclass(frozen=True)
class Conclusion:
    """What a run says of one implementation: a word, why, both as a sentence, and what it rests on.

    `results` are those on it, `stale` its declarations that do not hold, `broken` the failed cells of the
    asked level, `findings` those below it, `errors` the judge's own.
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


def with_blocked(results: list[Result], clauses: list[Clause]) -> list[Result]:
    """`results` with each told as blocked that rests on a broken clause, directly or through others.

    A prerequisite counts in the same cell, and in those of other storage types that the clause needs; one
    without storage type or engine counts for all of them, and all storage types of it for a result that has
    none.
    None blocks a clause of a firmer level than its own: a gate at that level would then see neither.
    What they were found to be does not matter: of test processes side by side one may judge what rests on a
    clause before another finds that broken, and a verdict must not hang on who was first.
    """
    known = {clause.id: clause for clause in clauses}
    by_cell = {_cell(result, result.clause): result for result in results}
    roots: dict[tuple[str, str, str, str], str] = {}

    def root_of(result: Result) -> str:
        """The id of the broken clause that keeps `result` from being judged, or ""."""
        key = _cell(result, result.clause)
        if key not in roots:
            roots[key] = ""  # so that clauses that rest on each other come to an end
            listed = filter(known.__contains__, known[result.clause].depends_on)
            roots[key] = next(filter(None, map(partial(root_in, result), listed)), "")
        return roots[key]

    def root_in(result: Result, prerequisite: str) -> str:
        for cells in _grounds(result, known[result.clause], known[prerequisite]):
            ground = next(filter(None, map(by_cell.get, cells)), None)
            if ground is None:
                continue
            broken = ground.verdict in (Verdict.FAIL, Verdict.DEVIATION, Verdict.BLOCKED)
            root = root_of(ground) or (prerequisite if broken else "")
            if root and known[result.clause].level.includes(known[root].level):
                return root
        return ""

    def judged(result: Result) -> Result:
        if result.verdict not in NOT_JUDGED and (root := root_of(result)):
            found = result.verdict if result.verdict in (Verdict.FAIL, Verdict.DEVIATION) else result.found
            reason = f"rests on {root}, which failed"
            return replace(result, verdict=Verdict.BLOCKED, reason=reason, found=str(found))
        return result

    return [judged(result) for result in results]


def _cell(result: Result, clause: str) -> tuple[str, str, str, str]:
    return clause, result.implementation, result.engine, result.storage_type


def _grounds(result: Result, clause: Clause, ground: Clause) -> Iterator[list[tuple[str, str, str, str]]]:
    """The cells of `ground` that the result on `clause` rests on, by storage type; the nearest that there is
    counts."""
    others = [each for each in clause.requires if each in ground.storage_types]
    storage_types = [result.storage_type, *others] if result.storage_type else [*ground.storage_types, ""]
    engines = dict.fromkeys((result.engine, ""))
    for storage_type in dict.fromkeys(storage_types):
        pairs = product(engines, dict.fromkeys((storage_type, "")))
        yield [(ground.id, result.implementation, *pair) for pair in pairs]


def conclusions(report: Report) -> list[Conclusion]:
    """One conclusion an implementation, in the order of the report."""
    return [_conclude(report, implementation.spec) for implementation in report.implementations]


def exit_code(report: Report) -> int:
    """The run's: no verdict if any conclusion is none, else 1 if any store breaks a clause of the level."""
    codes = {conclusion.exit_code for conclusion in conclusions(report)} or {NO_VERDICT}
    return next(code for code in (INTERRUPTED, NO_VERDICT, BROKEN, CONFORMANT) if code in codes)


def _conclude(report: Report, implementation: str) -> Conclusion:
    level = report.run.level
    levels = {clause.id: clause.level for clause in report.clauses}
    results = [result for result in report.results if result.implementation == implementation]
    asked = [result for result in results if level.includes(levels[result.clause])]
    stale = next(each.stale for each in report.implementations if each.spec == implementation)
    counts = {each: Counter[Verdict]() for each in Level}
    for result in results:
        counts[levels[result.clause]][result.verdict] += 1
    broken = _with(Verdict.FAIL, asked)
    errors = _with(Verdict.ERROR, results)
    word, code, why = _word(report, results, asked, stale)
    return Conclusion(
        implementation=implementation,
        word=word,
        why=why,
        sentence=f"{implementation} is {word} at level {level}: {why}."
        if code in (CONFORMANT, BROKEN)
        else f"{word} on {implementation}: {why}.",
        exit_code=code,
        counts=counts,
        results=results,
        stale=stale,
        broken=broken,
        findings=[
            result for result in _with(Verdict.FAIL, results) if not level.includes(levels[result.clause])
        ],
        errors=errors,
    )


def _with(verdict: Verdict, results: list[Result]) -> list[Result]:
    return [result for result in results if result.verdict is verdict]


def _word(
    report: Report, results: list[Result], asked: list[Result], stale: list[str]
) -> tuple[str, int, str]:
    """The word, the exit code and the reason; `asked` are the `results` on clauses of the asked level,
    `stale` the declarations that do not hold."""
    broken = _with(Verdict.FAIL, asked)
    breaks = f"{_clauses(broken)} broken"
    kept = f"{_clauses(_with(Verdict.PASS, asked))} kept, none broken{_apart(asked)}"
    left_out = _left_out(report, results, asked)
    errors = len(_with(Verdict.ERROR, results))
    if report.run.interrupted:
        return (
            "NO VERDICT",
            INTERRUPTED,
            f"the run was interrupted; {breaks} so far{left_out and f', {left_out}'}",
        )
    if errors:
        return "NO VERDICT", NO_VERDICT, f"the judge failed in {_many(errors, 'cell')}; {breaks} beside"
    if not any(result.verdict in (Verdict.PASS, Verdict.FAIL, Verdict.DEVIATION) for result in results):
        return "NO VERDICT", NO_VERDICT, f"nothing was judged{_apart(asked)}"
    outdated = f"; {_many(len(stale), 'declaration')} no longer {'holds' if len(stale) == 1 else 'hold'}"
    if broken:
        return "NOT CONFORMANT", BROKEN, f"{breaks}{outdated if stale else ''}"
    if left_out:
        word, why = "UNBROKEN SO FAR", f"{kept}; {left_out}"
    else:
        word, why = _kind_of_conformant(asked), kept
    if stale:  # Good news about the store, but the gate fails until somebody updates the manifest.
        return f"{word}, MANIFEST OUTDATED", BROKEN, f"{why}{outdated}"
    return word, CONFORMANT, why


def _kind_of_conformant(asked: list[Result]) -> str:
    """The bare word is for a store that has all and keeps all."""
    part = " IN PART" if _with(Verdict.UNSUPPORTED, asked) else ""
    declared = {result.clause for result in _with(Verdict.DEVIATION, asked)}
    known = f" WITH {_many(len(declared), 'DECLARED DEVIATION')}" if declared else ""
    return f"CONFORMANT{part}{known.upper()}"


def _left_out(report: Report, results: list[Result], asked: list[Result]) -> str:
    """How many clauses of the level have no result, nor a reason why none can show them, and how many have
    none in some engine or for some storage type; "" if each has all."""
    # Of one that was never started there are no results, and the report knows no version.
    engines = {each.engine for each in results} | {each.name for each in report.engines if not each.version}
    cells: dict[str, set[tuple[str, str]]] = {}
    for result in asked:
        cells.setdefault(result.clause, set()).add((result.engine, result.storage_type))
    judged = {result.clause for result in asked if result.verdict is not Verdict.UNTESTABLE}
    none = part = 0
    for clause in report.clauses:
        if clause.untestable or not report.run.level.includes(clause.level):
            continue
        found = cells.get(clause.id, set())
        in_browsers = any(engine for engine, _ in found)
        types = clause.storage_types or [storage_type for _, storage_type in found]
        none += clause.id not in judged
        part += clause.id in judged and not found.issuperset(
            product(engines - {""} if in_browsers else {""}, types)
        )
    told = [f"{_many(none, 'clause')} of the level not judged"] if none else []
    return ", ".join([*told, *([f"{_many(part, 'clause')} only in part"] if part else [])])


def _apart(results: list[Result]) -> str:
    """What is neither kept nor broken, so that a sound verdict never hides it."""
    counts = Counter(result.verdict for result in results)
    apart = [verdict for verdict in Verdict if verdict not in (Verdict.PASS, Verdict.FAIL)]
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in apart if counts[verdict])
    return f" ({told} of {_many(len(results), 'cell')})" if told else ""


def _clauses(results: list[Result]) -> str:
    return _many(len({result.clause for result in results}), "clause")


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
