"""Our segments as Whoosh's: the entries of its table of contents, and the codec that reads them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage

from index.language import gettext
from index.segment.reader import EXTENSION
from index.whoosh_view.analyzer import WordAnalyzer
from index.whoosh_view.documents import DocumentsReader
from index.whoosh_view.opened import OpenSegment
from index.whoosh_view.refusal import WhooshRefused, refuse_to_write
from index.whoosh_view.terms import TermsReader


class ColumnarSegment(base.Segment):
    """A segment in Whoosh's table of contents; its file is `<index name>_<segid>.zs`. Immutable.

    deleted: half-open ranges of document numbers, ascending, not overlapping. words: analyzer of its words.
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

    # Whoosh keeps the reader of an equal segment, with the deletions that it had then.
    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) and isinstance(other, ColumnarSegment) and self.deleted == other.deleted

    def __hash__(self) -> int:
        return hash((self.segment_id(), self.deleted))

    def codec(self) -> ColumnarCodec:
        """The codec that reads it."""
        return ColumnarCodec()

    def doc_count_all(self) -> int:
        """Number of documents, deleted ones included."""
        return self.documents

    def deleted_count(self) -> int:
        """Number of deleted documents."""
        return sum(end - start for start, end in self.deleted)

    def deleted_docs(self) -> Iterator[int]:
        """Deleted documents, ascending."""
        for start, end in self.deleted:
            yield from range(start, end)

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        before = bisect_right(self.deleted, docnum, key=lambda each: each[0])
        return before > 0 and docnum < self.deleted[before - 1][1]

    delete_document = set_doc_count = refuse_to_write


class ColumnarCodec(base.Codec):
    """Reads segments from the folder of a Whoosh file storage; methods that write raise WhooshRefused."""

    def __init__(self) -> None:
        # Whoosh asks for terms and documents separately: one mapping serves both.
        self._open = cache(OpenSegment)

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> TermsReader:
        """Terms and postings of a segment.

        Raises OSError, ArrayFileError if it is not intact, WhooshRefused if the installed analysis makes other terms.
        """
        segment.words.check()
        return TermsReader(self._open(_path(storage, segment)).fields(segment.words))

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> DocumentsReader:
        """Documents of a segment; raises OSError, or ArrayFileError if it is not intact."""
        return DocumentsReader(self._open(_path(storage, segment)), segment)

    def postings_reader(self, *_: object, **__: object) -> NoReturn:
        """Not implemented: postings are read through `TermsReader.matcher`."""
        raise NotImplementedError("postings are read through the terms' reader")

    per_document_writer = field_writer = postings_writer = new_segment = refuse_to_write


def _path(storage: Any, segment: ColumnarSegment) -> Path:
    if not isinstance(storage, FileStorage):
        raise WhooshRefused(
            f"segments are mapped from files: open the index with a FileStorage, not a {type(storage).__name__}",
            next_step=gettext("请用 whoosh.index.open_dir 打开索引目录"),
        )
    name: str = segment.make_filename(EXTENSION)
    return Path(storage.folder) / name
