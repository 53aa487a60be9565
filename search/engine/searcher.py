"""The Searcher protocol: one generation of an index, on either engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

from index.facets import BODY, YEAR, Facet
from search.request import SearchRequest
from search.result import BucketKey, ReportSummary, ReportText, SearchResult, Tally

if TYPE_CHECKING:
    from index.deadline import Deadline
    from index.location import Location
    from index.segment.vocabulary import Vocabulary
    from search.engine.found import Found
    from search.engine.selected import Selected
    from search.library import Library
    from search.offers.lexicon import Lexicon
    from search.query.synonyms import Synonyms

BODY_AND_YEAR: Final[tuple[Facet, ...]] = (BODY, YEAR)


class Searcher(Protocol):
    """One generation of an index, open for reading; later commits do not change it. Safe for several threads at once.

    Data derived from the whole index is computed lazily, once, and lives as long as the searcher. All methods raise
    IndexUnavailable if the index cannot be read, and CorruptIndex for damaged data; those with a deadline, by default
    one of their own, raise TooSlow when it is over.
    """

    @property
    def location(self) -> Location:
        """Location of the index."""

    @property
    def generation(self) -> int:
        """The generation's number."""

    @property
    def written(self) -> str:
        """When the generation was committed, ISO 8601 in UTC."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the index; deleted paragraphs may be counted in their frequencies."""

    @property
    def library(self) -> Library:
        """All reports, and the changes that cleaning made in them; reads all metadata once."""

    @property
    def synonyms(self) -> Synonyms:
        """What requests for synonyms go by."""

    @property
    def lexicon(self) -> Lexicon:
        """Words, bodies and titles of the index by spelling and by pinyin."""

    def search(
        self, request: SearchRequest, deadline: Deadline | None = None, *, may_relax: bool = True
    ) -> SearchResult:
        """The page of hits that `request` asks for, with exact totals and facets; raises QueryError for its query.

        may_relax: relax the query if no paragraph has all its words (search/matching/relaxation.py).
        """

    def count(self, request: SearchRequest, deadline: Deadline | None = None) -> int:
        """Number of paragraphs that a search finds; 0 if its answer would be relaxed. Raises QueryError."""

    def find(self, request: SearchRequest, deadline: Deadline | None = None, *, may_relax: bool = True) -> Found:
        """All hits of `request`, for counting and sorting; raises QueryError for its query.

        may_relax: relax the query as a search does if no paragraph has all its words.
        deadline: also limits the methods of the result.
        Document and report numbers are valid only in the snapshot of the result.
        """

    def selected(self, request: SearchRequest, deadline: Deadline | None = None, *, of_index: bool = False) -> Selected:
        """The paragraphs that a selection names: what its query finds, unrelaxed; all that pass the filters without.

        of_index: in a snapshot of the whole index. On a cluster, one that is too large to be kept has none, and each
        selection is in its own. Raises QueryError for the query; on a cluster, TooMuch if they are more than it hands
        out at once, and TooSlow.
        """

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
        """A whole report, with the highlights of the search in it; raises ReportNotFound, or QueryError for the query.

        The search is that of `query` with the switches and `report`, relaxed as that one is.
        """

    def reports(self) -> tuple[ReportSummary, ...]:
        """All reports, by body, newest first."""

    def characters(
        self, request: SearchRequest, by: Sequence[Facet] = BODY_AND_YEAR, deadline: Deadline | None = None
    ) -> dict[BucketKey, int]:
        """Characters (code points) per bucket in all paragraphs that pass the filters.

        Ignores the request's query. by: facets of reports; a bucket is a combination of values that occurs.
        """

    def aggregate(
        self, request: SearchRequest, by: Sequence[Facet] = BODY_AND_YEAR, deadline: Deadline | None = None
    ) -> dict[BucketKey, Tally]:
        """Tallies of the hits of `request` per bucket, never relaxed; empty buckets are absent.

        by: facets of reports. Raises QueryError for the query.
        """

    def meta(self, report: str) -> dict[str, Any]:
        """Metadata of a report, read-only; raises ReportNotFound."""

    def kept_for(self, report: str) -> str | None:
        """Id of the report that is kept of a reprint, which is not in the index; None for any other id."""

    def metas(self) -> Iterator[dict[str, Any]]:
        """Metadata of each report, in index order."""

    def word_count(self, word: str) -> int:
        """Document frequency of a term of the words field."""

    def word_place(self, word: str) -> tuple[str, int] | None:
        """Searched text of the first paragraph with the word, and the offset of the word (code points); None if absent.

        If the user dictionary has changed since indexing, the characters may be segmented differently there.
        """

    def cut_short(self) -> str:
        """Name of a file of the index that has become shorter since it was opened, so that it cannot be read; or ""."""

    def close(self) -> None:
        """Close the index; no other method may be called afterwards."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
