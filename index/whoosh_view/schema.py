"""The Whoosh schema: one document a paragraph, a report's paragraphs side by side, its first one the report's head."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NoReturn

from whoosh import fields
from whoosh.columns import NumericColumn
from whoosh.formats import Existence, Positions

from index.facets import KIND_FACETS, NAME_FACETS, NO_NUMBER, YEAR_FACETS
from index.segment.columns import COLUMNS
from index.whoosh_view.analyzer import BigramAnalyzer, VariantAnalyzer, WordAnalyzer
from index.whoosh_view.refusal import WhooshRefused

COUNTED: Final = ("paragraph", "section", "characters", "tokens", "title_tokens", "title_at")
"""The columns that are numbers and nothing else."""


class _WithoutTerms(fields.FieldType):
    """A field that no query can look into: stock Whoosh finds nothing there without a word, this says so."""

    spellable = False
    name = ""

    def on_add(self, schema: fields.Schema, fieldname: str) -> None:  # noqa: ARG002
        """Remember what the field is called."""
        self.name = fieldname

    def to_bytes(self, *_: object, **__: object) -> NoReturn:
        """Raises WhooshRefused, as everything does that asks for terms."""
        raise WhooshRefused(
            f"the field {self.name!r} has no terms: what can be searched is in fields such as text, title, body, year",
            next_step="请改查 text、title、body、year、date、kind 等字段",
        )

    process_text = tokenize = to_bytes

    @property
    def analyzer(self) -> NoReturn:  # type: ignore[override]
        """What highlights are made with; raises WhooshRefused."""
        self.to_bytes()


class StoredOnly(_WithoutTerms, fields.STORED):
    """A stored value, which is shown and not searched."""


class ColumnOnly(_WithoutTerms, fields.COLUMN):
    """A number by which hits are sorted and grouped, and that `ColumnQuery` compares."""

    def to_column_value(self, value: Any) -> Any:
        """The number."""
        return value

    def from_column_value(self, value: Any) -> Any:
        """The number."""
        return value


class Day(fields.DATETIME):
    """A day as its midnight. A paragraph without one has None in the column, where stock Whoosh overflows."""

    def from_column_value(self, x: Any) -> datetime | None:  # type: ignore[override]
        """What a hit and a group show."""
        return None if x == NO_DAY else super().from_column_value(x)


YEAR: Final = fields.NUMERIC(int, 32, sortable=True, default=NO_NUMBER)
"""A facet of years."""
DATE: Final = Day(sortable=True)
NO_DAY: Final = 2**64 - 1
"""What the column has of a paragraph without a day: it is sorted behind all others."""


def report_schema(words: WordAnalyzer) -> fields.Schema:
    """The fields; words: the analyzer of what is segmented.

    text: words of the paragraph, which is stored. words: the same under the name that it has in the segment.
    grams: bigrams of the paragraph. variants: its characters that folding changes.
    title: words of the report's title, at its head. title_grams: bigrams of it, at the head. about: bigrams of title
    and body, at the head. report, and facets of names such as body: the report's, at its head.
    date, and facets of years: the report's. Facets of kinds: the paragraph's. COUNTED: see index/segment/columns.py.
    heading: the text of the paragraph's heading; meta: what is known of the report, stored at the head.
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
