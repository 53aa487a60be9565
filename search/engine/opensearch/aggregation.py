"""Aggregations of a plan's hits, computed by the cluster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from index.facets import Facet
from search.engine.opensearch.gathered import value_of
from search.engine.opensearch.occurrences import Counts, count_marks, having_marks
from search.engine.opensearch.plan import QueryPlan
from search.engine.opensearch.reading import Reader
from search.result import BucketKey, Tally


def aggregate_hits(reader: Reader, plan: QueryPlan, by: Sequence[Facet]) -> dict[BucketKey, Tally]:
    """Tallies of an exact plan's hits per bucket. by: facets of reports."""
    fields = [facet.name for facet in by]
    reports: Counts = Counter()
    found: Counts = Counter()
    for key, bucket in reader.paragraphs.buckets(plan.hits, [*fields, "place"]):
        own = tuple(key[field] for field in fields)
        reports[own] += 1
        found[own] += bucket["doc_count"]
    if not found:
        return {}
    literal: Counts = Counter()
    for key, bucket in reader.paragraphs.buckets(having_marks(plan), [*fields, "place"]):
        literal[tuple(key[field] for field in fields)] += bucket["doc_count"]
    occurrences = count_marks(reader, plan, found.total(), by)
    return {
        bucket_key(by, key): Tally(reports[key], count, literal[key], occurrences[key]) for key, count in found.items()
    }


def bucket_key(by: Sequence[Facet], key: Sequence[Any]) -> BucketKey:
    """A bucket's facet values, from the cluster's field values."""
    return tuple(value_of(facet, value) for facet, value in zip(by, key, strict=True))
