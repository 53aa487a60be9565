"""The API: the contract's search object, what to try instead, and completions, as JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request

from index.errors import RequestError
from search.completion import Completer
from search.suggestion import suggest
from web.live import searcher
from web.parameters import DEFAULT_LIMIT, Parameters, completion_limit, query_text
from web.views.suggestions import suggestion_target

api = Blueprint("api", __name__, url_prefix="/api")


@api.get("/search")
def search() -> dict[str, Any]:
    """`q`, repeatable `body`, `year` and `kind`, `report`, `sort`, `limit` (at most 200), `offset`.

    `exact_script`, `synonyms` and `explain_score` are 0 or 1.
    """
    parameters = Parameters.for_api(request.args)
    _require_query("/api/search?q=提案")
    with searcher() as opened:
        return opened.search(parameters.request()).to_dict()


@api.get("/suggest")
def suggestions() -> dict[str, Any]:
    """What to try instead of a search that finds nothing or little; parameters as for a search."""
    parameters = replace(Parameters.for_api(request.args), limit=DEFAULT_LIMIT, offset=0)
    _require_query("/api/suggest?q=题案")
    asked = parameters.request()
    with searcher() as opened:
        result = opened.search(replace(asked, limit=0))
        offered = suggest(opened, asked, result)
    return {
        "query": result.query,
        "total": result.total,
        "relaxed": result.relaxed,
        "suggestions": [
            each.to_dict() | {"url": "/?" + urlencode(suggestion_target(parameters, each).pairs())} for each in offered
        ],
    }


@api.get("/complete")
def completions() -> dict[str, Any]:
    """`q`: what was typed so far; `limit`: how many at most, 1 to 50."""
    query, limit = query_text(request.args), completion_limit(request.args)
    _require_query("/api/complete?q=tian")
    with searcher() as opened:
        found = Completer(opened).complete(query, limit)
    return {"query": query, "completions": [each.to_dict() for each in found]}


def _require_query(example: str) -> None:
    if "q" not in request.args:
        raise RequestError("缺少参数 q", next_step=f"请写成 {example}")
