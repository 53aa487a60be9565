"""A comparison as a table: a query in one bucket a row, and its sums apart from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from index.deadline import Deadline
from index.facets import BODY, YEAR
from index.language import N_, gettext, listed
from search.engine.searcher import Searcher
from search.export.cells import Cell
from search.export.columns import COMPARED, comparison_columns
from search.export.notes import COUNTED, Note, Origin
from search.export.rows import Row, Table
from search.study.trend import AXES, PER, TrendCell, TrendResult, trend

BASE: Final = N_(
    "每万字处数 = 处数 × %(per)s ÷ 总字数；总字数是该机构、该年通过筛选的全部段落的字数，找到没找到的都算；"
    "写在检索式里的条件（机构:、年份: 等）不是筛选，不缩小它"
)
_MISSING: Final = N_("没有报告的机构、年份不成一行；有报告而没有找到的，是 0")


class CellTable(Table):
    """The cells of a trend."""

    sheet = N_("比较")
    items = "cells"
    unit = N_("行")
    command = "trend"

    def __init__(self, result: TrendResult, understood: Sequence[str], origin: Origin, deadline: Deadline) -> None:
        """understood: each query in words."""
        super().__init__(origin, comparison_columns(AXES[result.by]), deadline)
        self._result = result
        self._understood = tuple(understood)

    @property
    def total(self) -> int:
        """The number of cells."""
        return len(self._result.cells)

    @property
    def found(self) -> bool:
        """Whether any query was found anywhere."""
        return any(total.occurrences or total.paragraphs for total in self._result.totals)

    def _rows(self) -> Iterator[Row]:
        for cell in self._result.cells:
            self.deadline.check()
            yield self._row(cell)

    @property
    def totals(self) -> tuple[Row, ...]:
        """One row a query, over all buckets."""
        return tuple(map(self._row, self._result.totals))

    def _row(self, cell: TrendCell) -> Row:
        return Row(cell, partial(self._cells, cell))

    def _cells(self, cell: TrendCell) -> dict[str, Cell]:
        known = cell.to_dict()
        cells: dict[str, Cell] = {BODY.name: None, YEAR.name: None}
        cells |= {name: known.get(name) for name in (*self.columns.labels, *self.columns.names)}
        if not cell.bucket:
            cells |= dict.fromkeys((facet.name for facet in AXES[self._result.by]), gettext("全部"))
        return cells | {"exported": self.origin.exported}

    def head(self) -> dict[str, Any]:
        """Queries, what the cells are by, and the sums."""
        totals = [row.item.to_dict() for row in self.totals]
        return {"by": self._result.by, "queries": list(self._result.queries), "totals": totals}

    def notes(self) -> list[Note]:
        """What was asked, how much was found, and what the rate is of."""
        result, origin = self._result, self.origin
        by = listed(gettext(facet.label) for facet in AXES[result.by])
        queries, understood = list(result.queries), list(self._understood)
        sums = [{name: getattr(total, name) for name in COMPARED} for total in result.totals]
        more = [("by", result.by)] if result.by != YEAR.name else []
        base = gettext(BASE, per=f"{PER:,}")
        url = origin.address("/compare", *more, queries=result.queries)
        return [
            Note("queries", queries, gettext("检索式"), gettext("；").join(queries)),
            Note("understood", understood, gettext("找的段落"), gettext("；").join(understood)),
            Note("by", result.by, gettext("按什么分行"), by),
            *(
                Note(f"total_{number}", own, gettext("合计：%(query)s", query=total.query), _in_words(total))
                for number, (total, own) in enumerate(zip(result.totals, sums, strict=True), 1)
            ),
            Note("counted", gettext(COUNTED), gettext("怎样计数"), gettext(COUNTED)),
            Note("base", base, gettext("每万字以什么为底"), base),
            Note("missing", gettext(_MISSING), gettext("没有的行"), gettext(_MISSING)),
            *origin.scope(),
            *origin.made(url),
        ]


def _in_words(total: TrendCell) -> str:
    return gettext(
        "%(reports)s 份报告，%(paragraphs)s 段（%(literal)s 段有处数），%(occurrences)s 处；"
        "共 %(characters)s 字，每万字 %(per_10k)s 处",
        reports=f"{total.reports:,}",
        paragraphs=f"{total.paragraphs:,}",
        literal=f"{total.paragraphs_literal:,}",
        occurrences=f"{total.occurrences:,}",
        characters=f"{total.characters:,}",
        per_10k=f"{total.per_10k:.2f}",
    )


def cell_table(
    searcher: Searcher, queries: Sequence[str], origin: Origin, deadline: Deadline, *, by: str = "year"
) -> CellTable:
    """The cells of `trend` as a table; raises QueryError, RequestError and TooSlow as `trend` does."""
    request = origin.request
    result = trend(searcher, queries, request, deadline, by=by)
    each = (replace(request, query=query, limit=0, offset=0) for query in queries)
    return CellTable(
        result, [searcher.search(own, deadline, may_relax=False).understood for own in each], origin, deadline
    )
