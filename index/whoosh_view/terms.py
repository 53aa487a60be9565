"""Terms of a segment for Whoosh: the dictionary, and a cursor for fuzzy terms."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any

from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from index.whoosh_view.fields import Field
from index.whoosh_view.matcher import PostingsMatcher, Term


class TermsReader(base.TermsReader):
    """The terms of all fields of a segment, and their postings, deleted documents included."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        """fields: those that some document has."""
        self._fields = dict(sorted(fields.items()))

    def __contains__(self, term: Term) -> bool:
        try:
            self._find(*term)
        except KeyError:
            return False
        return True

    def _find(self, fieldname: str, text: bytes) -> tuple[Field, int]:
        field = self._fields[fieldname]
        return field, field.number(text)

    def indexed_field_names(self) -> list[str]:
        """Fields that some document has."""
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
        """Terms from this one on, to the end of all fields; none if the segment lacks the field."""
        for name, number in self._numbers_from(fieldname, prefix):
            yield name, self._fields[name].terms[number]

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        """All terms, with their statistics."""
        for name in islice(self._fields, 1):
            yield from self.items_from(name, b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        """`terms_from`, with their statistics."""
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
        """Statistics of a term; raises TermNotFound."""
        field, number = self._found(fieldname, text)
        return field.term_info(number)

    def frequency(self, fieldname: str, text: bytes) -> int:
        """Frequency of a term in all documents; raises KeyError."""
        field, number = self._find(fieldname, text)
        return field.frequency(number)

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Document frequency of a term; raises KeyError."""
        field, number = self._find(fieldname, text)
        return field.document_frequency(number)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> PostingsMatcher:
        """Matcher over a term's postings; raises TermNotFound."""
        field, number = self._found(fieldname, text)
        order = partial(field.order.positions, text.decode("utf-8")) if field.order else None
        return PostingsMatcher(field.read(number), field.lengths, order, format_, (fieldname, text), scorer)

    def _found(self, fieldname: str, text: bytes) -> tuple[Field, int]:
        try:
            return self._find(fieldname, text)
        except KeyError:
            raise TermNotFound(f"No term {fieldname}:{text!r}") from None


class FieldCursor(base.FieldCursor):
    """Cursor on a term of a field, or past the last one."""

    def __init__(self, field: Field, fieldobj: Any) -> None:
        self._field = field
        self._type = fieldobj
        self._number = 0

    def first(self) -> str | None:
        """Go to the first term, and return it."""
        self._number = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        """Go to the first term that is not before `string`, and return it; None past the last."""
        self._number = bisect_left(self._field.terms, self._type.to_bytes(string))
        return self.text()

    def next(self) -> str | None:
        """Go to the next term, and return it; None past the last."""
        self._number += 1
        return self.text()

    def text(self) -> str | None:
        """The term; None past the last."""
        return self._type.from_bytes(self._field.terms[self._number]) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        """Statistics of the term."""
        return self._field.term_info(self._number) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether it is on a term."""
        return self._number < len(self._field.terms)
