"""`GET /api/search`: the contract's search object as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from index.errors import RequestError
from web.live import searcher
from web.parameters import Parameters

api = Blueprint("api", __name__, url_prefix="/api")


@api.get("/search")
def search() -> dict[str, Any]:
    """`q`, repeatable `body`, `year` and `kind`, `report`, `sort`, `limit` (at most 200), `offset`."""
    parameters = Parameters.for_api(request.args)
    if "q" not in request.args:
        raise RequestError("缺少参数 q", next_step="请写成 /api/search?q=提案")
    with searcher() as opened:
        return opened.search(parameters.request()).to_dict()
