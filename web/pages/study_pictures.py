"""Pictures of studies that are taken away: each is what a page of a study draws, of the page's parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from flask import Response, request
from werkzeug.exceptions import NotFound

from index.china_time import local_moment, now
from index.deadline import Deadline
from index.facets import PROVINCE, is_unknown
from index.language import gettext
from search.engine.searcher import Searcher
from search.export.notes import Origin
from search.study.keyness import keyness
from search.study.matrix import MEASURE_LABELS, MatrixResult, MatrixRow, matrix
from search.study.places import places
from web.asked.arguments import MAX_VALUES, integer, no_query, require_query
from web.asked.comparison import BY_LABELS
from web.asked.history import HistoryAsked
from web.asked.matrix import MatrixAsked
from web.asked.parameters import Parameters
from web.asked.selection import filled, selection
from web.asked.words import KeynessAsked
from web.pages import study_matrix, study_places
from web.pages.study_compared import compared_words, sort_label
from web.pages.study_frame import on_its_page, study_pages, study_picture_name
from web.pages.study_history import charts, counted, history_of
from web.serving.live import searcher
from web.shown.addresses import at
from web.shown.drawings import key_bar_drawing, line_drawing
from web.shown.heat_drawing import heat_drawing, tile_drawing, trimmed
from web.shown.key_bars import key_bars
from web.shown.noted import queried, scope, source
from web.shown.picture import Drawing, picture, picture_file
from web.shown.script import in_script
from web.shown.strips import PlacedRow, strip_drawing
from web.shown.studies import label_of
from web.shown.words import number

_MOST: Final = 9
"""Pictures of a page; none has as many."""
_Drawn = TypeVar("_Drawn")


def _asked_number() -> int:
    """The number of the picture that is asked for; raises RequestError."""
    return integer(request.args, "picture", 1, least=1, most=_MOST)


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture that is asked for: of which page, by its parameters, and which of the page's, from 1.

    pairs: of the page's address, without its number. words: what is studied.
    """

    endpoint: str
    search: Parameters
    pairs: list[tuple[str, str]]
    words: str
    number: int = field(default_factory=_asked_number)

    def of(self, drawn: Sequence[_Drawn]) -> _Drawn:
        """This one of the page's; raises NotFound if it has not as many."""
        if self.number > len(drawn):
            raise NotFound
        return drawn[self.number - 1]

    def notes(self, opened: Searcher, said: Sequence[str], deadline: Deadline) -> list[str]:
        """What was counted, in what, in which index and when; and the page that has it."""
        origin = Origin.of(opened, self.search.request(), request.url_root, now(), deadline)
        page = request.host_url.rstrip("/") + at(self.endpoint, on_its_page(self.search, self.pairs))
        within = scope(self.search, origin.searched.reports, origin.searched.characters)
        return [*said, within, *source(local_moment(origin.written), page)]

    def file(self, drawing: Drawing, title: Sequence[str], notes: Sequence[str]) -> Response:
        """The picture as an answer."""
        name = study_picture_name(label_of(self.endpoint.rpartition(".")[2]), self.words, self.number)
        return picture_file(picture(drawing, " · ".join(title), notes), name)


@study_pages.get("/study/history.svg", endpoint="history_picture")
def history_picture() -> Response:
    """`/study/history.svg`: the rate of each `q` by year, or, for `picture` 2, how many had said it by then."""
    history_asked = HistoryAsked.of(request.args)
    words = gettext("、").join(history_asked.queries)
    asked = _Picture("study.history", history_asked.search, history_asked.pairs(), words)
    require_query(words, "/study/history.svg?q=协商民主")
    with searcher() as opened:
        deadline = Deadline()
        terms = history_of(opened, history_asked, deadline).terms
        title, axis, chart = asked.of(charts(history_asked, terms))
        # As it is counted: in quotation marks, where a search would find its words apart.
        queries = [history_asked.saying(query).query for query in history_asked.queries]
        notes = asked.notes(opened, [queried(queries), gettext("，").join(counted(terms))], deadline)
    return asked.file(line_drawing(chart, axis), [words, title], notes)


@study_pages.get("/study/keyness.svg", endpoint="keyness_picture")
def keyness_picture() -> Response:
    """`/study/keyness.svg`: the log ratio of the first terms of the page."""
    search = selection(request.args)
    study = KeynessAsked.of(filled(request.args), search)
    asked = _Picture("study.keyness", search, study.pairs(), search.query.strip())
    require_query(asked.words, "/study/keyness.svg?q=年份:2024")
    with searcher() as opened:
        deadline = Deadline()
        result = keyness(opened, search.request(), deadline=deadline, **study.options())
        bars = asked.of([bars] if (bars := key_bars(result.terms)) else [])
        which = gettext(
            "排序：%(sort)s；画的是第 %(first)s–%(last)s 个词，共 %(total)s 个",
            sort=sort_label(result.sort),
            first=number(result.offset + 1),
            last=number(result.offset + len(bars)),
            total=number(result.total),
        )
        said = [*compared_words(result, rest=study.against is None), *(each.said() for each in result.loose), which]
        notes = asked.notes(opened, said, deadline)
    return asked.file(key_bar_drawing(bars), [asked.words, gettext("关键词")], notes)


