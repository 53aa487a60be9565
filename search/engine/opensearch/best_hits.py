"""Step 2, ask: the search body for the best hits, and the facets in its answer.

The cluster's scores only select candidates, since it keeps rounded lengths and scores neither headings nor proximity;
the engine then rescores them (search/ranking/rescoring.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from index.analysis import fold
from index.analysis.tokens import token
from index.facets import FACETS, YEAR, Facet, KindFacet, NameFacet, Value, counted_by
from search.engine.opensearch.compiler import Query, all_of, literal
from search.engine.opensearch.gathered import SHOWN, value_of
from search.engine.opensearch.plan import facet_queries, filtering
from search.ranking.bag import Bag, amount_grams
from search.ranking.bm25 import Ranking, word_field
from search.request import SearchRequest
from search.result import Facets

Answer = dict[str, Any]
"""The cluster's answer to a search."""

YEARS: Final = 10_000
"""Upper bound on the number of distinct years."""
_FIRST: Final = 1000.0
"""Boost of a literal match; exceeds the sum of all terms, and small enough for single precision."""


def scoring(bag: Bag, texts: Iterable[str], ranking: Ranking) -> list[Query]:
    """The clauses that score candidates: the bag's terms, and literal matches of the texts."""
    weights = ranking.weights
    clauses = [_term(bag, word_field(word), word, weights.words, ranking.word_idf(word)) for word in bag.words]
    clauses += [_term(bag, "grams", gram, weights.grams, ranking.gram_idf(gram)) for gram in bag.grams]
    titles = {gram: ranking.title_score(gram) for gram in bag.grams}
    clauses += [_term(bag, "about", gram, score, 1.0) for gram, score in titles.items() if score]
    for counter in bag.amounts:
        grams: Query = {"terms": {"grams": [token(gram) for gram in amount_grams(counter)]}}
        clauses.append(_constant(grams, ranking.amount_score(counter)))
    for text in dict.fromkeys(map(fold, texts)):
        stands = literal("grams", text)
        clauses += [stands, _constant(stands, _FIRST)]
    return clauses


def _constant(query: Query, boost: float) -> Query:
    return {"constant_score": {"filter": query, "boost": boost}}


def _term(bag: Bag, field: str, term: str, boost: float, idf: float) -> Query:
    """A term's clause; a term of the year that the query names counts in full in reports on it."""
    clause: Query = {"term": {field: {"value": token(term), "boost": boost}}}
    if term not in bag.year_terms:
        return clause
    return {"dis_max": {"queries": [clause, _constant({"term": {YEAR.name: bag.year}}, boost * idf)]}}


def best_hits_body(
    query: Query, request: SearchRequest, clauses: Sequence[Query], *, size: int, names: Mapping[str, int]
) -> dict[str, Any]:
    """The search body for the best `size` hits of `query` (live documents only), with all facets.

    names: number of distinct names of each facet of names.
    """
    asked = facet_queries(request)
    scored: Query = {"bool": {"filter": [query], "should": list(clauses)}} if clauses else query
    newest = [{"date": "desc"}, {"year": "desc"}] if request.sort == "date" else []
    return {
        "query": scored,
        "post_filter": filtering(request),
        "size": size,
        "_source": list(SHOWN),
        "track_total_hits": True,
        "track_scores": True,
        "sort": [*newest, {"_score": "desc"}, {"order": "asc"}],
        "aggs": {
            facet.name: _counts(
                counted_by(facet, exact_body=request.exact_body),
                all_of(own for name, own in asked.items() if name != facet.name),
                names,
            )
            for facet in FACETS
        },
    }


def _counts(facet: Facet, others: Query, names: Mapping[str, int]) -> dict[str, Any]:
    size = len(facet.kinds) if isinstance(facet, KindFacet) else names.get(facet.name, YEARS)
    terms = {"field": facet.name, "size": max(size, 1)}
    return {"filter": others, "aggs": {"values": {"terms": terms}}}


def facets_of(answer: Answer) -> Facets:
    """The facets in the answer to `best_hits_body`."""
    counts: dict[str, dict[Value, int]] = {}
    for facet in FACETS:
        found = answer["aggregations"][facet.name]
        buckets = found["values"]["buckets"]
        own = {value_of(facet, bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}
        if isinstance(facet, NameFacet) and (without := int(found["doc_count"]) - sum(own.values())):
            own[None] = without
        counts[facet.name] = own
    return Facets.of(counts)
