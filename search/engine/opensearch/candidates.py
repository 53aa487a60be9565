"""A search as the cluster answers it: the best candidates by its own BM25, with exact totals and facets of all hits.

Scores here only choose the candidates, since a cluster keeps lengths roughly and knows nothing of headings and of
nearness; the engine then scores them as it scores everything (search/ranking/rescoring.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from index.analysis import fold
from index.analysis.tokens import token
from index.report import KINDS
from index.segment.columns import NO_YEAR
from search.engine.opensearch.compiler import EVERYTHING, Query, all_of, any_body, any_of, in_years, literal
from search.engine.opensearch.gathered import SHOWN
from search.ranking.bag import Bag
from search.ranking.bm25 import Ranking, word_field
from search.request import SearchRequest
from search.result import FacetCount, Facets

MORE: Final = 90
"""How many candidates are read beyond those of the page, so that its order is that of an index at hand."""
YEARS: Final = 10_000
"""More years than there are."""
_FIRST: Final = 1000.0
"""What a run adds that stands literally; more than all terms together, and little enough for single precision."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a request's own filters ask for, each alone."""

    body: Query
    year: Query
    kind: Query

    @classmethod
    def of(cls, request: SearchRequest) -> Filters:
        """Those of a request."""
        return cls(
            body=any_body(request.body) if request.body else EVERYTHING,
            year=any_of(in_years(years) for years in request.year) if request.year else EVERYTHING,
            kind={"terms": {"kind": list(request.kind)}} if request.kind else EVERYTHING,
        )

    @property
    def all(self) -> Query:
        """All of them."""
        return all_of([self.body, self.year, self.kind])


def scoring(bag: Bag, texts: Iterable[str], ranking: Ranking) -> list[Query]:
    """The clauses that score candidates: the bag's terms, and the texts where they stand literally."""
    weights = ranking.weights
    clauses = [_boosted(word_field(word), word, weights.words) for word in bag.words]
    clauses += [_boosted("grams", gram, weights.grams) for gram in bag.grams]
    titles = {gram: ranking.title_score(gram) for gram in bag.grams}
    clauses += [_boosted("about", gram, score) for gram, score in titles.items() if score]
    for text in dict.fromkeys(map(fold, texts)):
        stands = literal("grams", text)
        clauses += [stands, {"constant_score": {"filter": stands, "boost": _FIRST}}]
    return clauses


def _boosted(field: str, term: str, boost: float) -> Query:
    return {"term": {field: {"value": token(term), "boost": boost}}}


def window_body(
    query: Query, request: SearchRequest, clauses: Sequence[Query], *, size: int, bodies: int
) -> dict[str, Any]:
    """The search for the best `size` of what `query` finds, which is limited to what is live, with all its facets.

    bodies: how many there are.
    """
    filters = Filters.of(request)
    scored: Query = {"bool": {"filter": [query], "should": list(clauses)}} if clauses else query
    newest = [{"date": "desc"}, {"year": "desc"}] if request.sort == "date" else []
    return {
        "query": scored,
        "post_filter": filters.all,
        "size": size,
        "_source": list(SHOWN),
        "track_total_hits": True,
        "track_scores": True,
        "sort": [*newest, {"_score": "desc"}, {"order": "asc"}],
        "aggs": {
            "body": _facet("body", all_of([filters.year, filters.kind]), max(bodies, 1)),
            "year": _facet("year", all_of([filters.body, filters.kind]), YEARS),
            "kind": _facet("kind", all_of([filters.body, filters.year]), len(KINDS)),
        },
    }


def _facet(field: str, others: Query, size: int) -> dict[str, Any]:
    return {"filter": others, "aggs": {"values": {"terms": {"field": field, "size": size}}}}


def facets_of(answer: dict[str, Any]) -> Facets:
    """The facets in the answer to `window_body`."""
    body, year, kind = (
        {bucket["key"]: int(bucket["doc_count"]) for bucket in answer["aggregations"][name]["values"]["buckets"]}
        for name in ("body", "year", "kind")
    )
    by_count = sorted(body.items(), key=lambda each: (-each[1], each[0]))
    newest_first = sorted(year.items(), reverse=True)
    kinds = sorted((name for name in KINDS if name in kind), key=lambda name: -kind[name])
    return Facets(
        body=tuple(FacetCount(name, count) for name, count in by_count),
        year=tuple(FacetCount(None if number == NO_YEAR else number, count) for number, count in newest_first),
        kind=tuple(FacetCount(name, kind[name]) for name in kinds),
    )
