"""Our segments as Whoosh's: what its table of contents lists, and the codec through which Whoosh reads them.

Only reading: every Whoosh query, sorting, facet and filter works on them, but they are written by
index/segment/inversion.py and merged by index/segment/merging.py.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NoReturn

import numpy as np
from whoosh.codec import base
from whoosh.columns import ColumnReader

from index.segment.arrays import Array
from index.segment.columns import COLUMNS, NO_SECTION
from index.segment.reader import DOCUMENT_COLUMNS, EXTENSION, REPORT_COLUMNS, SegmentReader
from index.whoosh_view.terms import TermsReader

LENGTHS: Final = {"words": "tokens", "grams": "characters"}
"""The fields whose lengths are known, with the columns that have them."""

_AT_HEADS: Final = ("title_tokens", "title_at")


def _only_reads(*_: object, **__: object) -> NoReturn:
    raise NotImplementedError("Whoosh only reads these segments: they are written by index/segment/inversion.py")


class ColumnarSegment(base.Segment):
    """A segment in Whoosh's table of contents; its file is `<index name>_<segid>.zs`. It never changes.

    deleted: half-open ranges of document numbers, ascending, not overlapping.
    """

    def __init__(self, indexname: str, segid: str, documents: int, deleted: tuple[tuple[int, int], ...] = ()) -> None:
        super().__init__(indexname)
        self.segid = segid
        self.documents = documents
        self.deleted = deleted

    def codec(self) -> ColumnarCodec:
        """What reads it."""
        return ColumnarCodec()

    def doc_count_all(self) -> int:
        """How many documents it has, deleted ones included."""
        return self.documents

    def deleted_count(self) -> int:
        """How many of them are deleted."""
        return sum(end - start for start, end in self.deleted)

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of those, ascending."""
        for start, end in self.deleted:
            yield from range(start, end)

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        before = bisect_right(self.deleted, docnum, key=lambda each: each[0])
        return before > 0 and docnum < self.deleted[before - 1][1]

    delete_document = set_doc_count = _only_reads


class ColumnarCodec(base.Codec):
    """Reads segments from the folder of a Whoosh file storage; whatever would write raises NotImplementedError."""

    def __init__(self) -> None:
        # Whoosh asks for terms and documents one after the other: one mapping serves both.
        self._open = cache(SegmentReader)

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> TermsReader:
        """The terms and postings of a segment; raises OSError, or ArrayFileError where it is not whole."""
        reader = self._open(_path(storage, segment))
        return TermsReader(reader, {field: reader.file[column] for field, column in LENGTHS.items()})

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> DocumentsReader:
        """The documents of a segment; raises OSError, or ArrayFileError where it is not whole."""
        return DocumentsReader(self._open(_path(storage, segment)), segment)

    def postings_reader(self, *_: object, **__: object) -> NoReturn:
        """Postings have no file of their own: `TermsReader.matcher` has a matcher for each term's."""
        raise NotImplementedError("postings are read through the terms' reader")

    per_document_writer = field_writer = postings_writer = new_segment = _only_reads


def _path(storage: Any, segment: ColumnarSegment) -> Path:
    name: str = segment.make_filename(EXTENSION)
    return Path(storage.folder) / name


class DocumentsReader(base.PerDocumentReader):
    """What a segment has for each document: stored fields, columns, lengths."""

    def __init__(self, reader: SegmentReader, segment: ColumnarSegment) -> None:
        if reader.documents != segment.documents:
            raise ValueError(f"{segment.segment_id()} has {reader.documents} documents, not {segment.documents}")
        self._reader = reader
        self._segment = segment
        self._heads = reader.heads.astype(np.int64)

    def doc_count(self) -> int:
        """How many documents are not deleted."""
        return self._segment.documents - self._segment.deleted_count()

    def doc_count_all(self) -> int:
        """How many documents there are, deleted ones included."""
        return self._segment.documents

    def has_deletions(self) -> bool:
        """Whether some document is deleted."""
        return bool(self._segment.deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is."""
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        """Those that are, ascending."""
        return self._segment.deleted_docs()

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """text: the paragraph. section: the text of its heading, "" above the first. meta: the report's, at its head.

        Raises IndexError where there is no such document.
        """
        report = int(self._reader.file["report"][docnum])
        head = int(self._heads[report])
        section = int(self._reader.file["section"][docnum])
        stored: dict[str, Any] = {
            "text": self._reader.text(docnum),
            "section": "" if section == NO_SECTION else self._reader.text(head + section),
        }
        return stored | {"meta": self._reader.meta(report)} if docnum == head else stored

    def supports_columns(self) -> bool:
        """There are columns."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether it is one of the schema's columns."""
        return fieldname in COLUMNS

    def list_columns(self) -> list[str]:
        """The schema's columns."""
        return list(COLUMNS)

    def column_reader(self, fieldname: str, column: Any) -> NumbersReader:  # noqa: ARG002
        """A column as Whoosh sorts and groups by it."""
        return NumbersReader(self._column(fieldname))

    def _column(self, name: str) -> Array:
        if name == "paragraph":
            return np.arange(self._reader.documents) - self._heads[self._reader.file["report"]]
        if name in DOCUMENT_COLUMNS:
            return self._reader.file[name]
        assert name in REPORT_COLUMNS
        of_reports = self._reader.file[name]
        if name in _AT_HEADS:
            numbers = np.zeros(self._reader.documents, of_reports.dtype)
            numbers[self._heads[:-1]] = of_reports
            return numbers
        return of_reports[self._reader.file["report"]]

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """How many terms a document has in a field, or `default` where that is not known (LENGTHS)."""
        return int(self._reader.file[LENGTHS[fieldname]][docnum]) if fieldname in LENGTHS else default

    def field_length(self, fieldname: str) -> int:
        """How many all documents have, deleted ones included; 0 where that is not known."""
        return int(self._lengths(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """How many that document has that has fewest; 0 where that is not known."""
        lengths = self._lengths(fieldname)
        return int(lengths.min()) if len(lengths) else 0

    def max_field_length(self, fieldname: str) -> int:
        """How many that document has that has most; 0 where that is not known."""
        return int(self._lengths(fieldname).max(initial=0))

    def _lengths(self, fieldname: str) -> Array:
        return self._reader.file[LENGTHS[fieldname]] if fieldname in LENGTHS else np.zeros(0, np.uint8)


class NumbersReader(ColumnReader):
    """A column of numbers through Whoosh's interface."""

    def __init__(self, numbers: Array) -> None:
        self._numbers = numbers
        self._sign = 1

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, docnum: int) -> int:
        return int(self._numbers[docnum])

    def __iter__(self) -> Iterator[int]:
        return iter(self.load())

    def load(self) -> list[int]:
        """All numbers."""
        numbers: list[int] = self._numbers.tolist()
        return numbers

    def sort_key(self, docnum: int) -> int:  # type: ignore[override]
        """What a document is sorted by."""
        return self._sign * self[docnum]

    def set_reverse(self) -> None:
        """Sort the other way round."""
        self._sign = -1
