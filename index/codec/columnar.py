"""The Whoosh codec: Whoosh's own segments, term dictionary and columns, with postings as packed arrays."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.matching.mcore import ListMatcher
from whoosh.reading import TermNotFound

from index.codec.postings import EMPTY, HEADER, Postings, PostingsWriter, packed_size, unpack


class ColumnarCodec(W3Codec):
    """Stores postings so that a term's are three arrays in a mapped file; every Whoosh query still works on it."""

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> PostingsWriter:  # noqa: ARG002
        """A writer for one field's terms."""
        return PostingsWriter(dbfile)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> ListMatcher:
        """A term's postings through Whoosh's Matcher interface."""
        # Whoosh reads the length that it wrote back as a tuple; the header says it too.
        offset, _ = terminfo.extent()
        size = packed_size(bytes(dbfile.get(offset, HEADER.size)))
        postings = unpack(np.frombuffer(bytes(dbfile.get(offset, size)), np.uint8), 0)
        ends = np.cumsum(postings.frequencies)
        values = [b""] * len(ends)
        if len(postings.positions):
            values = [each.astype("<u4").tobytes() for each in np.split(postings.positions, ends[:-1])]
        return ListMatcher(
            postings.documents.tolist(),
            postings.frequencies.tolist(),
            values,
            format_,
            scorer=scorer,
            term=term,
            terminfo=terminfo,
        )


class SegmentPostings:
    """The postings of one segment, by field and term, straight from the mapped file; safe for threads."""

    def __init__(self, codec: ColumnarCodec, storage: Any, segment: Any, path: str) -> None:
        # Whoosh's term dictionary seeks and reads in one open file.
        self._lock = threading.Lock()
        self._terms = codec.terms_reader(storage, segment)
        # A plain view: every slice of a memmap object costs several times as much.
        self._file = np.asarray(np.memmap(path, np.uint8, "r"))

    def get(self, field: str, term: str) -> Postings:
        """The term's postings; empty where the segment does not have it."""
        key = (field, term.encode("utf-8"))
        with self._lock:
            try:
                offset, _ = self._terms.term_info(*key).extent()
            except TermNotFound:
                return EMPTY
        return unpack(self._file, offset)

    def terms(self, field: str, prefix: str = "") -> list[str]:
        """The field's terms that begin with `prefix`, in order."""
        start = prefix.encode("utf-8")
        found = []
        with self._lock:
            if field in self._terms.indexed_field_names():
                for name, term in self._terms.terms_from(field, start):
                    if name != field or not term.startswith(start):
                        break
                    found.append(term.decode("utf-8"))
        return found
