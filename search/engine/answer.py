"""Assembly of a SearchResult from totals and a page of hits, shared by both engines."""

from __future__ import annotations

import time
from dataclasses import dataclass

from index.analysis import well_formed
from search.request import SearchRequest
from search.result import Facets, Hit, SearchResult


@dataclass(frozen=True, slots=True)
class Totals:
    """Exact numbers over all hits of a request, not only the page.

    total: paragraphs. paragraphs_literal: those with an occurrence. reports: distinct reports. occurrences: highlights.
    understood: the query in words.
    relaxed: no paragraph has all the query's words, so that the hits have most of them.
    """

    total: int
    paragraphs_literal: int
    reports: int
    occurrences: int
    facets: Facets
    understood: str
    relaxed: bool


def search_result(request: SearchRequest, totals: Totals, page: tuple[Hit, ...], started: float) -> SearchResult:
    """The answer to a request. started: start of the request (`time.perf_counter`)."""
    return SearchResult(
        query=well_formed(request.query),
        understood=totals.understood,
        relaxed=totals.relaxed,
        total=totals.total,
        paragraphs_literal=totals.paragraphs_literal,
        split_words=request.split_words,
        reports=totals.reports,
        occurrences=totals.occurrences,
        took_ms=(time.perf_counter() - started) * 1000,
        offset=request.offset,
        limit=request.limit,
        sort=request.sort,
        hits=page,
        facets=totals.facets,
    )
