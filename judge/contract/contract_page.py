"""The contract as a Markdown page to read and to link to, each clause under its id: docs/contract.md.

python -m judge.contract.contract_page [--output FILE]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from judge.contract.catalogue import CONTRACT
from judge.contract.checks import checked
from reports.analysis.grouping import group_name
from reports.command import Parser, exit_code_of
from reports.files import put
from reports.formats.templating import render
from reports.model import Clause

PAGE = CONTRACT.parent / "docs" / "contract.md"


def page(clauses: list[Clause]) -> str:
    """Return the contract in Markdown."""
    groups: dict[str, list[Clause]] = {}
    for clause in clauses:
        groups.setdefault(group_name(clause.id), []).append(clause)
    return render("contract.md.j2", groups=groups).rstrip() + "\n"


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
