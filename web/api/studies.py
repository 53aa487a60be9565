"""Endpoints of the API: studies of words over years, bodies and regions, each equal to its twin in the CLI."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from flask import request

from index.deadline import Deadline
from search.near_reports import require_report
from search.offers.empty_answers import with_offers
from search.study.history import history as said_over_time
from search.study.matrix import matrix as table_of
from search.study.places import places as placed
from web.api.rooted import rooted
from web.asked.arguments import MAX_LIMIT, integer, no_query, require_query
from web.asked.comparison import queries_of
from web.asked.matrix import MatrixAsked
from web.asked.parameters import Parameters
from web.asked.selection import selection_of_api
from web.serving.live import searcher


def history() -> dict[str, Any]:
    """Who said each `q` first, at most six, and the years since; `limit` and `offset` count bodies of `spread`."""
    queries, asked = queries_of(request.args), Parameters.for_api(request.args).request()
    if not queries:
        raise no_query("/api/history?q=协商民主")
    with searcher() as opened:
        require_report(opened, asked)
        return rooted(with_offers(opened, said_over_time(opened, queries, asked, Deadline()), asked).to_dict())


def matrix() -> dict[str, Any]:
    """Each `q`, at most MAX_VALUES, in each body, year or region, `by` which; `limit` and `offset` count terms."""
    limit = integer(request.args, "limit", MAX_LIMIT, least=0, most=MAX_LIMIT)
    asked = MatrixAsked.of_api(request.args, replace(Parameters.for_api(request.args), limit=limit))
    if not asked.listed:
        raise no_query("/api/matrix?q=提案&q=协商&by=year")
    within = asked.search.request()
    with searcher() as opened:
        require_report(opened, within)
        return rooted(table_of(opened, request=within, deadline=Deadline(), **asked.options()).to_dict())


def places() -> dict[str, Any]:
    """Where in each report the occurrences of `q` lie; `limit` and `offset` count reports."""
    asked = selection_of_api(request.args)
    require_query(asked.query, "/api/places?q=协商")
    within = asked.request()
    with searcher() as opened:
        require_report(opened, within)
        return rooted(with_offers(opened, placed(opened, within, Deadline()), within).to_dict())


STUDIES: Final = {"/history": history, "/matrix": matrix, "/places": places}
"""What answers at each address, below /api."""
