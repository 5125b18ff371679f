"""What `--store` may be pointed at by mistake."""

from typing import Any

a_number = 5


class NoComponent:
    """A class, and callable with an id, but not of Dash."""

    def __init__(self, id: str) -> None:
        self.id = id


def raises(**props: Any) -> None:
    raise RuntimeError("no store\ntoday")


def text(**props: Any) -> str:
    return "a store"
