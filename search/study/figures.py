"""Figures: every number that counts something in the paragraphs found, with what it counts, its unit and its bound."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Final, Literal

from index.analysis import well_formed
from index.deadline import Deadline
from index.errors import RequestError
from index.facets import BODY, YEAR, Value
from index.figure import BOUNDS, CHANGE_LABELS, CHANGES, Bound, Change
from index.language import N_, gettext, listed
from search.described import Described, Detail
from search.engine.searcher import Searcher
from search.located import Located
from search.request import SearchRequest
from search.result import Span
from search.study.addresses import EVERYTHING, bucket_pairs, search_address, without
from search.study.figure_rows import FIGURE_SORTS, FigureFilter, FigureRows, FigureSort, Places
from search.study.instead import InsteadOfNothing
from search.study.loose import LooseSelections, loose_selections
from search.study.option_pairs import Pairs, figure_pairs

FiguresBy = Literal["", "body_year"]
FIGURE_BYS: Final[tuple[FiguresBy, ...]] = ("", "body_year")
CELL_FIGURES: Final = 20
"""Figures that a cell lists."""
_VALUE: Final = Detail(N_("数值，万、亿已折算：516.5万元是 5165000；范围的下限"))


@dataclass(frozen=True, slots=True)
class FigureRow(Located):
    """One figure; high: the upper end of a range. text: the number as written, with its unit and bound words."""

    COMPUTED: ClassVar[Mapping[str, Detail]] = {
        "number": Detail(N_("第几段，从 1 起"), schema={"minimum": 1}),
        "url": Detail(N_("站内地址")),
    }
    FIRST: ClassVar[tuple[str, ...]] = ("report", "paragraph", "body", "year")

    counts: Annotated[str, Detail(N_("数的是什么：原文里的字；空：没有说"))]
    value: Annotated[float, _VALUE]
    high: Annotated[float | None, Detail(N_("范围的上限；null：不是范围"))]
    unit: Annotated[str, Detail(N_("单位，用简体；空：没有写"))]
    bound: Annotated[Bound, Detail(N_("恰好、大约、超过、接近、至少或至多"))]
    change: Annotated[Change | None, Detail(N_("增了这么多、减了这么多，还是到了这么多；null：没有说，或数值已带负号"))]
    text: Annotated[str, Detail(N_("原文里的数，连同单位和余、多、近、以上"))]
    span: Annotated[Span, Detail(N_("在段落里的位置：码点，左闭右开"))]
    sentence: Annotated[str, Detail(N_("所在的句子"))]

    @property
    def said_change(self) -> str:
        """What became of it, in a word; "" where nothing is said."""
        return gettext(CHANGE_LABELS[self.change]) if self.change else ""

    @property
    def said(self) -> str:
        """The figure in few words: what it counts, what became of that, and the number as it is written."""
        return " ".join(filter(None, (self.counts, self.said_change, self.text)))


@dataclass(frozen=True, slots=True)
class FigureCell(Described):
    """The figures of a body in a year: how many, and the first CELL_FIGURES as they stand. url: of the list of all."""

    body: str
    year: Annotated[int | None, Detail(N_("null：年份不详"))]
    total: Annotated[int, Detail(N_("数字的个数"))]
    figures: tuple[FigureRow, ...]
    url: Annotated[str, Detail(N_("站内地址"))]


@dataclass(frozen=True, slots=True)
class FiguresResult(Described):
    """The figures on the page, or the cells on it, and how many there are.

    total: figures. reports: with one. paragraphs: that the query finds, with figures or without. written: when what was
    counted was indexed. by: what `cells` are by, which are then paged in the place of `figures`; cells_total: of all.
    """

    query: str
    understood: Annotated[str, Detail(N_("查询的意思，用话说"))]
    total: Annotated[int, Detail(N_("数字的个数"))]
    reports: Annotated[int, Detail(N_("有这些数字的报告份数"))]
    paragraphs: Annotated[int, Detail(N_("找到的段数，有没有数字都算"))]
    loose: LooseSelections
    written: Annotated[str, Detail(N_("所计的索引是什么时候写的"), schema={"format": "date-time"})]
    in_sentence: Annotated[bool, Detail(N_("只要同句里有查询的词的数字"))]
    sort: FigureSort
    by: FiguresBy
    offset: int
    limit: int
    figures: tuple[FigureRow, ...]
    cells: tuple[FigureCell, ...]
    cells_total: Annotated[int, Detail(N_("格子数；没有数字的机构、年份不成格子"))]
    took_ms: Annotated[float, Detail(digits=2, schema={"minimum": 0})]
    instead: InsteadOfNothing = None


def figures(
    searcher: Searcher,
    request: SearchRequest,
    deadline: Deadline | None = None,
    *,
    wanted: FigureFilter | None = None,
    in_sentence: bool = False,
    sort: FigureSort = "position",
    by: FiguresBy = "",
) -> FiguresResult:
    """Every figure in the paragraphs that `request` finds, unrelaxed; all that pass its filters without a query.

    wanted: which figures. in_sentence: only those whose sentence holds an occurrence. The request's limit and offset
    count figures, or cells where `by` asks for them; its sort is ignored. From columns of the index; on a cluster, the
    texts that were found are read.
    Raises QueryError for the query, RequestError for an option, TooSlow when the deadline, by default one of its own,
    is over.
    """
    wanted = wanted or FigureFilter()
    _check(wanted, sort, by)
    started = time.perf_counter()
    deadline = deadline or Deadline()
    if in_sentence and not request.query.strip():
        raise RequestError(gettext("没有查询，就没有词与数字同句"), next_step=gettext("请写出要找的词"))
    if request.query.strip():
        found = searcher.find(request, deadline, may_relax=False)
        rows, understood = FigureRows(found.snapshot, found.documents, deadline), found.understood
        paragraphs = len(found.documents)
        rows.keep(wanted)
        if in_sentence:
            rows.keep_marked(found)
    else:
        selected = searcher.selected(request, deadline)
        rows, understood = FigureRows(selected.snapshot, selected.documents, deadline), ""
        paragraphs = len(selected.documents)
        rows.keep(wanted)
    last = request.offset + request.limit
    cells = rows.cells(exact_body=request.exact_body) if by else []
    shown = rows.order(sort, last)[request.offset :] if not by else rows.places[:0]
    pairs = figure_pairs({"wanted": wanted, "in_sentence": in_sentence, "sort": sort})
    return FiguresResult(
        query=well_formed(request.query),
        understood=understood,
        total=len(rows.places),
        reports=rows.reports(),
        paragraphs=paragraphs,
        loose=() if in_sentence else loose_selections(searcher, [request], deadline),
        written=searcher.written,
        in_sentence=in_sentence,
        sort=sort,
        by=by,
        offset=request.offset,
        limit=request.limit,
        figures=tuple(_rows(rows, shown)),
        cells=tuple(_cell(rows, request, pairs, *cell) for cell in cells[request.offset : last]),
        cells_total=len(cells),
        took_ms=(time.perf_counter() - started) * 1000,
    )


def has_figures(
    searcher: Searcher, wanted: FigureFilter, *, in_sentence: bool, deadline: Deadline | None = None
) -> Callable[[SearchRequest], bool]:
    """Tells of a request whether it finds any of the figures wanted; raises as `figures` does."""

    def finds(request: SearchRequest) -> bool:
        first = replace(request, limit=0, offset=0)
        return figures(searcher, first, deadline, wanted=wanted, in_sentence=in_sentence).total > 0

    return finds


def _cell(rows: FigureRows, request: SearchRequest, pairs: Pairs, body: Value, year: Value, own: Places) -> FigureCell:
    """pairs: the options, of an address."""
    year = year if isinstance(year, int) else None
    query = request.query if request.query.strip() else EVERYTHING
    within = replace(without(request, [BODY, YEAR]), query=query)
    bucket = bucket_pairs({BODY.name: body, YEAR.name: year})
    return FigureCell(
        body=str(body or ""),
        year=year,
        total=len(own),
        figures=tuple(_rows(rows, own[:CELL_FIGURES])),
        url=search_address(within, "/study/figures", *bucket, *pairs),
    )


def _check(wanted: FigureFilter, sort: str, by: str) -> None:
    """Raises RequestError for an option that is none."""
    for name, given, allowed in (("sort", sort, FIGURE_SORTS), ("by", by, FIGURE_BYS), ("bound", wanted.bound, BOUNDS)):
        if given is not None and given not in allowed:
            raise RequestError(
                gettext("参数 %(name)s 不对：%(text)s", name=name, text=str(given)[:20]),
                next_step=gettext("可用 %(names)s", names=listed(each for each in allowed if each)),
            )
    ends = [end for end in (wanted.least, wanted.most) if end is not None]
    if not all(map(math.isfinite, ends)) or ends != sorted(ends):
        raise RequestError(
            gettext("数值的范围不对：%(ends)s", ends=" ".join(map(str, ends))),
            next_step=gettext("最小的不能比最大的还大"),
        )


def _rows(rows: FigureRows, places: Places) -> Iterator[FigureRow]:
    """Some of the figures, read from the index."""
    snapshot, kept = rows.snapshot, rows.figures
    for at in places.tolist():
        rows.deadline.check()
        document = int(rows.documents[at])
        meta, text = snapshot.meta(int(snapshot.reports[document])), snapshot.text(document)
        start, sentence = int(kept["start"][at]), int(kept["sentence"][at])
        end, high = start + int(kept["length"][at]), kept.upper(at)
        yield FigureRow(
            report=meta["id"],
            paragraph=snapshot.number(document),
            body=meta["body"],
            year=meta["year"],
            date=meta["date"],
            title=meta["title"],
            section=snapshot.section(document),
            counts=kept.counted.term(int(kept["counts"][at])),
            value=kept.number(at).value,
            high=None if high is None else high.value,
            unit=kept.units.term(int(kept["unit"][at])),
            bound=BOUNDS[int(kept["bound"][at])],
            change=CHANGES[int(kept["change"][at])],
            text=text[start:end],
            span=(start, end),
            sentence=text[sentence : sentence + int(kept["sentence_length"][at])],
        )
