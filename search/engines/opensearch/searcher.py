"""The engine on a cluster: the cluster finds and counts, and the same code as on files judges, marks and ranks."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

import numpy as np

from index.analysis import Segmenter, fold, well_formed
from index.analysis.tokens import token
from index.columns import NO_YEAR
from index.errors import IndexUnavailable
from index.location import ClusterAddress
from index.schema_version import SCHEMA_VERSION
from index.stores.opensearch.client import Cluster
from index.stores.opensearch.commit import read_commit
from index.stores.opensearch.records import read_vocabulary
from index.stores.vocabulary import Vocabulary
from search.engines.arrays import Numbers
from search.engines.evaluation import RunMatch
from search.engines.facets import Narrowed
from search.engines.finding import understand
from search.engines.found import Found, report_paragraph
from search.engines.opensearch.compiler import Query, all_of, literal
from search.engines.opensearch.judging import GatheredFinder, Judging
from search.engines.opensearch.meaning import Meaning, in_report
from search.engines.opensearch.occurrences import Counts, count_marks
from search.engines.opensearch.paragraphs import ClusterParagraphs, reports_in, total
from search.engines.opensearch.tally import cluster_tally
from search.engines.opensearch.window import MORE, Filters, facets_of, scoring, window_body
from search.engines.ranking import WEIGHTS, Weights
from search.engines.scoring import ranking_bag
from search.engines.tally import places_of, tally
from search.query import Node, is_question, may_be_relaxed
from search.query.synonyms import Synonyms
from search.request import SearchRequest
from search.result import Place, ReportSummary, ReportText, SearchResult, Tally
from search.searcher import catalogue, summary

FAR: Final = 1_000
"""Hits beyond this are not paged through but read from the first to the last."""
MOST_CLAUSES: Final = 1_000
"""How many terms a cluster looks up and ranks by in one search."""


@dataclass(frozen=True, slots=True)
class _Window:
    """The best hits as the cluster sees it, and the numbers of all."""

    meaning: Meaning
    answer: dict[str, Any]
    total: int
    reports: int

    @property
    def sources(self) -> list[dict[str, Any]]:
        return [hit["_source"] for hit in self.answer["hits"]["hits"]]


class OpenSearchSearcher:
    """Answers requests from one generation of an index on a cluster; safe for several threads at once.

    Every answer is whole and its numbers exact, or it is an error: ClusterUnavailable while a part of the index cannot
    be reached, TooMuch where a request would read more paragraphs than `MOST_GATHERED`.
    """

    def __init__(self, location: ClusterAddress, weights: Weights = WEIGHTS) -> None:
        """weights: the parameters of the ranking."""
        self.location = location
        self._segmenter, self._synonyms = Segmenter.beside(location), Synonyms.beside(location)
        self._cluster = Cluster(location)
        try:
            commit = read_commit(self._cluster)
            if commit.made_by.schema != SCHEMA_VERSION:
                raise IndexUnavailable("索引是由另一个版本的程序建立的", next_step="请运行 zhengsou index 重建")
        except BaseException:
            self._cluster.close()
            raise
        self._paragraphs = ClusterParagraphs(self._cluster, commit, self._segmenter)
        self._judging = Judging(self._paragraphs, self._segmenter.words, weights)
        self._understanding = self._judging.understanding

    @property
    def generation(self) -> int:
        """The number of the generation."""
        return self._paragraphs.commit.number

    @property
    def written(self) -> str:
        """When it was committed, ISO 8601 in UTC."""
        return self._paragraphs.commit.written

    def search(self, request: SearchRequest) -> SearchResult:
        """The answer to `request`; raises QueryError for a query that cannot be understood."""
        started = time.perf_counter()
        window = self._best_window(request)
        if window is None:
            found = self.find(request)
            count, occurrences = len(found.documents), found.occurrences
        else:
            found, occurrences = self._shown(request, window)
            count = window.total
        page = found.ranked(request.sort, request.offset, request.offset + request.limit)
        return SearchResult(
            query=well_formed(request.query),
            understood=found.understood,
            relaxed=found.relaxed,
            total=count,
            reports=found.reports,
            occurrences=occurrences,
            took_ms=(time.perf_counter() - started) * 1000,
            offset=request.offset,
            limit=request.limit,
            sort=request.sort,
            hits=found.hits(page),
            facets=found.facets,
        )

    def _best_window(self, request: SearchRequest) -> _Window | None:
        """The best hits, of the relaxed query where the query is relaxed; None where all hits must be read."""
        tree, expanded = understand(request, self._synonyms)
        meaning = self._understanding.of(expanded, request)
        if not meaning.matching.exact or request.sort == "hits" or request.offset + request.limit > FAR:
            return None
        window = self._window(meaning, request)
        if window is not None and self._wants_more(tree, meaning, request, window.total):
            window = self._window(self._understanding.relaxed(tree, request), request)
        return window

    def _wants_more(self, tree: Node, meaning: Meaning, request: SearchRequest, found: int) -> bool:
        """Whether a query is to be relaxed, of which so many hits were found: see search/engines/finding.py."""
        if request.exact_script:
            return False
        if not found:
            return may_be_relaxed(tree)
        if not is_question(tree):
            return False
        hits = all_of([meaning.matching.query, Filters.of(request).all])
        return not any(self._paragraphs.counts([all_of([hits, _stands(text)]) for text in meaning.texts]))

    def _window(self, meaning: Meaning, request: SearchRequest) -> _Window | None:
        """The best hits; None where the query has more terms than a cluster takes at once."""
        paragraphs = self._paragraphs
        self._understanding.learn(list(meaning.texts))
        bag = ranking_bag(meaning.texts, self._segmenter.words, self._judging.ranking)
        clauses = scoring(bag, () if meaning.relaxed else meaning.texts, self._judging.ranking)
        if meaning.terms + len(clauses) + sum(map(len, meaning.texts)) > MOST_CLAUSES:
            return None
        query = paragraphs.live(meaning.matching.query)
        size = request.offset + request.limit + MORE
        body = window_body(query, request, clauses, size=size, bodies=len(paragraphs.bodies()))
        reports = paragraphs.reports_bodies(all_of([meaning.matching.query, Filters.of(request).all]))
        answer, *counted = paragraphs.ask([body, *reports], search_type="dfs_query_then_fetch")
        return _Window(meaning, answer, total(answer), reports_in(counted))

    def _shown(self, request: SearchRequest, window: _Window) -> tuple[Found, int]:
        """What the window has, marked and ranked as on an index at hand, and how many marks there are in all hits."""
        tree, expanded = understand(request, self._synonyms)
        relaxed = window.meaning.relaxed
        sources = window.sources
        finder = self._judging.finder(self._paragraphs.gathered(sources), window.meaning.whole_reports)
        evaluation = self._judging.evaluate(finder, tree if relaxed else expanded, request, relaxed=relaxed)
        documents = np.sort(finder.gathered.documents_for(sources))
        narrowed = Narrowed(documents, window.reports, facets_of(window.answer))
        found = finder.found(request, expanded, evaluation, narrowed, relaxed=relaxed and bool(window.total))
        if window.total == len(sources):
            return found, found.occurrences
        return found, self._occurrences(request, window, tree if relaxed else expanded)

    def _occurrences(self, request: SearchRequest, window: _Window, tree: Node) -> int:
        """How many marks there are in all hits."""
        meaning = window.meaning
        hits = all_of([meaning.matching.query, Filters.of(request).all])

        def read(query: Query) -> Counts:
            _, counts = self._read_marks(query, meaning, tree, request)
            return Counter({(): int(counts.sum())})

        return count_marks(self._paragraphs, hits, window.total, meaning.marks, read).total()

    def _read_marks(
        self, query: Query, meaning: Meaning, tree: Node, request: SearchRequest
    ) -> tuple[GatheredFinder, Numbers]:
        """All that a query finds, and how many marks each of these paragraphs has."""
        finder = self._judging.finder(self._paragraphs.gather(query), meaning.whole_reports)
        evaluation = self._judging.judge(finder, tree, request, relaxed=meaning.relaxed)
        return finder, finder.marked(evaluation.runs, finder.asked).counts()

    def tally(self, request: SearchRequest, *, bodies: bool = True) -> dict[Place, Tally]:
        """How much each body and year has of what `request` finds, when it is not relaxed."""
        _, expanded = understand(request, self._synonyms)
        meaning = self._understanding.of(expanded, request)
        if not meaning.matching.exact:
            return tally(self.find(request, may_relax=False), bodies=bodies)
        by = ("body", "year") if bodies else ("year",)
        hits = all_of([meaning.matching.query, Filters.of(request).all])

        def read(query: Query) -> Counts:
            finder, counts = self._read_marks(query, meaning, expanded, request)
            reports = finder.snapshot.reports[finder.asked]
            own, at = np.unique(reports, return_inverse=True)
            found: Counts = Counter()
            sums = np.bincount(at, counts, minlength=len(own)).astype(np.int64).tolist()
            for (body, year), count in zip(places_of(finder.snapshot, own, bodies=bodies), sums, strict=True):
                number = NO_YEAR if year is None else year
                found[(body, number) if bodies else (number,)] += count
            return found

        return cluster_tally(self._paragraphs, hits, meaning.marks, read, by)

    def find(self, request: SearchRequest, *, may_relax: bool = True) -> Found:
        """What `request` finds, for counting and sorting all of it; raises QueryError for its query.

        may_relax: take what a search shows instead where the query's words stand nowhere together.
        """
        tree, expanded = understand(request, self._synonyms)
        meaning = self._understanding.of(expanded, request)
        finder = self._judging.finder(self._paragraphs.gather(meaning.matching.query), meaning.whole_reports)
        evaluation = self._judging.evaluate(finder, expanded, request, relaxed=False)
        narrowed = finder.narrow(finder.only_asked(evaluation.found.documents), request)
        relaxed = may_relax and self._wants_more(tree, meaning, request, len(narrowed.documents))
        if relaxed:
            meaning = self._understanding.relaxed(tree, request)
            finder = self._judging.finder(self._paragraphs.gather(meaning.matching.query), meaning.whole_reports)
            evaluation = self._judging.evaluate(finder, tree, request, relaxed=True)
            narrowed = finder.narrow(finder.only_asked(evaluation.found.documents), request)
        return finder.found(request, expanded, evaluation, narrowed, relaxed=relaxed and bool(len(narrowed.documents)))

    def report(self, report: str, query: str = "", *, exact_script: bool = False, synonyms: bool = False) -> ReportText:
        """A whole report, with the query's words marked; raises ReportNotFound, or QueryError for the query."""
        place = self.meta(report)["place"]
        finder = self._judging.finder(self._paragraphs.gather({"term": {"place": place}}))
        documents = finder.asked
        request = SearchRequest(query, exact_script=exact_script, synonyms=synonyms)
        runs: list[RunMatch] = []
        if query.strip():
            tree, expanded = understand(request, self._synonyms)
            relaxed = self._is_relaxed(tree, expanded, request)
            runs = self._judging.judge(finder, tree if relaxed else expanded, request, relaxed=relaxed).runs
        spans = finder.marked(runs, documents).spans(documents)
        paragraphs = tuple(
            report_paragraph(finder.snapshot, document, tuple(spans[document])) for document in documents.tolist()
        )
        return ReportText(summary(self.meta(report)), paragraphs, sum(map(len, spans.values())))

    def _is_relaxed(self, tree: Node, expanded: Node, request: SearchRequest) -> bool:
        """Whether a search of the whole index shows the relaxed query."""
        if request.exact_script or not may_be_relaxed(tree):
            return False
        meaning = self._understanding.of(expanded, request)
        if meaning.matching.exact:
            [found] = self._paragraphs.counts([meaning.matching.query])
            return self._wants_more(tree, meaning, request, found)
        finder = self._judging.finder(self._paragraphs.gather(meaning.matching.query), meaning.whole_reports)
        found = len(finder.only_asked(self._judging.judge(finder, expanded, request, relaxed=False).found.documents))
        return self._wants_more(tree, meaning, request, found)

    def reports(self) -> tuple[ReportSummary, ...]:
        """All reports, by body, newest first."""
        return self._catalogue

    @cached_property
    def _catalogue(self) -> tuple[ReportSummary, ...]:
        return catalogue(self.metas())

    def characters(self, request: SearchRequest) -> dict[tuple[str, int | None], int]:
        """How many characters (code points) each body and year has in all paragraphs that the filters let through."""
        query = all_of([in_report(request), Filters.of(request).all])
        aggs = {"characters": {"sum": {"field": "characters"}}}
        found = self._paragraphs.buckets(query, ["body", "year"], aggs=aggs)
        return {
            (key["body"], None if key["year"] == NO_YEAR else key["year"]): int(bucket["characters"]["value"])
            for key, bucket in found
        }

    def meta(self, report: str) -> dict[str, Any]:
        """What is known of a report, not to be changed; raises ReportNotFound."""
        return self._paragraphs.meta(report)

    def metas(self) -> Iterator[dict[str, Any]]:
        """What is known of each report, in the order in which they were indexed."""
        return self._paragraphs.metas()

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the index; deleted paragraphs may be counted in their frequencies."""
        return read_vocabulary(self._cluster, self._paragraphs.commit)

    def word_count(self, word: str) -> int:
        """How many paragraphs have the word, as the words field writes it."""
        return self._paragraphs.frequency("words", word)

    def word_place(self, word: str) -> tuple[str, int] | None:
        """The text of the first paragraph that has the word, and where it begins there (code points)."""
        text = self._paragraphs.first_text({"term": {"words": token(word)}})
        if text is None:
            return None
        return text, min(start for found, start, _ in self._segmenter.words(text) if found == word)

    def close(self) -> None:
        """Let go of the index; nothing can be asked any more."""
        self._cluster.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _stands(text: str) -> Query:
    return literal("grams", fold(text))
