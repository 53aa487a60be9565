"""Packed postings: the arrays of a field in a segment's file, written in pieces and read by term.

A field `F` with *t* terms, *n* postings and *m* positions; the postings of all terms are concatenated, in order.

| array | elements | content |
|---|---|---|
| `F.first` | *t* + 1 | offset of each term's postings |
| `F.low`, `F.high` | *n* | document numbers: the low 16 bits; the 8 above, absent in a segment of ≤ 65,536 documents |
| `F.frequencies` | *n*, 1 byte | term frequency in the document; absent if all are 1 |
| `F.begins` | *t* + 1 | offset of each term's positions; absent, as is the next, in a field without positions |
| `F.positions` | *m*, 1 or 2 bytes | offsets in the paragraph (code points), document by document, ascending |

Frequencies and positions are narrow numbers (index/segment/narrow.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from index.errors import CorruptIndex
from index.segment.arrays import ArrayFile, ArrayFileWriter, narrowest
from index.segment.narrow import Narrow, NarrowWriter, Numbers
from index.segment.terms import LongTerms, ShortTerms, read_terms

UInt32 = npt.NDArray[np.uint32]
Int64 = npt.NDArray[np.int64]
Documents = npt.NDArray[np.intp]
"""Document numbers, in the dtype that indexes arrays without conversion."""

MAX_DOCUMENTS: Final = 1 << 24
"""Maximum number of documents of a segment."""
_LOW_DOCUMENTS: Final = 1 << 16

_RARE: Final = 1 / 8
"""Share of numbers up to which overflows (8 bytes each) cost less than a wider type (1 byte for every number)."""


_OFFSET: Final = 4
"""Bytes of a number of 32 bits: of where a document's positions begin, and of a position at most."""

Check = Callable[[], object]
"""Called between pieces of long work; raises to abort it."""


class Postings:
    """Postings of a term: `documents` ascending, `frequencies` one for each, `positions` of each document in turn.

    positions: offsets in the paragraph (code points), ascending within a document; empty in a field without. Read on
    first use.
    """

    __slots__ = ("_begins", "_held", "_positions", "documents", "frequencies")

    def __init__(
        self,
        documents: Documents,
        frequencies: Numbers,
        positions: Numbers | Callable[[Check], Numbers],
        held: int = 0,
    ) -> None:
        """held: bytes of arrays that unread positions are made of, and keep alive."""
        self._held = held
        self.documents = documents
        self.frequencies = frequencies
        self._positions = positions
        self._begins: UInt32 | None = None

    @property
    def size(self) -> int:
        """Upper bound on the bytes in memory, when positions are read, too."""
        of_documents = self.documents.nbytes + self.frequencies.nbytes + _OFFSET * len(self.documents)
        return of_documents + _OFFSET * int(self.frequencies.sum(dtype=np.int64)) + self._held

    @property
    def begins(self) -> UInt32:
        """Offset of each document's positions."""
        if self._begins is None:
            self._begins = np.cumsum(self.frequencies, dtype=np.uint32) - self.frequencies
        return self._begins

    @property
    def positions(self) -> Numbers:
        """See the class."""
        return self.read(_never)

    def read(self, check: Check) -> Numbers:
        """The positions; if `check` raises, they stay unread."""
        # Several threads may read at once, and store equal arrays.
        positions = self._positions
        if callable(positions):
            positions = self._positions = positions(check)
        return positions

    def only(self, keep: npt.NDArray[np.bool_]) -> Postings:
        """Postings of the documents for which the mask `keep`, indexed by document number, is true."""
        chosen = keep[self.documents]
        return self if chosen.all() else self.chosen(chosen)

    def chosen(self, chosen: npt.NDArray[np.bool_]) -> Postings:
        """Postings for which the mask `chosen`, one element for each, is true."""

        def positions(check: Check) -> Numbers:
            every = self.read(check)
            return every[np.repeat(chosen, self.frequencies)] if len(every) else every

        return Postings(self.documents[chosen], self.frequencies[chosen], positions)

    def part(self, first: int, last: int) -> Postings:
        """The postings from index `first` up to `last` in `documents`."""
        if first >= last:
            return EMPTY
        start = int(self.begins[first])
        end = int(self.begins[last - 1]) + int(self.frequencies[last - 1])
        return Postings(
            self.documents[first:last], self.frequencies[first:last], lambda check: self.read(check)[start:end]
        )


