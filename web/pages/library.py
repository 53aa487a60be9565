"""Library page: reports in a chosen order, what a query finds in each, and whether the index agrees with its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from flask import render_template, request

from index.china_time import local_day
from index.deadline import Deadline
from index.doubts import DOUBTS, settled_by, shell_word
from index.errors import IndexUnavailable, UserFileError, with_next_step
from index.facets import BODY, FACETS, MISSING, YEAR, Facet, counted_by, is_unknown
from index.freshness import STALE, Freshness
from index.language import N_, again, gettext
from index.library import STEP_LABELS
from index.names import readable
from index.reading import is_archive
from search.engine.searcher import Searcher
from search.library import Library, ReportFilter
from search.offers.near_bodies import absent_bodies, other_names
from search.result import ReportSummary
from search.shelf_order import ShelfSort, in_order, initial
from search.study.grouped import InReport, counts_by_report
from web.asked.arguments import page_number
from web.pages.facets import FacetLink, FacetList, chosen_links, facet_list
from web.pages.paging import paging
from web.pages.shelf import Shelf
from web.pages.suggestions import absent_links
from web.serving.live import freshness, is_watched, searcher, word_faults
from web.shown.addresses import search_url
from web.shown.script import in_script

REPORTS_PER_PAGE: Final = 100
COVERAGE_BODIES: Final = 60
COVERAGE_YEARS: Final = 30
MOST_UNREAD: Final = 5
"""Files not read whole that are named."""
MOST_NAMED: Final = 50
"""Files that differ from the index that are named, of each kind."""
MUCH_REMOVED: Final = 0.25
"""Share of a page's characters that cleaning has removed for it to be told.

Of the 24 reports of provinces at hand cleaning took under 1 %, of pages with a whole site around them 8 to 17 %; from a
quarter on, of such pages or of damaged ones, it is worth a look whether text of the report went with them.
"""
SOME_REMOVED: Final = 0.05
"""The same of a report of which something is in doubt: more than the few lines that every page has around its text."""
SORT_LABELS: Final[dict[ShelfSort, str]] = {
    "place": N_("地区、年度"),
    "year": N_("年度，新的在前"),
    "title": N_("标题（拼音）"),
    "indexed": N_("收录时间，新的在前"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A listed report.

    indexed: the day, YYYY-MM-DD. removed: code points that cleaning removed. together: the file that it shares with
    others, "" if it has its own. address: of its page. found: what the query finds in it, and hits the address of that.
    """

    summary: ReportSummary
    indexed: str
    removed: int
    together: str
    address: str
    found: InReport | None
    hits: str

    @property
    def command(self) -> tuple[str, tuple[str, ...]]:
        """The quoted id and the options of the command that settles what is in doubt; no options if none does."""
        return shell_word(self.summary.id), () if self.together else settled_by(self.summary.unsure)

    @property
    def much_removed(self) -> bool:
        """Whether cleaning removed so much that a reader should know."""
        share = self.removed / (self.removed + self.summary.characters or 1)
        return share >= (SOME_REMOVED if self.summary.unsure else MUCH_REMOVED)

    @property
    def tellable(self) -> bool:
        """Whether anything is in doubt that a user's word settles."""
        return bool(settled_by(self.summary.unsure))

    @property
    def packed(self) -> bool:
        """Whether the file that it shares is an archive, not report lines."""
        return is_archive(Path(self.together))


