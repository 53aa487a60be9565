"""A segment's columns for Whoosh's sorting and grouping, and field lengths as Whoosh rounds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from whoosh.columns import ColumnReader
from whoosh.util.numeric import byte_to_length

from index.facets import BY_NAME, KindFacet, YearFacet
from index.segment.arrays import Array
from index.segment.columns import NO_DATE
from index.segment.reader import DOCUMENT_COLUMNS, SegmentReader
from index.whoosh_view.schema import NO_DAY

DAY: Final = 86_400_000_000
"""Microseconds of a day; Whoosh counts them from the first day of the year 1, whose ordinal is 1."""
_SIGN: Final = 1 << 31

_AT_HEADS: Final = ("title_tokens", "title_at")

At = Callable[[Any], Any]
"""A column: the number of a document, or the numbers of several, by document number."""


def sortable_years(years: Any) -> Any:
    """Years as in the column and the terms of a NUMERIC field."""
    return (years.astype(np.int64) + _SIGN).astype(np.uint64)


def sortable_days(dates: Array) -> npt.NDArray[np.uint64]:
    """Known days as in the terms of a DATETIME field."""
    terms: npt.NDArray[np.uint64] = microseconds(dates) + np.uint64(1 << 63)
    return terms


def microseconds(dates: Any) -> Any:
    """Days as in the column of a DATETIME field, which differs from its terms."""
    since = (np.maximum(dates.astype(np.int64), 1) - 1).astype(np.uint64) * np.uint64(DAY)
    return np.where(dates == NO_DATE, np.uint64(NO_DAY), since)


def numbers_at(reader: SegmentReader, name: str, documents: Any) -> Any:
    """A column's numbers of some documents, or of one; columns of titles count at the heads alone."""
    if name in DOCUMENT_COLUMNS:
        return reader.file[name][documents]
    reports = reader.file["report"][documents]
    if name == "paragraph":
        return documents - reader.heads[reports].astype(np.int64)
    numbers = reader.file[name][reports]
    return np.where(reader.heads[reports] == documents, numbers, 0) if name in _AT_HEADS else numbers


def column_reader(reader: SegmentReader, name: str) -> ColumnReader:
    """A column through Whoosh's interface."""

    def at(documents: Any) -> Any:
        return numbers_at(reader, name, documents)

    match BY_NAME.get(name):
        case KindFacet(kinds=kinds):
            return NamesReader([kind.encode("utf-8") for kind in kinds], reader.file[name])
        case YearFacet():
            return NumbersReader(lambda documents: sortable_years(at(documents)), reader.documents)
    if name == "date":
        return NumbersReader(lambda documents: microseconds(at(documents)), reader.documents)
    return NumbersReader(at, reader.documents)


class NumbersReader(ColumnReader):
    """A column of numbers: computed one by one for hits, all at once for sorting."""

    def __init__(self, at: At, documents: int) -> None:
        self._at = at
        self._documents = documents
        self._sign = 1

    def __len__(self) -> int:
        return self._documents

    def __getitem__(self, docnum: int) -> int:
        return int(self._at(docnum))

    def __iter__(self) -> Iterator[int]:
        return iter(self.load())

    @cached_property
    def _all(self) -> Array:
        numbers: Array = self._at(np.arange(self._documents))
        return numbers

    def load(self) -> list[int]:
        """All numbers."""
        numbers: list[int] = self._all.tolist()
        return numbers

    def sort_key(self, docnum: int) -> int:  # type: ignore[override]
        """Sort key of a document."""
        return self._sign * int(self._all[docnum])

    def set_reverse(self) -> None:
        """Reverse the sort order."""
        self._sign = -1


class NamesReader(ColumnReader):
    """A column of names, one for each document."""

    def __init__(self, names: Sequence[bytes], numbers: Array) -> None:
        self._names = names
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, docnum: int) -> bytes:
        return self._names[int(self._numbers[docnum])]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.load())

    def load(self) -> list[bytes]:
        """All names."""
        return [self._names[number] for number in self._numbers.tolist()]

    def sort_key(self, docnum: int) -> Any:
        """Sort key of a document."""
        return self[docnum]


@cache
def _kept() -> npt.NDArray[np.int64]:
    """Lengths that one byte can represent, ascending."""
    return np.array([byte_to_length(byte) for byte in range(256)])


def rounded(lengths: Array) -> npt.NDArray[np.int32]:
    """Lengths rounded to Whoosh's one-byte form, without which scores would differ from stock Whoosh's."""
    bytes_ = np.minimum(np.searchsorted(_kept(), lengths), 255)
    return _kept()[bytes_].astype(np.int32)
