"""A page of a search: the best hits from the cluster's window, with the exact numbers of all hits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from index.analysis import fold
from index.analysis.segmentation import Token
from index.facets import Facet
from search.engine.finding import wants_more
from search.engine.found import Found
from search.engine.opensearch.aggregation import cluster_aggregate, cluster_key
from search.engine.opensearch.candidates import MORE, facets_of, filtering, scoring, window_body
from search.engine.opensearch.compiler import LONGEST_LITERAL, Query, all_of, literal
from search.engine.opensearch.occurrences import Counts, count_marks
from search.engine.opensearch.paragraphs import ClusterParagraphs, reports_in, total
from search.engine.opensearch.plan import Meaning
from search.engine.opensearch.rescoring import GatheredFinder, Judging
from search.facets.aggregation import bucket_keys
from search.facets.counting import Narrowed
from search.matching.arrays import Numbers
from search.query import Node
from search.ranking.rescoring import ranking_bag
from search.request import SearchRequest
from search.result import BucketKey, Tally

FAR: Final = 1_000
"""Hits beyond this are not paged through but read from the first to the last."""
MOST_CLAUSES: Final = 1_000
"""How many terms a cluster looks up and ranks by in one search."""


@dataclass(frozen=True, slots=True)
class Window:
    """The best hits as the cluster sees it, and the numbers of all."""

    meaning: Meaning
    answer: dict[str, Any]
    total: int
    reports: int

    @property
    def sources(self) -> list[dict[str, Any]]:
        """The hits' `_source`s."""
        return [hit["_source"] for hit in self.answer["hits"]["hits"]]


class PageFinder:
    """Finds pages and numbers on one generation without reading all hits."""

    def __init__(self, paragraphs: ClusterParagraphs, words: Callable[[str], list[Token]], judging: Judging) -> None:
        """words: the segmenter's words of a text."""
        self._paragraphs = paragraphs
        self._words = words
        self._judging = judging
        self._understanding = judging.understanding

    def window(self, tree: Node, meaning: Meaning, request: SearchRequest) -> Window | None:
        """The best hits, of the relaxed query where the query is relaxed; None where all hits must be read.

        tree: the query's as it was typed. meaning: that of the tree with synonyms.
        """
        if not meaning.matching.exact or request.sort == "hits" or request.offset + request.limit > FAR:
            return None
        window = self._window(meaning, request)
        if window is not None and self.wants_more(tree, meaning, request, window.total):
            meaning = self._understanding.relaxed(tree, request)
            window = self._window(meaning, request) if meaning.matching.exact else None
        return window

    def wants_more(self, tree: Node, meaning: Meaning, request: SearchRequest, found: int) -> bool:
        """Whether a query is to be relaxed, of which so many hits were found."""
        hits = _hits(meaning, request)

        def literally() -> bool:
            return any(self._paragraphs.counts([all_of([hits, _stands(text)]) for text in meaning.texts]))

        return wants_more(tree, request, found, literally)

    def _window(self, meaning: Meaning, request: SearchRequest) -> Window | None:
        """The best hits; None where the query has more terms than a cluster takes at once."""
        paragraphs = self._paragraphs
        self._understanding.learn(list(meaning.texts))
        bag = ranking_bag(meaning.texts, self._words, self._judging.ranking, paragraphs.deadline)
        clauses = scoring(bag, () if meaning.relaxed else meaning.texts, self._judging.ranking)
        literals = 0 if meaning.relaxed else 2 * sum(map(len, meaning.texts))
        if meaning.terms + len(clauses) + literals > MOST_CLAUSES:
            return None
        query = paragraphs.live(meaning.matching.query)
        size = request.offset + request.limit + MORE
        body = window_body(query, request, clauses, size=size, names=paragraphs.name_counts())
        reports = paragraphs.reports_bodies(_hits(meaning, request))
        answer, *counted = paragraphs.ask([body, *reports], search_type="dfs_query_then_fetch")
        return Window(meaning, answer, total(answer), reports_in(counted))

    def shown(self, tree: Node, expanded: Node, request: SearchRequest, window: Window) -> tuple[Found, int]:
        """What the window has, marked and ranked as on an index at hand, and how many marks there are in all hits."""
        relaxed = window.meaning.relaxed
        sources = window.sources
        finder = self._judging.finder(self._paragraphs.gathered(sources), window.meaning.whole_reports)
        evaluation = self._judging.evaluate(finder, tree if relaxed else expanded, request, relaxed=relaxed)
        documents = np.sort(finder.gathered.documents_for(sources))
        narrowed = Narrowed(documents, window.reports, facets_of(window.answer))
        relaxed = relaxed and bool(window.total)
        found = finder.found(request, expanded, evaluation, narrowed, self._paragraphs.deadline, relaxed=relaxed)
        if window.total == len(sources):
            return found, found.occurrences
        return found, self._occurrences(request, window, tree if window.meaning.relaxed else expanded)

    def _occurrences(self, request: SearchRequest, window: Window, tree: Node) -> int:
        """How many marks there are in all hits."""
        meaning = window.meaning

        def read(query: Query) -> Counts:
            _, counts = self._read_marks(query, meaning, tree, request)
            return Counter({(): int(counts.sum())})

        return count_marks(self._paragraphs, _hits(meaning, request), window.total, meaning.marks, read).total()

    def _read_marks(
        self, query: Query, meaning: Meaning, tree: Node, request: SearchRequest
    ) -> tuple[GatheredFinder, Numbers]:
        """All that a query finds, and how many marks each of these paragraphs has."""
        finder = self._judging.finder(self._paragraphs.gather(query), meaning.whole_reports)
        evaluation = self._judging.judge(finder, tree, request, relaxed=meaning.relaxed)
        return finder, finder.marked(evaluation.runs, finder.asked, self._paragraphs.deadline).counts()

    def aggregate(
        self, expanded: Node, meaning: Meaning, request: SearchRequest, by: Sequence[Facet]
    ) -> dict[BucketKey, Tally] | None:
        """How much each bucket has; None where all hits must be read."""
        if not meaning.matching.exact:
            return None

        def read(query: Query) -> Counts:
            finder, counts = self._read_marks(query, meaning, expanded, request)
            reports = finder.snapshot.reports[finder.asked]
            own, at = np.unique(reports, return_inverse=True)
            found: Counts = Counter()
            sums = np.bincount(at, counts, minlength=len(own)).astype(np.int64).tolist()
            for key, count in zip(bucket_keys(finder.evaluator.facets, own, by), sums, strict=True):
                found[cluster_key(by, key)] += count
            return found

        return cluster_aggregate(self._paragraphs, _hits(meaning, request), meaning.marks, read, by)


def _hits(meaning: Meaning, request: SearchRequest) -> Query:
    """What a request finds, its own filters on facets included."""
    return all_of([meaning.matching.query, filtering(request)])


def _stands(text: str) -> Query:
    """Where a text stands; of one that is longer than what can be looked up at once, its beginning."""
    return literal("grams", fold(text)[:LONGEST_LITERAL])
