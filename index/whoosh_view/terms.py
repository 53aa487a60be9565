"""A segment's terms and postings through Whoosh's interfaces: dictionary, cursor for fuzzy terms, matcher."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, Final, overload

import numpy as np
import numpy.typing as npt
from whoosh.codec import base
from whoosh.matching.mcore import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from index.segment.arrays import Array
from index.segment.postings import FieldPostings, Postings
from index.segment.reader import SegmentReader
from index.segment.terms import LongTerms, ShortTerms

BLOCK: Final = 128
"""How many postings Whoosh skips at once when none of them can be good enough."""

Term = tuple[str, bytes]
Lengths = Mapping[str, Array]
"""For some fields, how many terms each document has."""


class _Bytes(Sequence[bytes]):
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


class _Field:
    """A field's terms and postings."""

    def __init__(self, postings: FieldPostings, lengths: Array | None) -> None:
        self.postings = postings
        self.terms = _Bytes(postings.terms)
        self.lengths = lengths

    def number(self, term: bytes) -> int:
        """The term's number; raises KeyError where there is none."""
        number = bisect_left(self.terms, term)
        if number == len(self.terms) or self.terms[number] != term:
            raise KeyError(term)
        return number

    def read(self, number: int) -> Postings:
        """The postings of a term."""
        return self.postings.read(range(number, number + 1))

    def frequency(self, number: int) -> int:
        """How often a term stands in all documents."""
        begins = self.postings.begins
        if begins is not None:
            return int(begins[number + 1]) - int(begins[number])
        return int(self.read(number).frequencies.sum(dtype=np.int64))

    def term_info(self, number: int) -> TermInfo:
        """What Whoosh wants to know of a term."""
        found = self.read(number)
        lengths = np.zeros(1, np.uint8) if self.lengths is None else self.lengths[found.documents]
        return TermInfo(
            weight=float(self.frequency(number)),
            df=len(found.documents),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(found.frequencies.max()),
            minid=int(found.documents[0]),
            maxid=int(found.documents[-1]),
        )


class TermsReader(base.TermsReader):
    """The terms of all fields of a segment, and their postings, deleted documents included."""

    def __init__(self, reader: SegmentReader, lengths: Lengths) -> None:
        """lengths: for the fields where it is known, how many terms each document has."""
        self._fields = {
            name: _Field(postings, lengths.get(name))
            for name in sorted(reader.fields())
            if (postings := reader.field(name)) is not None
        }

    def __contains__(self, term: Term) -> bool:
        try:
            self._find(*term)
        except KeyError:
            return False
        return True

    def _find(self, fieldname: str, text: bytes) -> tuple[_Field, int]:
        field = self._fields[fieldname]
        return field, field.number(text)

    def indexed_field_names(self) -> list[str]:
        """The fields that some document has."""
        return list(self._fields)

    def cursor(self, fieldname: str, fieldobj: Any) -> base.FieldCursor:
        """A cursor on the first term of a field."""
        field = self._fields.get(fieldname)
        cursor: base.FieldCursor = FieldCursor(field, fieldobj) if field else base.EmptyCursor()
        return cursor

    def terms(self) -> Iterator[Term]:
        """All terms, by field and then by bytes."""
        for name, field in self._fields.items():
            for text in field.terms:
                yield name, text

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """The terms from this one on, to the end of all fields; none where the segment does not have the field."""
        for name, number in self._numbers_from(fieldname, prefix):
            yield name, self._fields[name].terms[number]

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        """All terms, with what is known of each."""
        for name in islice(self._fields, 1):
            yield from self.items_from(name, b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        """`terms_from`, with what is known of each."""
        for name, number in self._numbers_from(fieldname, prefix):
            field = self._fields[name]
            yield (name, field.terms[number]), field.term_info(number)

    def _numbers_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, int]]:
        if fieldname not in self._fields:
            return
        for name, field in self._fields.items():
            if name >= fieldname:
                start = bisect_left(field.terms, prefix) if name == fieldname else 0
                for number in range(start, len(field.terms)):
                    yield name, number

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """What is known of a term; raises TermNotFound."""
        field, number = self._found(fieldname, text)
        return field.term_info(number)

    def frequency(self, fieldname: str, text: bytes) -> int:
        """How often a term stands in all documents; raises KeyError."""
        field, number = self._find(fieldname, text)
        return field.frequency(number)

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """In how many documents a term stands; raises KeyError."""
        field, number = self._find(fieldname, text)
        return field.postings.document_frequency(number)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> PostingsMatcher:
        """A term's postings; raises TermNotFound."""
        field, number = self._found(fieldname, text)
        return PostingsMatcher(field.read(number), field.lengths, format_, (fieldname, text), scorer)

    def _found(self, fieldname: str, text: bytes) -> tuple[_Field, int]:
        try:
            return self._find(fieldname, text)
        except KeyError:
            raise TermNotFound(f"No term {fieldname}:{text!r}") from None


