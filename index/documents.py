"""From a report to the documents that the index holds: the analysis of every paragraph, laid out by the schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from index.analysis import Segmenter, fold, grams, variants
from index.report import Report
from index.schema import NO_SECTION, NO_YEAR, date_number, kind_number


def word_offsets(text: str, segmenter: Segmenter) -> dict[str, list[int]]:
    """The terms of `text` with the offsets (code points) at which each begins, ascending."""
    offsets: dict[str, list[int]] = defaultdict(list)
    for word, start, _ in sorted(segmenter.words(text), key=lambda token: token[1]):
        offsets[word].append(start)
    return offsets


def documents(report: Report, origin: dict[str, Any], segmenter: Segmenter) -> Iterator[dict[str, Any]]:
    """The report's documents, one a paragraph, the head first; `origin` is stored with the head.

    A report's title is searched as a part of the paragraph that repeats it, or else of the first.
    """
    title = word_offsets(report.title, segmenter)
    headings: dict[str, int] = {}
    for number, paragraph in enumerate(report.paragraphs):
        terms = word_offsets(paragraph.text, segmenter)
        if paragraph.kind == "heading":
            headings[paragraph.text] = number
        document: dict[str, Any] = {
            "words": terms,
            "grams": grams(paragraph.text),
            "variants": variants(paragraph.text),
            "paragraph": number,
            "section": headings.get(paragraph.section, NO_SECTION),
            "kind": kind_number(paragraph.kind),
            "year": NO_YEAR if report.year is None else report.year,
            "date": date_number(report.date),
            "characters": len(paragraph.text),
            "tokens": sum(map(len, terms.values())),
            "text": (paragraph.text, paragraph.section, paragraph.damaged),
        }
        if number == 0:
            document |= {
                "report": [report.id],
                "body": [report.body],
                "title_grams": grams(report.title),
                "about": sorted(grams(report.title).keys() | grams(report.body).keys()),
                "title": title,
                "title_tokens": sum(map(len, title.values())),
                "title_at": _title_paragraph(report),
                "meta": _meta(report) | origin,
            }
        yield document


def _title_paragraph(report: Report) -> int:
    title = fold(report.title)
    texts = (fold(paragraph.text) for paragraph in report.paragraphs)
    return next((number for number, text in enumerate(texts) if text == title), 0)


def _meta(report: Report) -> dict[str, Any]:
    return {
        "id": report.id,
        "title": report.title,
        "body": report.body,
        "year": report.year,
        "date": report.date,
        "source": report.source,
        "paragraphs": len(report.paragraphs),
        "characters": sum(len(paragraph.text) for paragraph in report.paragraphs),
        "damaged": sum(paragraph.damaged for paragraph in report.paragraphs),
        "changes": [(change.step, change.count, change.removed) for change in report.changes],
    }
