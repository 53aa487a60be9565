"""File of a search's hits, as a streamed download: the answer that pages and API share."""

from __future__ import annotations

import re
from contextlib import ExitStack, closing
from datetime import datetime
from itertools import chain
from typing import Final
from urllib.parse import quote

from flask import Response, request

from index.deadline import Deadline
from index.errors import RequestError
from search.export.table import ExportKind, export_hits
from web.asked.parameters import Parameters
from web.serving.live import searcher

MIMETYPES: Final[dict[ExportKind, str]] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|\s\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_MOST_OF_QUERY: Final = 40


def export_response(kind: ExportKind) -> Response:
    """The file for this request's parameters, read from one state of the index from first to last byte.

    Raises RequestError for parameters out of bounds or without a query, and errors of the search up to the first piece;
    a later error breaks off the connection.
    """
    parameters = Parameters.for_api(request.args)
    if not parameters.query.strip():
        raise RequestError("缺少参数 q", next_step=f"请写成 /export/{kind}?q=提案")
    now = datetime.now().astimezone()
    with ExitStack() as stack:
        opened = stack.enter_context(searcher())
        site = request.url_root.rstrip("/")
        pieces = export_hits(opened, parameters.request(), kind, site=site, when=now, deadline=Deadline())
        stack.enter_context(closing(pieces))
        # Making the first piece before the answer begins lets its errors be answered as errors; after a later one, the
        # broken connection tells the browser that the file is incomplete.
        first = next(pieces, b"")
        response = Response(chain([first], pieces), mimetype=MIMETYPES[kind])
        response.call_on_close(stack.pop_all().close)
    name = quote(f"政搜-{_in_name(parameters.query)}-{now:%Y%m%d}.{kind}", safe="")
    plain = f"zhengsou-{now:%Y%m%d}.{kind}"
    response.headers["Content-Disposition"] = f"attachment; filename={plain}; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _in_name(query: str) -> str:
    """The query as part of a file name."""
    return _NOT_IN_NAMES.sub(" ", query).strip(" .")[:_MOST_OF_QUERY].strip() or "导出"
