"""Endpoints of the API: searches, studies, reports, citations and exports, each equal to its twin in the CLI."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from index.deadline import Deadline
from index.errors import RequestError
from index.language import gettext
from search.export.citation import CITATION_STYLES
from search.library import ReportFilter
from search.near_reports import require_report
from search.offers.completion import Completer, Completions
from search.offers.near_bodies import absent_bodies
from search.offers.suggestion import suggest
from search.permalink import paragraph_keys, permalink
from search.result import ReportParagraph
from search.shelf_order import SHELF_SORTS, ShelfSort, in_order
from search.study import by_report
from search.study import kwic as concordance
from search.study import trend as counts
from search.study.line_choice import LineChoice
from search.study.line_order import line_order_once
from search.study.reprints import folded
from web.api import wording
from web.api.bounds import DEFAULT_WIDTH, MAX_BEST, MAX_PARAGRAPH, MAX_WIDTH
from web.api.openapi import document
from web.api.refusals import refuse_unknown_parameters
from web.api.rooted import rooted
from web.api.schemas import (
    Citation,
    ReadParagraph,
    ReadReport,
    Reports,
    SuggestedSearch,
    Suggestions,
    citations_in,
)
from web.api.studies import STUDIES
from web.api.study_files import FILED, study_file
from web.api.words import COUNTED
from web.asked.arguments import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    choice,
    completion_limit,
    integer,
    no_query,
    query_text,
    switch,
    value,
)
from web.asked.comparison import Comparison
from web.asked.line_choice import line_choice
from web.asked.parameters import Parameters
from web.asked.suggested import suggestion_target
from web.serving.live import searcher
from web.shown.hit_file import cell_file, hit_file, known_kind, line_file
from web.shown.quotation import quote
from web.shown.root import site_root

api = Blueprint("api", __name__, url_prefix="/api")
api.before_request(refuse_unknown_parameters)
for _address, _study in (STUDIES | COUNTED).items():
    api.get(_address)(_study)
for _name in FILED:
    api.add_url_rule(f"/{_name}.<kind>", f"{_name}_file", partial(study_file, _name))
api.post("/trace.<kind>", endpoint="trace_draft_file")(partial(study_file, "trace"))


@api.get("/search")
def search() -> dict[str, Any]:
    """`q`, repeatable `body`, `year` and `kind`, `report`, `sort`, `limit` (at most 200), `offset`.

    `exact_script`, `synonyms`, `split_words`, `explain_score` and `fold` are 0 or 1.
    """
    parameters, fold = Parameters.for_api(request.args), switch(request.args, "fold")
    _require_query("/api/search?q=提案")
    with searcher() as opened:
        asked = parameters.request()
        require_report(opened, asked)
        found = folded(opened, asked, Deadline()) if fold else opened.search(asked, Deadline())
        return rooted(found.to_dict())


@api.get("/groups")
def groups() -> dict[str, Any]:
    """A search's hits grouped by report, the `best` paragraphs of each; `limit` and `offset` count reports."""
    parameters = Parameters.for_api(request.args)
    best = integer(request.args, "best", 3, least=0, most=MAX_BEST)
    _require_query("/api/groups?q=提案")
    with searcher() as opened:
        require_report(opened, parameters.request())
        return rooted(by_report(opened, parameters.request(), best, Deadline()).to_dict())


@api.get("/kwic")
def kwic() -> dict[str, Any]:
    """One line per occurrence; `width` code points on each side, `sort` as position, left, right or L1,R1,R2.

    `sample` lines at random by `seed`; `group` R1 counts them by the word to the right, R1:的 has those of one group.
    Other parameters as for a search; `limit` and `offset` count lines, or groups.
    """
    parameters, width, sort, chosen = _concordance_asked()
    _require_query("/api/kwic?q=提案")
    with searcher() as opened:
        require_report(opened, parameters.request())
        asked = parameters.request()
        return rooted(concordance(opened, asked, Deadline(), width=width, sort=sort, choice=chosen).to_dict())


@api.get("/kwic.<kind>")
def kwic_file(kind: str) -> Response:
    """Every line of a concordance as a file; parameters as for `/api/kwic`, without `limit` and `offset`."""
    return line_file(known_kind(kind), *_concordance_asked())


def _concordance_asked() -> tuple[Parameters, int, str, LineChoice]:
    sort = line_order_once(value(request.args, "sort") or "position")
    width = integer(request.args, "width", DEFAULT_WIDTH, least=0, most=MAX_WIDTH)
    return replace(Parameters.for_api(request.args), sort="relevance"), width, sort, line_choice(request.args)


@api.get("/trend")
def trend() -> dict[str, Any]:
    """Counts of each `q`, at most six, `by` year, body or body_year, within a search's filters."""
    asked = Comparison.parse(request.args)
    if not asked.queries:
        raise no_query("/api/trend?q=提案&q=协商&by=year")
    with searcher() as opened:
        require_report(opened, asked.filters.request())
        return rooted(counts(opened, asked.queries, asked.filters.request(), Deadline(), by=asked.by).to_dict())


