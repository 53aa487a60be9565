"""Files of studies: the whole list of one as CSV, XLSX or JSON, or its note as TXT."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Final, NamedTuple

from flask import Response, request

from index.deadline import Deadline
from index.language import gettext, listed
from search.engine.searcher import Searcher
from search.export.histories import history_table
from search.export.matrices import matrix_table
from search.export.notes import Origin
from search.export.placings import place_table
from search.export.rows import Table
from search.export.studies import collocate_table, figure_table, keyness_table, new_table, word_table
from search.export.study_table import whole as whole_list
from search.export.wordings import change_table, trace_table
from search.request import SearchRequest
from search.study.sources import Source
from search.study.trace import DEFAULT_RUN
from web.asked.arguments import no_query, require_query
from web.asked.comparison import queries_of
from web.asked.draft import draft_in
from web.asked.figures import FiguresAsked
from web.asked.matrix import MatrixAsked
from web.asked.selection import StudyAsked, whole
from web.asked.wording import ChangesAsked, TraceAsked, required
from web.asked.words import CollocatesAsked, KeynessAsked, NewAsked, WordsAsked
from web.shown.hit_file import Made, known_kind, table_file
from web.shown.studies import label_of


class Asked(NamedTuple):
    """What a file is asked to have. title: as its name says it."""

    title: str
    request: SearchRequest
    made: Made


def study_file(study: str, kind: str) -> Response:
    """The list of a study; parameters as for its address without the file's ending."""
    known = known_kind(kind)
    asked = FILED[study]()
    name = f"{label_of(study)}-{asked.title}" if asked.title.strip() else label_of(study)
    return table_file(known, whole_list(asked.request), name, asked.made)


def _listed(of: type[StudyAsked], table: Callable[..., Table], example: str = "") -> Asked:
    """A study of a selection. example: an address with a query, "" where it needs none."""
    search = whole(request.args)
    if example:
        require_query(search.query, example)
    options = of.of(request.args, search).options()
    return Asked(search.query, search.request(), partial(table, **options))


def _history() -> Asked:
    search, queries = whole(request.args), queries_of(request.args)
    require_query("".join(queries), "/api/history.csv?q=协商民主")
    return Asked(
        listed(queries),
        search.request(),
        lambda opened, origin, deadline: history_table(opened, queries, origin, deadline),
    )


def _places() -> Asked:
    search = whole(request.args)
    require_query(search.query, "/api/places.csv?q=协商")
    return Asked(search.query, search.request(), place_table)


def _matrix() -> Asked:
    asked = MatrixAsked.of_api(request.args, whole(request.args).asking(""))
    if not asked.listed:
        raise no_query("/api/matrix.csv?q=提案&q=协商&by=year")
    title = listed(term.query for term in asked.listed)
    return Asked(title, asked.search.request(), partial(matrix_table, **asked.options()))


def _changes() -> Asked:
    asked = ChangesAsked.of(request.args)
    return Asked(f"{asked.body}-{asked.year}", SearchRequest(""), partial(change_table, **asdict(asked)))


def _trace() -> Asked:
    """Of a report, or of a draft in the body."""
    asked = TraceAsked.of(request.args, whole(request.args), DEFAULT_RUN)
    draft = draft_in(request, alone=True) if request.method == "POST" else None
    report = "" if draft else required(request.args, "report")

    def made(opened: Searcher, origin: Origin, deadline: Deadline) -> Table:
        source = draft or Source.of_report(opened, report, deadline)
        return trace_table(opened, origin, deadline, source=source, least=asked.least, other_bodies=asked.other_bodies)

    return Asked(report or gettext("底稿"), asked.filters, made)


FILED: Final[dict[str, Callable[[], Asked]]] = {
    "words": partial(_listed, WordsAsked, word_table),
    "keyness": partial(_listed, KeynessAsked, keyness_table, "/api/keyness.csv?q=年份:2024"),
    "new": partial(_listed, NewAsked, new_table, "/api/new.csv?q=年份:2024"),
    "collocates": partial(_listed, CollocatesAsked, collocate_table, "/api/collocates.csv?q=协商"),
    "figures": partial(_listed, FiguresAsked, figure_table, "/api/figures.csv?q=提案"),
    "history": _history,
    "places": _places,
    "matrix": _matrix,
    "changes": _changes,
    "trace": _trace,
}
"""What the file of each study is asked to have, by the study's name."""
