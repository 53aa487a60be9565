"""An answer: the numbers of all hits and one page of them, which both engines put together here."""

from __future__ import annotations

import time
from dataclasses import dataclass

from index.analysis import well_formed
from search.request import SearchRequest
from search.result import Facets, Hit, SearchResult


@dataclass(frozen=True, slots=True)
class Totals:
    """What is said of all hits of a request, exactly; the page shows some of them.

    total: paragraphs. reports: how many these are from. occurrences: marks in them. understood: the query in words.
    relaxed: the query's words are nowhere together, so that the hits have most of them.
    """

    total: int
    reports: int
    occurrences: int
    facets: Facets
    understood: str
    relaxed: bool


def search_result(request: SearchRequest, totals: Totals, page: tuple[Hit, ...], started: float) -> SearchResult:
    """The answer to a request. started: when it was begun (`time.perf_counter`)."""
    return SearchResult(
        query=well_formed(request.query),
        understood=totals.understood,
        relaxed=totals.relaxed,
        total=totals.total,
        reports=totals.reports,
        occurrences=totals.occurrences,
        took_ms=(time.perf_counter() - started) * 1000,
        offset=request.offset,
        limit=request.limit,
        sort=request.sort,
        hits=page,
        facets=totals.facets,
    )