@api.get("/trend.<kind>")
def trend_file(kind: str) -> Response:
    """The cells of a comparison as a file; parameters as for `/api/trend`."""
    return cell_file(known_kind(kind), Comparison.parse(request.args))


api.get("/changes")(wording.changes)
api.get("/trace")(wording.trace)
api.post("/trace")(wording.trace_draft)
api.get("/similar")(wording.similar)


@api.get("/suggest")
def suggestions() -> dict[str, Any]:
    """Alternatives to a search that finds nothing or little; parameters as for a search."""
    parameters = replace(Parameters.for_api(request.args), limit=DEFAULT_LIMIT, offset=0)
    _require_query("/api/suggest?q=题案")
    asked = parameters.request()
    deadline = Deadline()
    with searcher() as opened:
        require_report(opened, asked)
        result = opened.search(replace(asked, limit=0), deadline)
        offered = suggest(opened, asked, result, deadline)
        absent = absent_bodies(lambda: opened.lexicon, asked)
    searches = (
        SuggestedSearch(
            each.kind,
            each.label,
            each.query,
            each.filtered,
            each.total,
            "/?" + urlencode(suggestion_target(parameters, each).pairs()),
        )
        for each in offered
    )
    return rooted(Suggestions(result.query, result.total, result.relaxed, tuple(searches), absent).to_dict())


@api.get("/complete")
def completions() -> dict[str, Any]:
    """Completions of `q`, at most `limit`, which is 1 to 50."""
    query, limit = query_text(request.args), completion_limit(request.args)
    _require_query("/api/complete?q=tian")
    with searcher() as opened:
        found = Completer(opened).complete(query, limit, Deadline())
    return rooted(Completions(query, found).to_dict())


@api.get("/reports")
def reports() -> dict[str, Any]:
    """The catalogue in the order `sort`, filtered by facets of reports; `limit` (0 to 200) and `offset`."""
    parameters = Parameters.for_reports(request.args)
    wanted = ReportFilter(parameters.request())
    limit = integer(request.args, "limit", MAX_LIMIT, least=0, most=MAX_LIMIT)
    sort = cast(ShelfSort, choice(request.args, "sort", "place", SHELF_SORTS))
    with searcher() as opened:
        library = opened.library
    found = in_order(library, wanted.passing(Deadline().watch(library.reports)), sort)
    shown = found[parameters.offset : parameters.offset + limit]
    return rooted(Reports(len(found), parameters.offset, limit, tuple(shown)).to_dict())


@api.get("/reports/<path:report_id>")
def report(report_id: str) -> dict[str, Any]:
    """A whole report with highlights of `q`, which `exact_script`, `synonyms` and `split_words` modify.

    Of a reprint, the report that is kept of it.
    """
    asked = Parameters.for_report(request.args)
    with searcher() as opened:
        report_id = opened.kept_for(report_id) or report_id
        text = opened.report(report_id, asked.query, deadline := Deadline(), **asked.switches())
    keys = paragraph_keys([each.text for each in deadline.watch(text.paragraphs)])
    keyed = deadline.watch(zip(text.paragraphs, keys, strict=True))
    paragraphs = (_paragraph(each, permalink(report_id, key)) for each, key in keyed)
    answer = ReadReport(
        report=text.summary,
        query=asked.query,
        relaxed=text.relaxed,
        total=text.total,
        paragraphs_literal=text.paragraphs_literal,
        occurrences=text.occurrences,
        paragraphs=tuple(paragraphs),
    )
    return rooted(answer.to_dict())


@api.get("/cite")
def cite() -> dict[str, Any]:
    """Citations of `paragraph`, from 0, of `report` in each style, or only in `style`."""
    report_id = value(request.args, "report")
    if not report_id:
        raise RequestError(
            gettext("缺少参数 report"), next_step=gettext("请写成 /api/cite?report=报告编号&paragraph=3")
        )
    number = integer(request.args, "paragraph", 0, least=0, most=MAX_PARAGRAPH)
    style = choice(request.args, "style", "", ("", *CITATION_STYLES))
    with searcher() as opened:
        quotation = quote(opened, report_id, number)
    citations = citations_in(quotation.citations, style)
    return rooted(Citation(report_id, number, quotation.paragraph.text, quotation.link, citations).to_dict())


@api.get("/export/<kind>")
def export(kind: str) -> Response:
    """Every hit of a search as a CSV, XLSX or JSON file, or the methods note as TXT."""
    return hit_file(known_kind(kind))


@api.get("/openapi.json")
def openapi() -> dict[str, Any]:
    """The OpenAPI document."""
    return document(site_root() or "/")


def _paragraph(paragraph: ReportParagraph, link: str) -> ReadParagraph:
    return ReadParagraph(
        paragraph=paragraph.paragraph,
        number=paragraph.number,
        kind=paragraph.kind,
        section=paragraph.section,
        text=paragraph.text,
        highlights=paragraph.highlights,
        word_highlights=paragraph.word_highlights,
        damaged=paragraph.damaged,
        restored=paragraph.restored,
        permalink=link,
    )


def _require_query(example: str) -> None:
    if "q" not in request.args:
        raise no_query(example)