class FieldCursor(base.FieldCursor):
    """Stands on a term of a field, or behind the last."""

    def __init__(self, field: _Field, fieldobj: Any) -> None:
        self._field = field
        self._type = fieldobj
        self._number = 0

    def first(self) -> str | None:
        """Go to the first term, and return it."""
        self._number = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        """Go to the first term that is not before `string`, and return it; None behind the last."""
        self._number = bisect_left(self._field.terms, self._type.to_bytes(string))
        return self.text()

    def next(self) -> str | None:
        """Go to the next term, and return it; None behind the last."""
        self._number += 1
        return self.text()

    def text(self) -> str | None:
        """The term; None behind the last."""
        return self._type.from_bytes(self._field.terms[self._number]) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        """What is known of the term."""
        return self._field.term_info(self._number) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether it stands on a term."""
        return self._number < len(self._field.terms)


class PostingsMatcher(LeafMatcher):
    """Walks the postings of one term, in blocks of BLOCK; a value is the positions as packed 4-byte integers."""

    def __init__(self, postings: Postings, lengths: Array | None, format_: Any, term: Term, scorer: Any) -> None:
        """lengths: how many terms each document of the segment has in the field, where that is known."""
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._postings = postings
        self._lengths = lengths
        self._count = len(postings.documents)
        self._at = 0

    def is_active(self) -> bool:
        """Whether it stands on a posting."""
        return self._at < self._count

    def reset(self) -> None:
        """Go to the first posting."""
        self._at = 0

    def copy(self) -> PostingsMatcher:
        """Another one on the same posting."""
        other = PostingsMatcher(self._postings, self._lengths, self.format, self._term, self.scorer)
        other._at = self._at
        return other

    def id(self) -> int:
        """The document; behind the last posting still the last one's, which some of Whoosh's matchers ask for."""
        return int(self._postings.documents[min(self._at, self._count - 1)])

    def all_ids(self) -> Iterator[int]:
        """The documents of all postings."""
        return iter(self._postings.documents.tolist())

    def weight(self) -> float:
        """How often the term stands in the document."""
        return float(self._postings.frequencies[self._at])

    def value(self) -> bytes:
        """Where it stands there; nothing in a field without positions."""
        if not len(self._postings.positions):
            return b""
        start, end = self._bounds[self._at : self._at + 2].tolist()
        return self._postings.positions[start:end].astype("<u4").tobytes()

    @cached_property
    def _bounds(self) -> npt.NDArray[np.int64]:
        """Where each posting's positions begin, and the end of all."""
        return np.concatenate([[0], np.cumsum(self._postings.frequencies, dtype=np.int64)])

    def next(self) -> bool:  # type: ignore[override] # Whoosh says None and uses the answer
        """Go to the next posting; returns whether that begins another block. Raises ReadTooFar behind the last."""
        self._check()
        self._at += 1
        return self._at % BLOCK == 0 or not self.is_active()

    def skip_to(self, id: int) -> None:
        """Go on to the first document that is not before this one; raises ReadTooFar behind the last."""
        self._check()
        if id > self.id():
            self._at += int(np.searchsorted(self._postings.documents[self._at :], id))

    def _check(self) -> None:
        if not self.is_active():
            raise ReadTooFar

    def skip_to_quality(self, minquality: float) -> int:
        """Go on to the next block that may hold better than this; returns how many were left out."""
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._at = self._block.stop
            skipped += 1
        return skipped

    @property
    def _block(self) -> slice:
        start = self._at - self._at % BLOCK
        return slice(start, min(start + BLOCK, self._count))

    def block_min_id(self) -> int:
        """The first document of the block."""
        return int(self._postings.documents[self._block.start])

    def block_max_id(self) -> int:
        """The last document of the block."""
        return int(self._postings.documents[self._block.stop - 1])

    def block_max_weight(self) -> float:
        """How often the term stands at most in a document of the block."""
        return float(self._postings.frequencies[self._block].max())

    def block_min_length(self) -> int:
        """How many terms the shortest document of the block has; 0 where that is not known."""
        return int(self._block_lengths().min())

    def block_max_length(self) -> int:
        """How many terms the longest document of the block has; 0 where that is not known."""
        return int(self._block_lengths().max())

    def _block_lengths(self) -> Array:
        if self._lengths is None:
            return np.zeros(1, np.uint8)
        return self._lengths[self._postings.documents[self._block]]
