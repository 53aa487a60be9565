"""File of a table, as a streamed download: the answer that pages and API share."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from itertools import chain
from typing import Final, cast
from urllib.parse import quote
from weakref import finalize

from flask import Response, request
from werkzeug.exceptions import NotFound

from index.china_time import now
from index.deadline import Deadline
from index.errors import Cancelled, ZhengsouError
from index.free_memory import give_back
from index.language import Language as Spoken
from index.language import gettext, language, listed, speaking
from search.engine.searcher import Searcher
from search.export.columns import LANGUAGES, Language, own_columns
from search.export.comparison import cell_table
from search.export.concordance import line_table
from search.export.notes import Origin
from search.export.rows import HitTable, Table
from search.export.table import ExportKind, pieces
from search.request import SearchRequest
from search.study.line_choice import LineChoice
from web.asked.arguments import choice, require_query
from web.asked.comparison import Comparison
from web.asked.parameters import Parameters
from web.serving.live import searcher
from web.serving.turns import turn
from web.shown.file_names import in_name
from web.shown.locale import LANGUAGES as SPOKEN
from web.shown.locale import OF_A_FILE

MIMETYPES: Final[dict[ExportKind, str]] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "txt": "text/plain",
}

LONGEST: Final = 300.0
"""Seconds in which a file must be received, but for what the server holds ready for a slow client."""


class ReceivedTooSlowly(ZhengsouError):
    """Whoever asked for a file receives it so slowly that others wait for their turn."""

    code = "received_too_slowly"
    http_status = 408

    def __init__(self) -> None:
        super().__init__(gettext("收得太慢，文件没有导完"), next_step=gettext("请缩小范围再试"))


Made = Callable[[Searcher, Origin, Deadline], Table]


def hit_file(kind: ExportKind) -> Response:
    """All hits of the search that the address asks for; limit and offset do not narrow it."""
    parameters = Parameters.for_api(request.args)
    require_query(parameters.query, f"/export/{kind}?q=提案")

    def made(opened: Searcher, origin: Origin, deadline: Deadline) -> Table:
        return HitTable(opened.find(origin.request, deadline), origin)

    return table_file(kind, parameters.request(), parameters.query, made)


def line_file(kind: ExportKind, asked: Parameters, width: int, sort: str, chosen: LineChoice) -> Response:
    """All lines of a concordance that the choice leaves."""
    require_query(asked.query, f"/api/kwic.{kind}?q=提案")

    def made(opened: Searcher, origin: Origin, deadline: Deadline) -> Table:
        return line_table(opened, origin, deadline, width=width, sort=sort, choice=chosen)

    return table_file(kind, asked.request(), f"{gettext('语境')}-{asked.query}", made)


def cell_file(kind: ExportKind, asked: Comparison) -> Response:
    """All cells of a comparison."""
    require_query("".join(asked.queries), f"/api/trend.{kind}?q=提案&q=协商&by=year")

    def made(opened: Searcher, origin: Origin, deadline: Deadline) -> Table:
        return cell_table(opened, asked.queries, origin, deadline, by=asked.by)

    return table_file(kind, asked.filters.request(), f"{gettext('比较')}-{listed(asked.queries)}", made)


def known_kind(kind: str) -> ExportKind:
    """Raises NotFound for a kind of file that there is not."""
    for known in MIMETYPES:
        if known == kind:
            return known
    raise NotFound


def table_file(kind: ExportKind, asked: SearchRequest, name: str, made: Made) -> Response:
    """The file, read from one state of the index from first to last byte.

    Raises TurnsTaken, and errors of the search up to the first piece; a later error breaks off the connection.
    """
    choice(request.args, OF_A_FILE, language(), tuple(SPOKEN))
    columns = cast(Language, choice(request.args, "columns", own_columns(), LANGUAGES))
    when, deadline = now(), Deadline()
    with ExitStack() as stack:
        stack.callback(give_back)
        stack.enter_context(turn())
        opened = stack.enter_context(searcher())
        origin = Origin.of(opened, asked, request.url_root, when, deadline)
        parts = stack.enter_context(closing(pieces(made(opened, origin, deadline), kind, columns=columns)))
        # Making the first piece before the answer begins lets its errors be answered as errors; after a later one, the
        # broken connection tells the browser that the file is incomplete.
        first = next(parts, b"")
        response = Response(_in_time(_said(chain([first], parts), language())), mimetype=MIMETYPES[kind])
        held = stack.pop_all()
        response.call_on_close(held.close)
        # An answer that is dropped before it is sent gives all back, too.
        finalize(response, held.close)
    of_notes = f"-{gettext('说明')}" if kind == "txt" else ""
    own = quote(f"{gettext('政搜')}-{in_name(name) or gettext('导出')}-{when:%Y%m%d}{of_notes}.{kind}", safe="")
    plain = f"zhengsou-{when:%Y%m%d}.{kind}"
    response.headers["Content-Disposition"] = f"attachment; filename={plain}; filename*=UTF-8''{own}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _said(parts: Iterator[bytes], spoken: Spoken) -> Iterator[bytes]:
    """The parts, made in the language of the request, which has ended when they are sent."""
    while True:
        with speaking(spoken):
            part = next(parts, None)
        if part is None:
            return
        yield part


def _in_time(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts, to the end or the client's departure; raises ReceivedTooSlowly when that takes too long."""
    end = time.monotonic() + LONGEST
    with suppress(Cancelled):
        for part in parts:
            yield part
            if time.monotonic() > end:
                raise ReceivedTooSlowly
