"""New hits of a search, by the time their report was indexed, newest first, for feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from index.deadline import Deadline
from search.engine.found import Found
from search.engine.searcher import Searcher
from search.matching.arrays import leading
from search.ranking.rescoring import Ranked
from search.request import SearchRequest
from search.result import Hit


@dataclass(frozen=True, slots=True)
class NewHit:
    """A hit, and when its report was indexed with its present text."""

    hit: Hit
    indexed: datetime


@dataclass(frozen=True, slots=True)
class NewHits:
    """A page of the newest hits; `since`: how many there are since the time asked for; `total`: at any time."""

    hits: tuple[NewHit, ...]
    since: int
    total: int


def newest(
    searcher: Searcher, request: SearchRequest, deadline: Deadline | None = None, *, since: datetime | None = None
) -> NewHits:
    """The hits of reports that were indexed after `since`, the last indexed first, in reading order within a report.

    The request's sort is ignored. A report's time is its text's (index/indexing/times.py), so all paragraphs of a
    changed report have its new time. The query is never relaxed: new hits must match it. since: with a time zone.
    Raises QueryError for the query, and TooSlow when the deadline, by default one of its own, is over.
    """
    found = searcher.find(request, deadline, may_relax=False)
    reports = found.report_of
    own = np.flatnonzero(np.bincount(reports))
    times = np.array([_indexed(found, report).timestamp() for report in own.tolist()], np.float64)
    of_documents = times[np.searchsorted(own, reports)] if len(own) else np.zeros(0)
    chosen = np.arange(len(reports)) if since is None else np.flatnonzero(of_documents > since.timestamp())
    last = request.offset + request.limit
    order = chosen[leading([-of_documents[chosen]], last, found.deadline)[request.offset :]]
    hits = found.hits([Ranked(int(found.documents[at]), 0.0) for at in order])
    return NewHits(
        hits=tuple(
            NewHit(hit, _indexed(found, int(reports[at]))) for hit, at in zip(hits, order.tolist(), strict=True)
        ),
        since=len(chosen),
        total=len(reports),
    )


def _indexed(found: Found, report: int) -> datetime:
    """When a report, by its number among what was found, was indexed with its present text."""
    found.deadline.check()
    return datetime.fromisoformat(found.snapshot.meta(report)["indexed"])
