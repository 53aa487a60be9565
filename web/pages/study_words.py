"""Page of the study 词表: the words of a selection."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template, request

from index.china_time import local_moment
from index.deadline import Deadline
from index.language import gettext, ngettext
from search.offers.empty_answers import nothing_in
from search.study.words import WordSort, WordsResult, WordTerm
from search.study.words import words as counted_words
from web.asked.parameters import Parameters
from web.asked.selection import selection
from web.asked.words import WordsAsked
from web.pages.paging import paging
from web.pages.study_frame import opening, study_frame, study_pages
from web.serving.live import searcher
from web.shown.addresses import at, search_url
from web.shown.head import LIBRARY
from web.shown.study_table import Cell, Column, StudyTable
from web.shown.word_kinds import kind_fields
from web.shown.words import number
from web.shown.year_before import year_before_link


@study_pages.get("/study/words")
def words() -> str:
    """`/study/words`: the words of the selection `q`, or runs of `n` of them, or `terms` that counts show."""
    search = selection(request.args)
    asked = WordsAsked.of(request.args, search)
    with searcher() as opened:
        options = asked.options()
        result = counted_words(opened, search.request(), Deadline(), **options)
        frame = study_frame(opened, search, asked.pairs(), loose=result.loose)
        nothing = nothing_in(opened, result, search.request(), options)
    pages = paging(search.page, result.total or _seen(search, len(result.terms)), search.limit)
    return render_template(
        "study_words.html",
        **frame,
        asked=asked,
        table=_word_table(asked, result) if result.terms else None,
        empty=nothing.said if nothing else "",
        year_before=year_before_link(asked.pairs(), nothing.before if nothing else None),
        counted=[
            ngettext("%(num)s 份报告", "%(num)s 份报告", result.reports),
            ngettext("%(num)s 个词", "%(num)s 个词", result.words),
        ],
        written=local_moment(result.written),
        paging=pages,
        **kind_fields(),
    )


def _seen(search: Parameters, rows: int) -> int:
    """Rows that are known where not all were counted: one more than the page shows, if it is full."""
    return search.offset + rows + (1 if rows == search.limit else 0)


def _word_table(asked: WordsAsked, result: WordsResult) -> StudyTable:
    c_value: tuple[str, WordSort | None, str] = ("C", "c_value", gettext("C 值（Frantzi 等 2000）"))
    heads: list[tuple[str, WordSort | None, str]] = [
        (gettext("词"), "word", ""),
        (gettext("次数"), "count", ""),
        (gettext("每万词"), None, ""),
        (gettext("报告"), "reports", gettext("有它的报告份数")),
        ("DP", "dp", gettext("离散度（Gries 2008）：0 是各份报告一样密，接近 1 是只在很少的报告里")),
        *([c_value] if asked.terms else []),
    ]
    columns = tuple(
        Column(
            head,
            "number" if place else "words",
            address=at("study.words", replace(asked, sort=sort).pairs()) if sort else "",
            sorted=sort == asked.order,
            title=title,
        )
        for place, (head, sort, title) in enumerate(heads)
    )
    rows = tuple(_word_row(asked.search, each) for each in result.terms)
    return StudyTable(gettext("词表"), columns, rows)


def _word_row(search: Parameters, term: WordTerm) -> tuple[Cell, ...]:
    said = opening(search, term.opened)
    lines = at("kwic.concordance", said.search_pairs())
    cells = (
        Cell(term.term, search_url(said), tongue=True),
        Cell(number(term.count), lines),
        Cell(f"{term.per_10k:,.2f}", lines, measure=True),
        Cell(number(term.reports), at(LIBRARY, said.search_pairs())),
        Cell(f"{term.dp:.3f}", at("study.places", said.search_pairs()), measure=True),
    )
    return cells if term.c_value is None else (*cells, Cell(f"{term.c_value:,.1f}", lines, measure=True))
