"""Engine on a cluster: plan, ask, rescore, answer; the cluster finds and counts, our code highlights and ranks."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from index.analysis import fold, searched_text
from index.analysis.tokens import token
from index.deadline import Deadline
from index.errors import IndexUnavailable, ReportNotFound
from index.facets import Facet
from index.language import gettext
from index.location import ClusterAddress
from index.opensearch.client import Cluster
from index.opensearch.commit import read_commit
from index.opensearch.records import read_reprints, read_vocabulary
from index.reprints import Reprints
from index.schema_version import SCHEMA_VERSION
from index.segment.vocabulary import Vocabulary
from search.engine.found import Found
from search.engine.opensearch.aggregation import aggregate_hits, bucket_key
from search.engine.opensearch.answer import answer
from search.engine.opensearch.candidates import CandidateSource
from search.engine.opensearch.compiler import all_of
from search.engine.opensearch.paragraphs import ClusterParagraphs
from search.engine.opensearch.plan import Planner, QueryPlan, filtering, in_report
from search.engine.opensearch.reading import Reader
from search.engine.opensearch.rescoring import Rescorer
from search.engine.searcher import BODY_AND_YEAR
from search.engine.selected import Selected
from search.engine.user_words import UserWords
from search.engine.whole_report import report_text, request_in
from search.facets.aggregation import aggregate
from search.library import Library, summary
from search.near_reports import missing_report
from search.ranking.bm25 import WEIGHTS, Weights
from search.request import SearchRequest
from search.result import BucketKey, ReportSummary, ReportText, SearchResult, Tally

if TYPE_CHECKING:
    from search.offers.lexicon import Lexicon


class OpenSearchSearcher:
    """Answers requests from one generation of an index on a cluster; safe for several threads at once.

    Answers are complete and exact; raises ClusterUnavailable while a part of the index cannot be reached, TooMuch if a
    request would read more paragraphs than `MOST_GATHERED`.
    """

    def __init__(self, location: ClusterAddress, weights: Weights = WEIGHTS, words: UserWords | None = None) -> None:
        """weights: ranking parameters. words: by default from the files beside the index."""
        self.location = location
        self._words = words or UserWords.beside(location)
        self.synonyms = self._words.synonyms
        self._cluster = Cluster(location)
        try:
            commit = read_commit(self._cluster)
            reprints = Reprints(read_reprints(self._cluster, commit))
            if commit.made_by.schema != SCHEMA_VERSION:
                raise IndexUnavailable(
                    gettext("索引是由另一个版本的程序建立的"), next_step=gettext("请运行 zhengsou index 重建")
                )
        except BaseException:
            self._cluster.close()
            raise
        self._paragraphs = ClusterParagraphs(self._cluster, commit, self._words.segmenter, reprints)
        self._weights = weights

    @property
    def generation(self) -> int:
        """The number of the generation."""
        return self._paragraphs.commit.number

    @property
    def written(self) -> str:
        """When the generation was committed, ISO 8601 in UTC."""
        return self._paragraphs.commit.written

    def _until(self, deadline: Deadline | None) -> _Steps:
        return _Steps(self._paragraphs.within(deadline or Deadline()), self._words, self._weights)

    def search(
        self, request: SearchRequest, deadline: Deadline | None = None, *, may_relax: bool = True
    ) -> SearchResult:
        """The answer to `request`; raises QueryError for a query that cannot be understood, and TooSlow."""
        started = time.perf_counter()
        steps = self._until(deadline)
        plan = steps.planner.plan(request)
        candidates = steps.source.ask(plan, may_relax=may_relax)
        matches = steps.rescorer.rescore(candidates)
        return answer(steps.reader, candidates, matches, started)

    def count(self, request: SearchRequest, deadline: Deadline | None = None) -> int:
        """Number of paragraphs that a search finds; 0 if its answer would be relaxed. Raises QueryError and TooSlow."""
        result = self.search(replace(request, limit=0), deadline)
        return 0 if result.relaxed else result.total

    def find(self, request: SearchRequest, deadline: Deadline | None = None, *, may_relax: bool = True) -> Found:
        """All hits of `request`, for counting and sorting; raises QueryError for its query.

        may_relax: relax the query as a search does if no paragraph has all its words.
        """
        steps = self._until(deadline)
        return steps.find(steps.planner.plan(request), may_relax=may_relax)

    def selected(self, request: SearchRequest, deadline: Deadline | None = None, *, of_index: bool = False) -> Selected:
        """The paragraphs that a query finds, unrelaxed; all that pass the filters without a query. Raises TooMuch.

        of_index: numbered as the whole index is, where that may be kept.
        """
        steps = self._until(deadline)
        if of_index or not (request.query.strip() or request.filters or request.report):
            steps.reader.paragraphs.whole()
        if request.query.strip():
            found = steps.find(steps.planner.plan(request), may_relax=False)
            return Selected(found.snapshot, found.documents)
        finder = steps.reader.read_around(all_of([in_report(request), filtering(request)]), {})
        return Selected(finder.snapshot, finder.narrow(finder.asked, request).documents)

    def aggregate(
        self, request: SearchRequest, by: Sequence[Facet] = BODY_AND_YEAR, deadline: Deadline | None = None
    ) -> dict[BucketKey, Tally]:
        """Tallies of the hits of `request` per bucket, never relaxed."""
        steps = self._until(deadline)
        plan = steps.planner.plan(request)
        counted = plan.counted_there
        return aggregate_hits(steps.reader, plan, by) if counted else aggregate(steps.find(plan, may_relax=False), by)

    def report(
        self,
        report: str,
        query: str = "",
        deadline: Deadline | None = None,
        *,
        exact_script: bool = False,
        synonyms: bool = False,
        split_words: bool = False,
    ) -> ReportText:
        """A report, with the highlights of the search in it; raises ReportNotFound, and QueryError for the query."""
        steps, meta = self._until(deadline), self.meta(report)
        whole = steps.reader.read({"term": {"place": meta["place"]}})
        asked = request_in(report, query, exact_script=exact_script, synonyms=synonyms, split_words=split_words)
        found = steps.find(steps.planner.plan(asked), may_relax=True) if query.strip() else None
        return report_text(summary(meta), whole.snapshot, whole.asked, found, steps.reader.deadline)

    def reports(self) -> tuple[ReportSummary, ...]:
        """All reports, by body, newest first."""
        return self.library.reports

    @cached_property
    def library(self) -> Library:
        """All reports, and the changes that cleaning made in them."""
        return Library.of(self.metas())

    @cached_property
    def lexicon(self) -> Lexicon:
        """Lexicon of the index, for completions and suggestions."""
        from search.offers.lexicon import Lexicon

        return Lexicon(self)

    def characters(
        self, request: SearchRequest, by: Sequence[Facet] = BODY_AND_YEAR, deadline: Deadline | None = None
    ) -> dict[BucketKey, int]:
        """Characters (code points) per bucket in all paragraphs that pass the filters."""
        query = all_of([in_report(request), filtering(request)])
        aggs = {"characters": {"sum": {"field": "characters"}}}
        paragraphs = self._paragraphs.within(deadline or Deadline())
        found = paragraphs.buckets(query, [facet.name for facet in by], aggs=aggs)
        return {bucket_key(by, list(key.values())): int(bucket["characters"]["value"]) for key, bucket in found}

    def meta(self, report: str) -> dict[str, Any]:
        """Metadata of a report, read-only; raises ReportNotFound."""
        try:
            return self._paragraphs.meta(report)
        except ReportNotFound:
            raise missing_report(report, self.library.reports) from None

    def kept_for(self, report: str) -> str | None:
        """The report that is kept of a reprint; None for any other id."""
        return self._paragraphs.reprints.kept(report)

    def metas(self) -> Iterator[dict[str, Any]]:
        """Metadata of each report, in index order."""
        return self._paragraphs.metas()

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the index; deleted paragraphs may be counted in their frequencies."""
        return read_vocabulary(self._cluster, self._paragraphs.commit)

    def word_count(self, word: str) -> int:
        """Document frequency of a term of the words field."""
        return self._paragraphs.frequency("words", word)

    def word_place(self, word: str) -> tuple[str, int] | None:
        """Searched text of the first paragraph with the word, and the offset of the word (code points)."""
        text = self._paragraphs.first_text({"term": {"words": token(word)}})
        if text is None:
            return None
        text = searched_text(text)
        starts = [start for found, start, _ in self._words.segmenter.words(text) if found == word]
        # With a user dictionary other than the index's, the text is segmented differently, but has the same characters.
        start = min(starts, default=fold(text).find(word))
        return None if start < 0 else (text, start)

    def cut_short(self) -> str:
        """Name of a file that has become shorter: "", since a cluster sends what is read."""
        return ""

    def close(self) -> None:
        """Close the index; no other method may be called afterwards."""
        self._paragraphs.forget()
        self._cluster.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Steps:
    """The steps of one request, within its deadline."""

    def __init__(self, paragraphs: ClusterParagraphs, words: UserWords, weights: Weights) -> None:
        """paragraphs: within the deadline. weights: ranking parameters."""
        self.reader = Reader(paragraphs, words.segmenter.words, weights)
        self.planner = Planner(self.reader, words.synonyms)
        self.source = CandidateSource(self.reader, self.planner)
        self.rescorer = Rescorer(self.reader, self.planner)

    def find(self, plan: QueryPlan, *, may_relax: bool) -> Found:
        """All hits of a plan."""
        return self.rescorer.found(self.source.read_all(plan, may_relax=may_relax))
