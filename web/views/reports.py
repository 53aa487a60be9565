"""The catalogue of reports, and the report page: outline, paragraphs, and the query's words marked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

from flask import Blueprint, render_template, request

from index.errors import QueryError
from search.result import ReportParagraph, ReportSummary, ReportText
from search.snippet import Piece, marked_pieces
from web.live import searcher
from web.parameters import Parameters, page_number
from web.views.paging import paging
from web.words import language

reports_pages = Blueprint("reports", __name__)

REPORTS_PER_PAGE: Final = 100
_LANGUAGE_SAMPLE_PARAGRAPHS: Final = 8


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """A paragraph as it is read; `following` is the number of the next marked one, when this one is marked."""

    paragraph: ReportParagraph
    pieces: tuple[Piece, ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading of the report, and how many marks there are from it to the next one."""

    paragraph: int
    text: str
    marks: int


@reports_pages.get("/reports", strict_slashes=False)
def catalogue() -> str:
    """`/reports`: all reports by body and year; `body` chooses one body, `page` the page of the list."""
    body, page = Parameters.for_page(request.args).body, page_number(request.args)
    with searcher() as opened:
        reports = [report for report in opened.reports() if not body or report.body in body]
    first = (page - 1) * REPORTS_PER_PAGE
    shown = reports[first : first + REPORTS_PER_PAGE]
    return render_template(
        "reports.html",
        total=len(reports),
        body=body,
        groups=[(name, list(group)) for name, group in groupby(shown, key=_body)],
        paging=paging(page, len(reports), REPORTS_PER_PAGE),
    )


@reports_pages.get("/reports/<path:report_id>")
def report(report_id: str) -> str:
    """`/reports/ID`: the whole report; the words of `q` are marked, and a query that is wrong marks nothing."""
    asked = Parameters.for_report(request.args)
    query = asked.query
    complaint: QueryError | None = None
    with searcher() as opened:
        try:
            text = opened.report(report_id, query, exact_script=asked.exact_script, synonyms=asked.synonyms)
        except QueryError as error:
            text, complaint = opened.report(report_id), error
    marked = [each.number for each in text.paragraphs if each.highlights]
    paragraphs = _shown_paragraphs(text, marked)
    return render_template(
        "report.html",
        asked=asked,
        query=query,
        complaint=complaint,
        report=text,
        title=paragraphs[0] if _begins_with_title(text) else None,
        paragraphs=paragraphs[1:] if _begins_with_title(text) else paragraphs,
        outline=_outline(text),
        first_marked=marked[0] if marked else None,
        language=_language(text),
        in_report=replace(asked, report=report_id),
    )


def _body(report: ReportSummary) -> str:
    return report.body


def _language(text: ReportText) -> str:
    sample = "".join(each.text for each in text.paragraphs[:_LANGUAGE_SAMPLE_PARAGRAPHS])
    return language(text.summary.title + sample)


def _begins_with_title(text: ReportText) -> bool:
    """Then the page's heading is that paragraph, and the title does not stand there twice."""
    return bool(text.paragraphs) and text.paragraphs[0].text == text.summary.title


def _shown_paragraphs(text: ReportText, marked: list[int]) -> list[ShownParagraph]:
    following = dict(pairwise(marked))
    return [
        ShownParagraph(each, marked_pieces(each.text, each.highlights), following.get(each.number))
        for each in text.paragraphs
    ]


def _outline(text: ReportText) -> list[OutlineEntry]:
    """The headings in reading order, without the title; marks above the first one belong to none."""
    first = 1 if _begins_with_title(text) else 0
    headings = [each.number for each in text.paragraphs[first:] if each.kind == "heading"]
    ends = [*headings[1:], len(text.paragraphs)]
    marks = [len(each.highlights) for each in text.paragraphs]
    return [
        OutlineEntry(start, text.paragraphs[start].text, sum(marks[start:end]))
        for start, end in zip(headings, ends, strict=False)
    ]
