"""What a searcher answers: the search object of the contract, as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote

from index.facets import BY_NAME, FACETS, Value
from index.report import Kind

Span = tuple[int, int]
"""Half-open, in code points of the text that it belongs to."""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What one thing adds to a hit's score."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph that was found; `highlights` are sorted and do not overlap, and there are `occurrences` of them.

    score_parts: what the score is made of, the largest first, where that was asked for.
    repeat: which of the report's paragraphs with this text it is, from 1.
    """

    report: str
    paragraph: int
    kind: Kind
    body: str
    year: int | None
    date: str | None
    title: str
    section: str
    score: float
    occurrences: int
    text: str
    highlights: tuple[Span, ...]
    damaged: bool = False
    score_parts: tuple[ScorePart, ...] = ()
    repeat: int = 1

    @property
    def url(self) -> str:
        """The paragraph's address on the site."""
        return f"/reports/{quote(self.report)}#p{self.paragraph}"

    @property
    def permalink(self) -> str:
        """An address on the site that stays as long as the report has a paragraph with this text."""
        # Folding loads tables that a request alone does not need.
        from search.permalink import permalink, text_key

        key = text_key(self.text)
        return permalink(self.report, key if self.repeat == 1 else f"{key}-{self.repeat}")

    def to_dict(self) -> dict[str, Any]:
        """The hit as the contract's JSON has it."""
        return {
            "report": self.report,
            "paragraph": self.paragraph,
            "kind": self.kind,
            "body": self.body,
            "year": self.year,
            "date": self.date,
            "title": self.title,
            "section": self.section,
            "score": round(self.score, 4),
            "occurrences": self.occurrences,
            "text": self.text,
            "highlights": [list(span) for span in self.highlights],
            "damaged": self.damaged,
            "url": self.url,
            "permalink": self.permalink,
        } | (
            {"score_parts": [[part.name, round(part.value, 4)] for part in self.score_parts]}
            if self.score_parts
            else {}
        )


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of all the hits have this value; None is "not known"."""

    value: Value
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts over all hits, not the page; a facet's own choice does not narrow that facet.

    Names and kinds: most frequent first; years: newest first, "not known" last. A facet's counts are also an attribute
    of its name, as in `facets.body`.
    """

    counts: Mapping[str, tuple[FacetCount, ...]] = field(hash=False)

    @classmethod
    def of(cls, counts: Mapping[str, Mapping[Value, int]]) -> Facets:
        """The facets with the counts of each value."""
        return cls(
            {
                facet.name: tuple(FacetCount(value, count) for value, count in facet.ordered(counts[facet.name]))
                for facet in FACETS
            }
        )

    def __getitem__(self, facet: str) -> tuple[FacetCount, ...]:
        return self.counts[facet]

    def __getattr__(self, facet: str) -> tuple[FacetCount, ...]:
        if facet not in BY_NAME:
            raise AttributeError(facet)
        return self.counts[facet]

    def to_dict(self) -> dict[str, list[dict[str, Any]]]:
        """The facets as the contract's JSON has them."""
        return {name: [asdict(each) for each in counts] for name, counts in self.counts.items()}


BucketKey = tuple[Value, ...]
"""The values that a bucket has in the facets by which an aggregation groups."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was found in one bucket."""

    reports: int
    paragraphs: int
    occurrences: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a SearchRequest; `total`, `reports` and `occurrences` are exact and cover all hits.

    understood: the query in words.
    """

    query: str
    understood: str
    relaxed: bool
    total: int
    reports: int
    occurrences: int
    took_ms: float
    offset: int
    limit: int
    sort: str
    hits: tuple[Hit, ...]
    facets: Facets

    def to_dict(self) -> dict[str, Any]:
        """The search object as the contract's JSON has it."""
        return {
            "query": self.query,
            "relaxed": self.relaxed,
            "total": self.total,
            "reports": self.reports,
            "occurrences": self.occurrences,
            "took_ms": round(self.took_ms, 2),
            "offset": self.offset,
            "limit": self.limit,
            "sort": self.sort,
            "hits": [hit.to_dict() for hit in self.hits],
            "facets": self.facets.to_dict(),
            "understood": self.understood,
        }


@dataclass(frozen=True, slots=True)
class ReportParagraph:
    """A paragraph of a report as it is read, with the query's words marked."""

    number: int
    text: str
    kind: Kind
    section: str
    damaged: bool
    highlights: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """A report in the catalogue; `characters` counts code points of its paragraphs."""

    id: str
    title: str
    body: str
    year: int | None
    date: str | None
    source: str | None
    paragraphs: int
    characters: int
    damaged: int


@dataclass(frozen=True, slots=True)
class ReportText:
    """A whole report; `occurrences` counts all the marks in `paragraphs`."""

    summary: ReportSummary
    paragraphs: tuple[ReportParagraph, ...]
    occurrences: int
