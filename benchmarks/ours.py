"""Ours: the index that `zhengsou index` makes, and its searcher."""

from __future__ import annotations

from pathlib import Path

from benchmarks.page import Page
from benchmarks.queries import FACETS, Facet, Query
from index import index_paths
from search import Searcher, SearchRequest
from search.request import YearRange


def build(directory: Path, corpus: Path) -> int:
    """Index report lines; returns how many paragraphs the index holds."""
    summary = index_paths([corpus], directory)
    if summary.failed:
        raise ValueError(f"{len(summary.failed)} reports could not be read")
    return summary.paragraphs


def request(query: Query) -> SearchRequest:
    """The query as our searcher is asked it."""
    return SearchRequest(
        query.text,
        body=(query.body,) if query.body else (),
        year=(YearRange(*query.years),) if query.years else (),
        kind=(query.kind,) if query.kind else (),
    )


class OurSearcher:
    """Asks an open searcher."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def page(self, query: Query) -> Page:
        """A page, with occurrences counted exactly."""
        result = self._searcher.search(request(query))
        facets: dict[Facet, dict[object, int]] = {
            facet: {each.value: each.count for each in getattr(result.facets, facet)} for facet in FACETS
        }
        return Page(result.total, result.hits, facets, result.occurrences)
