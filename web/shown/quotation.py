"""Quotation of a paragraph: text, permalink and citation in each style."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import request
from werkzeug.exceptions import NotFound

from search.engine.searcher import Searcher
from search.export.citation import CitationStyle, cite
from search.permalink import paragraph_keys, permalink
from search.result import ReportParagraph, ReportSummary

STYLES: Final[tuple[CitationStyle, ...]] = ("gbt7714", "bibtex")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A paragraph of a report, its absolute permalink, and its citation in each style."""

    summary: ReportSummary
    paragraph: ReportParagraph
    link: str
    citations: dict[CitationStyle, str]


def quote(opened: Searcher, report_id: str, number: int) -> Quotation:
    """A paragraph with its citations; raises ReportNotFound, or NotFound if the report has no such paragraph."""
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
