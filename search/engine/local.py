"""Engine on a local index: evaluates to arrays of paragraphs, and reads only the text of the page."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from index.analysis import searched_text
from index.deadline import Deadline
from index.errors import IndexUnavailable
from index.facets import Facet
from index.language import gettext
from index.local.snapshot import Snapshot
from index.schema_version import SCHEMA_VERSION
from index.segment.vocabulary import Vocabulary
from search.engine.answer import search_result
from search.engine.finding import Finder
from search.engine.found import Found
from search.engine.searcher import BODY_AND_YEAR
from search.engine.selected import Selected
from search.engine.user_words import UserWords
from search.engine.whole_report import report_text, request_in
from search.facets.aggregation import aggregate, bucket_keys
from search.facets.columns import FacetColumns
from search.library import Library, summary
from search.matching.arrays import Documents
from search.matching.evaluation import Evaluator
from search.matching.literals import LiteralIndex
from search.near_reports import missing_report
from search.ranking.bm25 import WEIGHTS, Weights
from search.request import SearchRequest
from search.result import BucketKey, ReportSummary, ReportText, SearchResult, Tally

if TYPE_CHECKING:
    from search.offers.lexicon import Lexicon


class LocalSearcher:
    """Answers requests from one generation of an index; safe for several threads at once.

    Its files are memory-mapped, so that it still works after they are removed. Raises CorruptIndex for data that the
    program cannot have written; any other undocumented exception is a bug.
    weights: ranking parameters. words: by default from the files beside the index.
    """

    def __init__(self, directory: Path, weights: Weights = WEIGHTS, words: UserWords | None = None) -> None:
        words = words or UserWords.beside(directory)
        self.synonyms = words.synonyms
        self.location = directory
        self.snapshot = Snapshot.open(directory)
        if self.snapshot.generation.made_by.schema != SCHEMA_VERSION:
            self.snapshot.close()
            raise IndexUnavailable(
                gettext("索引是由另一个版本的程序建立的"), next_step=gettext("请运行 zhengsou index 重建")
            )
        try:
            self._finder = Finder(Evaluator(self.snapshot, words.segmenter.words, weights))
        except BaseException:
            self.snapshot.close()
            raise

    @property
    def generation(self) -> int:
        """The generation's number."""
        return self.snapshot.generation.number

    @property
    def written(self) -> str:
        """When the generation was committed, ISO 8601 in UTC."""
        return self.snapshot.generation.written

    @property
    def literals(self) -> LiteralIndex:
        """Positions in the field `grams`."""
        return self._finder.evaluator.literals

    @property
    def columns(self) -> FacetColumns:
        """The values of the facets."""
        return self._finder.evaluator.facets

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the index; raises CorruptIndex."""
        return self.snapshot.vocabulary

    def search(
        self, request: SearchRequest, deadline: Deadline | None = None, *, may_relax: bool = True
    ) -> SearchResult:
        """The answer to `request`; raises QueryError for a query that cannot be understood, and TooSlow."""
        started = time.perf_counter()
        found = self._finder.find(request, self.synonyms, deadline or Deadline(), may_relax=may_relax)
        return search_result(request, found.totals, found.page(), started)

    def count(self, request: SearchRequest, deadline: Deadline | None = None) -> int:
        """Number of paragraphs that a search finds; 0 if its answer would be relaxed. Raises QueryError and TooSlow."""
        return self._finder.count(request, self.synonyms, deadline or Deadline())

    def find(self, request: SearchRequest, deadline: Deadline | None = None, *, may_relax: bool = True) -> Found:
        """All hits of `request`, for counting and sorting; raises QueryError for its query.

        may_relax: relax the query as a search does if no paragraph has all its words.
        """
        return self._finder.find(request, self.synonyms, deadline or Deadline(), may_relax=may_relax)

    def selected(
        self,
        request: SearchRequest,
        deadline: Deadline | None = None,
        *,
        of_index: bool = False,  # noqa: ARG002 - it always is
    ) -> Selected:
        """The paragraphs that a query finds, unrelaxed; all that pass the filters without a query."""
        if request.query.strip():
            return Selected(self.snapshot, self.find(request, deadline, may_relax=False).documents)
        (deadline or Deadline()).check()
        return Selected(self.snapshot, self.everything(request))

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
        deadline = deadline or Deadline()
        documents = self._documents_of(report)
        own = summary(self.snapshot.meta(int(self.snapshot.reports[documents.start])))
        asked = request_in(report, query, exact_script=exact_script, synonyms=synonyms, split_words=split_words)
        found = self.find(asked, deadline) if query.strip() else None
        return report_text(own, self.snapshot, np.arange(documents.start, documents.stop), found, deadline)

    def _documents_of(self, report: str) -> range:
        """A report's documents; raises ReportNotFound."""
        found = self.snapshot.report_documents(report)
        if not found:
            raise missing_report(report, self.library.reports)
        return found

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
        (deadline or Deadline()).check()
        documents = self.everything(request)
        reports = self.snapshot.reports[documents]
        lengths = np.bincount(reports, self.snapshot.column("characters")[documents]).astype(np.int64)
        own = np.flatnonzero(np.bincount(reports))
        found: Counter[BucketKey] = Counter()
        keys = bucket_keys(self._finder.evaluator.facets, own, by)
        for key, length in zip(keys, lengths[own].tolist(), strict=True):
            found[key] += length
        return dict(found)

    def aggregate(
        self, request: SearchRequest, by: Sequence[Facet] = BODY_AND_YEAR, deadline: Deadline | None = None
    ) -> dict[BucketKey, Tally]:
        """Tallies of the hits of `request` per bucket, never relaxed."""
        found = self._finder.find(request, self.synonyms, deadline or Deadline(), may_relax=False)
        return aggregate(found, by)

    def everything(self, request: SearchRequest) -> Documents:
        """All paragraphs that pass the request's filters, ignoring its query, ascending."""
        live = self.snapshot.live
        every = np.arange(self.snapshot.documents) if live is None else np.flatnonzero(live)
        return self._finder.narrow(every, request).documents

    def meta(self, report: str) -> dict[str, Any]:
        """Metadata of a report; raises ReportNotFound."""
        return self.snapshot.meta(int(self.snapshot.reports[self._documents_of(report).start]))

    def kept_for(self, report: str) -> str | None:
        """The report that is kept of a reprint; None for any other id."""
        return self.snapshot.reprints.kept(report)

    def metas(self) -> Iterator[dict[str, Any]]:
        """Metadata of each report, in index order."""
        for report in self.snapshot.live_reports.tolist():
            yield self.snapshot.meta(report)

    def word_count(self, word: str) -> int:
        """Document frequency of a word of the index."""
        return len(self.snapshot.postings("words", word).documents)

    def word_place(self, word: str) -> tuple[str, int] | None:
        """Searched text of the first paragraph with a word of the index, and the offset of the word (code points)."""
        postings = self.snapshot.postings("words", word)
        if not len(postings.documents):
            return None
        return searched_text(self.snapshot.text(int(postings.documents[0]))), int(postings.positions[0])

    def cut_short(self) -> str:
        """Name of a file of the index that has become shorter since it was opened; "" if none has."""
        return self.snapshot.cut_short()

    def close(self) -> None:
        """Close the index."""
        self.snapshot.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
