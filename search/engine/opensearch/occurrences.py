"""Step 4, answer: number of highlights in all hits, from counts of the cluster and by reading doubtful paragraphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from index.facets import Facet
from search.engine.opensearch.compiler import Query, all_of, any_of
from search.engine.opensearch.counting import Mark, doubtful, free
from search.engine.opensearch.gathered import field_of
from search.engine.opensearch.paragraphs import ClusterParagraphs, total
from search.engine.opensearch.plan import QueryPlan
from search.engine.opensearch.reading import Reader
from search.facets.aggregation import bucket_keys

_ROUNDS: Final = ((1, 3), (4, 8), (9, 12), (13, 20), (21, 36), (37, 68), (69, 196), (197, 1024), (1025, 1 << 16))
"""Ranges of k (occurrences per paragraph) that are counted in one request; most k are 1 or 2."""
MANY_MARKS: Final = 8
"""Above this number of marks, up to FEW hits are counted by reading."""
FEW: Final = 1_000
"""Maximum number of hits that are read instead of counted by the cluster."""


Counts = Counter[tuple[Any, ...]]
"""Counts by the values of some fields."""


def count_marks(reader: Reader, plan: QueryPlan, hits: int, by: Sequence[Facet] = ()) -> Counts:
    """Number of highlights in all hits of an exact plan, per combination of values of facets of reports.

    hits: number of paragraphs. Keys are the cluster's field values.
    """
    marks, found, paragraphs = plan.marks, plan.hits, reader.paragraphs
    unsure = doubtful(marks)
    if hits <= FEW and (unsure or len(marks) > MANY_MARKS):
        return _read(reader, plan, found, by)
    sure: Query = {"bool": {"filter": [found], "must_not": [unsure]}} if unsure else found
    occurrences = _occurrences(paragraphs, sure, marks, [facet.name for facet in by])
    keys = set().union(*occurrences)
    counts = Counter({key: free(marks, [each[key] for each in occurrences]) for key in keys})
    if unsure:
        unread = all_of([found, unsure])
        if paragraphs.counts([unread])[0]:
            counts += _read(reader, plan, unread, by)
    return counts


def having_marks(plan: QueryPlan) -> Query:
    """The hits of an exact plan that have an occurrence."""
    return all_of([plan.hits, any_of(mark.where for mark in plan.marks)])


def _read(reader: Reader, plan: QueryPlan, query: Query, by: Sequence[Facet]) -> Counts:
    """The same for the paragraphs of a query, by reading them."""
    finder = reader.read(query, plan.whole_reports)
    runs = plan.evaluate(finder).runs
    counts = finder.marked(runs, finder.asked, plan.request, finder.deadline).counts()
    own, at = np.unique(finder.snapshot.reports[finder.asked], return_inverse=True)
    sums = np.bincount(at, counts, minlength=len(own)).astype(np.int64).tolist()
    found: Counts = Counter()
    for key, count in zip(bucket_keys(finder.evaluator.facets, own, by), sums, strict=True):
        found[tuple(field_of(facet, value) for facet, value in zip(by, key, strict=True))] += count
    return found


def _occurrences(paragraphs: ClusterParagraphs, sure: Query, marks: Sequence[Mark], by: Sequence[str]) -> list[Counts]:
    """Occurrences of each mark: the sum over k of the paragraphs that have it k times or more."""
    found: list[Counts] = [Counter() for _ in marks]
    left = set(range(len(marks)))
    for first, last in _ROUNDS:
        asked = [(at, times) for at in sorted(left) for times in range(first, last + 1) if marks[at].times(times)]
        answers = _count(paragraphs, [_body(paragraphs, sure, marks[at], times) for at, times in asked], by)
        left = {at for at, _ in asked}
        for (at, _), counts in zip(asked, answers, strict=True):
            found[at] += counts
            if not counts:
                left.discard(at)
        if not left:
            break
    return found


def _count(paragraphs: ClusterParagraphs, bodies: Sequence[dict[str, Any]], by: Sequence[str]) -> list[Counts]:
    """Paragraphs that each search finds, by the fields; zero counts are absent."""
    if by:
        return [
            Counter({tuple(map(key.get, by)): bucket["doc_count"] for key, bucket in paragraphs.grouped(body, by)})
            for body in bodies
        ]
    return [+Counter({(): total(answer)}) for answer in paragraphs.ask(bodies)]


def _body(paragraphs: ClusterParagraphs, sure: Query, mark: Mark, times: int) -> dict[str, Any]:
    """The search body that counts paragraphs with `times` or more occurrences of a mark."""
    query = mark.times(times)
    assert query is not None
    body = paragraphs.count_body(all_of([sure, query]))
    if times > 1 and mark.long:
        body["query"] = {"bool": {"filter": [body["query"]], "must": [mark.places()]}}
        body["min_score"] = (times - 0.5) / (times + 0.5)
    return body
