"""New reports, by the time they were indexed, newest first, for feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from index.deadline import Deadline
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


def newest_reports(
    library: Library, request: SearchRequest, deadline: Deadline | None = None, *, since: datetime | None = None
) -> NewReports:
    """Reports that pass the request's filters and were indexed after `since`, the last indexed first.

    Those of one index run: by date, or year, the latest first, then by id. The request's query, sort and facets of
    paragraphs are ignored. since: with a time zone. Raises TooSlow when the deadline, by default one of its own, is
    over.
    """
    deadline = deadline or Deadline()
    chosen = ReportFilter(request).passing(deadline.watch(library.reports))
    times = [datetime.fromisoformat(library.indexed[each.id]) for each in deadline.watch(chosen)]
    found = [NewReport(*pair) for pair in zip(chosen, times, strict=True) if since is None or pair[1] > since]
    found.sort(key=lambda each: each.summary.id)
    found.sort(key=lambda each: (each.indexed, each.summary.date or str(each.summary.year or "")), reverse=True)
    page = found[request.offset : request.offset + request.limit]
    return NewReports(tuple(page), len(found), len(chosen))
