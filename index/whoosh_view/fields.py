"""Fields of a segment for Whoosh: those that have postings, and those derived from columns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, overload

import numpy as np
import numpy.typing as npt
from whoosh.fields import NUMERIC
from whoosh.reading import TermInfo

from index.segment.arrays import Array, ragged
from index.segment.postings import FieldPostings, Postings
from index.segment.terms import LongTerms, ShortTerms
from index.whoosh_view.order import WordOrder

UInt64 = npt.NDArray[np.uint64]
Int64 = npt.NDArray[np.int64]


class Utf8(Sequence[bytes]):
    """The terms of a field as UTF-8, in order."""

    def __init__(self, terms: LongTerms | ShortTerms) -> None:
        self._terms = terms

    def __len__(self) -> int:
        return len(self._terms)

    @overload
    def __getitem__(self, number: int) -> bytes: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[bytes]: ...
    def __getitem__(self, number: int | slice) -> bytes | Sequence[bytes]:
        assert isinstance(number, int)
        return self._terms[number] if isinstance(self._terms, LongTerms) else self._terms.term(number).encode("utf-8")


class Field(ABC):
    """Terms of a field, in order, and their postings. Safe for threads.

    order: word order, where positions are not offsets.
    """

    order: WordOrder | None = None

    @property
    def lengths(self) -> Array | None:
        """Number of terms of each document; None in a field that is not scored by length."""
        return None

    @property
    @abstractmethod
    def terms(self) -> Sequence[bytes]:
        """All terms."""

    @abstractmethod
    def read(self, number: int) -> Postings:
        """Postings of the term of this number."""

    def number(self, term: bytes) -> int:
        """Number of the term; raises KeyError if there is none."""
        number = bisect_left(self.terms, term)
        if number == len(self.terms) or self.terms[number] != term:
            raise KeyError(term)
        return number

    def frequency(self, number: int) -> int:
        """Frequency of a term in all documents."""
        return int(self.read(number).frequencies.sum(dtype=np.int64))

    def document_frequency(self, number: int) -> int:
        """Document frequency of a term."""
        return len(self.read(number).documents)

    def term_info(self, number: int) -> TermInfo:
        """Whoosh's statistics of a term."""
        found = self.read(number)
        known = self.lengths
        lengths = np.zeros(1, np.uint8) if known is None else known[found.documents]
        return TermInfo(
            weight=float(self.frequency(number)),
            df=len(found.documents),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(found.frequencies.max()),
            minid=int(found.documents[0]),
            maxid=int(found.documents[-1]),
        )


class PostedField(Field):
    """A field that has postings in the segment."""

    def __init__(self, postings: FieldPostings, lengths: Callable[[], Array | None], order: WordOrder | None) -> None:
        """lengths: called when they are needed."""
        self._postings = postings
        self._terms = Utf8(postings.terms)
        self._lengths = lengths
        self.order = order

    @property
    def lengths(self) -> Array | None:
        """Number of terms of each document; None in a field that is not scored by length."""
        return self._lengths()

    @property
    def terms(self) -> Sequence[bytes]:
        """All terms."""
        return self._terms

    def read(self, number: int) -> Postings:
        """Postings of the term of this number."""
        return self._postings.read(range(number, number + 1))

    def frequency(self, number: int) -> int:
        """Frequency of a term in all documents."""
        begins = self._postings.begins
        if begins is None:
            return super().frequency(number)
        return int(begins[number + 1]) - int(begins[number])

    def document_frequency(self, number: int) -> int:
        """Document frequency of a term."""
        return self._postings.document_frequency(number)


class NamedField(Field):
    """A field of a few terms: each document has one of `names`, by its number in `column`."""

    def __init__(self, names: Sequence[str], column: Array) -> None:
        self._names = names
        self._column = column

    @cached_property
    def _numbers(self) -> dict[bytes, int]:
        """Column number of each term."""
        present = [(name.encode("utf-8"), number) for number, name in enumerate(self._names)]
        return dict(sorted((term, number) for term, number in present if (self._column == number).any()))

    @cached_property
    def _terms(self) -> list[bytes]:
        return list(self._numbers)

    @property
    def terms(self) -> Sequence[bytes]:
        """All terms."""
        return self._terms

    def read(self, number: int) -> Postings:
        """Postings of the term of this number."""
        return _once_in_each(np.flatnonzero(self._column == self._numbers[self._terms[number]]))


class NumberField(Field):
    """A numeric field of reports, posted at all their documents, and by the numbers' higher bits too, as in Whoosh."""

    def __init__(self, field: NUMERIC, numbers: UInt64, reports: Int64, heads: Int64) -> None:
        """numbers: the sortable values; reports: their reports; heads: first document of each report."""
        self._field = field
        order = np.argsort(numbers, kind="stable")
        self._numbers = numbers[order]
        self._reports = reports[order]
        self._heads = heads

    @cached_property
    def _ranges(self) -> list[tuple[bytes, int, int]]:
        """Each term with its range in the sorted numbers."""
        return list(self._tiers()) if len(self._numbers) else []

    def _tiers(self) -> Iterator[tuple[bytes, int, int]]:
        for shift in range(0, self._field.bits, self._field.shift_step):
            shifted = self._numbers >> np.uint64(shift)
            starts = [0, *(np.flatnonzero(shifted[1:] != shifted[:-1]) + 1).tolist()]
            for start, end in zip(starts, [*starts[1:], len(shifted)], strict=True):
                yield self._field.sortable_to_bytes(int(self._numbers[start]), shift), start, end

    @cached_property
    def _terms(self) -> list[bytes]:
        return [term for term, _, _ in self._ranges]

    @property
    def terms(self) -> Sequence[bytes]:
        """All terms."""
        return self._terms

    def read(self, number: int) -> Postings:
        """Postings of the term of this number."""
        _, start, end = self._ranges[number]
        reports = np.sort(self._reports[start:end])
        return _once_in_each(ragged(self._heads[reports], self._heads[reports + 1] - self._heads[reports]))


def _once_in_each(documents: npt.NDArray[Any]) -> Postings:
    return Postings(documents.astype(np.intp), np.ones(len(documents), np.uint8), np.zeros(0, np.uint32))