def _never() -> None:
    """A check that never aborts."""


_NONE: Final = np.zeros(0, np.uint32)
EMPTY: Final = Postings(np.zeros(0, np.intp), _NONE, _NONE)


def joined(parts: Sequence[tuple[int, Postings]]) -> Postings:
    """Postings of several segments joined; each part comes with the number of its first document."""
    if not parts:
        return EMPTY
    if len(parts) == 1 and parts[0][0] == 0:
        return parts[0][1]
    return Postings(
        np.concatenate([each.documents + start for start, each in parts]),
        np.concatenate([each.frequencies for _, each in parts]),
        lambda check: np.concatenate([each.read(check) for _, each in parts]),
    )


class FieldPostings:
    """The postings of one field in one segment."""

    def __init__(self, file: ArrayFile, field: str, documents: int) -> None:
        """documents: the segment's number of documents. Raises KeyError if it lacks the field."""
        self._file = file.name
        self._documents = documents
        self.terms: ShortTerms | LongTerms = read_terms(file, field)
        self.first = file[f"{field}.first"]
        self._low = file[f"{field}.low"]
        self._high = file.get(f"{field}.high")
        self._frequencies = Narrow(file, f"{field}.frequencies") if f"{field}.frequencies" in file else None
        self.begins = file.get(f"{field}.begins")
        self._positions = None if self.begins is None else Narrow(file, f"{field}.positions")
        self._check_lengths()
        self._ascending = np.zeros(len(self.terms), np.bool_)

    def _check_lengths(self) -> None:
        """Raise CorruptIndex unless each term has its bounds, and each posting its numbers."""
        terms, postings, positions = len(self.terms), len(self._low), 0
        right = len(self.first) == terms + 1 and int(self.first[-1]) == postings
        for each in (self._high, self._frequencies):
            right = right and (each is None or len(each) == postings)
        if self.begins is not None and self._positions is not None:
            positions = len(self._positions)
            right = right and len(self.begins) == terms + 1 and int(self.begins[-1]) == positions
        if not right:
            raise CorruptIndex.in_file(self._file)

    @property
    def position_bytes(self) -> int:
        """Width of positions (bytes); 0 in a field without."""
        return 0 if self._positions is None else self._positions.width

    @property
    def counted(self) -> bool:
        """Whether frequencies are stored; otherwise all are 1."""
        return self._frequencies is not None

    def document_frequency(self, number: int) -> int:
        """Document frequency of the term of this number; raises CorruptIndex for an impossible one."""
        return int(self.document_frequencies(range(number, number + 1))[0])

    def document_frequencies(self, numbers: range) -> Int64:
        """Document frequencies of the terms of these numbers; raises CorruptIndex for impossible ones."""
        bounds = self.first[numbers.start : numbers.stop + 1].astype(np.int64)
        found: Int64 = bounds[1:] - bounds[:-1]
        # Repeating by a negative number fails, and by a large one takes all memory.
        if len(found) and not 0 < int(found.min()) <= int(found.max()) <= self._documents:
            raise CorruptIndex.in_file(self._file)
        return found

    def documents(self, start: int, end: int) -> Documents:
        """Document numbers of the field's postings from `start` to `end`, unchecked."""
        documents = self._low[start:end].astype(np.intp)
        if self._high is not None:
            documents |= self._high[start:end].astype(np.intp) << 16
        return documents

    def _are_right(self, documents: Documents, numbers: range) -> bool:
        """Whether the document numbers of these terms are the segment's, and ascend within a term.

        That they ascend is looked at once: what damages them later, the comparison with checksums finds.
        """
        if not len(documents):
            return True
        if int(documents.max()) >= self._documents:
            return False
        if self._ascending[numbers.start : numbers.stop].all():
            return True
        falls = documents[1:] <= documents[:-1]
        if len(numbers) > 1:
            # The next term begins anew.
            falls[np.cumsum(self.document_frequencies(numbers))[:-1] - 1] = False
        if falls.any():
            return False
        self._ascending[numbers.start : numbers.stop] = True
        return True

    def extent(self, numbers: range) -> tuple[int, int]:
        """Counts of postings and of positions of the terms of these numbers; equal in a field without positions."""
        if not numbers:
            return 0, 0
        count = int(self.first[numbers.stop]) - int(self.first[numbers.start])
        return count, count if self.begins is None else int(self.begins[numbers.stop]) - int(self.begins[numbers.start])

    def read(self, numbers: range) -> Postings:
        """Postings of the terms of these numbers, concatenated.

        Raises CorruptIndex for impossible values, as reading the positions does.
        """
        start, end = int(self.first[numbers.start]), int(self.first[numbers.stop])
        documents = self.documents(start, end)
        # Checked here, since a bad document number would pass for a fault of the program where it is used.
        if len(documents) != end - start or not self._are_right(documents, numbers):
            raise CorruptIndex.in_file(self._file)
        counts = self._frequencies
        frequencies = np.ones(end - start, np.uint8) if counts is None else counts.read(start, end)
        if self._positions is None or self.begins is None:
            return Postings(documents, frequencies, _NONE)
        narrow, first, last = self._positions, int(self.begins[numbers.start]), int(self.begins[numbers.stop])

        def positions(_: Check) -> Numbers:
            found = narrow.read(first, last)
            if not len(found) == last - first == int(frequencies.sum(dtype=np.uint64)):
                raise CorruptIndex.in_file(self._file)
            return found

        # Frequencies that overflowed their width may be damaged, and repeating by them could take all memory.
        if frequencies.itemsize > 1 and int(frequencies.sum(dtype=np.uint64)) != last - first:
            raise CorruptIndex.in_file(self._file)
        return Postings(documents, frequencies, positions)


