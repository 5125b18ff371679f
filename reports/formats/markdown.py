"""The summary as Markdown, for the page that a CI shows of a run."""

from __future__ import annotations

from collections.abc import Iterator

from reports.analysis.compare import Comparison
from reports.analysis.conclusion import Conclusion, conclusions
from reports.analysis.differences import differences
from reports.analysis.grouping import BrokenClause, broken_clauses, harness_errors
from reports.model import Clause, Report, Verdict
from reports.text import plain, short

MARKS = "<>&\"'\\`*_{}[]()#+!|~:@/$"
"""What HTML, Markdown or the sites that show it might make something of: colons and slashes are links."""


def markdown(report: Report, comparison: Comparison | None = None) -> str:
    """What changed since the baseline, if there is one. Then for each implementation: the sentence, the
    cells by level and verdict, what is broken and where."""
    told = [line for conclusion in conclusions(report) for line in _told(conclusion, report)]
    return "\n".join([*(_since(comparison) if comparison else []), *told]) + "\n"


def _since(comparison: Comparison) -> Iterator[str]:
    yield f"### Since {escaped(comparison.origin)}: {comparison.counts}"
    yield ""
    if comparison.turns:
        rows = [
            [
                turn.kind,
                _promise(turn.clause),
                escaped(turn.implementation),
                escaped(turn.where),
                turn.verdicts,
            ]
            for turn in comparison.turns
        ]
        yield from table(["since then", "clause", "store", "where", "verdicts"], rows)


def _told(conclusion: Conclusion, report: Report) -> Iterator[str]:
    yield f"### {escaped(conclusion.sentence)}"
    yield ""
    verdicts = [each for each in Verdict if any(counts[each] for counts in conclusion.counts.values())]
    yield from table(
        ["level", *verdicts],
        [[level, *(str(counts[each]) for each in verdicts)] for level, counts in conclusion.counts.items()],
    )
    broken = broken_clauses([*conclusion.broken, *conclusion.findings], report.clauses)
    if broken:
        yield from table(["level", "broken clause", "where", "expected", "observed"], list(map(_row, broken)))
    for difference in differences(conclusion.results, report.clauses):
        told = f"{difference.clause.id} {difference.storage_type}: {difference}"
        yield f"- engines differ: {escaped(told)}"
    yield from (f"- declared: {escaped(line)}" for line in conclusion.stale)
    for fault in harness_errors(conclusion.errors):
        first = f"{escaped(fault.clause)}: {escaped(fault.reason)}"
        yield f"- the judge failed in {fault.cells} cells, first {first}"


def _row(broken: BrokenClause) -> list[str]:
    seen = [code(broken.expected), code(broken.observed)]
    return [broken.clause.level, _promise(broken.clause), escaped(broken.where), *seen]


def _promise(clause: Clause) -> str:
    return f"{escaped(clause.text)} ({code(clause.id)})"


def table(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(row)} |"
    yield ""


def code(text: str) -> str:
    return f"<code>{escaped(text)}</code>"


def escaped(text: str) -> str:
    """Whatever it says, text: no markup of HTML or Markdown, no end of a line or of a cell."""
    return "".join(f"&#{ord(char)};" if char in MARKS else char for char in short(plain(text), 160))
