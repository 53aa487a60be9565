"""A segment's documents through Whoosh's interface: stored fields, columns, lengths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.columns import ColumnReader

from index.segment.columns import COLUMNS, NO_SECTION
from index.whoosh_view.columns import column_reader
from index.whoosh_view.opened import OpenSegment


class DocumentsReader(base.PerDocumentReader):
    """Stored fields, columns and lengths of a segment's documents."""

    def __init__(self, opened: OpenSegment, segment: base.Segment) -> None:
        """Raises ValueError where the file has another number of documents than was recorded."""
        reader = opened.reader
        if reader.documents != segment.doc_count_all():
            raise ValueError(f"{segment.segment_id()} has {reader.documents} documents, not {segment.doc_count_all()}")
        self._opened = opened
        self._reader = reader
        self._segment = segment
        self._heads = reader.heads.astype(np.int64)

    def doc_count(self) -> int:
        """How many documents are not deleted."""
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        """How many documents there are, deleted ones included."""
        return int(self._segment.doc_count_all())

    def has_deletions(self) -> bool:
        """Whether some document is deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterator[int]:
        """Those that are, ascending."""
        yield from self._segment.deleted_docs()

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Stored fields of a document.

        text, words: the paragraph. heading: the text of its heading, "" above the first. meta: the report's, at its
        head. Raises IndexError if there is no such document.
        """
        report = int(self._reader.file["report"][docnum])
        head = int(self._heads[report])
        section = int(self._reader.file["section"][docnum])
        text = self._reader.text(docnum)
        heading = "" if section == NO_SECTION else self._reader.text(head + section)
        stored: dict[str, Any] = {"text": text, "words": text, "heading": heading}
        return stored | {"meta": self._reader.meta(report)} if docnum == head else stored

    def supports_columns(self) -> bool:
        """Always true."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether it is one of the schema's columns."""
        return fieldname in COLUMNS

    def list_columns(self) -> list[str]:
        """The schema's columns."""
        return list(COLUMNS)

    def column_reader(self, fieldname: str, column: Any) -> ColumnReader:  # noqa: ARG002
        """A column as Whoosh sorts and groups by it."""
        return column_reader(self._reader, fieldname)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Number of terms of a document in a field, rounded as Whoosh does; `default` if it has none."""
        lengths = self._opened.lengths(fieldname)
        return default if lengths is None else int(lengths[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        """Number of terms of all documents, deleted ones included; 0 in a field that is not scored by length."""
        return self._opened.total(fieldname)

    def min_field_length(self, fieldname: str) -> int:
        """Length of the shortest document in a field; 0 in a field that is not scored by length."""
        lengths = self._opened.lengths(fieldname)
        return 0 if lengths is None else int(lengths.min())

    def max_field_length(self, fieldname: str) -> int:
        """Length of the longest document in a field; 0 in a field that is not scored by length."""
        lengths = self._opened.lengths(fieldname)
        return 0 if lengths is None else int(lengths.max())
