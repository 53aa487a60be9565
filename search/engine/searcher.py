"""What an engine offers: one generation of an index to search, wherever it lives; consumers know nothing else of it."""

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
    from search.library import Library
    from search.offers.lexicon import Lexicon

BODY_AND_YEAR: Final[tuple[Facet, ...]] = (BODY, YEAR)


class Searcher(Protocol):
    """One generation of an index, open for reading; later commits do not change it. Safe for several threads at once.

    What is made of the whole index, once and when it is first asked for, belongs to the searcher and goes with it. All
    methods raise IndexUnavailable where the index cannot be read, and CorruptIndex where it is not what was written;
    those with a deadline, by default one of their own, raise TooSlow when it is over.
    """

    @property
    def location(self) -> Location:
        """Where the index is."""

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
        """All reports, and what cleaning did in them: one pass over what is known of each."""

    @property
    def lexicon(self) -> Lexicon:
        """What the index can offer: its words, bodies and titles by spelling and by reading."""

    def search(self, request: SearchRequest, deadline: Deadline | None = None) -> SearchResult:
        """The page of hits that `request` asks for, with exact totals and facets; raises QueryError for its query."""

    def find(self, request: SearchRequest, deadline: Deadline | None = None, *, may_relax: bool = True) -> Found:
        """All that `request` finds, for counting and sorting it; raises QueryError for its query.

        may_relax: take what a search shows instead where the query's words stand nowhere together.
        deadline: holds for what is asked of the answer as well.
        The numbers of documents and reports mean something only to the snapshot of what was found.
        """

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

    def reports(self) -> tuple[ReportSummary, ...]:
        """All reports, by body, newest first."""

    def characters(
        self, request: SearchRequest, by: Sequence[Facet] = BODY_AND_YEAR, deadline: Deadline | None = None
    ) -> dict[BucketKey, int]:
        """How many characters (code points) each bucket has in all paragraphs that the filters let through.

        Whatever the request's query. by: facets of reports; a bucket is a combination of values that occurs.
        """

    def aggregate(
        self, request: SearchRequest, by: Sequence[Facet] = BODY_AND_YEAR, deadline: Deadline | None = None
    ) -> dict[BucketKey, Tally]:
        """How much each bucket has of what `request` finds, when it is not relaxed; buckets without any are absent.

        by: facets of reports. Raises QueryError for the query.
        """

    def meta(self, report: str) -> dict[str, Any]:
        """What is known of a report, not to be changed; raises ReportNotFound."""

    def metas(self) -> Iterator[dict[str, Any]]:
        """What is known of each report, in the order in which they were indexed."""

    def word_count(self, word: str) -> int:
        """How many paragraphs have the word, as the words field writes it."""

    def word_place(self, word: str) -> tuple[str, int] | None:
        """The text of the first paragraph that has the word, and where it begins there (code points); None without one.

        Where house words have changed since the index was made, its characters stand there, but maybe as other words.
        """

    def close(self) -> None:
        """Let go of the index; nothing can be asked any more."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
