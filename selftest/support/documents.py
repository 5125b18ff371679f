"""Writes documents of reports for tests, and checks messages about those that cannot be read or written."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.__main__ import main
from reports.command import USAGE_ERROR
from reports.formats.outputs import write
from reports.model import Report

DOCUMENTS = ("report.json", "index.html", "contract.html", "junit.xml", "badge.svg", "badge.json")


def saved(report: Report, folder: Path) -> str:
    """Write all documents of the report; return the path of its report.json."""
    return str(write(report, folder)[0])


def one_line(problem: Exception) -> str:
    """Return the message, which has to be one printable line."""
    text = str(problem)
    assert text.isprintable()
    assert text
    return text


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run `python -m reports`, which has to refuse the arguments in one line; return that line."""
    assert main(arguments) == USAGE_ERROR
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("\n")
    assert err[:-1].isascii()
    assert err[:-1].isprintable()
    return err
