"""Page of the study 数字: every number with what it counts, and a table of one thing by body and year."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from flask import render_template, request

from index.china_time import local_moment
from index.deadline import Deadline
from index.facets import BODY, YEAR
from index.figure import BOUND_LABELS
from index.language import gettext, ngettext
from search.offers.empty_answers import nothing_in
from search.study.figure_rows import FigureSort
from search.study.figures import FigureCell, FigureRow, FiguresResult, figures
from web.asked.figures import FiguresAsked
from web.asked.selection import selection
from web.pages.paging import paging
from web.pages.study_frame import study_frame, study_pages
from web.serving.live import searcher
from web.shown.addresses import at, hit_addresses, rooted
from web.shown.study_table import Cell, Column, StudyTable
from web.shown.words import body_label, decimal, number
from web.shown.year_before import year_before_link

_SHOWN: Final = frozenset(("script", "limit"))
"""Parameters that say how a list is shown, and not what it lists."""


@study_pages.get("/study/figures", endpoint="figures")
def figures_page() -> str:
    """`/study/figures`: the figures of the paragraphs that `q` finds, as rows, or `by` body and year as cells."""
    search = selection(request.args)
    asked = FiguresAsked.of(request.args, search)
    with searcher() as opened:
        given = bool(search.query.strip())
        options = asked.options()
        result = figures(opened, search.request(), Deadline(), **options) if given else None
        frame = study_frame(opened, search, asked.pairs(), loose=result.loose if result else ())
        nothing = nothing_in(opened, result, search.request(), options)
    rows = (result.cells_total if result.by else result.total) if result else 0
    return render_template(
        "study_figures.html",
        **frame,
        asked=asked,
        result=result,
        table=_table(asked, result) if result and (result.figures or result.cells) else None,
        year_before=year_before_link(asked.pairs(), nothing.before if nothing else None),
        counted=_counted(result) if result else [],
        written=local_moment(result.written) if result else "",
        paging=paging(search.page, rows or 0, search.limit),
        bounds=[(name, gettext(label)) for name, label in BOUND_LABELS.items()],
    )


def _counted(result: FiguresResult) -> list[str]:
    return [
        gettext("%(total)s 个数字", total=number(result.total)),
        ngettext("%(num)s 份报告", "%(num)s 份报告", result.reports),
        gettext("找到的 %(paragraphs)s", paragraphs=ngettext("%(num)s 段", "%(num)s 段", result.paragraphs)),
    ]


def _table(asked: FiguresAsked, result: FiguresResult) -> StudyTable:
    if result.by:
        heads = (
            Column(gettext(BODY.label), "words"),
            Column(gettext(YEAR.label)),
            Column(gettext("个数")),
            Column(gettext("数字"), "words"),
        )
        return StudyTable(gettext("数字"), heads, tuple(_cell_row(asked, each) for each in result.cells))

    def column(head: str, sort: FigureSort | None = None, align: str = "number") -> Column:
        address = at("study.figures", replace(asked, sort=sort).pairs()) if sort else ""
        return Column(head, "words" if align == "words" else "number", address, sort == asked.sort)

    columns = (
        column(gettext("数的是"), align="words"),
        column(gettext("变化"), align="words"),
        column(gettext("数值"), "value"),
        column(gettext("单位"), align="words"),
        column(gettext("界限"), align="words"),
        column(gettext(BODY.label), "body", "words"),
        column(gettext(YEAR.label), "year"),
        column(gettext("原文"), "position", "words"),
    )
    place = hit_addresses(asked.search)
    return StudyTable(gettext("数字"), columns, tuple(_row(each, place(each)) for each in result.figures))


def _row(figure: FigureRow, address: str) -> tuple[Cell, ...]:
    return (
        Cell(figure.counts or "–", address, tongue=True),
        Cell(figure.said_change),
        Cell(_value(figure), address),
        Cell(figure.unit, tongue=True),
        Cell("" if figure.bound == "exact" else gettext(BOUND_LABELS[figure.bound])),
        Cell(body_label(figure.body), tongue=True),
        Cell(YEAR.said(figure.year)),
        Cell(figure.sentence, address, tongue=True, marked=figure.text),
    )


def _value(figure: FigureRow) -> str:
    low = decimal(figure.value)
    return low if figure.high is None else f"{low}–{decimal(figure.high)}"


def _cell_row(asked: FiguresAsked, cell: FigureCell) -> tuple[Cell, ...]:
    # The answer's own address, as this page shows it.
    shown = urlencode([pair for pair in asked.pairs() if pair[0] in _SHOWN])
    address = rooted(cell.url) + (f"&{shown}" if shown else "")
    said = gettext("；").join(each.said for each in cell.figures)
    return (
        Cell(body_label(cell.body), address, tongue=True),
        Cell(YEAR.said(cell.year)),
        Cell(number(cell.total), address),
        Cell(said, tongue=True),
    )
