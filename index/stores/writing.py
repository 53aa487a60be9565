"""Writing a directory of Whoosh segments: what one session adds and removes, and the commit that shows it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.util import random_name

from index.analysis import Segmenter
from index.codec.segment import EXTENSION
from index.codec.whoosh import ColumnarSegment
from index.inversion import ReportColumns
from index.layout import Layout
from index.manifest import Generation, MadeBy, Ranges, SegmentFile, SegmentRecord, Sources, sync_directory
from index.report import Report
from index.schema import report_schema
from index.stores.batches import MAX_MERGED, BatchWriter, Part, merge_live
from index.stores.snapshot import Snapshot
from index.stores.sums import sum_file
from index.stores.tiers import allowance, merge_from

INDEX_NAME: Final = "MAIN"


class WhooshSession:
    """Additions and removals of reports that take effect together, at the commit."""

    def __init__(self, layout: Layout, data: Path, segmenter: Segmenter, *, rebuild: bool) -> None:
        self._layout = layout
        self._data = data
        self._before: Snapshot | None = None
        self._committed = False
        if not rebuild and layout.pointer.exists():
            self._before = Snapshot.open(layout.directory)
        self._discard(self._before.generation if self._before else None)
        self._removed: set[str] = set()
        self._sums: dict[str, SegmentFile] = dict(self._before.generation.files) if self._before else {}
        self._batches = BatchWriter(segmenter, self._new_path)

    def _new_path(self) -> Path:
        return self._data / f"{INDEX_NAME}_{random_name(16)}{EXTENSION}"

    def _discard(self, generation: Generation | None) -> None:
        """Remove what belongs to no generation, or to another than this: from sessions that were killed, and old."""
        keep = set(generation.files) if generation else set()
        if generation:
            keep |= {f"generation-{generation.number}.json", f"sources-{generation.number}.json"}
        for path in self._data.iterdir():
            if path.name not in keep:
                path.unlink(missing_ok=True)

    def add(self, report: Report, origin: dict[str, Any]) -> None:
        """Add a report that the index does not have, or that was removed before; `origin` is kept with it."""
        self._batches.add(ReportColumns.of(report, origin))

    def remove(self, report: str) -> None:
        """Remove a report as it was before the session."""
        self._removed.add(report)

    def commit(self, made_by: MadeBy, sources: Sources) -> None:
        """Make the session's work the current generation."""
        number = self._before.generation.number + 1 if self._before else 1
        segments = self._merge(self._remaining(), self._added())
        self._write_toc(segments, number)
        generation = Generation(
            number=number,
            made_by=made_by,
            written=datetime.now(UTC).isoformat(timespec="seconds"),
            reports=sum(len(source.reports) for source in sources.values()),
            paragraphs=sum(count for source in sources.values() for _, count in source.reports.values()),
            files=self._sum_files(number, segments),
            segments=tuple(segments),
        )
        sync_directory(self._data)
        self._layout.commit(self._data, generation, sources)
        self._committed = True
        self._discard(generation)
        for path in self._layout.directory.glob("data-*"):
            if path != self._data:
                shutil.rmtree(path, ignore_errors=True)

    def _added(self) -> list[SegmentRecord]:
        return [self._record(part) for part in self._batches.finish() if part.documents]

    def _record(self, part: Part) -> SegmentRecord:
        if part.file:
            self._sums[part.path.name] = part.file
        return SegmentRecord(part.path.stem, part.documents)

    def _remaining(self) -> list[SegmentRecord]:
        """The segments of the generation before, with what was removed marked as deleted; empty ones are left out."""
        if self._before is None:
            return []
        gone = sorted(
            (found.start, found.stop) for report in self._removed if (found := self._before.report_documents(report))
        )
        records, start = [], 0
        for record in self._before.generation.segments:
            end = start + record.documents
            own = [(first - start, last - start) for first, last in gone if start <= first < end]
            records.append(replace(record, deleted=_merged([*record.deleted, *own])))
            start = end
        return [record for record in records if record.live]

    def _merge(self, before: list[SegmentRecord], added: list[SegmentRecord]) -> list[SegmentRecord]:
        """The segments after what the policy of index/stores/tiers.py merges."""
        segments = before + added
        allowed = allowance(sum(each.documents for each in added), MAX_MERGED)
        first = merge_from([each.live for each in segments], allowed)
        merged = [self._merge_into_one(segments[first:])] if first < len(segments) else []
        kept = [
            self._merge_into_one([each]) if each.live * 2 < each.documents and each.live <= allowed else each
            for each in segments[:first]
        ]
        return kept + merged

    def _merge_into_one(self, segments: list[SegmentRecord]) -> SegmentRecord:
        path = self._new_path()
        parts = [(self._data / f"{each.name}{EXTENSION}", each.deleted) for each in segments]
        return self._record(merge_live(path, parts))

    def _write_toc(self, segments: list[SegmentRecord], number: int) -> None:
        """What makes the directory an index for Whoosh; this program reads its own records alone."""
        own = [
            ColumnarSegment(INDEX_NAME, each.name.removeprefix(f"{INDEX_NAME}_"), each.documents, each.deleted)
            for each in segments
        ]
        TOC(report_schema(), own, number).write(FileStorage(str(self._data)), INDEX_NAME)

    def _sum_files(self, number: int, segments: list[SegmentRecord]) -> dict[str, SegmentFile]:
        """Size and checksum of the generation's files; a segment's file is never changed once written."""
        names = [f"{each.name}{EXTENSION}" for each in segments]
        toc = TOC._filename(INDEX_NAME, number)
        return {name: self._sums[name] for name in names} | {toc: sum_file(self._data / toc, sync=True)}

    def close(self) -> None:
        """End the session; what was not committed is forgotten."""
        self._batches.close()
        if not self._committed:
            if self._before is None:
                shutil.rmtree(self._data, ignore_errors=True)
            else:
                self._discard(self._before.generation)
        if self._before is not None:
            self._before.close()


def _merged(ranges: list[tuple[int, int]]) -> Ranges:
    """The ranges in order, those joined that touch."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and joined[-1][1] == start:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return tuple(joined)
