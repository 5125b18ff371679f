"""The sources to mutate: the ideal store, dcc.Store as the installed Dash has it, or a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from dash import __version__ as dash_version
from dash import dcc

from errors import UserError

ROOT = Path(__file__).parents[3]
IDEAL, DASH = "ideal", "dash"
IDEAL_FILE = ROOT / "fixtures/stores/ideal.js"
MAP = Path(str(dcc.__file__)).parent / "dash_core_components.js.map"
"""The source map that Dash ships: the sources of all components, and of what they import."""
WEBPACK = "webpack:///./"
DASH_FILE = "src/components/Store.react.js"
PACKAGE = "node_modules/ramda/"
"""What dcc.Store imports. A page of Dash has the rest, React and PropTypes, as globals."""
DEFAULT_EXPORT = "default"


class BadSource(UserError):
    """The source cannot be mutated; the message says why, and how to fix it."""


@dataclass(frozen=True)
class Source:
    """The source of a store.

    `name` names its mutants, `file` is what reports call it, and `path` leads to the store: the name of an
    export, or of a member of a global of the page. `release` is the release of Dash that the source comes
    from, or "".
    """

    name: str
    argument: str
    file: str
    text: str
    path: str
    release: str = ""

    @property
    def title(self) -> str:
        """What its record and its section in docs/evidence.md are called."""
        return f"{self.name}-{self.release}" if self.release else self.name

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """Yield a path of the file next to which what it imports can be found."""
        if self.name != DASH:
            yield Path(self.file).resolve()
            return
        with TemporaryDirectory() as folder:
            _unpack(_mapped(), Path(folder))
            yield Path(folder) / DASH_FILE


def source(argument: str) -> Source:
    """Return the source that `--source` names: `ideal`, `dash`, or FILE[:EXPORT]. Raises BadSource."""
    if argument == DASH:
        sources = _mapped()
        if DASH_FILE not in sources:
            raise BadSource(f"--source dash: {MAP} has no {DASH_FILE}; install another release of Dash")
        return Source(DASH, argument, DASH_FILE, sources[DASH_FILE], DEFAULT_EXPORT, dash_version)
    if argument == IDEAL:
        file = IDEAL_FILE.relative_to(ROOT).as_posix()
        return Source(IDEAL, argument, file, _read(IDEAL_FILE), "fixtures_stores.Ideal")
    file, _, path = argument.partition(":")
    name = "file_" + re.sub(r"\W", "_", Path(file).stem)
    return Source(name, argument, file, _read(Path(file)), path or DEFAULT_EXPORT)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "it is not UTF-8"
        raise BadSource(
            f"--source {file}: cannot be read ({reason}); name a file, ideal, or dash"
        ) from problem


def _mapped() -> dict[str, str]:
    """Return the sources in Dash's source map by path. Raises BadSource."""
    try:
        content = json.loads(MAP.read_text(encoding="utf-8"))
        pairs = zip(content["sources"], content["sourcesContent"], strict=True)
        return {name.removeprefix(WEBPACK): text for name, text in pairs}
    except (OSError, ValueError, KeyError) as problem:
        raise BadSource(
            f"--source dash: no source map of dcc at {MAP}; install Dash from PyPI, which ships it"
        ) from problem


def _unpack(sources: dict[str, str], folder: Path) -> None:
    """Write dcc.Store and what it imports, with an index: the source map lacks that of a package."""
    modules = {name: text for name, text in sources.items() if name.startswith(PACKAGE)}
    for name, text in {**modules, DASH_FILE: sources[DASH_FILE]}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    public = re.compile(rf"{PACKAGE}((?:\w+/)?(\w+)\.js)")
    exported = [match.groups() for name in modules if (match := public.fullmatch(name))]
    lines = [f'export {{default as {name}}} from "./{path}";\n' for path, name in exported]
    (folder / PACKAGE / "index.js").write_text("".join(lines), encoding="utf-8")
