"""The Whoosh store: one writer at a time, commits seen whole or not at all, rebuilding beside the old index."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files
from whoosh.writing import SegmentWriter

from index.analysis import Segmenter
from index.codec import ColumnarCodec
from index.documents import documents
from index.errors import IndexBusy
from index.layout import Layout
from index.manifest import Generation, MadeBy, SegmentFile, Sources, sync_directory
from index.report import Report
from index.schema import report_schema
from index.stores.snapshot import INDEX_NAME, Snapshot
from index.stores.sums import sum_file
from index.stores.vocabulary import vocabulary_name, write_vocabulary

_DATA = re.compile(r"data-(\d+)")


class _Writer(SegmentWriter):
    """Whoosh's writer, but the files of the generation before stay until ours is the current one."""

    def _commit_toc(self, segments: list[Any]) -> None:
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        self.final_segments = segments


class WhooshStore:
    """An index directory that is written through this class only."""

    def __init__(self, directory: Path, segmenter: Segmenter | None = None) -> None:
        """segmenter: makes the words of what is added; by default the one with the house words beside `directory`."""
        self._layout = Layout(directory)
        self._directory = directory
        self._segmenter = segmenter or Segmenter.beside(directory)

    @contextmanager
    def writing(self, *, rebuild: bool) -> Iterator[WriteSession]:
        """A session that alone may write; what it did is seen by nobody until its `commit`, and lost without.

        rebuild: start from nothing in a new data directory, beside the old one. Raises IndexBusy while another
        process has a session.
        """
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileStorage(str(self._directory)).lock("writing.lock")
        if not lock.acquire():
            raise IndexBusy(f"另一个索引进程正在写入：{self._directory}", next_step="请等它结束后再试")
        try:
            data = self._data_directory(rebuild=rebuild)
            session = WriteSession(self._layout, data, self._segmenter, rebuild=rebuild)
            try:
                yield session
            finally:
                session.close()
        finally:
            lock.release()

    def _data_directory(self, *, rebuild: bool) -> Path:
        current = None if not self._layout.pointer.exists() or rebuild else self._layout.current()[0]
        if current:
            return current
        numbers = [int(found[1]) for path in self._directory.iterdir() if (found := _DATA.fullmatch(path.name))]
        data = self._directory / f"data-{max(numbers, default=0) + 1}"
        data.mkdir(mode=0o700)
        return data


class WriteSession:
    """Additions and removals of reports that take effect together, at the commit."""

    def __init__(self, layout: Layout, data: Path, segmenter: Segmenter, *, rebuild: bool) -> None:
        self._layout = layout
        self._data = data
        self._segmenter = segmenter
        self._storage = FileStorage(str(data))
        self._before: tuple[Snapshot, Generation] | None = None
        self._committed = False
        if not rebuild and layout.pointer.exists():
            # Opening checks the list of segments against its sum before it is unpickled.
            snapshot = Snapshot.open(layout.directory)
            self._before = snapshot, snapshot.generation
            self._discard_after(snapshot.generation.number)
        else:
            self._storage.create_index(report_schema(), INDEX_NAME)
        self._writer = _Writer(self._storage.open_index(INDEX_NAME), codec=ColumnarCodec(), compound=False)

    def _discard_after(self, number: int) -> None:
        """Remove what a session that was killed before its commit has left behind."""
        toc = TOC.read(self._storage, INDEX_NAME, gen=number)
        for path in self._data.iterdir():
            found = TOC._pattern(INDEX_NAME).match(path.name)
            if found and int(found[1]) > number:
                path.unlink()
        clean_files(self._storage, INDEX_NAME, number, toc.segments)

    def add(self, report: Report, origin: dict[str, Any]) -> None:
        """Add a report that the index does not have, or that was removed before; `origin` is kept with it."""
        for document in documents(report, origin, self._segmenter):
            self._writer.add_document(**document)

    def remove(self, report: str) -> None:
        """Remove a report as it was before the session."""
        if self._before is None:
            return
        for document in self._before[0].report_documents(report):
            self._writer.delete_document(document)

    def commit(self, made_by: MadeBy, sources: Sources) -> Generation:
        """Make the session's work the current generation and return its record."""
        self._writer.commit()
        self._committed = True
        number, segments = self._writer.generation, self._writer.final_segments
        self._write_vocabularies(segments)
        known = self._before[1].files if self._before else {}
        generation = Generation(
            number=number,
            made_by=made_by,
            written=datetime.now(UTC).isoformat(timespec="seconds"),
            reports=sum(len(source.reports) for source in sources.values()),
            paragraphs=sum(count for source in sources.values() for _, count in source.reports.values()),
            files=self._sum_files(number, {segment.segment_id() for segment in segments}, known),
        )
        sync_directory(self._data)
        self._layout.commit(self._data, generation, sources)
        self._clean(number, segments)
        return generation

    def _write_vocabularies(self, segments: list[Any]) -> None:
        """The words of each segment that is new; a segment's words never change."""
        for segment in segments:
            if not (self._data / vocabulary_name(segment)).exists():
                write_vocabulary(self._data, self._storage, segment)

    def _sum_files(self, number: int, segments: set[str], known: dict[str, SegmentFile]) -> dict[str, SegmentFile]:
        """Size and checksum of the generation's files; a segment's files are never changed once written."""
        files = {}
        for path in sorted(self._data.iterdir()):
            name = path.name
            if name == TOC._filename(INDEX_NAME, number) or name.partition(".")[0] in segments:
                files[name] = known.get(name) or sum_file(path, sync=True)
        return files

    def _clean(self, number: int, segments: list[Any]) -> None:
        clean_files(self._storage, INDEX_NAME, number, segments)
        keep = {f"generation-{number}.json", f"sources-{number}.json"}
        for path in self._data.glob("*-*.json"):
            if path.name not in keep:
                path.unlink(missing_ok=True)
        for path in self._layout.directory.glob("data-*"):
            if path != self._data:
                shutil.rmtree(path, ignore_errors=True)

    def close(self) -> None:
        """End the session; what was not committed is forgotten."""
        if self._before:
            self._before[0].close()
        if not self._committed:
            if not self._writer.is_closed:
                self._writer.cancel()
            if self._before is None:
                shutil.rmtree(self._data, ignore_errors=True)
