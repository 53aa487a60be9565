"""Quotation of a paragraph or of words in it: text, permalink and citation in each style."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import request

from index.china_time import today
from index.deadline import Deadline
from index.errors import ParagraphNotFound
from search.engine.searcher import Searcher
from search.export.citation import CITATION_STYLES, CitationStyle, GbtStyle, cite, reference_line
from search.export.reference import Reference
from search.export.restored import restored_cell
from search.permalink import clipping_name, paragraph_keys, permalink
from search.result import ReportParagraph, ReportSummary, Span
from web.shown.passage import Passage, passage
from web.shown.script import Script, script

MIMETYPES: Final[dict[CitationStyle, str]] = {
    "gbt7714": "text/plain",
    "gbt7714-2025": "text/plain",
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
}
SUFFIXES: Final[dict[str, str]] = {"bibtex": "bib", "ris": "ris"}
"""The ending of a file's name, for each style that programs read."""

_SCRIPT_NAMES: Final[dict[Script, str]] = {"original": "原文", "zh-Hans": "简体", "zh-Hant": "繁体"}


@dataclass(frozen=True, slots=True)
class Quotation:
    """A paragraph of a report, its absolute permalink, its citation in each style, and its references alone.

    passage: the words of it that are quoted; None for all of it.
    """

    summary: ReportSummary
    paragraph: ReportParagraph
    passage: Passage | None
    link: str
    citations: dict[CitationStyle, str]
    references: dict[GbtStyle, str]

    @property
    def name(self) -> str:
        """The paragraph's name among clippings."""
        return clipping_name(self.summary.id, self.link.partition("?")[0])

    @property
    def reference(self) -> Reference:
        """What the citations name."""
        return Reference.of(self.summary, self.paragraph.text, self.link)


def quote(opened: Searcher, report_id: str, number: int, span: Span | None = None) -> Quotation:
    """A paragraph with its citations, or what stands at a span of it as it is shown (web/shown/passage.py).

    Raises ReportNotFound, ParagraphNotFound, or RequestError if nothing stands there.
    """
    report = opened.report(report_id, deadline=Deadline())
    if number >= len(report.paragraphs):
        raise ParagraphNotFound(number, len(report.paragraphs))
    keys = paragraph_keys([each.text for each in report.paragraphs])
    summary, paragraph, accessed = report.summary, report.paragraphs[number], today()
    quoted = passage(paragraph, span, script())
    link = request.url_root.rstrip("/") + permalink(report_id, keys[number]) + (f"?at={quoted.at}" if quoted else "")
    restored = restored_cell(paragraph.text, quoted.restored if quoted else paragraph.restored) or ""
    styles: tuple[GbtStyle, ...] = ("gbt7714-2025", "gbt7714")
    return Quotation(
        summary,
        paragraph,
        quoted,
        link,
        {
            style: cite(
                summary,
                number,
                paragraph.text,
                url=link,
                accessed=accessed,
                style=style,
                restored=restored,
                words=quoted.words if quoted else "",
                told=_told(paragraph, quoted),
            )
            for style in CITATION_STYLES
        },
        {style: reference_line(summary, paragraph.text, url=link, accessed=accessed, style=style) for style in styles},
    )


def _told(paragraph: ReportParagraph, quoted: Passage | None) -> list[tuple[str, str]]:
    """What a reader of the quotation must know besides restored places."""
    told = [("缺损", "这一段有字在保存网页时丢失，没有猜补")] if paragraph.damaged else []
    if quoted and quoted.words != paragraph.text[quoted.start : quoted.end]:
        told.append(("字形", f"由原文转为{_SCRIPT_NAMES[script()]}"))
    return told
