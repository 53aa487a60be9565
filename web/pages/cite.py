"""Quoting a paragraph: its text with its citation, in the forms that papers and reference managers want."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from search.engine.searcher import Searcher
from search.export.citation import CitationStyle, cite
from search.permalink import paragraph_keys, permalink
from search.result import ReportParagraph, ReportSummary
from web.asked.arguments import choice
from web.serving.live import searcher
from web.shown.script import language

cite_pages = Blueprint("cite", __name__)

STYLES: Final[tuple[CitationStyle, ...]] = ("gbt7714", "bibtex")
_HIGHEST: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Quotation:
    """A paragraph of a report, its permanent link with the site's name, and its citation in each style."""

    summary: ReportSummary
    paragraph: ReportParagraph
    link: str
    citations: dict[CitationStyle, str]


@cite_pages.get(f"/reports/<path:report_id>/cite/<int(max={_HIGHEST}):number>")
def citation(report_id: str, number: int) -> str | Response:
    """`/reports/ID/cite/N`: how to quote paragraph N; with `style` only that citation, as plain text."""
    style = choice(request.args, "style", "", ("", *STYLES))
    with searcher() as opened:
        quotation = quote(opened, report_id, number)
    if style:
        return Response(quotation.citations[cast(CitationStyle, style)] + "\n", mimetype="text/plain")
    return render_template(
        "cite.html", quotation=quotation, language=language(quotation.summary.title + quotation.paragraph.text)
    )


def quote(opened: Searcher, report_id: str, number: int) -> Quotation:
    """A paragraph with its citations; raises ReportNotFound, or NotFound where the report has no such paragraph."""
    report = opened.report(report_id)
    if number >= len(report.paragraphs):
        raise NotFound
    keys = paragraph_keys([each.text for each in report.paragraphs])
    link = request.url_root.rstrip("/") + permalink(report_id, keys[number])
    paragraph = report.paragraphs[number]
    today = date.today()
    citations = {
        style: cite(report.summary, number, paragraph.text, url=link, accessed=today, style=style) for style in STYLES
    }
    return Quotation(report.summary, paragraph, link, citations)
