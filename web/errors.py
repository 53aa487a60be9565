"""Error handlers: every error becomes a page, or JSON under /api/, without internals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed
from werkzeug.wrappers import Response as BaseResponse

from index.errors import (
    Busy,
    IndexUnavailable,
    QueryError,
    ReportNotFound,
    RequestError,
    ZhengsouError,
    with_next_step,
)
from index.language import N_, gettext, logged
from index.names import one_line
from search.query.parser import MAX_LENGTH
from web.api.schemas import Problem
from web.asked.arguments import Arguments
from web.asked.comparison import Comparison
from web.asked.kept import kept
from web.asked.of_api import is_of_api
from web.asked.parameters import Parameters
from web.pages.kwic import Concordance
from web.pages.shelf import Shelf
from web.serving.turns import TurnsTaken
from web.shown.addresses import query_string
from web.shown.navigation import RIGHT, view_path
from web.shown.script import shown_script
from web.site import FOR_OTHERS, error_id

_REACH: Final = 30
SEARCHING: Final[dict[str, Callable[[Arguments], object]]] = {
    "search.search": lambda args: Parameters.for_page(args).request(),
    "facets.values": lambda args: Parameters.for_page(args).request(),
    "kwic.concordance": lambda args: Concordance.of(args).search.request(),
    "compare.compare": lambda args: Comparison.parse(args).searched.request(),
    "reports.catalogue": lambda args: Shelf.asked(args).facets.request(),
}
"""How the pages that search read an address."""
_HTTP_MESSAGES: Final = {
    400: ("bad_request", N_("请求不合规矩"), N_("请检查地址")),
    403: ("forbidden", N_("这个请求来自别的网站"), N_("请在本站的页面上再试一次")),
    404: ("not_found", N_("没有这个页面"), N_("请检查地址，或从首页开始查")),
    405: ("method_not_allowed", N_("这个地址不接受这种请求方式"), N_("请用 GET")),
    413: ("bad_request", N_("发来的太多"), N_("请少发一些，或分几次")),
    414: ("bad_request", N_("地址太长"), N_("请缩短查询")),
    500: ("internal", N_("服务器内部出错"), N_("请稍后再试；出错的经过已记在服务器的日志里")),
}
_NO_UPLOAD: Final = (
    "not_found",
    N_("这里不能在浏览器里添加文件"),
    N_("要开这一页，请管理的人用 serve --allow-upload 启动"),
)
_FORMS_ONLY: Final = ("method_not_allowed", N_("这个地址不接受这种请求方式"), N_("请用网页上的按钮"))
_AWAY: Final = (N_("网站暂时不能查"), N_("请稍后再试；一直这样，请告诉管理员"))


@dataclass(frozen=True, slots=True)
class Spot:
    """Context of a query's error; position in code points; `at` is the character there, "" at the query's end."""

    query: str
    position: int
    before: str
    at: str
    after: str


def register_errors(app: Flask) -> None:
    """Registers the handlers of all errors; Flask logs unexpected exceptions before it calls them.

    An answer of 500 or more gives the id with which its error was logged (web/error_ids.py).
    """
    app.register_error_handler(ZhengsouError, _zhengsou_error)
    app.register_error_handler(ReportNotFound, _missing_report)
    app.register_error_handler(HTTPException, _http_error)


def _zhengsou_error(error: ZhengsouError) -> Response:
    # Those that are refused while others run may be many a second.
    if error.http_status >= 500 and not isinstance(error, Busy):
        current_app.logger.warning(
            logged(N_("错误编号 %s：%s：%s")), error_id(request.environ), one_line(request.path), error.as_logged()
        )
    spot = None
    if isinstance(error, QueryError):
        # A page may have composed the query from several parameters.
        spot = _spot(request.args.get("q", "") if error.query is None else error.query, error.position)
    message, next_step = error.message, error.next_step
    if isinstance(error, IndexUnavailable) and current_app.config[FOR_OTHERS]:
        # Paths and commands are for the administrator, who has them in the log by the id.
        message, next_step = map(gettext, _AWAY)
    answer = _answer(error.http_status, error.code, message, next_step, position=error.position, spot=spot)
    if isinstance(error, Busy | TurnsTaken):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _missing_report(error: ReportNotFound) -> Response:
    """The page has near reports as links; under /api/ they are named in the message."""
    if is_of_api(request):
        return _zhengsou_error(error)
    # Reports are named in a script, whatever the address says of it.
    g.script = shown_script()
    return make_response(render_template("missing.html", message=error.message, near=error.near), error.http_status)


def _http_error(error: HTTPException) -> BaseResponse:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()
    if status >= 500 and not isinstance(error, InternalServerError):
        current_app.logger.warning(
            logged(N_("错误编号 %s：%s：%s")), error_id(request.environ), one_line(request.path), error.name
        )
    code, message, next_step = (
        _FORMS_ONLY
        if _takes_forms_only(error)
        else _NO_UPLOAD
        if status == 404 and request.path == "/add"
        else _HTTP_MESSAGES.get(status, _HTTP_MESSAGES[500 if status >= 500 else 400])
    )
    step = gettext(next_step)
    if status == 404 and is_of_api(request):
        step = gettext("接口的说明在 %(address)s", address=url_for("api.openapi"))
    response = _answer(status, code, gettext(message), step)
    response.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
    return response


def _takes_forms_only(error: HTTPException) -> bool:
    return isinstance(error, MethodNotAllowed) and "GET" not in (error.valid_methods or ())


def _answer(
    status: int, code: str, message: str, next_step: str, *, position: int | None = None, spot: Spot | None = None
) -> Response:
    try:
        return _described(status, code, message, next_step, position, spot)
    except Exception:
        # Raised out of a handler, this fault would hide the first one, and the first one is the reader's.
        current_app.logger.exception("the page of an error could not be made: %s", one_line(request.path))
        return _plain(status, message, next_step)


def _described(
    status: int, code: str, message: str, next_step: str, position: int | None, spot: Spot | None
) -> Response:
    logged_as = error_id(request.environ) if status >= 500 else ""
    if is_of_api(request):
        response = jsonify(error=Problem(code, with_next_step(message, next_step), position, logged_as).to_dict())
    else:
        # Filters are named in a script, whatever the address says of it.
        g.script = shown_script()
        response = make_response(
            render_template(
                "error.html",
                status=status,
                message=message,
                next_step=next_step,
                spot=spot,
                **_asked(spot, refused=code == RequestError.code and spot is None),
                error_id=logged_as,
            )
        )
    response.status_code = status
    return response


def _plain(status: int, message: str, next_step: str) -> Response:
    """An answer that needs nothing of the request, for when the page of an error cannot be made."""
    logged_as = f"{gettext('错误编号：')}{error_id(request.environ)}\n" if status >= 500 else ""
    return Response(f"{status}\n{message}\n{next_step}\n{logged_as}", status, content_type="text/plain; charset=utf-8")


def _asked(spot: Spot | None, *, refused: bool) -> dict[str, Any]:
    """What the page takes along of the address: the query for the form (`asked`), with what else is right (`pairs`).

    searched: the same as a search, for its views. without: address of the view without what is wrong, if something was
    refused and the query was not. The query is cut to MAX_LENGTH code points.
    """
    whole = spot.query if spot else request.args.get("q", "")
    query = whole[:MAX_LENGTH]
    endpoint = request.endpoint or ""
    if endpoint not in SEARCHING:
        return {"asked": Parameters(query), "pairs": [], "searched": None, "without": ""}
    right = kept(request.args.items(multi=True), SEARCHING[endpoint])
    g.setdefault(RIGHT, right)
    pairs = [pair for pair in right if pair[0] not in ("q", "within")]
    searched = Parameters.for_page(MultiDict(kept(pairs, Parameters.for_page))).asking(query)
    left = dict(right) if refused else {}
    without = f"{view_path()}?{query_string(right)}" if left and ("q" in left or not query) else ""
    # A part of a query is no search.
    views = searched if query == whole else searched.asking("")
    return {"asked": searched, "pairs": pairs, "searched": views, "without": without}


def _spot(query: str, position: int | None) -> Spot | None:
    if position is None or not 0 <= position <= len(query):
        return None
    before = query[max(0, position - _REACH) : position]
    return Spot(query, position, before, query[position : position + 1], query[position + 1 : position + 1 + _REACH])
