"""The reference analysis: a report's documents one by one, in plain Python, as fields of the Whoosh schema."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from index.analysis import Segmenter, fold, grams, variants, well_formed
from index.facets import NO_NUMBER
from index.report import Paragraph, Report
from index.segment.columns import NO_SECTION, date_number, kind_number

Offsets = dict[str, list[int]]


def word_offsets(text: str, segmenter: Segmenter) -> Offsets:
    """The terms of `text` with the offsets (code points) at which each begins, ascending."""
    offsets: Offsets = defaultdict(list)
    for word, start, _ in sorted(segmenter.words(text), key=lambda token: token[1]):
        offsets[word].append(start)
    return offsets


def documents(report: Report, origin: dict[str, Any], segmenter: Segmenter) -> Iterator[dict[str, Any]]:
    """The report's documents, one a paragraph, the head first; `origin` is stored with the head."""
    report_title = well_formed(report.title)
    title = word_offsets(report_title, segmenter)
    headings: dict[str, int] = {}
    for number, paragraph in enumerate(report.paragraphs):
        if paragraph.kind == "heading":
            headings[paragraph.text] = number
        document = _document(paragraph, report, number, segmenter)
        document["section"] = headings.get(paragraph.section, NO_SECTION) if paragraph.section else NO_SECTION
        if number == 0:
            document |= {
                "report": [report.id],
                "body": [report.body],
                "title_grams": grams(report_title),
                "about": sorted(grams(report_title).keys() | grams(report.body).keys()),
                "title": title,
                "title_tokens": sum(map(len, title.values())),
                "title_at": _title_paragraph(report),
                "meta": _meta(report) | origin,
            }
        yield document


def _document(paragraph: Paragraph, report: Report, number: int, segmenter: Segmenter) -> dict[str, Any]:
    text = well_formed(paragraph.text)
    terms = word_offsets(text, segmenter)
    return {
        "words": terms,
        "grams": grams(text),
        "variants": variants(text),
        "paragraph": number,
        "kind": kind_number(paragraph.kind),
        "year": NO_NUMBER if report.year is None else report.year,
        "date": date_number(report.date),
        "characters": len(text),
        "tokens": sum(map(len, terms.values())),
        "text": text,
    }


def _title_paragraph(report: Report) -> int:
    """A report's title is searched as a part of the paragraph that repeats it, or else of the first."""
    title = fold(well_formed(report.title))
    texts = (fold(well_formed(paragraph.text)) for paragraph in report.paragraphs)
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
        "changes": [[change.step, change.count, change.removed] for change in report.changes],
    }
