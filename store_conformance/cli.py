"""The command `store-conformance`: hands its arguments to the room that does the work."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from errors import USAGE_ERROR, UserError, print_problem
from fixtures.safeguard import discard

INTERRUPTED = 2
"""The exit code for Ctrl-C, as pytest's own."""
OUTPUT_CLOSED = 141
"""The exit code of a program that SIGPIPE ends, as a shell reports it."""


@dataclass(frozen=True)
class Command:
    """A subcommand: one line of help, and the function that takes its arguments and returns an exit code."""

    help: str
    run: Callable[[list[str]], int]


# Each command imports its room only when it is called: `store-conformance --help` should not load selenium.


def _run(arguments: list[str]) -> int:
    from store_conformance import run

    return run.main(arguments)


def _open(arguments: list[str]) -> int:
    from fixtures.apps import __main__ as apps

    return apps.main(arguments, "store-conformance open")


def _reports(command: str) -> Callable[[list[str]], int]:
    def run(arguments: list[str]) -> int:
        from reports import __main__ as reports

        return reports.main([command, *arguments], "store-conformance")

    return run


def _capacity(arguments: list[str]) -> int:
    from bench import capacity
    from store_conformance.run import REPORT

    return capacity.main(arguments, "store-conformance capacity", REPORT)


def _contract(arguments: list[str]) -> int:
    from judge.contract import contract_page

    return contract_page.main(arguments, "store-conformance contract")


def _doctor(arguments: list[str]) -> int:
    from store_conformance import doctor

    return doctor.main(arguments)


COMMANDS = {
    "run": Command("judge a store and write a report; every option of pytest works here too", _run),
    "open": Command("serve a fixture app, to click around in it with a store of your choice", _open),
    "doctor": Command("check which browsers and backends work here, and say how to get the others", _doctor),
    "compare": Command("say which cells changed between two reports", _reports("compare")),
    "merge": Command("make one report of several: shards, engines or stores", _reports("merge")),
    "render": Command("write the HTML page and the other documents of a report.json", _reports("render")),
    "validate": Command("check that a file is a valid report.json", _reports("validate")),
    "releases": Command("compare reports on several releases of one store", _reports("releases")),
    "bug-report": Command(
        "print a broken clause as a report for the store's tracker", _reports("bug-report")
    ),
    "history": Command("show what many reports on one store say over time", _reports("history")),
    "capacity": Command("measure how much a store keeps, and how fast", _capacity),
    "contract": Command("print the contract, clause by clause, as a Markdown page", _contract),
}

HELP = """\
Usage: store-conformance COMMAND [ARGUMENT ...]

Judge implementations of the Dash Store contract in real browsers.

Commands:
{commands}

Examples:
  store-conformance doctor
  store-conformance run --store my_package:MyStore
  store-conformance run --store my_package:MyStore --engine firefox --clause clear

'store-conformance COMMAND --help' explains a command; 'store-conformance --version' prints the version."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments` name, by default those of this process; return the exit code.

    Ends quietly if it is interrupted, or if what reads its output has ended, as `head` does.
    """
    try:
        try:
            return _call(list(sys.argv[1:] if arguments is None else arguments))
        finally:
            if sys.stdout:  # Python would flush at its end, where nothing can catch what that raises.
                sys.stdout.flush()
    except KeyboardInterrupt:
        print("store-conformance: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        discard(sys.stdout.fileno())
        return OUTPUT_CLOSED


def _call(given: list[str]) -> int:
    name, rest = (given[0], given[1:]) if given else ("--help", [])
    if name in ("-h", "--help", "help"):
        print(_help())
        return 0
    if name == "--version":
        print(f"store-conformance {_version()}")
        return 0
    if name not in COMMANDS:
        print_problem(UserError(f"store-conformance: no command {name!r}; use one of {', '.join(COMMANDS)}"))
        return USAGE_ERROR
    try:
        return COMMANDS[name].run(rest)
    except UserError as problem:
        print_problem(problem)
        return USAGE_ERROR


def _help() -> str:
    width = max(map(len, COMMANDS))
    lines = (f"  {name:<{width}}  {command.help}" for name, command in COMMANDS.items())
    return HELP.format(commands="\n".join(lines))


def _version() -> str:
    """Return the version of the installed package; a checkout that is not installed has none of its own."""
    try:
        return version("store-conformance")
    except PackageNotFoundError:
        return "(checkout)"
