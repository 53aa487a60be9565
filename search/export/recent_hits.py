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
    """A hit, and when its report was indexed in its present form."""

    hit: Hit
    indexed: datetime


@dataclass(frozen=True, slots=True)
class NewHits:
    """The newest hits, and how many there are in all since the time asked for; `total` without regard to it."""

    hits: tuple[NewHit, ...]
    since: int
    total: int


def newest(
    searcher: Searcher, request: SearchRequest, deadline: Deadline | None = None, *, since: datetime | None = None
) -> NewHits:
    """The hits of reports that were indexed after `since`, the last indexed first, in reading order within a report.

    The request's limit is a maximum; its offset and sort are ignored. The query is never relaxed: new hits must
    match it. since: with a time zone. Raises QueryError for the query, and
    TooSlow when the deadline, by default one of its own, is over.
    """
    found = searcher.find(request, deadline, may_relax=False)
    reports = found.report_of
    own = np.flatnonzero(np.bincount(reports))
    times = np.array([_indexed(found, report).timestamp() for report in own.tolist()], np.float64)
    of_documents = times[np.searchsorted(own, reports)] if len(own) else np.zeros(0)
    chosen = np.arange(len(reports)) if since is None else np.flatnonzero(of_documents > since.timestamp())
    order = chosen[leading([-of_documents[chosen]], request.limit, found.deadline)]
    hits = found.hits([Ranked(int(found.documents[at]), 0.0) for at in order])
    return NewHits(
        hits=tuple(
            NewHit(hit, _indexed(found, int(reports[at]))) for hit, at in zip(hits, order.tolist(), strict=True)
        ),
        since=len(chosen),
        total=len(reports),
    )


def _indexed(found: Found, report: int) -> datetime:
    """When a report, by its number among what was found, was indexed in its present form."""
    found.deadline.check()
    return datetime.fromisoformat(found.snapshot.meta(report)["indexed"])
