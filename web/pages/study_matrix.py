"""Page of the study 词表对照: a list of terms against years, bodies or places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from flask import render_template, request

from index.china_time import local_moment
from index.deadline import Deadline
from index.errors import RequestError
from index.facets import PROVINCE, Facet, Value, is_unknown
from index.language import gettext, ngettext
from search.study.matrix import MEASURE_LABELS, MatrixCell, MatrixResult, MatrixRow, Measure, matrix
from search.study.term_file import faulty_lines
from search.study.trend import AXES, TREND_BYS
from web.asked.arguments import MAX_VALUES
from web.asked.comparison import BY_LABELS
from web.asked.matrix import MatrixAsked
from web.asked.selection import selection
from web.pages.study_frame import study_frame, study_pages
from web.serving.live import searcher
from web.shown.addresses import at, rooted
from web.shown.province_tiles import Tile, tiles
from web.shown.script import in_script
from web.shown.study_table import Cell, Column, StudyTable
from web.shown.words import number

MAPS: Final = 6
"""Terms that have a map."""
_SEVERAL: Final = 2
LEVELS: Final = 5
"""Shades of a heat table."""


@study_pages.get("/study/matrix", endpoint="matrix")
def matrix_page() -> str | tuple[str, int]:
    """`/study/matrix`: each of the `terms`, or the query where there are none, in each year, body or place."""
    search = selection(request.args)
    asked = MatrixAsked.of(request.args, search)
    within = search.asking("").sized(MAX_VALUES).request()
    problem = faulty_lines(asked.listed)
    with searcher() as opened:
        given = asked.listed and not problem
        result = matrix(opened, request=within, deadline=Deadline(), **asked.options()) if given else None
        subject = gettext("、").join(term.query for term in asked.listed)
        frame = study_frame(opened, search, asked.pairs(), subject=subject)
    page = render_template(
        "study_matrix.html",
        **frame,
        asked=asked,
        given=asked.typed or search.query.strip(),
        problem=problem,
        result=result,
        table=table_of(result) if result and result.columns else None,
        maps=maps_of(result) if result else [],
        rates=_rates(asked, result) if result else "",
        counted=[ngettext("%(num)s 个词", "%(num)s 个词", len(asked.listed))] if result else [],
        written=local_moment(result.written) if result else "",
        bys=[(by, gettext(BY_LABELS[by])) for by in TREND_BYS],
        measures=[(name, gettext(label)) for name, label in MEASURE_LABELS.items()],
    )
    return (page, RequestError.http_status) if problem else page


def maps_of(result: MatrixResult) -> list[tuple[str, tuple[Tile, ...]]]:
    """A map for each of the first terms, shaded by its own greatest number; none but of provinces."""
    if result.by != PROVINCE.name:
        return []
    found = []
    for row in result.rows[:MAPS]:
        most = _greatest(result, [row])
        named = {
            str(name): (_cell(cell, result.measure, most), cell.all_reports)
            for name, cell in zip(result.columns, row.cells, strict=True)
            if name is not None and cell is not None
        }
        found.append((row.query, tiles(named)))
    return found


def _rates(asked: MatrixAsked, result: MatrixResult) -> str:
    """Where the maps are of rates; "" where they are, or where all provinces have as many reports."""
    reports = {cell.all_reports for row in result.rows[:1] for cell in row.cells if cell}
    if asked.measure == "per_10k" or len(reports) < _SEVERAL:
        return ""
    return at("study.matrix", replace(asked, measure="per_10k").pairs())


def table_of(result: MatrixResult) -> StudyTable:
    """A row for each term, or for each term in each place, and a column for each year or place, and for their sums."""
    axes = AXES[result.by]
    named = len(axes) > 1
    columns = [Column(gettext("词"), "words")]
    columns += [Column(gettext(axes[0].label), "words")] if named else []
    columns += [Column(_head(axes[-1], each), title=_reports(result, at)) for at, each in enumerate(result.columns)]
    columns.append(Column(gettext("合计")))
    most = _greatest(result, result.rows)
    rows = tuple(_row(result, row, most, named=named) for row in result.rows)
    return StudyTable(gettext("词表对照"), tuple(columns), rows)


def _greatest(result: MatrixResult, rows: Sequence[MatrixRow]) -> float:
    """The greatest number of the rows in a year or place that is known, by which cells are shaded."""
    axis = AXES[result.by][-1]
    known = [not is_unknown(axis, column) for column in result.columns]
    cells = (cell for row in rows for cell, counts in zip(row.cells, known, strict=True) if cell and counts)
    return max((_value(cell, result.measure) for cell in cells), default=0.0)


def _reports(result: MatrixResult, column: int) -> str:
    """How many reports a column's numbers are of; "" where rows tell that apart, or it has none."""
    if len(AXES[result.by]) > 1 or not result.rows or not (cell := result.rows[0].cells[column]):
        return ""
    return ngettext("%(num)s 份报告", "%(num)s 份报告", cell.all_reports)


def _head(axis: Facet, column: Value) -> str:
    """A name in the request's script; that of none, where it is not known, in the interface's language."""
    return axis.said(None) if is_unknown(axis, column) else in_script(axis.said(column))


def _row(result: MatrixResult, row: MatrixRow, most: float, *, named: bool) -> tuple[Cell, ...]:
    axis = AXES[result.by][0]
    cells = [Cell(row.query, rooted(row.total.url), tongue=True)]
    cells += [Cell(axis.said(row.name), tongue=True)] if named else []
    cells += [_cell(cell, result.measure, most) for cell in row.cells]
    return (*cells, _cell(row.total, result.measure, 0.0))


def said(cell: MatrixCell, measure: Measure) -> str:
    """The number of a cell."""
    value = _value(cell, measure)
    return f"{value:,.2f}" if measure == "per_10k" else number(int(value))


def _value(cell: MatrixCell, measure: Measure) -> float:
    return float(getattr(cell, measure))


def _cell(cell: MatrixCell | None, measure: Measure, most: float) -> Cell:
    if cell is None:
        return Cell("")
    value = _value(cell, measure)
    shade = -(-int(value * LEVELS * 1000) // int(most * 1000)) if most * 1000 >= 1 and value else 0
    return Cell(said(cell, measure), rooted(cell.url) if cell.paragraphs else "", shade=min(shade, LEVELS))
