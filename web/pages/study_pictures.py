"""Pictures of studies that are taken away: each is what a page of a study draws, of the page's parameters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from flask import Response, request
from werkzeug.exceptions import NotFound

from index.deadline import Deadline
from index.facets import PROVINCE, is_unknown
from index.language import gettext
from search.engine.searcher import Searcher
from search.export.notes import Origin
from search.study.keyness import keyness
from search.study.matrix import MEASURE_LABELS, MatrixResult, matrix
from search.study.places import places
from web.asked.arguments import MAX_VALUES, integer, no_query, require_query
from web.asked.comparison import BY_LABELS
from web.asked.matrix import MatrixAsked
from web.asked.parameters import Parameters
from web.asked.selection import filled, selection, selection_pairs
from web.asked.words import KeynessAsked
from web.pages import study_matrix, study_places
from web.pages.study_compared import compared_words, sort_label
from web.pages.study_frame import at, local_moment, on_its_page, study_pages, study_picture_name
from web.pages.study_history import charts, counted, history_of
from web.serving.live import searcher
from web.shown.drawings import key_bar_drawing, line_drawing
from web.shown.heat_drawing import heat_drawing, tile_drawing, trimmed
from web.shown.key_bars import key_bars
from web.shown.noted import queried, scope, source
from web.shown.picture import Drawing, picture, picture_file
from web.shown.script import in_script
from web.shown.strips import PlacedRow, strip_drawing
from web.shown.studies import STUDIES
from web.shown.words import number as number_label

_MOST: int = 9
"""Pictures of a page; none has as many."""
_Drawn = TypeVar("_Drawn")


@study_pages.get("/study/history.svg", endpoint="history_picture")
def history_picture() -> Response:
    """`/study/history.svg`: the rate of `q` by year, or, for `picture` 2, how many had said it by then."""
    search, number = selection(request.args), _asked_picture()
    require_query(search.query, "/study/history.svg?q=协商民主")
    with searcher() as opened:
        deadline = Deadline()
        (term,) = history_of(opened, search, deadline).terms
        title, axis, chart = _chosen(charts(search, term), number)
        said = [queried([search.query.strip()]), gettext("，").join(counted(term))]
        notes = _notes(opened, "study.history", search, selection_pairs(search), said, deadline)
    drawing = line_drawing(chart, axis)
    return _file(drawing, "study.history", search.query, number, [search.query.strip(), title], notes)


@study_pages.get("/study/keyness.svg", endpoint="keyness_picture")
def keyness_picture() -> Response:
    """`/study/keyness.svg`: the log ratio of the first terms of the page."""
    search = selection(request.args)
    asked, number = KeynessAsked.of(filled(request.args), search), _asked_picture()
    require_query(search.query, "/study/keyness.svg?q=年份:2024")
    with searcher() as opened:
        deadline = Deadline()
        result = keyness(opened, search.request(), deadline=deadline, **asked.options())
        bars = _chosen([bars] if (bars := key_bars(result.terms)) else [], number)
        first = gettext(
            "排序：%(sort)s；画的是第 %(first)s–%(last)s 个词，共 %(total)s 个",
            sort=sort_label(result.sort),
            first=number_label(result.offset + 1),
            last=number_label(result.offset + len(bars)),
            total=number_label(result.total),
        )
        said = [*compared_words(result, rest=asked.against is None), first]
        notes = _notes(opened, "study.keyness", search, asked.pairs(), said, deadline)
    title = [search.query.strip(), gettext("关键词")]
    return _file(key_bar_drawing(bars), "study.keyness", search.query, number, title, notes)


@study_pages.get("/study/places.svg", endpoint="places_picture")
def places_picture() -> Response:
    """`/study/places.svg`: where `q` stands in each report of the page."""
    search, number = selection(request.args, study_places.ROWS), _asked_picture()
    require_query(search.query, "/study/places.svg?q=协商")
    with searcher() as opened:
        deadline = Deadline()
        result = places(opened, search.request(), deadline)
        rows = _chosen([rows] if (rows := study_places.placed_rows(search, result)) else [], number)
        said = [queried([search.query.strip()]), gettext("，").join(study_places.counted(result))]
        said += _of_rows(search, result.total, rows)
        notes = _notes(opened, "study.places", search, study_places.pairs(search), said, deadline)
    title = [search.query.strip(), gettext("分布")]
    return _file(strip_drawing(rows), "study.places", search.query, number, title, notes)


def _of_rows(search: Parameters, total: int, rows: Sequence[PlacedRow]) -> list[str]:
    """Which reports are drawn, if not all, and which occurrences."""
    said = gettext("一行一份报告，一条竖线是一处；左边是开头，右边是结尾")
    if any(row.thinned for row in rows):
        said += gettext("；太密的隔几处画一处")
    if len(rows) == total:
        return [said]
    first = number_label(search.offset + 1)
    last = number_label(search.offset + len(rows))
    drawn = gettext(
        "画的是第 %(first)s–%(last)s 份，共 %(total)s 份", first=first, last=last, total=number_label(total)
    )
    return [said, drawn]


@study_pages.get("/study/matrix.svg", endpoint="matrix_picture")
def matrix_picture() -> Response:
    """`/study/matrix.svg`: the table of the page, or, for `picture` from 2, the map of a term by province."""
    search = selection(request.args)
    asked, number = MatrixAsked.of(request.args, search), _asked_picture()
    if not asked.listed:
        raise no_query("/study/matrix.svg?q=提案&by=province")
    with searcher() as opened:
        deadline = Deadline()
        within = search.asking("").sized(MAX_VALUES).request()
        result = matrix(opened, request=within, deadline=deadline, **asked.options())
        named, drawing, said = _of_matrix(result, number)
        notes = _notes(opened, "study.matrix", search, asked.pairs(), said, deadline)
    title = [named, gettext(MEASURE_LABELS[asked.measure]), gettext(BY_LABELS[result.by])]
    words = gettext("、").join(term.query for term in asked.listed)
    return _file(drawing, "study.matrix", words, number, title, notes)


def _of_matrix(result: MatrixResult, number: int) -> tuple[str, Drawing, list[str]]:
    """What the picture is of, the picture, and what is said of it; raises NotFound."""
    rate = [gettext("每万字处数 = 处数 ÷ 同一格全部段落的字数 × 10,000")] if result.measure == "per_10k" else []
    if number > 1:
        term, tiles = _chosen(study_matrix.maps_of(result), number - 1)
        return in_script(term), tile_drawing(tiles), [queried([term]), *rate, *_off_the_map(result, number - 2)]
    (table,) = _chosen([[study_matrix.table_of(result)]] if result.columns else [], number)
    small = trimmed(table)
    more = [gettext("另有 %(number)s 行未画", number=number_label(small.rows))] if small.rows else []
    more += [gettext("另有 %(number)s 列未画", number=number_label(small.columns))] if small.columns else []
    queries = dict.fromkeys(row.query for row in result.rows)
    return gettext("词表对照"), heat_drawing(small.table), [queried(list(queries)), *rate, *more]


def _off_the_map(result: MatrixResult, row: int) -> list[str]:
    """The number that belongs to no known province."""
    unknown = [
        study_matrix.said(cell, result.measure)
        for name, cell in zip(result.columns, result.rows[row].cells, strict=True)
        if cell and is_unknown(PROVINCE, name)
    ]
    return [gettext("省份不详的不在图上：%(number)s", number=each) for each in unknown]


def _asked_picture() -> int:
    """The number of the picture that is asked for, from 1; raises RequestError for what is no number."""
    return integer(request.args, "picture", 1, least=1, most=_MOST)


def _chosen(drawn: Sequence[_Drawn], number: int) -> _Drawn:
    """The picture of this number; raises NotFound if the page has none."""
    if number > len(drawn):
        raise NotFound
    return drawn[number - 1]


def _notes(
    opened: Searcher,
    endpoint: str,
    search: Parameters,
    pairs: list[tuple[str, str]],
    said: Sequence[str],
    deadline: Deadline,
) -> list[str]:
    """What was counted, in what, in which index and when; and the page that has it. pairs: of the page's address."""
    origin = Origin.of(opened, search.request(), request.url_root, datetime.now().astimezone(), deadline)
    page = request.host_url.rstrip("/") + at(endpoint, on_its_page(search, pairs))
    counted = scope(search, origin.searched.reports, origin.searched.characters)
    return [*said, counted, *source(local_moment(origin.written), page)]


def _file(
    drawing: Drawing, endpoint: str, words: str, number: int, title: Sequence[str], notes: Sequence[str]
) -> Response:
    """words: what is studied, for the name of the file."""
    label = next(each.label for each in STUDIES if each.endpoint == endpoint)
    return picture_file(picture(drawing, " · ".join(title), notes), study_picture_name(label, words, number))
