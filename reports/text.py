"""Text from a store made safe to print: nothing hidden, nothing that steers a terminal, one line, short."""

from __future__ import annotations

from itertools import takewhile

from errors import plain as plain  # callers import it from here


def visible(text: str, keep: str = "") -> str:
    """Return `text` with every unprintable character written as an escape, except those in `keep`.

    Covers control characters, lone surrogates, direction marks and unusual spaces.
    """
    return "".join(
        char if char.isprintable() or char in keep else char.encode("unicode_escape").decode()
        for char in text
    )


def short(text: str, width: int = 80) -> str:
    """Return `text`, cut to `width` characters with "..." at the end if it is longer."""
    return text if len(text) <= width else text[: width - 3] + "..."


def short_both(one: str, other: str, width: int = 80) -> tuple[str, str]:
    """Return both texts, cut to `width` characters so that they still show where they first differ."""
    same = sum(1 for _ in takewhile(lambda chars: chars[0] == chars[1], zip(one, other, strict=False)))
    start = same - width // 3
    if start <= 3 or max(len(one), len(other)) <= width:
        return short(one, width), short(other, width)
    return short(f"...{one[start:]}", width), short(f"...{other[start:]}", width)


def ends(text: str, width: int = 80) -> str:
    """Return `text`, or its beginning and its end with " ... " between them if it is longer than `width`."""
    half = (width - 5) // 2
    return text if len(text) <= width else f"{text[:half]} ... {text[-half:]}"


def one_line(text: object) -> str:
    """Return `text` as one printable line of at most 300 characters, to quote in a message."""
    return short(visible(str(text)), 300)
