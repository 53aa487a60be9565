"""Aggregation on a cluster: how much of what a query finds each bucket has, counted by the cluster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from index.facets import Facet, YearFacet
from index.segment.columns import year_number
from search.engine.opensearch.compiler import Query
from search.engine.opensearch.counting import Mark
from search.engine.opensearch.gathered import value_of
from search.engine.opensearch.occurrences import Counts, count_marks
from search.engine.opensearch.paragraphs import ClusterParagraphs
from search.result import BucketKey, Tally


def cluster_aggregate(
    paragraphs: ClusterParagraphs,
    hits: Query,
    marks: Sequence[Mark],
    read: Callable[[Query], Counts],
    by: Sequence[Facet],
) -> dict[BucketKey, Tally]:
    """How much there is in each bucket; by: facets of reports.

    read: counts the marks in what a query finds by reading it, in the buckets' keys as the cluster has them.
    """
    fields = [facet.name for facet in by]
    reports: Counts = Counter()
    found: Counts = Counter()
    for key, bucket in paragraphs.buckets(hits, [*fields, "place"]):
        own = tuple(key[field] for field in fields)
        reports[own] += 1
        found[own] += bucket["doc_count"]
    occurrences = count_marks(paragraphs, hits, found.total(), marks, read, fields) if found else Counter()
    return {bucket_key(by, key): Tally(reports[key], count, occurrences[key]) for key, count in found.items()}


def bucket_key(by: Sequence[Facet], key: Sequence[Any]) -> BucketKey:
    """A bucket's values, from those that the cluster has."""
    return tuple(value_of(facet, value) for facet, value in zip(by, key, strict=True))


def cluster_key(by: Sequence[Facet], key: BucketKey) -> tuple[Any, ...]:
    """A bucket's values as the cluster has them."""
    return tuple(
        year_number(value) if isinstance(facet, YearFacet) else value for facet, value in zip(by, key, strict=True)
    )
