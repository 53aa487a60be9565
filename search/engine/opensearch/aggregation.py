"""How much of what a query finds each body and year has, counted by the cluster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from index.segment.columns import NO_YEAR
from search.engine.opensearch.compiler import Query
from search.engine.opensearch.counting import Mark
from search.engine.opensearch.occurrences import Counts, count_marks
from search.engine.opensearch.paragraphs import ClusterParagraphs
from search.result import Place, Tally


def cluster_tally(
    paragraphs: ClusterParagraphs,
    hits: Query,
    marks: Sequence[Mark],
    read: Callable[[Query], Counts],
    by: Sequence[str],
) -> dict[Place, Tally]:
    """How much there is for each combination of values of the fields `by`, of which the last is the year.

    read: counts the marks in what a query finds by reading it, by the same fields.
    """
    reports: Counts = Counter()
    found: Counts = Counter()
    for key, bucket in paragraphs.buckets(hits, [*by, "place"]):
        place = tuple(key[field] for field in by)
        reports[place] += 1
        found[place] += bucket["doc_count"]
    occurrences = count_marks(paragraphs, hits, found.total(), marks, read, by) if found else Counter()
    return {_place(key): Tally(reports[key], count, occurrences[key]) for key, count in found.items()}


def _place(key: tuple[str | int, ...]) -> Place:
    *body, year = key
    return str(body[0]) if body else None, None if year == NO_YEAR else int(year)
