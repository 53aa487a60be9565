"""The reference analysis: a report's documents one by one, in plain Python, and a Whoosh schema for their terms."""

from array import array
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import fields as dataclass_fields
from typing import Any

from plain_searched import plain_text
from whoosh import fields
from whoosh.columns import NumericColumn
from whoosh.formats import Format

from index.analysis import Segmenter, fold, grams, variants, well_formed
from index.facets import NO_NUMBER
from index.report import Paragraph, Region, Report
from index.segment.columns import COLUMNS, NO_SECTION, date_number, kind_number

Offsets = dict[str, list[int]]


class Positions(Format):
    """Whoosh's format for our postings: a value is the positions in one document, as packed 4-byte integers."""

    def decode_positions(self, value: bytes) -> list[int]:
        """The offsets (code points) in one document."""
        return array("I", value).tolist()

    def decode_frequency(self, value: bytes) -> int:
        """How many there are."""
        return len(value) // 4


class TermsField(fields.FieldType):
    """A field whose terms the analysis has made already: a mapping from term to offsets, or terms without offsets."""

    def __init__(self) -> None:
        # No analyzer: what is given are terms.
        super().__init__(format=Positions(), analyzer=None)  # type: ignore[arg-type]

    def index(self, value: Any, **_: Any) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """Whoosh's postings of one document."""
        terms: Mapping[str, list[int]] | Iterable[str] = value
        if isinstance(terms, Mapping):
            for term, offsets in terms.items():
                yield term.encode("utf-8"), len(offsets), float(len(offsets)), array("I", offsets).tobytes()
        else:
            for term in terms:
                yield term.encode("utf-8"), 1, 1.0, b""


_NAMES = ("body", "body_today", "organ", "province", "prefecture", "level")


def plain_schema() -> fields.Schema:
    """The fields of `documents`: terms with offsets, columns, stored text."""
    schema = fields.Schema()
    for name in ("words", "grams", "variants", "title", "title_grams", "about", "report", *_NAMES):
        schema.add(name, TermsField())
    for name, (typecode, default) in COLUMNS.items():
        schema.add(name, fields.COLUMN(NumericColumn(typecode, default=default)))
    for name in ("text", "meta"):
        schema.add(name, fields.STORED())
    return schema


def word_offsets(text: str, segmenter: Segmenter) -> Offsets:
    """The terms of `text` with the offsets (code points) at which each begins, ascending."""
    offsets: Offsets = defaultdict(list)
    for word, start, _ in sorted(segmenter.words(text), key=lambda token: token[1]):
        offsets[word].append(start)
    return offsets


def documents(report: Report, origin: dict[str, Any], segmenter: Segmenter) -> Iterator[dict[str, Any]]:
    """The report's documents, one a paragraph, the head first; `origin` is stored with the head."""
    report_title = well_formed(report.title)
    searched_title = plain_text(report_title)
    title = word_offsets(searched_title, segmenter)
    headings: dict[str, int] = {}
    for number, paragraph in enumerate(report.paragraphs):
        if paragraph.kind == "heading":
            headings[paragraph.text] = number
        document = _document(paragraph, report, number, segmenter)
        document["section"] = headings.get(paragraph.section, NO_SECTION) if paragraph.section else NO_SECTION
        if number == 0:
            document |= {
                "report": [report.id],
                **{name: [well_formed(str(value))] for name in _NAMES if (value := getattr(report, name)) is not None},
                "title_grams": grams(searched_title),
                "about": sorted(grams(searched_title).keys() | grams(report.body).keys()),
                "title": title,
                "title_tokens": sum(map(len, title.values())),
                "title_at": _title_paragraph(report),
                "meta": _meta(report) | origin,
            }
        yield document


def _document(paragraph: Paragraph, report: Report, number: int, segmenter: Segmenter) -> dict[str, Any]:
    text = well_formed(paragraph.text)
    looked = plain_text(text)
    terms = word_offsets(looked, segmenter)
    return {
        "words": terms,
        "grams": grams(looked),
        "variants": variants(looked),
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
    restored = [[number, *place] for number, paragraph in enumerate(report.paragraphs) for place in paragraph.restored]
    return {
        "id": report.id,
        "title": report.title,
        "body": report.body,
        "year": report.year,
        "date": report.date,
        "source": report.source,
        "original": report.url,
        "site": report.site,
        "organ": report.organ,
        "body_today": report.body_today,
        **{each.name: getattr(report.region, each.name) for each in dataclass_fields(Region)},
        "paragraphs": len(report.paragraphs),
        "characters": sum(len(paragraph.text) for paragraph in report.paragraphs),
        "damaged": sum(paragraph.damaged for paragraph in report.paragraphs),
        "changes": [[change.step, change.count, change.removed] for change in report.changes],
        "assumed": list(report.assumed),
        **({"unread": list(report.unread)} if report.unread else {}),
        **({"restored": restored} if restored else {}),
    }
