"""Page of the study 搭配: the words beside a query's occurrences."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from flask import render_template, request

from index.analysis.folding import fold_for_words
from index.china_time import local_moment
from index.deadline import Deadline
from index.errors import QueryError
from index.language import gettext, ngettext
from search.offers.instead import nothing_beside
from search.offers.year_before import found_before
from search.query import Phrase, Run, as_written, leaves, parse, quoted
from search.query.synonyms import Synonyms
from search.study.collocates import WIDEST, Collocate, CollocatesResult, Measure, collocates
from web.asked.parameters import Parameters
from web.asked.selection import selection
from web.asked.words import CollocatesAsked
from web.pages.paging import paging
from web.pages.study_frame import quoting, study_frame, study_pages
from web.serving.live import searcher
from web.shown.addresses import at, search_url
from web.shown.study_table import Cell, Column, StudyTable, counting_words
from web.shown.word_kinds import kind_fields
from web.shown.words import number
from web.shown.year_before import year_before_link

WINDOWS: Final = (1, 2, 3, 5, 10, WIDEST)
_CHARACTERS: Final = 10
"""Of a word of a window, at most, with the punctuation beside it."""


@study_pages.get("/study/collocates", endpoint="collocates")
def collocates_page() -> str:
    """`/study/collocates`: the words within `window` words of the occurrences of `q`, by `sort`."""
    search = selection(request.args)
    asked = CollocatesAsked.of(request.args, search)
    with searcher() as opened:
        given = bool(search.query.strip())
        result = collocates(opened, search.request(), Deadline(), **asked.options()) if given else None
        frame = study_frame(opened, search, asked.pairs())
        nothing = result is not None and not result.total
        empty = nothing_beside(opened, search.request(), found=bool(result and result.occurrences)) if nothing else ""
        before = found_before(opened, search.request()) if result and not result.occurrences else None
    return render_template(
        "study_collocates.html",
        **frame,
        asked=asked,
        result=result,
        empty=empty,
        year_before=year_before_link(asked.pairs(), before),
        table=_table(asked, result, opened.synonyms) if result and result.terms else None,
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


def _table(asked: CollocatesAsked, result: CollocatesResult, synonyms: Synonyms) -> StudyTable:
    def column(head: str, measure: Measure | None = None, title: str = "") -> Column:
        address = at("study.collocates", replace(asked, measure=measure).pairs()) if measure else ""
        return Column(head, address=address, sorted=measure == asked.measure, title=title)

    columns = (
        Column(gettext("词"), "words"),
        column(gettext("一起"), "together", counting_words(gettext("在窗口里的次数"))),
        column(gettext("左")),
        column(gettext("右")),
        column(gettext("共"), title=counting_words(gettext("这个词在所选范围里一共几处"))),
        column("G²", "g2", gettext("对数似然比 G²（Dunning 1993）")),
        column("MI", "mi", gettext("互信息（Church & Hanks 1990）")),
        column("logDice", "log_dice", gettext("logDice（Rychlý 2008），最大 14")),
    )
    texts = _texts(asked.search, synonyms)
    return StudyTable(gettext("搭配"), columns, tuple(_row(asked, each, texts) for each in result.terms))


def _row(asked: CollocatesAsked, term: Collocate, texts: Collection[str]) -> tuple[Cell, ...]:
    """texts: that the query looks for."""
    search = asked.search
    alone = quoting(replace(search, query=""), term.term)
    query = _beside(asked, term.term, texts)
    beside = replace(alone, query=query, synonyms=search.synonyms) if query else None
    counted = quoting(beside, term.term) if beside else None
    return (
        Cell(term.term, search_url(beside) if beside else "", tongue=True),
        Cell(number(term.together), at("kwic.concordance", counted.search_pairs()) if counted else ""),
        Cell(number(term.left)),
        Cell(number(term.right)),
        Cell(number(term.alone), search_url(alone)),
        Cell(f"{term.g2:,.1f}"),
        Cell(f"{term.mi:.2f}"),
        Cell(f"{term.log_dice:.2f}"),
    )


def _beside(asked: CollocatesAsked, term: str, texts: Collection[str]) -> str:
    """The query for both in one sentence, or in one paragraph: near to what windows are, and never less.

    A word that what is looked for has in itself is beside it as another occurrence, which its sentence does not tell
    apart, but a distance does. "" where there is no such query.
    """
    query = asked.search.query.strip()
    itself = any(term in text or text in term for text in texts)
    scope = f"/{_CHARACTERS * asked.window}" if itself else "/段" if asked.across else "/句"
    beside = as_written(term) if asked.search.synonyms else quoted(term)
    near = f"({query}) {scope} {beside}"
    try:
        parse(near)
    except QueryError:
        # Fields are of no sentence, and at no distance.
        return "" if itself else f"({query}) {beside}"
    return near


def _texts(search: Parameters, synonyms: Synonyms) -> frozenset[str]:
    """The texts that a query looks for, folded as words are; synonyms: those to take, if it asks for them."""
    tree = parse(search.query)
    found = leaves(synonyms.expand(tree) if search.synonyms else tree)
    return frozenset(fold_for_words(leaf.text) for leaf in found if isinstance(leaf, Run | Phrase))
