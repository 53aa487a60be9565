"""Our segments as Whoosh's: what its table of contents lists, and the codec through which Whoosh reads them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage

from index.segment.reader import EXTENSION
from index.whoosh_view.analyzer import WordAnalyzer
from index.whoosh_view.documents import DocumentsReader
from index.whoosh_view.opened import OpenSegment
from index.whoosh_view.refusal import WhooshRefused, refuse_to_write
from index.whoosh_view.terms import TermsReader


class ColumnarSegment(base.Segment):
    """A segment in Whoosh's table of contents; its file is `<index name>_<segid>.zs`. It never changes.

    deleted: half-open ranges of document numbers, ascending, not overlapping. words: what made its words.
    """

    def __init__(
        self,
        indexname: str,
        segid: str,
        documents: int,
        deleted: tuple[tuple[int, int], ...] = (),
        words: WordAnalyzer | None = None,
    ) -> None:
        super().__init__(indexname)
        self.segid = segid
        self.documents = documents
        self.deleted = deleted
        self.words = words or WordAnalyzer()

    # Whoosh keeps the reader of a segment that is equal, with what was deleted in it then.
    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) and isinstance(other, ColumnarSegment) and self.deleted == other.deleted

    def __hash__(self) -> int:
        return hash((self.segment_id(), self.deleted))

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

    delete_document = set_doc_count = refuse_to_write


class ColumnarCodec(base.Codec):
    """Reads segments from the folder of a Whoosh file storage; whatever would write raises WhooshRefused."""

    def __init__(self) -> None:
        # Whoosh asks for terms and documents one after the other: one mapping serves both.
        self._open = cache(OpenSegment)

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> TermsReader:
        """The terms and postings of a segment.

        Raises OSError, ArrayFileError where it is not whole, WhooshRefused where what is installed makes other terms.
        """
        segment.words.check()
        return TermsReader(self._open(_path(storage, segment)).fields(segment.words))

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> DocumentsReader:
        """The documents of a segment; raises OSError, or ArrayFileError where it is not whole."""
        return DocumentsReader(self._open(_path(storage, segment)), segment)

    def postings_reader(self, *_: object, **__: object) -> NoReturn:
        """Postings have no file of their own: `TermsReader.matcher` has a matcher for each term's."""
        raise NotImplementedError("postings are read through the terms' reader")

    per_document_writer = field_writer = postings_writer = new_segment = refuse_to_write


def _path(storage: Any, segment: ColumnarSegment) -> Path:
    if not isinstance(storage, FileStorage):
        raise WhooshRefused(
            f"segments are mapped from files: open the index with a FileStorage, not a {type(storage).__name__}",
            next_step="请用 whoosh.index.open_dir 打开索引目录",
        )
    name: str = segment.make_filename(EXTENSION)
    return Path(storage.folder) / name
