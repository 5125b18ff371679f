"""The pages of the site. They need no network, link to each other by relative links, and work from a file."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reports.analysis.conclusion import Conclusion, conclusions
from reports.analysis.grouping import group_name
from reports.analysis.releases import BROKEN, KEPT, Releases, State, is_always_kept, state_of
from reports.analysis.tallies import by_level
from reports.formats import capacity_svg, charts
from reports.formats.entries import SIGNS
from reports.formats.html import STATE_CLASSES
from reports.formats.templating import render, source
from reports.model import Clause, Level, Report, Result, Verdict
from reports.site.findings import Finding

TRACKER = "https://github.com/{repository}/issues/{number}"
RELEASE = "https://pypi.org/project/{}/{}/"


@dataclass(frozen=True)
class Judged:
    """A report on one store, with the folder of the site that has its own page."""

    report: Report
    folder: str

    @property
    def conclusion(self) -> Conclusion:
        """What the report concludes on its store."""
        return conclusions(self.report)[0]

    @property
    def levels(self) -> dict[Level, Counter[Verdict]]:
        """The verdicts by level."""
        counts = by_level(self.report.results, self.report.clauses)
        return {level: sum(engines.values(), Counter()) for level, engines in counts.items()}

    def states(self) -> dict[str, State]:
        """Return the state of each clause in all its cells together."""
        return {clause.id: state_of(self._cells(clause)) for clause in self.report.clauses}

    def by_engine(self) -> list[tuple[Clause, list[State]]]:
        """Return the state of each clause in each engine that was used."""
        return [
            (clause, [self._in_engine(clause, engine.name) for engine in self.report.engines])
            for clause in self.report.clauses
        ]

    def _in_engine(self, clause: Clause, engine: str) -> State:
        state = state_of([each for each in self._cells(clause) if each.engine in ("", engine)])
        return replace(state, where=state.where.removesuffix(f" in {engine}"))

    def _cells(self, clause: Clause) -> list[Result]:
        return [each for each in self.report.results if each.clause == clause.id]


@dataclass(frozen=True)
class Site:
    """What the site shows. `missing` maps what no report was found on to the command that makes one, and
    `others` the names of stores that are not judged to the reasons."""

    today: Judged
    compared: Releases | None
    stores: list[Judged]
    capacity: Report | None
    findings: list[Finding]
    missing: dict[str, str]
    others: dict[str, str]


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """Yield the path of each page, and the page."""
    found = {each.clause.id: each for each in site.findings}
    rows = site.today.by_engine()
    not_kept = [row for row in rows if not is_always_kept(row[1])]
    yield _page("index.html", "Today", site, rows=rows, not_kept=not_kept)
    yield _page("releases.html", "Releases", site)
    yield _page("stores.html", "Stores", site, rows=_next_to_each_other([site.today, *site.stores]))
    yield _page("findings.html", "Findings", site)
    for number, each in enumerate(site.findings):
        around = [site.findings[number - 1] if number else None, *site.findings[number + 1 :][:1]]
        yield _page(each.file, "Findings", site, template="finding", finding=each, around=around)
    picture = b64encode(capacity_svg.svg(site.capacity).encode()).decode() if site.capacity else ""
    shown = charts.figures(site.capacity, site.today.conclusion.implementation) if site.capacity else []
    yield _page("capacity.html", "Capacity", site, picture=picture, charts=shown)
    yield _page("contract.html", "Contract", site, groups=_groups(site), found=found)


def _page(path: str, title: str, site: Site, template: str = "", **values: object) -> tuple[str, str]:
    name = template or path.removesuffix(".html")
    return path, render(
        f"site/{name}.html.j2",
        here=path,
        root="../" * path.count("/"),
        title=title,
        site=site,
        store=site.today.conclusion.implementation,
        version=site.today.report.implementations[0].version,
        classes=STATE_CLASSES,
        signs=SIGNS,
        link=link,
        style=source("report.css") + source("site/site.css"),
        script=source("site/search.js"),
        **values,
    )


def link(place: str) -> str:
    """Return the address of a public report ("plotly/dash #3846") or a release ("dash 4.2.0")."""
    repository, _, number = place.partition(" #")
    if not number:
        return RELEASE.format(*place.split(" "))
    return TRACKER.format(repository=repository, number=number)


def _next_to_each_other(stores: list[Judged]) -> list[tuple[Clause, list[State]]]:
    """Return the clauses that one store keeps and another breaks, with the state in each."""
    states = [each.states() for each in stores]
    rows = [(clause, [own[clause.id] for own in states]) for clause in stores[0].report.clauses]
    return [row for row in rows if {KEPT, BROKEN} <= {state.word for state in row[1]}]


def _groups(site: Site) -> dict[str, list[tuple[Clause, list[State]]]]:
    """Return the clauses by group, each with its state in each release."""
    compared = {clause.id: states for clause, states in site.compared.rows} if site.compared else {}
    groups: dict[str, list[tuple[Clause, list[State]]]] = {}
    for clause in site.today.report.clauses:
        groups.setdefault(group_name(clause.id), []).append((clause, compared.get(clause.id, [])))
    return groups
