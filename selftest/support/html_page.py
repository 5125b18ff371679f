"""Parses an HTML page, so that a test can compare its structure."""

from __future__ import annotations

from html.parser import HTMLParser


class Page(HTMLParser):
    """A parsed page: its elements in order with their attributes, its text, its style and script. Raises
    AssertionError if an element does not end within its parent."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.scripts: list[str] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "img"):  # void elements
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> ends what is not open"

    def handle_data(self, data: str) -> None:
        if self.cdata_elem in ("style", "script"):
            self.scripts.append(data)
        else:
            self.text += data

    def shape(self) -> list[tuple[str, list[str]]]:
        """Return the tags in order with the names of their attributes, without any text."""
        return [(tag, list(attributes)) for tag, attributes in self.elements]

    def values(self, name: str) -> list[str]:
        """Return what the attribute of that name holds, wherever it occurs."""
        return [attributes[name] or "" for _, attributes in self.elements if name in attributes]

    def leads_to(self, page: str = "") -> set[str]:
        """Return the anchors that links lead to in this page, or in the named page next to it."""
        links = [link.partition("#") for link in self.values("href") if "=" not in link]
        return {place for file, _, place in links if file == page}
