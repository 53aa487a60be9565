"""Quotation of a paragraph: text, permalink and citation in each style."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import request
from werkzeug.exceptions import NotFound

from index.deadline import Deadline
from search.engine.searcher import Searcher
from search.export.citation import CITATION_STYLES, CitationStyle, GbtStyle, cite, reference_line
from search.export.reference import Reference
from search.export.restored import restored_cell
from search.permalink import clipping_name, paragraph_keys, permalink
from search.result import ReportParagraph, ReportSummary

MIMETYPES: Final[dict[CitationStyle, str]] = {
    "gbt7714": "text/plain",
    "gbt7714-2025": "text/plain",
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
}
SUFFIXES: Final[dict[str, str]] = {"bibtex": "bib", "ris": "ris"}
"""The ending of a file's name, for each style that programs read."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A paragraph of a report, its absolute permalink, its citation in each style, and its references alone."""

    summary: ReportSummary
    paragraph: ReportParagraph
    link: str
    citations: dict[CitationStyle, str]
    references: dict[GbtStyle, str]

    @property
    def name(self) -> str:
        """The paragraph's name among clippings."""
        return clipping_name(self.summary.id, self.link)

    @property
    def reference(self) -> Reference:
        """What the citations name."""
        return Reference.of(self.summary, self.paragraph.text, self.link)


def quote(opened: Searcher, report_id: str, number: int) -> Quotation:
    """A paragraph with its citations; raises ReportNotFound, or NotFound if the report has no such paragraph."""
    report = opened.report(report_id, deadline=Deadline())
    if number >= len(report.paragraphs):
        raise NotFound
    keys = paragraph_keys([each.text for each in report.paragraphs])
    link = request.url_root.rstrip("/") + permalink(report_id, keys[number])
    summary, paragraph, today = report.summary, report.paragraphs[number], date.today()
    restored = restored_cell(paragraph.text, paragraph.restored) or ""
    styles: tuple[GbtStyle, ...] = ("gbt7714-2025", "gbt7714")
    return Quotation(
        summary,
        paragraph,
        link,
        {
            style: cite(summary, number, paragraph.text, url=link, accessed=today, style=style, restored=restored)
            for style in CITATION_STYLES
        },
        {style: reference_line(summary, paragraph.text, url=link, accessed=today, style=style) for style in styles},
    )
