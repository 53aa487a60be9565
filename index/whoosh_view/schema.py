"""Whoosh schema: one document per paragraph, a report's paragraphs adjacent, its first one the report's head."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NoReturn

from whoosh import fields
from whoosh.columns import NumericColumn
from whoosh.formats import Existence, Positions

from index.facets import KIND_FACETS, NAME_FACETS, NO_NUMBER, YEAR_FACETS
from index.language import gettext
from index.segment.columns import COLUMNS
from index.whoosh_view.analyzer import BigramAnalyzer, VariantAnalyzer, WordAnalyzer
from index.whoosh_view.refusal import WhooshRefused

COUNTED: Final = ("paragraph", "section", "characters", "tokens", "title_tokens", "title_at")
"""Columns of plain numbers."""


class _WithoutTerms(fields.FieldType):
    """A field without terms: a query of it is refused, where stock Whoosh finds nothing without a word."""

    spellable = False
    name = ""

    def on_add(self, schema: fields.Schema, fieldname: str) -> None:  # noqa: ARG002
        """Remember the name of the field."""
        self.name = fieldname

    def to_bytes(self, *_: object, **__: object) -> NoReturn:
        """Raises WhooshRefused, as every use of terms does."""
        raise WhooshRefused(
            f"the field {self.name!r} has no terms: what can be searched is in fields such as text, title, body, year",
            next_step=gettext("请改查 text、title、body、year、date、kind 等字段"),
        )

    process_text = tokenize = to_bytes

    @property
    def analyzer(self) -> NoReturn:  # type: ignore[override]
        """Raises WhooshRefused: highlights would need it."""
        self.to_bytes()


class StoredOnly(_WithoutTerms, fields.STORED):
    """A stored value, shown and not searched."""


class ColumnOnly(_WithoutTerms, fields.COLUMN):
    """A number for sorting, grouping and `ColumnQuery`."""

    def to_column_value(self, value: Any) -> Any:
        """The number."""
        return value

    def from_column_value(self, value: Any) -> Any:
        """The number."""
        return value


class Day(fields.DATETIME):
    """A day as its midnight. A paragraph without one has None, where stock Whoosh overflows."""

    def from_column_value(self, x: Any) -> datetime | None:  # type: ignore[override]
        """The value that hits and groups show."""
        return None if x == NO_DAY else super().from_column_value(x)


YEAR: Final = fields.NUMERIC(int, 32, sortable=True, default=NO_NUMBER)
"""Field of a facet of years."""
DATE: Final = Day(sortable=True)
NO_DAY: Final = 2**64 - 1
"""Column value of a paragraph without a day: sorted after all others."""


def report_schema(words: WordAnalyzer) -> fields.Schema:
    """The fields; words: analyzer of segmented text.

    text: words of the paragraph, which is stored. words: the same under the segment's name of the field.
    grams: bigrams of the paragraph. variants: its characters that folding changes.
    title: words of the report's title, at its head. title_grams: bigrams of it, at the head. about: bigrams of title
    and body, at the head. report, and facets of names such as body: the report's, at its head.
    date, and facets of years: the report's. Facets of kinds: the paragraph's. COUNTED: see index/segment/columns.py.
    heading: the text of the paragraph's heading; meta: the report's metadata, stored at the head.
    """
    bigrams = BigramAnalyzer()
    schema = fields.Schema(
        text=fields.TEXT(words, stored=True),
        words=fields.TEXT(words, stored=True),
        grams=fields.TEXT(bigrams, multitoken_query="phrase"),
        variants=fields.FieldType(Positions(), VariantAnalyzer(), multitoken_query="and"),
        title=fields.TEXT(words),
        title_grams=fields.TEXT(bigrams, multitoken_query="phrase"),
        about=fields.FieldType(Existence(), bigrams, multitoken_query="and"),
        report=fields.ID(),
        date=DATE,
        heading=StoredOnly(),
        meta=StoredOnly(),
    )
    for names in NAME_FACETS:
        schema.add(names.name, fields.ID())
    for years in YEAR_FACETS:
        schema.add(years.name, YEAR)
    for kinds in KIND_FACETS:
        schema.add(kinds.name, fields.ID(sortable=True))
    for name in COUNTED:
        typecode, default = COLUMNS[name]
        schema.add(name, ColumnOnly(NumericColumn(typecode, default=default)))
    return schema
