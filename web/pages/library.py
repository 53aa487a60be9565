"""Library page: reports by body and year, changes made by cleaning, and freshness of the index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from flask import render_template, request, url_for

from index.analysis import fold
from index.deadline import Deadline
from index.doubts import DOUBTS, settled_by, shell_word
from index.errors import IndexUnavailable, RequestError, UserFileError, with_next_step
from index.facets import BODY, FACETS, MISSING, YEAR, Facet, counted_by, is_unknown
from index.freshness import STALE, Freshness
from index.language import again, gettext
from index.library import STEP_LABELS
from index.names import readable
from index.reading import is_archive
from search.library import ReportFilter, other_names
from search.result import ReportSummary
from web.asked.arguments import page_number, switch
from web.asked.parameters import Parameters
from web.pages.facets import FacetLink, FacetList, chosen_links, facet_list
from web.pages.paging import paging
from web.serving.live import freshness, searcher, word_faults

REPORTS_PER_PAGE: Final = 100
COVERAGE_BODIES: Final = 60
COVERAGE_YEARS: Final = 30
MAX_NAME: Final = 100
MOST_UNREAD: Final = 5
"""Files not read whole that are named."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Filters of the listed reports.

    facets: of reports, without a query. name: substring of body, title or id, or of a reprint's title or id. unsure:
    only those of which something is in doubt.
    """

    facets: Parameters
    name: str = ""
    unsure: bool = False

    def address(self, page: int = 1) -> str:
        """Address of a page of these reports, from 1."""
        return url_for(
            "reports.catalogue",
            **self.pairs(),
            name=self.name or None,
            unsure=1 if self.unsure else None,
            page=page if page > 1 else None,
        )

    def pairs(self) -> dict[str, Any]:
        """The filters by facets, as addresses have them."""
        return {**self.facets.filters, **({"exact_body": 1} if self.facets.exact_body else {})}

    @property
    def feed(self) -> str:
        """Address of the feed of these reports; "" if they are listed by name or doubt, which a feed cannot ask for."""
        return "" if self.name or self.unsure else url_for("feed.feed", **self.pairs())

    @property
    def bodies(self) -> tuple[str, ...]:
        """The chosen bodies."""
        return self.facets.chosen(BODY.name)

    @property
    def by_body(self) -> Facet:
        """By which name bodies are told apart."""
        return counted_by(BODY, exact_body=self.facets.exact_body)

    def named(self, reports: Iterable[ReportSummary]) -> Sequence[ReportSummary]:
        """The reports that match the name, in either script; only the unsure of them, if only those are asked for."""
        name = fold(self.name)
        found = [each for each in reports if each.unsure] if self.unsure else list(reports)
        return [each for each in found if name in fold(_names(each))] if name else found

    def filtering(self, facet: Facet, *values: str) -> Shelf:
        """With these values as the facet's filter."""
        return replace(self, facets=self.facets.filtering(facet.name, *values))

    def toggled(self, facet: Facet, value: str) -> Shelf:
        """With this value of the facet added, or removed if chosen."""
        return replace(self, facets=self.facets.toggled(facet.name, value))

    def exactly(self, on: bool) -> Shelf:
        """With bodies by the names chosen alone, or with their other names."""
        return replace(self, facets=self.facets.with_exact_body(on))


@dataclass(frozen=True, slots=True)
class Entry:
    """A listed report.

    indexed: the day, YYYY-MM-DD. removed: code points that cleaning removed. together: the file that it shares with
    others, "" if it has its own.
    """

    summary: ReportSummary
    indexed: str
    removed: int
    together: str

    @property
    def command(self) -> tuple[str, tuple[str, ...]]:
        """The quoted id and the options of the command that settles what is in doubt; no options if none does."""
        return shell_word(self.summary.id), () if self.together else settled_by(self.summary.unsure)

    @property
    def tellable(self) -> bool:
        """Whether anything is in doubt that a user's word settles."""
        return bool(settled_by(self.summary.unsure))

    @property
    def packed(self) -> bool:
        """Whether the file that it shares is an archive, not report lines."""
        return is_archive(Path(self.together))


