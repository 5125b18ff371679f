"""The command-line options of a run: their types, their help, and the old names that still work."""

from __future__ import annotations

import argparse
import math
import re
from contextlib import suppress
from pathlib import Path

import pytest
from dash.testing.consts import SELENIUM_GRID_DEFAULT
from hypothesis import settings
from hypothesis.errors import InvalidArgument

from errors import UserError
from fixtures.browsers.engine import FORM_FACTORS, Settings
from fixtures.browsers.grid import Grid
from fixtures.server.backends import BACKENDS
from fixtures.server.host import SITE
from judge.contract.catalogue import STORAGE_TYPES
from judge.generate import effort
from judge.run.shard import parse_shard
from reports.files import SELECTED, SELECTING
from reports.model import Level

SUITE = Path(__file__).parents[2]
LATEST = SUITE / "reports" / "latest"
"""The default of --report in a checkout."""
DEADLINE = 10
"""The default of --deadline, in seconds."""


class BadOption(UserError):
    """The value of an option cannot be used; one line says which, and how to fix it."""


def add_options(parser: pytest.Parser) -> None:
    """Add the options, in the groups in which --help lists them."""
    _add_selection(parser.getgroup("store conformance: what to judge"))
    _add_browsers(parser.getgroup("store conformance: browsers"))
    _add_tests(parser.getgroup("store conformance: how to test"))
    results = parser.getgroup("store conformance: verdict and report")
    _add_results(results)
    _add_reports(results)


def _add_selection(group: pytest.OptionGroup) -> None:
    group.addoption(
        "--store",
        action="append",
        metavar="MODULE:NAME",
        help="store to judge: a Dash component class or a factory (repeatable; default dash.dcc:Store)",
    )
    group.addoption(
        "--clause",
        action="append",
        metavar="ID",
        help="judge only this clause, such as clear.twice, or this group of clauses, such as clear"
        " (repeatable). Prerequisites are judged only if you name them, too. A run on selected cells is"
        " partial: its verdict says how many cells were not judged",
    )
    group.addoption(
        "--storage-type",
        action="append",
        choices=STORAGE_TYPES,
        help="judge only cells of this storage type (repeatable). Clauses without storage types are left out",
    )
    group.addoption(
        "--shard",
        type=parse_shard,
        metavar="NUMBER/COUNT",
        help="judge only one of COUNT parts of the run, such as 2/4. They take about the same time if"
        " --compare-to names an earlier report, whose times are used; merge puts their reports together",
    )


def _add_browsers(group: pytest.OptionGroup) -> None:
    group.addoption(
        "--engine",
        action="append",
        metavar="NAME",
        help="browser engine: chromium, firefox or webkit (repeatable; default all of them that are"
        " installed); on macOS also safari, which is experimental and untested",
    )
    group.addoption(
        "--form-factor",
        action="append",
        choices=FORM_FACTORS,
        help="desktop browsers, or ones that emulate a phone: small touch screen, mobile user agent"
        " (repeatable; default desktop)",
    )
    group.addoption(
        "--backend",
        action="append",
        choices=BACKENDS,
        help="what serves the apps (repeatable; default flask). The others need Dash 4.2 or later, and the"
        " packages of the extras fastapi and quart",
    )
    group.addoption(
        "--chromium-binary",
        metavar="PATH",
        help="the browser that the engine chromium uses: Chromium, Chrome, Chrome for Testing or Edge"
        " (default: CHROME_BIN, else the first that is installed)",
    )
    group.addoption(
        "--stock-browsers",
        action="store_true",
        help="leave browsers as users have them, instead of tuning them for speed: with the back/forward"
        " cache, disk cache and all compilers",
    )
    group.addoption(
        "--resist-fingerprinting",
        action="store_true",
        help="use stock Firefox with privacy.resistFingerprinting, which makes the clock of pages coarse;"
        " needs --engine firefox",
    )
    group.addoption("--form", action="append", choices=FORM_FACTORS, help=argparse.SUPPRESS)
    # The pytest plugin of dash[testing] may have come first, which has this option, too.
    with suppress(ValueError, argparse.ArgumentError):
        group.addoption(
            "--remote-url",
            type=_grid,
            metavar="URL",
            help="use the browsers of this Selenium Grid, or of another WebDriver remote end",
        )
    group.addoption(
        "--host-name",
        type=_host_name,
        metavar="NAME",
        help=f"domain under which browsers open the apps (default {SITE}). It and all its subdomains must"
        " resolve to this machine. Unless it ends in localhost, apps are served on all network interfaces",
    )


def _add_tests(group: pytest.OptionGroup) -> None:
    levels = "|".join(effort.LEVELS)
    group.addoption(
        "--effort",
        type=_effort,
        metavar=f"{levels}|N",
        help=f"{effort.help_text()}. A number N sets Hypothesis's max_examples",
    )
    group.addoption("--examples", type=_effort, help=argparse.SUPPRESS)
    group.addoption(
        "--deadline",
        type=_seconds,
        metavar="SECONDS",
        help=f"how long to wait for a store before it counts as hung (default {DEADLINE})",
    )
    group.addoption(
        "--stores-share-pages",
        action="store_true",
        help="judge several --store on common pages: faster, for stores that do not affect each other; a"
        " failure is judged again on a page of its own",
    )


