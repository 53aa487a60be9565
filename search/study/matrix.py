"""Tables of many terms against bodies, years or regions: a row for each term, a cell for each place that has text."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Final, Literal
from urllib.parse import urlencode

from index.analysis import well_formed
from index.deadline import Deadline
from index.errors import RequestError, TooMuch
from index.facets import LEVEL, YEAR, Facet, Value, counted_by, is_unknown
from index.language import N_, gettext, listed
from search.described import Described, Detail
from search.engine.searcher import Searcher
from search.library import ReportFilter
from search.request import SearchRequest
from search.result import BucketKey
from search.study.addresses import bucket_pairs, search_address, without
from search.study.term_file import Term
from search.study.trend import AXES, PER, TREND_BYS, TrendBy, TrendCell, trend
from search.study.wording import as_wording

Measure = Literal["occurrences", "paragraphs", "reports", "per_10k"]
MEASURE_LABELS: Final[Mapping[Measure, str]] = {
    "occurrences": N_("处数"),
    "paragraphs": N_("段数"),
    "reports": N_("报告份数"),
    "per_10k": N_("每万字处数"),
}
"""The numbers of a cell, each with what it is called, for gettext."""
MEASURES: Final[tuple[Measure, ...]] = tuple(MEASURE_LABELS)
MOST_CELLS: Final = 200_000


@dataclass(frozen=True, slots=True)
class MatrixCell(Described):
    """A term in one place, counted as a search there counts it; url: that search."""

    COMPUTED: ClassVar[Mapping[str, Detail]] = {"per_10k": Detail(N_("每万字的处数"), digits=4, schema={"minimum": 0})}

    occurrences: int
    paragraphs: int
    paragraphs_literal: Annotated[int, Detail(N_("其中至少有一处的段数"))]
    reports: int
    all_reports: Annotated[int, Detail(N_("那里一共几份报告，说没说过都算"))]
    characters: Annotated[int, Detail(N_("那里全部段落的字数"))]
    url: Annotated[str, Detail(N_("站内地址"))]

    @property
    def per_10k(self) -> float:
        """Occurrences in every 10,000 characters."""
        return self.occurrences * PER / self.characters if self.characters else 0.0


@dataclass(frozen=True, slots=True)
class MatrixRow(Described):
    """A term, in one body or region where the table is by these and years.

    line: where it stands in the file, from 1. query: as it stands there. name: of the body or region; None
    where it is not known, and where rows are terms alone. cells: one for each column, None where there is no text.
    total: of the row.
    """

    line: Annotated[int, Detail(N_("在文件里的第几行，从 1 起"), schema={"minimum": 1})]
    query: str
    counted: Annotated[str, Detail(N_("所计的查询：只是一个词或一句话的，加了引号"))]
    name: Annotated[str | None, Detail(N_("机构或地方；null：不详，或不分"))]
    cells: Annotated[tuple[MatrixCell | None, ...], Detail(N_("依 columns 的次序；null：那里没有文字"))]
    total: MatrixCell


@dataclass(frozen=True, slots=True)
class MatrixResult(Described):
    """A table of terms, from an index as it was written then.

    by: as of a trend; by `province_year` and the like, rows are terms in each province, and columns are years. columns:
    names with most text first, levels in their order, years from the first to the last, those without reports too;
    None, last, for what is not known. measure: what is to be shown; cells have all. total: number of terms, of which
    `offset` and `limit` choose.
    """

    by: Annotated[TrendBy, Detail(schema={"enum": list(TREND_BYS)})]
    measure: Measure
    columns: Annotated[tuple[str | int | None, ...], Detail(N_("各列：年份、机构或地方；null：不详"))]
    rows: tuple[MatrixRow, ...]
    total: Annotated[int, Detail(N_("词的个数"))]
    offset: int
    limit: int
    written: Annotated[str, Detail(N_("索引写入的时间"), schema={"format": "date-time"})]
    took_ms: Annotated[float, Detail(digits=2, schema={"minimum": 0})]


def matrix(
    searcher: Searcher,
    terms: Sequence[Term],
    request: SearchRequest,
    deadline: Deadline | None = None,
    *,
    by: TrendBy = "year",
    measure: Measure = "occurrences",
) -> MatrixResult:
    """Each term in each body, year or region, within the request's filters; its limit and offset count terms.

    A term of one piece is looked for as it is written, so that every number counts what says it; one with operators,
    fields, quotes or spaces is a query (`as_wording`). The numbers are those of `trend`, on which it is built, so that
    it works on both engines alike. Raises QueryError for a term, RequestError for `by` or `measure`, TooMuch for more
    than MOST_CELLS cells, and TooSlow when the deadline, by default one for all the terms, is over.
    """
    if measure not in MEASURES:
        raise RequestError(
            gettext("没有这种数：%(measure)s", measure=str(measure)[:20]),
            next_step=gettext("可用 %(names)s", names=listed(MEASURES)),
        )
    started, deadline = time.perf_counter(), deadline or Deadline()
    chosen = terms[request.offset : request.offset + request.limit]
    queries = [_query(request, term) for term in chosen]
    # Before they are counted, and as a table, which may have cells without text.
    counted_facets = [counted_by(facet, exact_body=request.exact_body) for facet in AXES.get(by, ())]
    _require_few(len(chosen) * len(searcher.characters(request, counted_facets, deadline)))
    counted = trend(searcher, queries, request, deadline, by=by)
    every = _reports(searcher, request, counted_facets, deadline)
    grid = _Grid(request, AXES[by], queries, counted.cells, every)
    return MatrixResult(
        by=by,
        measure=measure,
        columns=grid.columns,
        rows=tuple(row for at, term in enumerate(chosen) for row in grid.rows(at, term)),
        total=len(terms),
        offset=request.offset,
        limit=request.limit,
        written=searcher.written,
        took_ms=(time.perf_counter() - started) * 1000,
    )


def _query(request: SearchRequest, term: Term) -> str:
    """What is counted of a term; synonyms are found of a quoted one, too."""
    return as_wording(replace(request, query=term.query, synonyms=False))


def _reports(
    searcher: Searcher, request: SearchRequest, facets: Sequence[Facet], deadline: Deadline
) -> Mapping[BucketKey, int]:
    """How many reports pass the filters in each bucket; facets: by which they are counted."""
    passing = deadline.watch(ReportFilter(request).passing(searcher.reports()))
    return Counter(tuple(getattr(each, facet.name) for facet in facets) for each in passing)


def _require_few(cells: int) -> None:
    """Raises TooMuch for more than MOST_CELLS."""
    if cells > MOST_CELLS:
        raise TooMuch(
            gettext("表太大：%(count)s 格", count=f"{cells:,}"),
            next_step=gettext("最多 %(most)s 格；请少写几个词，或加上机构、年份缩小范围", most=f"{MOST_CELLS:,}"),
        )


class _Grid:
    """The cells of a trend as a table: the last of its axes across, one before it, if any, downward."""

    def __init__(
        self,
        request: SearchRequest,
        axes: tuple[Facet, ...],
        queries: Sequence[str],
        cells: Sequence[TrendCell],
        reports: Mapping[BucketKey, int],
    ) -> None:
        """queries: of the terms, each of which has as many cells, in the same order. reports: that there are."""
        self._request = request
        self._reports = reports
        self._queries = queries
        count = len(queries)
        self._across = axes[-1]
        self._down = axes[0] if len(axes) > 1 else None
        self._each = len(cells) // count if count else 0
        self._cells = cells
        buckets = [each.bucket for each in cells[: self._each]]
        self.columns = _columns(self._across, dict.fromkeys(bucket[self._across.name] for bucket in buckets))
        down = self._down
        self._places = [urlencode(bucket_pairs({self._across.name: column})) for column in self.columns]
        self._names: tuple[Value, ...] = tuple(dict.fromkeys(each[down.name] for each in buckets)) if down else (None,)
        _require_few(count * len(self._names) * len(self.columns))

    def rows(self, at: int, term: Term) -> Iterable[MatrixRow]:
        """The rows of one of the terms, by its place among them."""
        request = replace(self._request, query=self._queries[at])
        in_row = [facet for facet in (self._down,) if facet]
        own = {tuple(each.bucket.values()): each for each in self._cells[at * self._each : (at + 1) * self._each]}
        for name in self._names:
            down = {facet.name: name for facet in in_row}
            found = [own.get((*down.values(), column)) for column in self.columns]
            # One address a row, since encoding takes longer than counting.
            address = search_address(without(request, [*in_row, self._across]), "/", *bucket_pairs(down))
            yield MatrixRow(
                line=term.line,
                query=well_formed(term.query),
                counted=well_formed(request.query),
                name=None if name is None else str(name),
                cells=tuple(
                    self._cell(f"{address}&{place}", [cell]) if cell else None
                    for place, cell in zip(self._places, found, strict=True)
                ),
                total=self._cell(
                    search_address(without(request, in_row), "/", *bucket_pairs(down)), [cell for cell in found if cell]
                ),
            )

    def _cell(self, url: str, counted: Sequence[TrendCell]) -> MatrixCell:
        """Buckets as one; a report is in one of them alone."""
        return MatrixCell(
            occurrences=sum(each.occurrences for each in counted),
            paragraphs=sum(each.paragraphs for each in counted),
            paragraphs_literal=sum(each.paragraphs_literal for each in counted),
            reports=sum(each.reports for each in counted),
            all_reports=sum(self._reports.get(tuple(each.bucket.values()), 0) for each in counted),
            characters=sum(each.characters for each in counted),
            url=url,
        )


def _columns(facet: Facet, found: Iterable[Value]) -> tuple[Value, ...]:
    """The columns where these have text: the years between them too, and levels in their own order."""
    values = list(found)
    unknown = [value for value in values if is_unknown(facet, value)]
    if facet is YEAR:
        years = [int(value) for value in values if value is not None]
        return (*range(min(years), max(years) + 1), *unknown) if years else tuple(unknown)
    if facet is LEVEL:
        return tuple(level for level, _ in LEVEL.ordered(dict.fromkeys(values, 1)))
    return tuple(values)
