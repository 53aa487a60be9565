"""Endpoints of the API on wording: what changed from year to year, where a draft's words stand elsewhere."""

from __future__ import annotations

from typing import Any

from flask import request

from index.deadline import Deadline
from search.engine.searcher import Searcher
from search.request import MAX_OFFSET
from search.study.changes import changes as compared
from search.study.sources import Source
from search.study.trace import DEFAULT_NEAREST, DEFAULT_RUN, DEFAULT_SIMILAR, MOST_NEAREST
from search.study.trace import similar as similar_paragraphs
from search.study.trace import trace as traced
from web.api.bounds import MAX_PARAGRAPH
from web.api.rooted import rooted
from web.asked.arguments import MAX_LIMIT, integer
from web.asked.draft import draft_in
from web.asked.parameters import Parameters
from web.asked.wording import ChangesAsked, TraceAsked, required
from web.serving.live import searcher


def changes() -> dict[str, Any]:
    """Sentences kept, reworded, new and gone between the reports of `body` of `year` and of `other`.

    Without `other`, the last year before with a report. `limit` and `offset` cut each list.
    """
    asked = ChangesAsked.of(request.args)
    limit = integer(request.args, "limit", MAX_LIMIT, least=0, most=MAX_LIMIT)
    offset = integer(request.args, "offset", 0, least=0, most=MAX_OFFSET)
    with searcher() as opened:
        found = compared(opened, asked.body, asked.year, asked.other, Deadline(), exact_body=asked.exact_body)
    return rooted(found.page(limit, offset).to_dict())


def trace() -> dict[str, Any]:
    """Runs of the wording of `report` that stand elsewhere, of at least `least` characters."""
    asked, nearest, report, deadline = _asked(DEFAULT_RUN), _nearest(), required(request.args, "report"), Deadline()
    with searcher() as opened:
        return _traced(opened, Source.of_report(opened, report, deadline), asked, nearest, deadline)


def trace_draft() -> dict[str, Any]:
    """The same of a draft in the body: a text, or a file that is read as for the library."""
    asked, nearest = _asked(DEFAULT_RUN), _nearest()
    with searcher() as opened:
        return _traced(opened, draft_in(request, alone=True), asked, nearest, Deadline())


def similar() -> dict[str, Any]:
    """Paragraphs of other reports that share most with `paragraph`, from 0, of `report`."""
    asked, report = _asked(DEFAULT_SIMILAR), required(request.args, "report")
    number = integer(request.args, "paragraph", 0, least=0, most=MAX_PARAGRAPH)
    with searcher() as opened:
        found = similar_paragraphs(
            opened, report, number, asked.filters, Deadline(), least=asked.least, other_bodies=asked.other_bodies
        )
    return rooted(found.to_dict())


def _asked(least: int) -> TraceAsked:
    return TraceAsked.of(request.args, Parameters.for_api(request.args), least)


def _nearest() -> int:
    return integer(request.args, "nearest", DEFAULT_NEAREST, least=0, most=MOST_NEAREST)


def _traced(opened: Searcher, source: Source, asked: TraceAsked, nearest: int, deadline: Deadline) -> dict[str, Any]:
    found = traced(
        opened,
        source,
        asked.filters,
        deadline,
        least=asked.least,
        other_bodies=asked.other_bodies,
        nearest=nearest,
    )
    return rooted(found.to_dict())
