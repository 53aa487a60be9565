"""A list of terms against years, bodies or regions as a table: a row for each term, a column for each place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from index.deadline import Deadline
from index.facets import MISSING, is_unknown
from index.language import N_, gettext
from search.engine.searcher import Searcher
from search.export.cells import Cell
from search.export.notes import Note, Origin
from search.export.study_table import StudyRows, StudyTable, counted
from search.study.matrix import MEASURE_LABELS, MatrixCell, MatrixResult, MatrixRow, Measure, matrix
from search.study.term_file import Term
from search.study.trend import AXES, TrendBy

_LONGEST: Final = 20_000
"""Characters of the terms that an address has room for."""
_COUNTED: Final = N_(
    "只是一个词或一句话的，照原样计（打开同义词时连同义词）：处数是它在段落正文里出现的地方，互不重叠；段落、报告都至少有一处。"
    "有空格、运算符、字段或引号的是查询（词分开也计时都是）：查询找到的段落和报告都算。"
)
_MISSING: Final = N_("空格是那里没有文字；有文字而没有找到的，是 0")


def matrix_table(
    searcher: Searcher,
    origin: Origin,
    deadline: Deadline,
    *,
    terms: Sequence[Term],
    by: TrendBy = "year",
    measure: Measure = "occurrences",
) -> StudyTable:
    """The rows of `matrix`, as the request limits them, with one of the numbers in their cells; raises as that does."""
    request = replace(origin.request, query="")
    found = matrix(searcher, terms, request, deadline, by=by, measure=measure)
    named = len(AXES[by]) > 1
    keys = _keys(found, named=named)
    queries = [term.query for term in terms]
    said = [
        Note("queries", queries, gettext("检索式"), gettext("；").join(queries)),
        counted("terms", len(terms), gettext("词的个数")),
        Note("by", by, gettext("各列是"), gettext(AXES[by][-1].label)),
        Note("measure", measure, gettext("格子里是"), gettext(MEASURE_LABELS[measure])),
        Note("counted", gettext(_COUNTED), gettext("怎样计数"), gettext(_COUNTED)),
        Note("missing", gettext(_MISSING), gettext("空格"), gettext(_MISSING)),
    ]
    return StudyTable(
        _kind(found, keys, named=named),
        [(row, _cells(row, keys, measure)) for row in found.rows],
        said,
        origin,
        deadline,
        head={"by": by, "measure": measure, "columns": list(found.columns)},
        repeated=_address(origin, terms, by, measure),
    )


def _keys(found: MatrixResult, *, named: bool) -> list[str]:
    """A name for each column for programs: the year or name, MISSING for what is not known."""
    taken = {"term", "total", "exported", *(["name"] if named else [])}
    keys = []
    for column in found.columns:
        key = MISSING if column is None else str(column)
        while key in taken:
            key += "_"
        taken.add(key)
        keys.append(key)
    return keys


def _kind(found: MatrixResult, keys: Sequence[str], *, named: bool) -> StudyRows:
    *down, across = AXES[found.by]
    labels = {"term": "词", **({"name": down[0].label} if named else {})}
    for key, column in zip(keys, found.columns, strict=True):
        labels[key] = across.said(None if is_unknown(across, column) else column)
    return StudyRows(
        "matrix",
        N_("词表对照"),
        {**labels, "total": "合计"},
        items="rows",
        of_query=False,
        unknown={"name": "不详"} if named else {},
    )


def _cells(row: MatrixRow, keys: Sequence[str], measure: Measure) -> Mapping[str, Cell]:
    def number(cell: MatrixCell | None) -> Cell:
        value: int | float | None = getattr(cell, measure) if cell else None
        return round(value, 4) if isinstance(value, float) else value

    own: dict[str, Cell] = {"term": row.query, "name": row.name, "total": number(row.total)}
    return own | {key: number(cell) for key, cell in zip(keys, row.cells, strict=True)}


def _address(origin: Origin, terms: Sequence[Term], by: TrendBy, measure: Measure) -> str:
    """Of the page with the same table; without its terms, where they are too many for an address."""
    written = "\n".join(term.query for term in terms)
    pairs = [("terms", written)] if len(written) <= _LONGEST else []
    return origin.page(
        "/study/matrix", *pairs, ("by", by), ("measure", measure), *origin.filter_pairs(), *origin.switch_pairs()
    )
