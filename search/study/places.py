"""Where in each report the occurrences of a query lie: what a dispersion plot draws, a row a report."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.deadline import Deadline
from search.engine.found import Found
from search.engine.searcher import Searcher
from search.matching.arrays import Documents
from search.request import SearchRequest
from search.result import ReportSummary


@dataclass(frozen=True, slots=True)
class ReportPlaces:
    """The occurrences in one report: each one's paragraph, from 0, and its place among the paragraphs, 0 to 1."""

    report: ReportSummary
    paragraphs: tuple[int, ...]
    places: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PlacesResult:
    """The reports with an occurrence, newest first, of which offset and limit choose; total: of all.

    occurrences: in all of them.
    """

    query: str
    total: int
    occurrences: int
    reports: tuple[ReportPlaces, ...]


def places(searcher: Searcher, request: SearchRequest, deadline: Deadline | None = None) -> PlacesResult:
    """Where the occurrences of a query lie in the reports on the page, by paragraph and by character within that.

    Unrelaxed. Raises QueryError and TooSlow; on a
    cluster, TooMuch for more paragraphs than it hands out at once.
    """
    deadline = deadline or Deadline()
    found = searcher.find(request, deadline, may_relax=False)
    marked = np.flatnonzero(found.counts)
    reports = found.report_of[marked]
    newest = marked[found.newest_first(found.documents[marked], len(marked))]
    order = list(dict.fromkeys(found.report_of[newest].tolist()))
    rows = []
    for report in order[request.offset : request.offset + request.limit]:
        deadline.check()
        rows.append(_row(found, report, marked[reports == report]))
    return PlacesResult(request.query, len(order), found.occurrences, tuple(rows))


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
