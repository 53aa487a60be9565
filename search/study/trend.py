"""Trends: occurrences of several queries by body, year, or both."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Final

from index.analysis import well_formed
from index.deadline import Deadline
from index.errors import RequestError
from index.facets import BODY, FACETS, YEAR, Facet, NameFacet, Value, counted_by, is_unknown
from index.language import N_, gettext, listed
from search.described import Described, Detail, Schema, object_schema, schema_of
from search.engine.searcher import Searcher
from search.request import SearchRequest
from search.result import BucketKey, Tally

TrendBy = str
"""One of TREND_BYS."""
AXES: Final[Mapping[TrendBy, tuple[Facet, ...]]] = {YEAR.name: (YEAR,)} | {
    name: axes
    for facet in FACETS
    if isinstance(facet, NameFacet)
    for name, axes in ((facet.name, (facet,)), (f"{facet.name}_{YEAR.name}", (facet, YEAR)))
}
"""The facets that a trend tells apart: years, the names of a facet, or both."""
TREND_BYS: Final[tuple[TrendBy, ...]] = tuple(AXES)
PER: Final = 10_000
"""Denominator of rates (characters)."""


@dataclass(frozen=True, slots=True)
class TrendCell(Described):
    """Hits of a query in one bucket, counted as a search there counts them.

    reports, paragraphs: with a hit. paragraphs_literal: of these paragraphs, those with an occurrence.

    bucket: its values, by the names of the facets that the trend is by; empty for all reports that pass the filters.
    characters: of all paragraphs there, found or not (code points).
    """

    HIDDEN: ClassVar[frozenset[str]] = frozenset({"bucket"})
    COMPUTED: ClassVar[Mapping[str, Detail]] = {"per_10k": Detail(N_("每万字的处数"), digits=4, schema={"minimum": 0})}

    query: str
    bucket: Mapping[str, Value]
    reports: int
    paragraphs: int
    paragraphs_literal: Annotated[int, Detail(N_("其中至少有一处的段数"))]
    occurrences: int
    characters: Annotated[int, Detail(N_("那里全部段落的字数"))]

    @property
    def body(self) -> str | None:
        """The bucket's body; None if the trend is not by bodies."""
        body = self.bucket.get(BODY.name)
        return None if body is None else str(body)

    @property
    def year(self) -> int | None:
        """The bucket's year; None if the trend is not by years, or if unknown."""
        year = self.bucket.get(YEAR.name)
        return None if year is None else int(year)

    @property
    def per_10k(self) -> float:
        """Occurrences in every 10,000 characters."""
        return self.occurrences * PER / self.characters if self.characters else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The cell as JSON has it: the bucket's values stand beside its numbers, body and year always."""
        return super(TrendCell, self).to_dict() | {BODY.name: None, YEAR.name: None} | dict(self.bucket)

    @classmethod
    def json_schema(cls) -> Schema:
        """The schema of `to_dict`."""
        schema = super(TrendCell, cls).json_schema()
        nullable = {f.name: schema_of((int if f is YEAR else str) | None) for f in FACETS if f.of_report}
        return object_schema(schema["properties"] | nullable, [*schema["required"], BODY.name, YEAR.name])


@dataclass(frozen=True, slots=True)
class TrendResult(Described):
    """Cells for every query and every bucket that has text, nothing found included; `totals` has one cell a query.

    cells: queries in the order asked; within one, the names with most text first, years ascending, not known last.
    """

    by: Annotated[TrendBy, Detail(schema={"enum": list(TREND_BYS)})]
    queries: tuple[str, ...]
    cells: tuple[TrendCell, ...]
    totals: tuple[TrendCell, ...]
    took_ms: Annotated[float, Detail(digits=2, schema={"minimum": 0})]


def trend(
    searcher: Searcher,
    queries: Sequence[str],
    request: SearchRequest,
    deadline: Deadline | None = None,
    *,
    by: TrendBy = "year",
) -> TrendResult:
    """Each query's counts in each bucket, within the request's filters.

    Of `request` only filters, exact_script, synonyms and split_words are used. A cell has exactly the numbers of a
    search with its bucket's values as filters, unless this search had to be relaxed: a trend counts only what the query
    says, or 0.
    Raises QueryError for a query, RequestError for `by`, and TooSlow when the deadline, by default one for all the
    queries, is over.
    """
    if by not in TREND_BYS:
        raise RequestError(
            gettext("不能按这个比较：%(by)s", by=str(by)[:20]),
            next_step=gettext("可用 %(names)s", names=listed(TREND_BYS)),
        )
    started = time.perf_counter()
    buckets = _Buckets(searcher, request, AXES[by], deadline or Deadline())
    rows = [buckets.count(replace(request, query=query)) for query in queries]
    return TrendResult(
        by=by,
        queries=tuple(map(well_formed, queries)),
        cells=tuple(cell for cells, _ in rows for cell in cells),
        totals=tuple(total for _, total in rows),
        took_ms=(time.perf_counter() - started) * 1000,
    )


class _Buckets:
    """What a trend counts in: the combinations of the axes' values that have text."""

    def __init__(self, searcher: Searcher, request: SearchRequest, axes: tuple[Facet, ...], deadline: Deadline) -> None:
        self._searcher = searcher
        self._deadline = deadline
        self._axes = axes
        self._by = tuple(counted_by(facet, exact_body=request.exact_body) for facet in axes)
        self._characters = searcher.characters(request, self._by, deadline)
        self._of_names: Counter[Value] = Counter()
        for key, characters in self._characters.items():
            self._of_names[key[0]] += characters
        self._keys = sorted(self._characters, key=self._rank)

    def _rank(self, key: BucketKey) -> tuple[Any, ...]:
        ranks: list[Any] = []
        for facet, value in zip(self._axes, key, strict=True):
            ranks += [is_unknown(facet, value)]
            ranks += [value or 0] if facet is YEAR else [-self._of_names[value], value or ""]
        return tuple(ranks)

    def count(self, request: SearchRequest) -> tuple[list[TrendCell], TrendCell]:
        """What the request's query finds in each bucket, and altogether."""
        found = self._searcher.aggregate(request, self._by, self._deadline)
        query = well_formed(request.query)
        names = [facet.name for facet in self._axes]
        cells = [
            _cell(query, dict(zip(names, key, strict=True)), filter(None, [found.get(key)]), self._characters[key])
            for key in self._keys
        ]
        return cells, _cell(query, {}, found.values(), sum(self._characters.values()))


def _cell(query: str, bucket: Mapping[str, Value], tallies: Iterable[Tally], characters: int) -> TrendCell:
    tallies = list(tallies)
    return TrendCell(
        query,
        bucket,
        reports=sum(each.reports for each in tallies),
        paragraphs=sum(each.paragraphs for each in tallies),
        paragraphs_literal=sum(each.paragraphs_literal for each in tallies),
        occurrences=sum(each.occurrences for each in tallies),
        characters=characters,
    )
