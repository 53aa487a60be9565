"""One committed generation of a Whoosh index, open for reading: columns, postings and stored paragraphs."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec.base import Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from index.codec import EMPTY, ColumnarCodec, Postings, SegmentPostings
from index.errors import CorruptIndex
from index.layout import REBUILD, Layout
from index.manifest import Generation
from index.schema import COLUMNS
from index.stores.sums import sum_file
from index.stores.vocabulary import Vocabulary, merged, read_vocabulary, vocabulary_name

INDEX_NAME = "MAIN"
_ATTEMPTS = 5
RECENT_TERMS = 128
"""How many terms' postings are kept: those of the queries of the moment."""

Column = npt.NDArray[Any]


class _Storage(FileStorage):
    """Whoosh's storage, which remembers the files that it opened, so that they are closed whatever happens."""

    def __init__(self, path: str) -> None:
        super().__init__(path, readonly=True)
        self._opened: list[Any] = []

    def open_file(self, name: str, **options: Any) -> Any:
        """A file for reading."""
        file = super().open_file(name, **options)
        self._opened.append(file)
        return file

    def close(self) -> None:
        """Close every file that is still open."""
        for file in self._opened:
            if not file.is_closed:
                file.close()


class Snapshot:
    """What was committed last when it was opened; later commits do not change it.

    Documents are numbered from 0 over all segments, deleted ones included. A report's paragraphs have consecutive
    numbers, from its head's on.
    """

    def __init__(self, data: Path, generation: Generation) -> None:
        self.data = data
        self.generation = generation
        self._check_files()
        self._storage = _Storage(str(data))
        self._codec = ColumnarCodec()
        self._columns: dict[str, Column] = {}
        self._recent = lru_cache(RECENT_TERMS)(self._read_postings)
        # Whoosh's columns seek and read in one open file.
        self._lock = threading.Lock()
        try:
            self._open_segments()
        except BaseException:
            self.close()
            raise

    def _open_segments(self) -> None:
        data, generation = self.data, self.generation
        toc = TOC.read(self._storage, INDEX_NAME, gen=generation.number)
        self._segments: list[Segment] = toc.segments
        self._postings = [
            SegmentPostings(self._codec, self._storage, segment, str(data / segment.make_filename(".pst")))
            for segment in self._segments
        ]
        self._stored = [self._codec.per_document_reader(self._storage, segment) for segment in self._segments]
        sizes = [segment.doc_count_all() for segment in self._segments]
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.documents = int(self._starts[-1])

    @classmethod
    def open(cls, directory: Path) -> Snapshot:
        """The current generation of the index in `directory`.

        Raises IndexUnavailable where there is none, CorruptIndex where its files are not what was written.
        """
        layout = Layout(directory)
        for attempt in range(_ATTEMPTS):
            data, number = layout.current()
            try:
                return cls(data, layout.generation(data, number))
            except (FileNotFoundError, CorruptIndex) as fault:
                # A commit in between may have removed the files of the generation that was about to be opened.
                if layout.current() == (data, number) or attempt == _ATTEMPTS - 1:
                    raise _corrupt(fault) from fault
            except Exception as fault:
                # Whoosh meets bytes that it never wrote with whatever exception comes up.
                raise _corrupt(fault) from fault
        raise AssertionError("unreachable")

    def _check_files(self) -> None:
        """Sizes of all files, and the bytes of the list of segments, which is a pickle."""
        Layout(self.data.parent).check_sizes(self.data, self.generation)
        for name, file in self.generation.files.items():
            if name.endswith(".toc") and sum_file(self.data / name) != file:
                raise CorruptIndex(f"索引已损坏：文件 {name} 与写入时不同", next_step=REBUILD)

    @cached_property
    def live(self) -> npt.NDArray[np.bool_] | None:
        """Which documents are not deleted; None when all are live."""
        if not any(segment.has_deletions() for segment in self._segments):
            return None
        live = np.ones(self.documents, np.bool_)
        for start, segment in zip(self._starts, self._segments, strict=False):
            live[[int(start) + document for document in segment.deleted_docs()]] = False
        return live

    def column(self, name: str) -> Column:
        """A column of the schema, one number for each document."""
        if name not in self._columns:
            typecode, default = COLUMNS[name]
            parts = [self._read_column(name, typecode, default, segment) for segment in self._segments]
            self._columns[name] = np.concatenate(parts) if parts else np.zeros(0, typecode)
        return self._columns[name]

    def _read_column(self, name: str, typecode: str, default: int, segment: Segment) -> Column:
        column = np.full(segment.doc_count_all(), default, typecode)
        path = self.data / self._codec.column_filename(segment, name)
        if path.is_file():
            # Whoosh writes its numbers big-endian, and leaves out those at the end that are the default.
            stored = np.fromfile(path, np.dtype(typecode).newbyteorder(">"))
            column[: len(stored)] = stored
        return column

    def postings(self, field: str, term: str) -> Postings:
        """A term's postings in documents that are live; empty where there are none. A query's are kept for a while."""
        return self._recent(field, term)

    def _read_postings(self, field: str, term: str) -> Postings:
        parts = [
            (start, postings)
            for start, segment in zip(self._starts, self._postings, strict=False)
            if len((postings := segment.get(field, term)).documents)
        ]
        if not parts:
            return EMPTY
        if len(parts) == 1 and parts[0][0] == 0:
            joined = parts[0][1]
        else:
            joined = Postings(
                np.concatenate([each.documents + np.uint32(start) for start, each in parts]),
                np.concatenate([each.frequencies for _, each in parts]),
                np.concatenate([each.positions for _, each in parts]),
            )
        return joined if self.live is None else joined.only(self.live)

    def terms(self, field: str, prefix: str = "") -> list[str]:
        """The field's terms that begin with `prefix`, each once, in order; those of deleted documents included."""
        return sorted({term for segment in self._postings for term in segment.terms(field, prefix)})

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the words field, with document frequencies that deleted documents may still count in.

        Raises CorruptIndex where a file is not what was written.
        """
        return merged(self._read_vocabulary(vocabulary_name(segment)) for segment in self._segments)

    def _read_vocabulary(self, name: str) -> Vocabulary:
        try:
            content = (self.data / name).read_bytes()
        except OSError as fault:
            raise _corrupt(fault) from fault
        recorded = self.generation.files.get(name)
        if recorded is None or hashlib.sha256(content).hexdigest() != recorded.sha256:
            raise CorruptIndex(f"索引已损坏：文件 {name} 与写入时不同", next_step=REBUILD)
        return read_vocabulary(content)

    def stored(self, document: int) -> dict[str, Any]:
        """The stored fields of a document."""
        segment = int(np.searchsorted(self._starts, document, "right")) - 1
        with self._lock:
            fields: dict[str, Any] = self._stored[segment].stored_fields(int(document - self._starts[segment]))
        return fields

    def report_documents(self, report: str) -> range:
        """The documents of a report, in order; empty where the index does not have it."""
        heads = self.postings("report", report).documents
        if not len(heads):
            return range(0)
        head = int(heads[0])
        return range(head, head + int(self.stored(head)["meta"]["paragraphs"]))

    def heads(self) -> npt.NDArray[np.int64]:
        """The first document of each live report, ascending."""
        first = self.column("paragraph") == 0
        return np.flatnonzero(first if self.live is None else first & self.live)

    def paragraphs(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Every live document with its stored fields."""
        for document in range(self.documents):
            if self.live is None or self.live[document]:
                yield document, self.stored(document)

    def close(self) -> None:
        """Let go of the files."""
        self._storage.close()


def _corrupt(fault: Exception) -> CorruptIndex:
    if isinstance(fault, CorruptIndex):
        return fault
    if isinstance(fault, FileNotFoundError):
        return CorruptIndex(f"索引已损坏：缺少文件 {Path(str(fault.filename or fault)).name}", next_step=REBUILD)
    return CorruptIndex(f"索引已损坏：文件无法读取（{type(fault).__name__}）", next_step=REBUILD)
