"""Where in each report the occurrences of a query lie: what a dispersion plot draws, a row a report."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

import numpy as np

from index.analysis import well_formed
from index.deadline import Deadline
from index.language import N_
from search.described import Described, Detail
from search.engine.found import Found
from search.engine.searcher import Searcher
from search.located import OfParagraph
from search.matching.arrays import Documents, leading
from search.request import SearchRequest
from search.result import OfReport, ReportSummary
from search.study.instead import InsteadOfNothing

_REPORT: Final = Detail(N_("报告的编号"))
_PARAGRAPH: Final = Detail(N_("段落在报告里的位置，从 0 起"))
_PLACE: Final = Detail(N_("在报告的哪里：0 是开头，1 是结尾，按段落的先后"), digits=4)

ORDERED: Final = N_("新的年份在前，同一年的日期新的在前；没有日期的排在那一年最后，年份不详的在最后")
"""The order of the reports, for gettext."""


@dataclass(frozen=True, slots=True)
class PlacedOccurrence(Described, OfParagraph):
    """One occurrence. place: among its report's paragraphs, 0 to 1."""

    COMPUTED: ClassVar[Mapping[str, Detail]] = {
        "number": Detail(N_("第几段，从 1 起"), schema={"minimum": 1}),
        "url": Detail(N_("站内地址")),
    }

    report: Annotated[str, _REPORT]
    paragraph: Annotated[int, _PARAGRAPH]
    body: str
    year: Annotated[int | None, Detail(N_("null：年份不详"))]
    title: str
    place: Annotated[float, _PLACE]


@dataclass(frozen=True, slots=True)
class ReportPlaces(Described, OfReport):
    """The occurrences in one report: each one's paragraph, from 0, and its place among the paragraphs, 0 to 1."""

    HIDDEN: ClassVar[frozenset[str]] = frozenset({"report"})
    COMPUTED: ClassVar[Mapping[str, Detail]] = {
        "report": Detail(N_("报告的编号"), attribute="id"),
        "title": Detail(),
        "body": Detail(),
        "year": Detail(N_("null：年份不详")),
        "occurrences": Detail(),
    }
    FIRST: ClassVar[tuple[str, ...]] = ("report", "title", "body", "year", "occurrences")

    report: ReportSummary
    paragraphs: Annotated[tuple[int, ...], Detail(N_("每一处在第几段，从 0 起"))]
    places: Annotated[tuple[float, ...], _PLACE]

    @property
    def occurrences(self) -> int:
        """How many there are."""
        return len(self.places)

    def each(self) -> Iterator[PlacedOccurrence]:
        """The occurrences by themselves, in reading order."""
        for paragraph, place in zip(self.paragraphs, self.places, strict=True):
            yield PlacedOccurrence(self.id, paragraph, self.body, self.year, self.title, place)


@dataclass(frozen=True, slots=True)
class PlacesResult(Described):
    """The reports with an occurrence, of which offset and limit choose; total: of all. occurrences: in all of them.

    The newest year is first, in one year the newest date; reports without a date come after, without a year last.
    """

    query: str
    total: Annotated[int, Detail(N_("有它的报告份数"))]
    occurrences: int
    offset: int
    limit: int
    reports: tuple[ReportPlaces, ...]
    written: Annotated[str, Detail(N_("索引写入的时间"), schema={"format": "date-time"})]
    took_ms: Annotated[float, Detail(digits=2, schema={"minimum": 0})]
    instead: InsteadOfNothing = None


def places(searcher: Searcher, request: SearchRequest, deadline: Deadline | None = None) -> PlacesResult:
    """Where the occurrences of a query lie in the reports on the page, by paragraph and by character within that.

    Unrelaxed. Raises QueryError and TooSlow; on a cluster, TooMuch for more paragraphs than it hands out at once.
    """
    started, deadline = time.perf_counter(), deadline or Deadline()
    found = searcher.find(request, deadline, may_relax=False)
    marked = np.flatnonzero(found.counts)
    reports = found.report_of[marked]
    order = _in_order(found, marked, deadline)
    rows = []
    for report in order[request.offset : request.offset + request.limit]:
        deadline.check()
        rows.append(_row(found, report, marked[reports == report]))
    return PlacesResult(
        query=well_formed(request.query),
        total=len(order),
        occurrences=found.occurrences,
        offset=request.offset,
        limit=request.limit,
        reports=tuple(rows),
        written=searcher.written,
        took_ms=(time.perf_counter() - started) * 1000,
    )


def _in_order(found: Found, marked: Documents, deadline: Deadline) -> list[int]:
    """The reports of these places, by year and in one year by date, newest first; what is not known is last."""
    heads = found.snapshot.reports[found.documents[marked]]
    keys = [-found.snapshot.column(name).astype(np.int64)[heads] for name in ("year", "date")]
    return list(dict.fromkeys(found.report_of[marked[leading(keys, len(marked), deadline)]].tolist()))


def _row(found: Found, report: int, own: Documents) -> ReportPlaces:
    """The places in a report; own: its paragraphs with occurrences, among all that were found."""
    documents, counts = found.documents[own], found.counts[own]
    numbers, lengths = found.snapshot.numbers(documents), found.snapshot.column("characters")[documents]
    starts, _ = found.marks_within(own)
    whole = found.summary(report)
    within = starts / np.maximum(np.repeat(lengths, counts), 1)
    paragraphs = np.repeat(numbers, counts)
    places = (paragraphs + within) / max(whole.paragraphs, 1)
    return ReportPlaces(whole, tuple(paragraphs.tolist()), tuple(places.tolist()))
