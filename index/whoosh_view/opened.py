"""A segment open for Whoosh: its mapped file, its fields, and their lengths."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Final

import numpy as np

from index.analysis import searched_text
from index.facets import KIND_FACETS, NO_NUMBER, YEAR_FACETS
from index.segment.arrays import Array
from index.segment.columns import NO_DATE
from index.segment.reader import SegmentReader
from index.whoosh_view.analyzer import WordAnalyzer
from index.whoosh_view.columns import numbers_at, rounded, sortable_days, sortable_years
from index.whoosh_view.fields import Field, NamedField, NumberField, PostedField
from index.whoosh_view.order import WordOrder
from index.whoosh_view.schema import DATE, YEAR

ALIASES: Final = {"text": "words"}
"""Fields that share the postings of another."""
_LENGTHS: Final = {"words": "tokens", "grams": "characters", "title": "title_tokens"}
"""Columns that hold the lengths of fields."""
_COUNTED: Final = ("title_grams",)
"""Fields of few postings, whose lengths are counted."""


class OpenSegment:
    """A segment's file and its fields. Safe for threads."""

    def __init__(self, path: Path) -> None:
        """Raises OSError, or ArrayFileError if it is no array file."""
        self.reader = SegmentReader(path)
        self._heads = self.reader.heads.astype(np.int64)
        self._kept = cache(self._rounded)
        self.total = cache(self._total)

    def fields(self, words: WordAnalyzer) -> dict[str, Field]:
        """Fields that some document has; words: analyzer of the segment's words."""
        order = {"words": WordOrder(words, self._text), "title": WordOrder(words, self._title)}
        names = {name: name for name in self.reader.fields()}
        names |= {alias: name for alias, name in ALIASES.items() if name in names}
        posted: dict[str, Field] = {
            name: PostedField(postings, partial(self.lengths, source), order.get(source))
            for name, source in names.items()
            if (postings := self.reader.field(source)) is not None
        }
        return posted | dict(self._of_columns())

    def _text(self, document: int) -> str:
        return searched_text(self.reader.text(document))

    def _title(self, document: int) -> str:
        title: str = self.reader.meta(int(self.reader.file["report"][document]))["title"]
        return searched_text(title)

    def _of_columns(self) -> Iterator[tuple[str, Field]]:
        for kinds in KIND_FACETS:
            yield kinds.name, NamedField(kinds.kinds, self.reader.file[kinds.name])
        for facet in YEAR_FACETS:
            years = self.reader.file[facet.name]
            if len(dated := np.flatnonzero(years != NO_NUMBER)):
                yield facet.name, NumberField(YEAR, sortable_years(years[dated]), dated, self._heads)
        dates = self.reader.file["date"]
        if len(dated := np.flatnonzero(dates != NO_DATE)):
            yield "date", NumberField(DATE, sortable_days(dates[dated]), dated, self._heads)

    def lengths(self, field: str) -> Array | None:
        """Number of terms of each document in a field, rounded as Whoosh does; None if it is not scored by length."""
        return self._kept(ALIASES.get(field, field))

    def _rounded(self, field: str) -> Array | None:
        exact = self._exact(field)
        return None if exact is None or not len(exact) else rounded(exact)

    def _total(self, field: str) -> int:
        """Number of terms of all documents in a field, deleted ones included; 0 if it is not scored by length."""
        exact = self._exact(ALIASES.get(field, field))
        return 0 if exact is None else int(exact.sum(dtype=np.int64))

    def _exact(self, field: str) -> Array | None:
        if column := _LENGTHS.get(field):
            numbers: Array = numbers_at(self.reader, column, np.arange(self.reader.documents))
            shifts = self.reader.shifts() if field == "grams" else None
            return numbers if shifts is None else shifts.searched_lengths(numbers.astype(np.int64))
        postings = self.reader.field(field) if field in _COUNTED else None
        if postings is None:
            return None
        found = postings.read(range(len(postings.terms)))
        return np.bincount(found.documents, found.frequencies, self.reader.documents).astype(np.int64)
