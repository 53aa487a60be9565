"""Files of studies: the whole list of one as CSV, XLSX or JSON, or its note as TXT."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Response, request
from werkzeug.exceptions import NotFound

from index.deadline import Deadline
from index.language import gettext
from search.engine.searcher import Searcher
from search.export.histories import history_table
from search.export.notes import Origin
from search.export.rows import Table
from search.export.studies import collocate_table, figure_table, keyness_table, new_table, word_table
from search.export.table import ExportKind
from search.request import SearchRequest
from web.asked.comparison import queries_of
from web.asked.figures import FiguresAsked
from web.asked.parameters import Parameters
from web.asked.words import CollocatesAsked, KeynessAsked, NewAsked, WordsAsked, selection_pairs, whole
from web.shown.hit_file import MIMETYPES, require_query, table_file

Pairs = list[tuple[str, str]]


def study_file(study: str, kind: str) -> Response:
    """The list of a study; parameters as for its address without the file's ending."""
    search = whole(request.args)
    label, table = FILED[study](search)
    known: ExportKind = next((each for each in MIMETYPES if each == kind), "csv")
    if known != kind:
        raise NotFound
    name = f"{gettext(label)}-{search.query}" if search.query.strip() else gettext(label)
    return table_file(known, search.request(), name, table)


Made = Callable[[Searcher, Origin, Deadline], Table]


def _own(pairs: Pairs, search: Parameters) -> Pairs:
    known = selection_pairs(search)
    return [pair for pair in pairs if pair not in known]


def _words(search: Parameters) -> tuple[str, Made]:
    asked = WordsAsked.of(request.args, search)
    options = {"n": asked.n, "part": asked.part, "sort": asked.order, "left_out": asked.out, "terms": asked.terms}
    return "词表", lambda opened, origin, deadline: word_table(
        opened, origin, deadline, _own(asked.pairs(), search), **options
    )


def _other(asked: KeynessAsked | NewAsked, query: str | None) -> SearchRequest | None:
    return asked.reference(query)


def _keyness(search: Parameters) -> tuple[str, Made]:
    require_query(search.query, "/api/keyness.csv?q=年份:2024")
    asked = KeynessAsked.of(request.args, search)
    options = {
        "n": asked.n,
        "part": asked.part,
        "sort": asked.sort,
        "direction": asked.direction,
        "left_out": asked.out,
        "terms": asked.terms,
    }
    other = _other(asked, asked.against)
    return "关键词", lambda opened, origin, deadline: keyness_table(
        opened, origin, deadline, other, _own(asked.pairs(), search), **options
    )


def _new(search: Parameters) -> tuple[str, Made]:
    require_query(search.query, "/api/new.csv?q=年份:2024")
    asked = NewAsked.of(request.args, search)
    other = _other(asked, asked.since)
    return "新提法", lambda opened, origin, deadline: new_table(
        opened, origin, deadline, other, _own(asked.pairs(), search), left_out=asked.out
    )


def _collocates(search: Parameters) -> tuple[str, Made]:
    require_query(search.query, "/api/collocates.csv?q=协商")
    asked = CollocatesAsked.of(request.args, search)
    options = {
        "window": asked.window,
        "measure": asked.measure,
        "across": asked.across,
        "part": asked.part,
        "left_out": asked.out,
        "least": asked.least,
    }
    return "搭配", lambda opened, origin, deadline: collocate_table(
        opened, origin, deadline, _own(asked.pairs(), search), **options
    )


def _figures(search: Parameters) -> tuple[str, Made]:
    require_query(search.query, "/api/figures.csv?q=提案")
    asked = FiguresAsked.of(request.args, search)
    options = {"wanted": asked.wanted, "in_sentence": asked.in_sentence, "sort": asked.sort}
    return "数字", lambda opened, origin, deadline: figure_table(
        opened, origin, deadline, _own(asked.pairs(), search), **options
    )


def _history(search: Parameters) -> tuple[str, Made]:
    require_query(search.query, "/api/history.csv?q=协商民主")
    queries = queries_of(request.args)
    return "来历", lambda opened, origin, deadline: history_table(opened, queries, origin, deadline)


FILED: Final[dict[str, Callable[[Parameters], tuple[str, Made]]]] = {
    "words": _words,
    "keyness": _keyness,
    "new": _new,
    "collocates": _collocates,
    "figures": _figures,
    "history": _history,
}
