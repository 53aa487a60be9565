"""New reports, by the time they were indexed, newest first, for feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from search.library import Library, ReportFilter
from search.request import SearchRequest
from search.result import ReportSummary


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report, and when it was indexed with its present text."""

    summary: ReportSummary
    indexed: datetime


@dataclass(frozen=True, slots=True)
class NewReports:
    """A page of the newest reports; `since`: how many there are since the time asked for; `total`: at any time."""

    reports: tuple[NewReport, ...]
    since: int
    total: int


def newest_reports(library: Library, request: SearchRequest, *, since: datetime | None = None) -> NewReports:
    """Reports that pass the request's filters and were indexed after `since`, the last indexed first.

    Those of one index run: by date, or year, the latest first, then by id. The request's query, sort and facets of
    paragraphs are ignored. since: with a time zone.
    """
    chosen = ReportFilter(request).passing(library.reports)
    times = [datetime.fromisoformat(library.indexed[each.id]) for each in chosen]
    found = [NewReport(*pair) for pair in zip(chosen, times, strict=True) if since is None or pair[1] > since]
    found.sort(key=lambda each: each.summary.id)
    found.sort(key=lambda each: (each.indexed, each.summary.date or str(each.summary.year or "")), reverse=True)
    page = found[request.offset : request.offset + request.limit]
    return NewReports(tuple(page), len(found), len(chosen))
