"""The contract as a Markdown page to read and to link to, each clause under its id: docs/contract.md.

python -m judge.contract.contract_page [--output FILE]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from judge.contract.catalogue import CONTRACT
from judge.contract.checks import checked
from reports.command import Parser, exit_code_of
from reports.files import put
from reports.model import Clause

PAGE = CONTRACT.parent / "docs" / "contract.md"
HEAD = """\
# The contract

<!-- Written by `make contract` from conformance/clauses.toml and fixtures/stores/faults.toml. -->

Every promise that is judged. Link to one by its id, as in `docs/contract.md#data.mounts`.
[Verdicts](verdicts.md) explains levels and verdicts. A clause is proven by the faults of
[faults.toml](../fixtures/stores/faults.toml) that break it: its test fails on them.
"""


def page(clauses: list[Clause]) -> str:
    """Return the contract in Markdown."""
    groups: dict[str, list[Clause]] = {}
    for clause in clauses:
        groups.setdefault(clause.id.partition(".")[0], []).append(clause)
    contents = (f"- [{group}](#{group}) ({len(own)})" for group, own in groups.items())
    sections = (line for group, own in groups.items() for line in _section(group, own))
    return "\n".join([HEAD, *contents, "", *sections])


def _section(group: str, clauses: list[Clause]) -> Iterator[str]:
    yield f"## {group}\n"
    for clause in clauses:
        yield from _entry(clause)


def _entry(clause: Clause) -> Iterator[str]:
    yield f'### <a id="{clause.id}"></a>{clause.id}\n'
    yield f"**{_text(clause.text)}** ({clause.level})\n"
    yield f"> {_text(clause.quote)}<br>"
    yield f"> the docs{f', “{_text(clause.heading)}”' if clause.heading else ''}\n"
    for name, text in (
        ("Storage types", ", ".join(clause.storage_types)),
        ("Backends", ", ".join(clause.backends)),
        ("Depends on", ", ".join(f"[{id}](#{id})" for id in clause.depends_on)),
        ("Requires", ", ".join(map(_text, clause.requires))),
        ("Note", _text(clause.note)),
        ("Untestable", _text(clause.untestable)),
        ("Seen in", ", ".join(map(_text, clause.seen_in))),
        ("Proven by", ", ".join(f"`{fault}`" for fault in clause.faults)),
    ):
        if text:
            yield f"- {name}: {text}"
    yield ""


def _text(text: str) -> str:
    """Return `text` with everything escaped that Markdown would take for markup."""
    return re.sub(r"([\\`*_\[\]<>|&])", r"\\\1", text)


def main(arguments: Sequence[str] | None = None, prog: str = "python -m judge.contract.contract_page") -> int:
    """Print the page, or write it to a file; return the exit code. `prog` is the command named in help."""
    parser = Parser(prog, description="Print the contract as a Markdown page.")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the page to this file instead")
    output = parser.parse_args(arguments).output
    return exit_code_of(lambda: _show(output))


def _show(output: Path | None) -> int:
    text = page(checked().clauses)
    if output:
        put(output, text)
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