@study_pages.get("/study/places.svg", endpoint="places_picture")
def places_picture() -> Response:
    """`/study/places.svg`: where `q` stands in each report of the page."""
    search = selection(request.args, study_places.ROWS)
    asked = _Picture("study.places", search, study_places.pairs(search), search.query.strip())
    require_query(asked.words, "/study/places.svg?q=协商")
    with searcher() as opened:
        deadline = Deadline()
        result = places(opened, search.request(), deadline)
        rows = asked.of([rows] if (rows := study_places.placed_rows(search, result)) else [])
        said = [queried([asked.words]), gettext("，").join(study_places.counted(result))]
        notes = asked.notes(opened, [*said, *_of_rows(search, result.total, rows)], deadline)
    return asked.file(strip_drawing(rows), [asked.words, gettext("分布")], notes)


def _of_rows(search: Parameters, total: int, rows: Sequence[PlacedRow]) -> list[str]:
    """Which reports are drawn, if not all, and which occurrences."""
    said = gettext("一行一份报告，一条竖线是一处；左边是开头，右边是结尾")
    if any(row.thinned for row in rows):
        said += gettext("；太密的隔几处画一处")
    if len(rows) == total:
        return [said]
    first = number(search.offset + 1)
    last = number(search.offset + len(rows))
    drawn = gettext("画的是第 %(first)s–%(last)s 份，共 %(total)s 份", first=first, last=last, total=number(total))
    return [said, drawn]


@study_pages.get("/study/matrix.svg", endpoint="matrix_picture")
def matrix_picture() -> Response:
    """`/study/matrix.svg`: the table of the page, or, for `picture` from 2, the map of a term by province."""
    search = selection(request.args)
    study = MatrixAsked.of(request.args, search)
    terms = [term.query for term in study.listed]
    if not terms:
        raise no_query("/study/matrix.svg?q=提案&by=province")
    asked = _Picture("study.matrix", search, study.pairs(), gettext("、").join(terms))
    with searcher() as opened:
        deadline = Deadline()
        within = search.asking("").sized(MAX_VALUES).request()
        result = matrix(opened, request=within, deadline=deadline, **study.options())
        named, drawing, said = _map(asked, result) if asked.number > 1 else _table(asked, result)
        if result.measure == "per_10k":
            said = [*said, gettext("每万字处数 = 处数 ÷ 同一格全部段落的字数 × 10,000")]
        notes = asked.notes(opened, said, deadline)
    title = [named, gettext(MEASURE_LABELS[study.measure]), gettext(BY_LABELS[study.by])]
    return asked.file(drawing, title, notes)


def _table(asked: _Picture, result: MatrixResult) -> tuple[str, Drawing, list[str]]:
    """The name of the table, its drawing, and what is said of it."""
    small = trimmed(asked.of([study_matrix.table_of(result)] if result.columns else []))
    more = [gettext("另有 %(number)s 行未画", number=number(small.rows))] if small.rows else []
    more += [gettext("另有 %(number)s 列未画", number=number(small.columns))] if small.columns else []
    queries = list(dict.fromkeys(row.counted for row in result.rows))
    return gettext("词表对照"), heat_drawing(small.table), [queried(queries), *more]


def _map(asked: _Picture, result: MatrixResult) -> tuple[str, Drawing, list[str]]:
    """The term of a map, which comes after the table, its drawing, and what is said of it."""
    maps = study_matrix.maps_of(result)
    (term, tiles), row = replace(asked, number=asked.number - 1).of(list(zip(maps, result.rows, strict=False)))
    return (
        in_script(term),
        tile_drawing(tiles),
        [queried([row.counted]), gettext("小字是那里一共几份报告"), *_off_the_map(result, row)],
    )


def _off_the_map(result: MatrixResult, row: MatrixRow) -> list[str]:
    """The number of bodies of no province, which are national, or of none that is known."""
    unknown = [
        study_matrix.said(cell, result.measure)
        for name, cell in zip(result.columns, row.cells, strict=True)
        if cell and is_unknown(PROVINCE, name)
    ]
    return [gettext("不属于哪个省的（如国务院）和省份不详的，不在图上：%(number)s", number=each) for each in unknown]