@dataclass(frozen=True, slots=True)
class FoundIn:
    """What the query finds in each report, by id. relaxed: as of a search."""

    counts: Mapping[str, InReport]
    relaxed: bool


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
    """`/reports`: the reports filtered by facets of reports, `name` and `unsure`, in the order `sort`; `page` from 1.

    With `q` only those in which a search for it finds something, and how much. Raises RequestError for a value out of
    bounds, and QueryError.
    """
    shelf, page, deadline = Shelf.asked(request.args), page_number(request.args), Deadline()
    with searcher() as opened:
        library = opened.library
        found = _found(opened, shelf, deadline)
        everything = library.reports
        held = [each for each in everything if each.id in found.counts] if found else everything
        named = shelf.named(deadline.watch(held))
        wanted = ReportFilter(shelf.facets.request())
        listed = wanted.passing(deadline.watch(named))
        first = (page - 1) * REPORTS_PER_PAGE
        by_place = in_order(library, listed, "place")
        on_page = in_order(library, listed, shelf.sort)[first : first + REPORTS_PER_PAGE]
        entries = [_entry(library, shelf, each, found) for each in on_page]
        also = other_names(lambda: opened.lexicon, shelf.facets.request())
        absent = absent_bodies(lambda: opened.lexicon, shelf.facets.request())
    return render_template(
        "reports.html",
        shelf=shelf,
        searched=shelf.facets,
        found=found,
        total=len(listed),
        stock=_stock(shelf, listed),
        whole=len(everything),
        facets=_facets(shelf, wanted, named, deadline),
        chosen=_chosen(shelf, everything),
        facet_address=Shelf.address,
        also=also,
        absent=absent_links(shelf.facets, absent),
        told_address=lambda facets: replace(shelf, facets=facets).address(),
        coverage=_coverage(shelf, deadline.watch(by_place)),
        groups=[(name, list(group)) for name, group in groupby(entries, key=lambda entry: _heading(shelf, entry))],
        changes=library.changes,
        step_labels=STEP_LABELS,
        doubt_labels=DOUBTS,
        others=replace(shelf, unsure=not shelf.unsure).address(),
        orders=[(sort, label, shelf.ordered(sort)) for sort, label in SORT_LABELS.items()],
        **_told_of_files(),
        paging=paging(page, len(listed), REPORTS_PER_PAGE),
        addresses=shelf.address,
    )


def _told_of_files() -> dict[str, Any]:
    """What the page says of the files, and of those of users."""
    state, fault = _state()
    unread = state.unread_files if state else ()
    return {
        "freshness": state,
        "state_fault": fault,
        "most_named": MOST_NAMED,
        "watched": is_watched(),
        "unread_names": [readable(Path(path).name) for path in unread[:MOST_UNREAD]],
        "word_faults": word_faults(),
        "stale_labels": STALE,
    }


def _found(opened: Searcher, shelf: Shelf, deadline: Deadline) -> FoundIn | None:
    """What the shelf's query finds, by report; None without a query."""
    if not shelf.facets.query.strip():
        return None
    found = opened.find(shelf.query_request, deadline)
    return FoundIn(counts_by_report(found), found.relaxed)


def _entry(library: Library, shelf: Shelf, report: ReportSummary, found: FoundIn | None) -> Entry:
    return Entry(
        report,
        local_day(library.indexed[report.id]),
        library.removed.get(report.id, 0),
        library.together.get(report.id, ""),
        shelf.reader(report.id),
        found.counts[report.id] if found else None,
        search_url(shelf.facets.in_report(report.id)) if found else "",
    )


def _heading(shelf: Shelf, entry: Entry) -> Any:
    """Under which heading a report stands in the shelf's order: its body, year, first letter or day."""
    report = entry.summary
    named = {"place": report.body, "year": report.year, "title": initial(report.title), "indexed": entry.indexed}
    return named[shelf.sort]


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
    """The coverage table, with bodies in the order of the reports; None if too large, or a single row or column."""
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
            for body, found in by_body.items()
        ),
    )


def _cell(shelf: Shelf, body: str, year: str, ids: list[str]) -> Cell:
    if len(ids) == 1:
        return Cell(year, 1, shelf.reader(ids[0]))
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


def _chosen(shelf: Shelf, reports: Iterable[ReportSummary]) -> list[FacetLink[Shelf]]:
    """The chosen filter values, and the one report that is asked for; a click removes one."""
    only = [each.title for each in reports if each.id == shelf.facets.report]
    links = [
        FacetLink(gettext("只看《%(title)s》", title=in_script(title)), None, True, shelf.facets.everywhere())
        for title in only
    ]
    return [
        FacetLink(link.label, None, True, replace(shelf, facets=link.target))
        for link in [*links, *chosen_links(shelf.facets)]
    ]