class FieldWriter:
    """Writes one field's postings in pieces, terms in order."""

    def __init__(
        self,
        file: ArrayFileWriter,
        field: str,
        terms: ShortTerms | LongTerms,
        document_counts: Int64,
        position_counts: Int64 | None,
        *,
        documents: int,
        position_bytes: int = 0,
        counted: bool = False,
    ) -> None:
        """document_counts, position_counts: postings and positions of each term; None: no positions.

        documents: of the segment, at most MAX_DOCUMENTS. position_bytes: width of positions (1 or 2). counted: whether
        frequencies are stored.
        """
        if documents > MAX_DOCUMENTS:
            raise ValueError(f"a segment has at most {MAX_DOCUMENTS} documents")
        terms.write(file, field)
        first = np.concatenate([[0], np.cumsum(document_counts)])
        file.add(f"{field}.first", narrowest(first))
        count = int(first[-1])
        self._low = file.reserve(f"{field}.low", "u2", count)
        self._high = file.reserve(f"{field}.high", "u1", count) if documents > _LOW_DOCUMENTS else None
        self._narrow: list[NarrowWriter | None] = [None, None]
        if counted:
            self._narrow[0] = NarrowWriter(file, f"{field}.frequencies", 1, count)
        if position_counts is not None:
            begins = np.concatenate([[0], np.cumsum(position_counts)])
            file.add(f"{field}.begins", narrowest(begins))
            self._narrow[1] = NarrowWriter(file, f"{field}.positions", position_bytes, int(begins[-1]))

    def write(self, documents: Numbers, frequencies: Numbers, positions: Numbers) -> None:
        """Write the next postings; documents: numbers in the segment."""
        self._low.write((documents & 0xFFFF).astype(np.uint16))
        if self._high is not None:
            self._high.write((documents >> 16).astype(np.uint8))
        for writer, numbers in zip(self._narrow, (frequencies, positions), strict=True):
            if writer:
                writer.write(numbers)

    def finish(self) -> None:
        """Complete the field, after the last `write`."""
        for writer in self._narrow:
            if writer:
                writer.finish()


def position_bytes_for(positions: Numbers) -> int:
    """Best width of these positions (bytes)."""
    return 1 if np.count_nonzero(positions > 0xFF) <= _RARE * len(positions) else 2
