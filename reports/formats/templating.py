"""The Jinja2 environments of HTML, SVG and Markdown. Each escapes every value, except markup of our own."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.analysis.grouping import engine_name
from reports.analysis.marked import mark_differences, show_around_differences
from reports.analysis.paths import differences_by_path
from reports.formats.trace import lines_without_repeats, shown_steps
from reports.text import plain, short, short_both, visible

TEMPLATES = Path(__file__).with_name("templates")
MARKDOWN_MARKS = "<>&\"'\\`*_{}[]()#+!|~:@/$"
"""Characters that HTML, Markdown or the sites that show it interpret. Colons and slashes make links."""
MARKUP = re.compile(r"[\\`*\[\]<>&~@#]|(?<!\w)_+|_+(?!\w)")
"""What Markdown or the sites that show it interpret in the middle of a line of prose."""
MARKDOWN_WIDTH = 160
"""Characters of a value in Markdown."""


def render(template: str, **values: object) -> str:
    """Return the document that a template makes of `values`. The name ends in the format and ".j2"."""
    return _environment(template.split(".")[-2]).get_template(template).render(**values)


def source(name: str) -> Markup:
    """Return a style or script of our own, which goes into a page as it is."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))


def escape_markdown(text: str) -> Markup:
    """Return `text` as text, whatever it says: no markup of Markdown or HTML, no end of a line or a cell."""
    printable = short(plain(text), MARKDOWN_WIDTH)
    return Markup("".join(f"&#{ord(char)};" if char in MARKDOWN_MARKS else char for char in printable))


def prose(text: str) -> Markup:
    """Return `text` as part of a line of Markdown that stays readable as plain text: escaped is only what
    would be markup."""
    one_line = visible(" ".join(text.split()))
    return Markup(MARKUP.sub(lambda found: "".join(f"\\{char}" for char in found[0]), one_line))


def fenced(text: str, language: str = "text") -> Markup:
    """Return `text` as a block of code in Markdown. No backticks in it can end the block."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return Markup(f"{fence}{language}\n{visible(text.rstrip(), keep=chr(10))}\n{fence}")


def _visible(text: str) -> str:
    return visible(text, keep="\n\t")


ESCAPES: dict[str, Callable[[str], str]] = {"html": _visible, "svg": visible, "md": escape_markdown}
"""How each format prepares a text. Jinja2 then escapes the result for HTML, unless it is Markup."""


@cache
def _environment(file_format: str) -> Environment:
    escape = ESCAPES[file_format]

    def finalize(value: object) -> object:
        return escape(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "csp_hash": _csp_hash,
        "mark_differences": mark_differences,
        "zip": zip,
        "short_both": short_both,
        "engine": engine_name,
        "visible": visible,
        "differences_by_path": differences_by_path,
        "shown_steps": shown_steps,
        "lines_without_repeats": lines_without_repeats,
        "show_around_differences": show_around_differences,
        "fenced": fenced,
        "prose": prose,
    }
    return environment


def _csp_hash(code: str) -> str:
    """Return the name of a style or script in a content security policy, so that no other one runs."""
    return "sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
