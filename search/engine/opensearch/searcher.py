"""The engine on a cluster: the cluster finds and counts, and the same code as on files judges, marks and ranks."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from index.analysis import fold
from index.analysis.tokens import token
from index.deadline import Deadline
from index.errors import IndexUnavailable
from index.facets import Facet
from index.location import ClusterAddress
from index.opensearch.client import Cluster
from index.opensearch.commit import read_commit
from index.opensearch.records import read_vocabulary
from index.schema_version import SCHEMA_VERSION
from index.segment.vocabulary import Vocabulary
from search.engine.finding import understand
from search.engine.found import Found, report_paragraph
from search.engine.opensearch.aggregation import bucket_key
from search.engine.opensearch.candidates import filtering
from search.engine.opensearch.compiler import all_of
from search.engine.opensearch.page import PageFinder
from search.engine.opensearch.paragraphs import ClusterParagraphs
from search.engine.opensearch.plan import Meaning, in_report
from search.engine.opensearch.rescoring import Judging
from search.engine.searcher import BODY_AND_YEAR
from search.engine.user_words import UserWords
from search.facets.aggregation import aggregate
from search.library import Library, summary
from search.matching.evaluation import RunMatch
from search.query import Node, may_be_relaxed
from search.ranking.bm25 import WEIGHTS, Weights
from search.request import SearchRequest
from search.result import BucketKey, ReportSummary, ReportText, SearchResult, Tally

if TYPE_CHECKING:
    from search.offers.lexicon import Lexicon


class OpenSearchSearcher:
    """Answers requests from one generation of an index on a cluster; safe for several threads at once.

    Every answer is whole and its numbers exact, or it is an error: ClusterUnavailable while a part of the index cannot
    be reached, TooMuch where a request would read more paragraphs than `MOST_GATHERED`.
    """

    def __init__(self, location: ClusterAddress, weights: Weights = WEIGHTS, words: UserWords | None = None) -> None:
        """weights: the parameters of the ranking. words: by default those of the files beside the index."""
        self.location = location
        self._words = words or UserWords.beside(location)
        self._cluster = Cluster(location)
        try:
            commit = read_commit(self._cluster)
            if commit.made_by.schema != SCHEMA_VERSION:
                raise IndexUnavailable("索引是由另一个版本的程序建立的", next_step="请运行 zhengsou index 重建")
        except BaseException:
            self._cluster.close()
            raise
        self._paragraphs = ClusterParagraphs(self._cluster, commit, self._words.segmenter)
        self._weights = weights

    @property
    def generation(self) -> int:
        """The number of the generation."""
        return self._paragraphs.commit.number

    @property
    def written(self) -> str:
        """When it was committed, ISO 8601 in UTC."""
        return self._paragraphs.commit.written

    def _until(self, deadline: Deadline | None) -> _Answering:
        return _Answering(self._paragraphs.within(deadline or Deadline()), self._words, self._weights)

    def search(self, request: SearchRequest, deadline: Deadline | None = None) -> SearchResult:
        """The answer to `request`; raises QueryError for a query that cannot be understood, and TooSlow."""
        return self._until(deadline).search(request)

    def aggregate(
        self, request: SearchRequest, by: Sequence[Facet] = BODY_AND_YEAR, deadline: Deadline | None = None
    ) -> dict[BucketKey, Tally]:
        """How much each bucket has of what `request` finds, when it is not relaxed."""
        return self._until(deadline).aggregate(request, by)

    def find(self, request: SearchRequest, deadline: Deadline | None = None, *, may_relax: bool = True) -> Found:
        """What `request` finds, for counting and sorting all of it; raises QueryError for its query.

        may_relax: take what a search shows instead where the query's words stand nowhere together.
        """
        return self._until(deadline).find(request, may_relax=may_relax)

    def report(
        self,
        report: str,
        query: str = "",
        deadline: Deadline | None = None,
        *,
        exact_script: bool = False,
        synonyms: bool = False,
    ) -> ReportText:
        """A whole report, with the query's words marked; raises ReportNotFound, or QueryError for the query."""
        request = SearchRequest(query, exact_script=exact_script, synonyms=synonyms)
        return self._until(deadline).report(self.meta(report), request)

    def reports(self) -> tuple[ReportSummary, ...]:
        """All reports, by body, newest first."""
        return self.library.reports

    @cached_property
    def library(self) -> Library:
        """All reports, and what cleaning did in them."""
        return Library.of(self.metas())

    @cached_property
    def lexicon(self) -> Lexicon:
        """What the index can offer."""
        from search.offers.lexicon import Lexicon

        return Lexicon(self)

    def characters(
        self, request: SearchRequest, by: Sequence[Facet] = BODY_AND_YEAR, deadline: Deadline | None = None
    ) -> dict[BucketKey, int]:
        """How many characters (code points) each bucket has in all paragraphs that the filters let through."""
        query = all_of([in_report(request), filtering(request)])
        aggs = {"characters": {"sum": {"field": "characters"}}}
        paragraphs = self._paragraphs.within(deadline or Deadline())
        found = paragraphs.buckets(query, [facet.name for facet in by], aggs=aggs)
        return {bucket_key(by, list(key.values())): int(bucket["characters"]["value"]) for key, bucket in found}

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
        starts = [start for found, start, _ in self._words.segmenter.words(text) if found == word]
        # With other house words than those of the index the text has other words, but the same characters.
        start = min(starts, default=fold(text).find(word))
        return None if start < 0 else (text, start)

    def close(self) -> None:
        """Let go of the index; nothing can be asked any more."""
        self._cluster.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Answering:
    """What answers one request: all that it asks of the cluster, and what is worked out here, ends at its deadline."""

    def __init__(self, paragraphs: ClusterParagraphs, words: UserWords, weights: Weights) -> None:
        """paragraphs: within the deadline. weights: the parameters of the ranking."""
        self._paragraphs = paragraphs
        self._synonyms = words.synonyms
        self._judging = Judging(paragraphs, words.segmenter.words, weights)
        self._understanding = self._judging.understanding
        self._pages = PageFinder(paragraphs, words.segmenter.words, self._judging)

    def search(self, request: SearchRequest) -> SearchResult:
        """A page, where it can be had from the best candidates, or else of all hits."""
        started = time.perf_counter()
        tree, expanded = understand(request, self._synonyms)
        meaning = self._understanding.of(expanded, request)
        window = self._pages.window(tree, meaning, request)
        if window is None:
            return self._find(tree, expanded, meaning, request, may_relax=True).page(started)
        found, occurrences = self._pages.shown(tree, expanded, request, window)
        return found.page(started, total=window.total, occurrences=occurrences)

    def aggregate(self, request: SearchRequest, by: Sequence[Facet]) -> dict[BucketKey, Tally]:
        """Counted by the cluster where it can, or else of all hits."""
        tree, expanded = understand(request, self._synonyms)
        meaning = self._understanding.of(expanded, request)
        counted = self._pages.aggregate(expanded, meaning, request, by)
        if counted is not None:
            return counted
        return aggregate(self._find(tree, expanded, meaning, request, may_relax=False), by)

    def find(self, request: SearchRequest, *, may_relax: bool) -> Found:
        """All hits."""
        tree, expanded = understand(request, self._synonyms)
        return self._find(tree, expanded, self._understanding.of(expanded, request), request, may_relax=may_relax)

    def _find(self, tree: Node, expanded: Node, meaning: Meaning, request: SearchRequest, *, may_relax: bool) -> Found:
        finder = self._judging.finder(self._paragraphs.gather(meaning.matching.query), meaning.whole_reports)
        evaluation = self._judging.evaluate(finder, expanded, request, relaxed=False)
        narrowed = finder.narrow(finder.only_asked(evaluation.found.documents), request)
        relaxed = may_relax and self._pages.wants_more(tree, meaning, request, len(narrowed.documents))
        if relaxed:
            meaning = self._understanding.relaxed(tree, request)
            finder = self._judging.finder(self._paragraphs.gather(meaning.matching.query), meaning.whole_reports)
            evaluation = self._judging.evaluate(finder, tree, request, relaxed=True)
            narrowed = finder.narrow(finder.only_asked(evaluation.found.documents), request)
        relaxed = relaxed and bool(len(narrowed.documents))
        return finder.found(request, expanded, evaluation, narrowed, self._paragraphs.deadline, relaxed=relaxed)

    def report(self, meta: Mapping[str, Any], request: SearchRequest) -> ReportText:
        """The report of which `meta` is known."""
        finder = self._judging.finder(self._paragraphs.gather({"term": {"place": meta["place"]}}))
        documents = finder.asked
        runs: list[RunMatch] = []
        if request.query.strip():
            tree, expanded = understand(request, self._synonyms)
            relaxed = self._is_relaxed(tree, expanded, request)
            runs = self._judging.judge(finder, tree if relaxed else expanded, request, relaxed=relaxed).runs
        spans = finder.marked(runs, documents, self._paragraphs.deadline).spans(documents)
        paragraphs = tuple(
            report_paragraph(finder.snapshot, document, tuple(spans[document])) for document in documents.tolist()
        )
        return ReportText(summary(meta), paragraphs, sum(map(len, spans.values())))

    def _is_relaxed(self, tree: Node, expanded: Node, request: SearchRequest) -> bool:
        """Whether a search of the whole index shows the relaxed query."""
        if request.exact_script or not may_be_relaxed(tree):
            return False
        meaning = self._understanding.of(expanded, request)
        if meaning.matching.exact:
            [found] = self._paragraphs.counts([meaning.matching.query])
            return self._pages.wants_more(tree, meaning, request, found)
        finder = self._judging.finder(self._paragraphs.gather(meaning.matching.query), meaning.whole_reports)
        found = len(finder.only_asked(self._judging.judge(finder, expanded, request, relaxed=False).found.documents))
        return self._pages.wants_more(tree, meaning, request, found)
