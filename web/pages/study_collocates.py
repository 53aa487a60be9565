"""Page of the study 搭配: the words beside a query's occurrences."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from flask import render_template, request

from index.china_time import local_moment
from index.deadline import Deadline
from index.language import gettext, ngettext
from search.offers.empty_answers import nothing_in
from search.study.collocates import WIDEST, Collocate, CollocatesResult, Measure, collocates
from search.study.opened import said_in
from web.asked.selection import selection
from web.asked.words import CollocatesAsked
from web.pages.paging import paging
from web.pages.study_frame import opening, study_frame, study_pages
from web.serving.live import searcher
from web.shown.addresses import at, search_url
from web.shown.study_table import Cell, Column, StudyTable
from web.shown.word_kinds import kind_fields
from web.shown.words import number
from web.shown.year_before import year_before_link

WINDOWS: Final = (1, 2, 3, 5, 10, WIDEST)


@study_pages.get("/study/collocates", endpoint="collocates")
def collocates_page() -> str:
    """`/study/collocates`: the words within `window` words of the occurrences of `q`, by `sort`."""
    search = selection(request.args)
    asked = CollocatesAsked.of(request.args, search)
    with searcher() as opened:
        given = bool(search.query.strip())
        options = asked.options()
        result = collocates(opened, search.request(), Deadline(), **options) if given else None
        frame = study_frame(opened, search, asked.pairs())
        nothing = nothing_in(opened, result, search.request(), options)
    return render_template(
        "study_collocates.html",
        **frame,
        asked=asked,
        result=result,
        empty=nothing.said if nothing else "",
        year_before=year_before_link(asked.pairs(), nothing.before if nothing else None),
        table=_table(asked, result) if result and result.terms else None,
        counted=_counted(result) if result else [],
        written=local_moment(result.written) if result else "",
        paging=paging(search.page, result.total if result else 0, search.limit),
        **kind_fields(),
        windows=sorted({*WINDOWS, asked.window}),
    )


def _counted(result: CollocatesResult) -> list[str]:
    return [
        ngettext("%(num)s 处", "%(num)s 处", result.occurrences),
        gettext("旁边共 %(words)s", words=ngettext("%(num)s 个词", "%(num)s 个词", result.in_windows)),
        gettext(
            "全部 %(reports)s、%(words)s",
            reports=ngettext("%(num)s 份报告", "%(num)s 份报告", result.reports),
            words=ngettext("%(num)s 个词", "%(num)s 个词", result.words),
        ),
    ]


def _table(asked: CollocatesAsked, result: CollocatesResult) -> StudyTable:
    def column(head: str, measure: Measure | None = None, title: str = "") -> Column:
        address = at("study.collocates", replace(asked, measure=measure).pairs()) if measure else ""
        return Column(head, address=address, sorted=measure == asked.measure, title=title)

    between = gettext("夹在两处之间的，算在近的一边")
    columns = (
        Column(gettext("词"), "words"),
        column(gettext("一起"), "together", gettext("在窗口里的次数")),
        column(gettext("左"), title=between),
        column(gettext("右"), title=between),
        column(gettext("共"), title=gettext("这个词在所选范围里一共几处")),
        column("G²", "g2", gettext("对数似然比 G²（Dunning 1993）")),
        column("MI", "mi", gettext("互信息（Church & Hanks 1990）")),
        column("logDice", "log_dice", gettext("logDice（Rychlý 2008），最大 14")),
    )
    return StudyTable(gettext("搭配"), columns, tuple(_row(asked, each) for each in result.terms))


def _row(asked: CollocatesAsked, term: Collocate) -> tuple[Cell, ...]:
    search = asked.search

    def lines(count: int, side: str = "") -> Cell:
        opened = opening(search, term.windows.having(term.term, side))
        return Cell(
            number(count), at("kwic.concordance", opened.search_pairs()) if count and term.windows.exact else ""
        )

    together = lines(term.together)
    beside = term.windows.having(term.term, marked=True)
    alone = said_in(replace(search.request(), query=""), [term.term])
    return (
        Cell(term.term, search_url(opening(search, beside)), tongue=True),
        together,
        lines(term.left, "左"),
        lines(term.right, "右"),
        Cell(number(term.alone), search_url(opening(search, alone))),
        Cell(f"{term.g2:,.1f}", together.address, measure=True),
        Cell(f"{term.mi:.2f}", together.address, measure=True),
        Cell(f"{term.log_dice:.2f}", together.address, measure=True),
    )
