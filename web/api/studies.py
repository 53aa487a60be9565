"""Endpoints of the API: studies of words over years, bodies and regions, each equal to its twin in the CLI."""

from __future__ import annotations

from typing import Any, Final

from flask import request

from index.deadline import Deadline
from index.errors import RequestError
from index.language import gettext
from search.near_reports import require_report
from search.study.history import history as said_over_time
from web.api.rooted import rooted
from web.asked.comparison import queries_of
from web.asked.parameters import Parameters
from web.serving.live import searcher


def history() -> dict[str, Any]:
    """Who said each `q` first, at most six, and the years since; `limit` and `offset` count bodies of `spread`."""
    queries, asked = _queries("/api/history?q=协商民主"), Parameters.for_api(request.args).request()
    with searcher() as opened:
        require_report(opened, asked)
        return rooted(said_over_time(opened, queries, asked, Deadline()).to_dict())


STUDIES: Final = {"/history": history}
"""What answers at each address, below /api."""


def _queries(example: str) -> tuple[str, ...]:
    queries = queries_of(request.args)
    if not queries:
        raise RequestError(gettext("缺少参数 q"), next_step=gettext("请写成 %(example)s", example=example))
    return queries
