"""Aggregation of hits into buckets, by facets of reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from index.facets import Facet
from search.engine.found import Found
from search.facets.columns import FacetColumns
from search.matching.arrays import Numbers
from search.result import BucketKey, Tally


def aggregate(found: Found, by: Sequence[Facet]) -> dict[BucketKey, Tally]:
    """Tallies of the hits per bucket, a combination of values that occurs. by: facets of reports."""
    paragraphs = np.bincount(found.report_of)
    reports = np.flatnonzero(paragraphs)
    occurrences = np.bincount(found.report_of, found.counts).astype(np.int64)
    literal = np.bincount(found.report_of, found.counts > 0).astype(np.int64)
    sums: defaultdict[BucketKey, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    counts = zip(*(numbers[reports].tolist() for numbers in (paragraphs, literal, occurrences)), strict=True)
    for key, own in zip(bucket_keys(found.columns, reports, by), counts, strict=True):
        sums[key] = [old + new for old, new in zip(sums[key], (1, *own), strict=True)]
    return {key: Tally(*own) for key, own in sums.items()}


def bucket_keys(columns: FacetColumns, reports: Numbers, by: Sequence[Facet]) -> list[BucketKey]:
    """The values that each of the reports has in the facets."""
    if not by:
        return [()] * len(reports)
    return list(zip(*(columns.of_reports(facet, reports) for facet in by), strict=True))
