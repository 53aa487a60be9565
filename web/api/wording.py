"""Endpoints of the API on wording: what changed from year to year, where a draft's words stand elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from flask import request

from index.deadline import Deadline
from index.errors import RequestError
from index.language import gettext
from search.engine.searcher import Searcher
from search.request import MAX_OFFSET, SearchRequest
from search.study.changes import changes as compared
from search.study.sources import Source
from search.study.trace import DEFAULT_NEAREST, DEFAULT_RUN, DEFAULT_SIMILAR, LEAST_RUN, MOST_NEAREST, MOST_RUN
from search.study.trace import similar as similar_paragraphs
from search.study.trace import trace as traced
from web.api.bounds import MAX_PARAGRAPH
from web.api.rooted import rooted
from web.asked.arguments import MAX_LIMIT, integer, switch, value
from web.asked.draft import draft_in
from web.asked.parameters import Parameters
from web.serving.live import searcher

_YEAR: Final = re.compile("[0-9]{4}")


def changes() -> dict[str, Any]:
    """Sentences kept, reworded, new and gone between the reports of `body` of `year` and of `other`.

    Without `other`, the last year before with a report. `limit` and `offset` cut each list.
    """
    body, year, other = _required("body"), _year(_required("year")), value(request.args, "other")
    exact = switch(request.args, "exact_body")
    limit = integer(request.args, "limit", MAX_LIMIT, least=0, most=MAX_LIMIT)
    offset = integer(request.args, "offset", 0, least=0, most=MAX_OFFSET)
    before = _year(other) if other else None
    with searcher() as opened:
        found = compared(opened, body, year, before, Deadline(), exact_body=exact)
    return rooted(found.page(limit, offset).to_dict())


@dataclass(frozen=True, slots=True)
class _Asked:
    """How wording is traced. filters: where runs are looked for, and which are listed."""

    filters: SearchRequest
    least: int
    other_bodies: bool

    @classmethod
    def parse(cls, least: int) -> Self:
        """From `least`, `other_bodies`, `limit`, `offset` and the facets; `report` is the draft, and no filter."""
        return cls(
            replace(Parameters.for_api(request.args), report="").request(),
            integer(request.args, "least", least, least=LEAST_RUN, most=MOST_RUN),
            switch(request.args, "other_bodies"),
        )


def trace() -> dict[str, Any]:
    """Runs of the wording of `report` that stand elsewhere, of at least `least` characters."""
    asked, nearest, report, deadline = _Asked.parse(DEFAULT_RUN), _nearest(), _required("report"), Deadline()
    with searcher() as opened:
        return _traced(opened, Source.of_report(opened, report, deadline), asked, nearest, deadline)


def trace_draft() -> dict[str, Any]:
    """The same of a draft in the body: a text, or a file that is read as for the library."""
    asked, nearest = _Asked.parse(DEFAULT_RUN), _nearest()
    with searcher() as opened:
        return _traced(opened, draft_in(request), asked, nearest, Deadline())


def similar() -> dict[str, Any]:
    """Paragraphs of other reports that share most with `paragraph`, from 0, of `report`."""
    asked, report = _Asked.parse(DEFAULT_SIMILAR), _required("report")
    number = integer(request.args, "paragraph", 0, least=0, most=MAX_PARAGRAPH)
    with searcher() as opened:
        found = similar_paragraphs(
            opened, report, number, asked.filters, Deadline(), least=asked.least, other_bodies=asked.other_bodies
        )
    return rooted(found.to_dict())


def _nearest() -> int:
    return integer(request.args, "nearest", DEFAULT_NEAREST, least=0, most=MOST_NEAREST)


def _traced(opened: Searcher, source: Source, asked: _Asked, nearest: int, deadline: Deadline) -> dict[str, Any]:
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


def _required(name: str) -> str:
    """A parameter that must be given; raises RequestError."""
    found = value(request.args, name)
    if not found:
        raise RequestError(gettext("缺少参数 %(name)s", name=name), next_step=gettext("请写上值"))
    return found


def _year(text: str) -> int:
    if not _YEAR.fullmatch(text):
        raise RequestError(gettext("年份不对：%(text)s", text=text[:20]), next_step=gettext("请写四位数字，例如 2024"))
    return int(text)