def _add_results(group: pytest.OptionGroup) -> None:
    group.addoption(
        "--level",
        choices=[str(level) for level in Level],
        default="must",
        help="lowest level whose broken clauses make the exit code 1 (default must)",
    )
    group.addoption(
        "--manifest",
        action="append",
        type=Path,
        metavar="FILE",
        help="TOML file with what a store does not support and its known deviations (repeatable)",
    )
    group.addoption(
        "--write-manifest",
        type=Path,
        metavar="FILE",
        help="write a manifest that declares what the (first) store broke in this run. It keeps the entries"
        " and comments of --manifest that still hold; fill in the new reasons",
    )


def _add_reports(group: pytest.OptionGroup) -> None:
    group.addoption(
        "--report",
        metavar="DIR",
        help="folder for the report (default: conformance-report; `pytest` itself: reports/latest). With"
        " --clause or --storage-type, the default is its subfolder `selected`; the command of a cell"
        " in a report writes to `cell`. With `pytest` itself, write"
        " --report=DIR, with the equals sign",
    )
    group.addoption(
        "--compare-to",
        type=Path,
        metavar="FILE",
        help="an earlier report.json: show what changed since, and exit with 1 if a cell regressed",
    )
    group.addoption(
        "--fail-on",
        choices=("broken", "regressions"),
        default="broken",
        help="what makes the exit code 1: broken clauses of --level and regressions (default), or only cells"
        " that regressed since --compare-to",
    )


def browser_settings(config: pytest.Config) -> Settings:
    """Return how browsers are to be set up."""
    if config.getoption("resist_fingerprinting"):
        return Settings.RESIST_FINGERPRINTING
    return Settings.STOCK if config.getoption("stock_browsers") else Settings.TUNED


def report_folder(config: pytest.Config) -> Path:
    """Return the folder for the report."""
    if given := config.getoption("report"):
        return Path(given)
    is_selected = any(config.getoption(each[2:].replace("-", "_")) for each in SELECTING)
    return LATEST / SELECTED if is_selected else LATEST


def read_shared_option(config: pytest.Config) -> None:
    """Give --remote-url the type that it has here, if the plugin of dash[testing] has added it.

    That plugin's default stands for no Grid. Raises BadOption.
    """
    url = config.getoption("remote_url")
    if isinstance(url, str):
        try:
            config.option.remote_url = None if url == SELENIUM_GRID_DEFAULT else _grid(url)
        except argparse.ArgumentTypeError as problem:
            raise BadOption(f"--remote-url: {problem}") from None


def check_call(config: pytest.Config) -> None:
    """Raise BadOption if Python leaves out assertions, or if --debug would write credentials to its log.

    What --debug has written already is removed.
    """
    if not __debug__:
        raise BadOption(
            "PYTHONOPTIMIZE (or -O) makes Python leave out assertions, so nothing would be checked; unset it"
        )
    grid = config.getoption("remote_url")
    if grid and grid.authorization and config.option.debug:
        config.trace.root.setwriter(None)
        Path(config.option.debug).unlink(missing_ok=True)
        raise BadOption("--debug writes the credentials of --remote-url to a file; leave out one of the two")


def use_new_names(config: pytest.Config) -> list[str]:
    """Move values given under old names to the new ones; return a line for each old name.

    Raises BadOption.
    """
    option, lines = config.option, []
    if option.form:
        option.form_factor = [*(option.form_factor or []), *option.form]
        lines.append("--form is deprecated: use --form-factor")
    if option.examples and not option.effort:
        option.effort = option.examples
        lines.append("--examples is deprecated: use --effort")
    if profile := config.getoption("hypothesis_profile", None):
        try:
            settings.get_profile(profile)
        except InvalidArgument as problem:
            raise BadOption(f"--hypothesis-profile {profile}: {problem}") from problem
        if profile in effort.LEVELS and not option.effort:
            lines.append(f"--hypothesis-profile is deprecated: use --effort {profile}")
    if isinstance(option.effort, int):
        option.examples = option.effort
    return lines


def _seconds(text: str) -> float:
    """Return the number of seconds, more than none."""
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"must be a positive number of seconds, as in 10 (got {text!r})")
    return number


def _effort(text: str) -> str | int:
    """Return the name of an effort level, or a number of examples."""
    if text in effort.LEVELS:
        return text
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(
            f"must be {', '.join(effort.LEVELS)} or a positive number (got {text!r})"
        )
    return int(text)


def _grid(text: str) -> Grid:
    """Return the Grid at that URL. No message quotes the URL: it may contain credentials."""
    try:
        return Grid.at(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            "must be the URL of a Selenium Grid, as in http://127.0.0.1:4444"
        ) from None


def _host_name(text: str) -> str:
    """Return the domain name in lower case, as browsers write it."""
    if not re.fullmatch(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z]([a-z0-9-]*[a-z0-9])?", text.lower()):
        raise argparse.ArgumentTypeError(
            f"must be a domain name that can have subdomains, as in judge.example.org (got {text!r})"
        )
    return text.lower()