@dataclass(frozen=True, slots=True)
class Cell:
    """Number of reports of a body and year, and the address of their list, or of the only report."""

    year: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Reports by body and year; a cell with a count of 0 is a missing year."""

    years: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def catalogue() -> str:
    """`/reports`: the reports by body and year, filtered by facets of reports, `name` and `unsure`; `page` from 1.

    Raises RequestError for a value out of bounds.
    """
    shelf, page, deadline = _shelf(), page_number(request.args), Deadline()
    with searcher() as opened:
        library = opened.library
        everything = library.reports
        named = shelf.named(deadline.watch(everything))
        wanted = ReportFilter(shelf.facets.request())
        listed = wanted.passing(deadline.watch(named))
        first = (page - 1) * REPORTS_PER_PAGE
        entries = [
            Entry(
                each,
                library.indexed[each.id][:10],
                library.removed.get(each.id, 0),
                library.together.get(each.id, ""),
            )
            for each in listed[first : first + REPORTS_PER_PAGE]
        ]
    state, state_fault = _state()
    return render_template(
        "reports.html",
        shelf=shelf,
        searched=shelf.facets,
        total=len(listed),
        stock=_stock(shelf, listed),
        whole=len(everything),
        facets=_facets(shelf, wanted, named, deadline),
        chosen=_chosen(shelf),
        facet_address=Shelf.address,
        also=other_names(everything, shelf.facets.request()) if shelf.bodies else (),
        coverage=_coverage(shelf, deadline.watch(listed)),
        groups=[(name, list(group)) for name, group in groupby(entries, key=lambda entry: entry.summary.body)],
        changes=library.changes,
        step_labels=STEP_LABELS,
        doubt_labels=DOUBTS,
        others=replace(shelf, unsure=not shelf.unsure).address(),
        freshness=state,
        state_fault=state_fault,
        unread_names=[readable(Path(path).name) for path in (state.unread_files if state else ())[:MOST_UNREAD]],
        word_faults=word_faults(),
        stale_labels=STALE,
        paging=paging(page, len(listed), REPORTS_PER_PAGE),
        addresses=shelf.address,
    )


def library_state() -> str:
    """What the page tells besides the index: whether the files agree with it, and faults of the user files."""
    return repr((_state(), [str(fault.error) for fault in word_faults()]))


def _state() -> tuple[Freshness | None, str | None]:
    """Freshness of the index, or why it is unknown; an open generation stays searchable."""
    try:
        return freshness(), None
    except IndexUnavailable as fault:
        return None, with_next_step(again(fault.message), again(fault.next_step))
    except UserFileError as fault:
        return None, f"{fault.path.name} {again(fault.problem)}{gettext('；')}{again(fault.next_step)}"


def _shelf() -> Shelf:
    facets = Parameters.for_library(request.args)
    name = request.args.get("name", "").strip()
    if len(name) > MAX_NAME:
        raise RequestError(
            gettext("参数 name 太长：%(count)s 字", count=f"{len(name):,}"),
            next_step=gettext("最多 %(most)s 字", most=MAX_NAME),
        )
    return Shelf(facets, name, switch(request.args, "unsure"))


def _names(report: ReportSummary) -> str:
    """By what a report is found in the catalogue."""
    others = (text for each in report.reprints for text in (each.title, each.id))
    return "\n".join((f"{report.body} {report.title} {report.id}", *others))


def _year(report: ReportSummary) -> str:
    return MISSING if report.year is None else str(report.year)


def _stock(shelf: Shelf, listed: Sequence[ReportSummary]) -> dict[str, Any]:
    """Totals of the listed reports; of the bodies, those that are known."""
    bodies = {getattr(each, shelf.by_body.name) for each in listed}
    years = [report.year for report in listed if report.year is not None]
    return {
        "bodies": sum(not is_unknown(BODY, body) for body in bodies),
        "paragraphs": sum(report.paragraphs for report in listed),
        "characters": sum(report.characters for report in listed),
        "damaged": sum(report.damaged for report in listed),
        "unsure": sum(bool(report.unsure) for report in listed),
        "first_year": min(years, default=None),
        "last_year": max(years, default=None),
    }


def _coverage(shelf: Shelf, reports: Iterable[ReportSummary]) -> Coverage | None:
    """The coverage table; None if it would be too large, or a single row or column."""
    by_body: dict[str, dict[str, list[str]]] = {}
    for report in reports:
        by_body.setdefault(getattr(report, shelf.by_body.name), {}).setdefault(_year(report), []).append(report.id)
        if len(by_body) > COVERAGE_BODIES:
            return None
    years = sorted({year for found in by_body.values() for year in found}, key=_year_order)
    if not 2 <= len(years) <= COVERAGE_YEARS or len(by_body) < 2:
        return None
    return Coverage(
        years=tuple(years),
        rows=tuple(
            (body, tuple(_cell(shelf, body, year, found.get(year, [])) for year in years))
            for body, found in sorted(by_body.items(), key=lambda row: (is_unknown(BODY, row[0]), row[0]))
        ),
    )


def _cell(shelf: Shelf, body: str, year: str, ids: list[str]) -> Cell:
    if len(ids) == 1:
        return Cell(year, 1, url_for("reports.report", report_id=ids[0]))
    return Cell(year, len(ids), shelf.filtering(BODY, body).filtering(YEAR, year).address() if ids else "")


def _year_order(year: str) -> tuple[bool, int]:
    """Oldest first, MISSING last."""
    return year == MISSING, int(year) if year != MISSING else 0


def _facets(
    shelf: Shelf, wanted: ReportFilter, named: Sequence[ReportSummary], deadline: Deadline
) -> list[FacetList[Shelf]]:
    """The facets of reports that offer a choice; a facet's own choice does not narrow it."""
    failed = [(each, wanted.failed(each)) for each in deadline.watch(named)]

    def of(facet: Facet) -> FacetList[Shelf]:
        by = counted_by(facet, exact_body=shelf.facets.exact_body).name
        own = [facet.name]
        counts = Counter(getattr(each, by) for each, names in deadline.watch(failed) if not names or names == own)
        chosen = shelf.facets.chosen(facet.name)
        return facet_list(facet, dict(facet.ordered(counts)), chosen, lambda value: shelf.toggled(facet, value))

    return [each for facet in FACETS if facet.of_report and (each := of(facet)).offers_choice]


def _chosen(shelf: Shelf) -> list[FacetLink[Shelf]]:
    """The chosen filter values; a click removes one."""
    return [
        FacetLink(link.label, None, True, replace(shelf, facets=link.target)) for link in chosen_links(shelf.facets)
    ]
