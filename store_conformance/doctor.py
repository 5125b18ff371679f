"""Checks which engines and backends can be used on this machine, and says how to install what is missing."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence

from fixtures.browsers import ALL_ENGINES, Engine, engines_of_this_system
from fixtures.browsers.browser import BrowserLost
from fixtures.browsers.chromium import BINARY
from fixtures.page.runtime import Runtime
from fixtures.server.backends import BACKENDS, missing
from reports.command import Parser

DEADLINE = 60
READY, NOT_READY = 0, 1
OK, MISSING, FAILED = "ok", "MISSING", "FAILED"
Check = tuple[str, str]
"""OK, MISSING or FAILED, and a line that describes what was checked."""


def main(arguments: Sequence[str]) -> int:
    """Check the engines, and the backends unless an engine is named.

    Return READY if every named engine can be used or, if none is named, any can.
    """
    options = _parser().parse_args(arguments)
    if options.chromium_binary:
        os.environ[BINARY] = options.chromium_binary
    ready = [_report(ALL_ENGINES[name]) for name in options.engine or engines_of_this_system()]
    if not options.engine:
        _report_backends()
    return READY if (all(ready) if options.engine else any(ready)) else NOT_READY


def _report(engine: Engine) -> bool:
    """Print the checks of the engine; return whether it can be used."""
    checks = list(check(engine))
    is_ready = all(status == OK for status, _ in checks)
    print(f"{engine.title}: {'ready' if is_ready else 'NOT ready'}")
    for status, line in checks:
        print(f"  {status:<8} {line}")
    return is_ready


def _report_backends() -> None:
    reasons = {backend: missing(backend) for backend in BACKENDS}
    print(f"backends: {', '.join(backend for backend, reason in reasons.items() if not reason)}")
    for reason in filter(None, reasons.values()):
        print(f"  {MISSING:<8} {reason}")


def check(engine: Engine) -> Iterator[Check]:
    """Yield one check after the other; a browser is started only if the checks before it found nothing."""
    if reason := engine.wrong_system():
        yield FAILED, reason
        return
    is_complete = True
    for part in engine.parts():
        if part.path is None:
            is_complete = False
            yield MISSING, f"{part.name}; install it: {part.install}"
        else:
            yield OK, f"{part.name}{part.version and f': {part.version}'} ({part.path})"
    if not is_complete:
        return
    if problem := engine.mismatch():
        yield FAILED, problem
        return
    yield _load_page(engine)


def _load_page(engine: Engine) -> Check:
    runtime = Runtime(DEADLINE)
    try:
        browser = runtime.browser(engine)  # loads a page without a store
        return OK, f"a page loads in {engine.name} {browser.version}"
    except (BrowserLost, OSError) as error:
        return FAILED, str(error)
    finally:
        runtime.close()


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        "store-conformance doctor",
        description="Check which browser engines can be used: whether browser and driver are installed, fit,"
        " and load a page. Check which backends can be used. For what is missing, print the command that"
        " installs it.",
        epilog="The exit code is 0 if each engine of --engine (without it: any engine) can be used, else 1.",
    )
    parser.add_argument(
        "--engine",
        action="append",
        choices=list(ALL_ENGINES),
        help="check only this engine, and no backend (repeatable)",
    )
    parser.add_argument("--chromium-binary", metavar="PATH", help="the browser that the engine chromium uses")
    return parser
