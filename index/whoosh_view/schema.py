"""The Whoosh schema: one document a paragraph, a report's paragraphs side by side, its first one the report's head."""

from __future__ import annotations

from array import array
from collections.abc import Generator, Iterable, Mapping
from typing import Any

from whoosh import fields
from whoosh.columns import NumericColumn
from whoosh.formats import Format

from index.facets import NAME_FACETS
from index.segment.columns import COLUMNS


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


def report_schema() -> fields.Schema:
    """The fields.

    words: jieba's words of the text. grams: bigrams of it. variants: its characters that folding changes.
    title: words of the report's title, at its head. title_grams: bigrams of it, at the head. about: bigrams of title
    and body, at the head. report, and facets of names such as body: the report's, at its head.
    text: the paragraph as stored; meta: what is known of the report, stored at the head.
    """
    schema = fields.Schema()
    names = (facet.name for facet in NAME_FACETS)
    for name in ("words", "grams", "variants", "title", "title_grams", "about", "report", *names):
        schema.add(name, TermsField())
    for name, (typecode, default) in COLUMNS.items():
        schema.add(name, fields.COLUMN(NumericColumn(typecode, default=default)))
    for name in ("text", "meta"):
        schema.add(name, fields.STORED())
    return schema
