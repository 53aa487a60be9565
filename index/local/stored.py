"""Stored reports read back from a generation, whole or only when each was indexed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial

from index.errors import CorruptIndex
from index.local.snapshot import Snapshot
from index.local.sums import sum_file
from index.report import KINDS, Paragraph
from index.segment import SegmentReader
from index.segment.reader import EXTENSION
from index.segment.segments import Segments
from index.stored import IndexedText, StoredReport


def stored_reports(snapshot: Snapshot, reports: Iterable[str]) -> Iterator[StoredReport]:
    """Those of the reports whose segment files are as they were written, in no order.

    Each segment is read by itself, so that a damaged one does not affect the others.
    """
    for name, segment, found in _by_segment(snapshot, list(reports)):
        if _whole(snapshot, name):
            yield from _stored(segment, found)


def stored_times(snapshot: Snapshot, reports: Iterable[str]) -> Iterator[IndexedText]:
    """When those of the reports whose metadata can be read were indexed with their texts, in no order."""
    for _, segment, found in _by_segment(snapshot, list(reports)):
        for documents in found:
            try:
                meta = segment.full_meta(int(segment.reports[documents.start]))
                yield IndexedText.of(meta, partial(_texts, segment, documents))
            except (CorruptIndex, LookupError, ValueError):
                # Damaged, or of another version.
                continue


def _texts(segment: Segments, documents: range) -> list[str]:
    return [segment.text(each) for each in documents]


def _by_segment(snapshot: Snapshot, wanted: list[str]) -> Iterator[tuple[str, Segments, list[range]]]:
    """Each segment that has some of the reports, with its file's name and the documents of each."""
    for record in snapshot.generation.segments:
        name = f"{record.name}{EXTENSION}"
        with closing(Segments([SegmentReader(snapshot.data / name)], [record.deleted])) as segment:
            try:
                found = [documents for report in wanted if (documents := segment.report_documents(report))]
            except (CorruptIndex, LookupError, ValueError):
                # Even its report ids may be unreadable.
                continue
            if found:
                yield name, segment, found


def _whole(snapshot: Snapshot, name: str) -> bool:
    try:
        return sum_file(snapshot.data / name) == snapshot.generation.files[name]
    except (OSError, KeyError):
        return False


def _stored(segment: Segments, found: Iterable[range]) -> Iterator[StoredReport]:
    for documents in found:
        kinds = segment.column("kind")[documents.start : documents.stop].tolist()
        paragraphs = [
            Paragraph(segment.text(each), KINDS[kind], segment.section(each), segment.damaged(each))
            for each, kind in zip(documents, kinds, strict=True)
        ]
        meta = segment.full_meta(int(segment.reports[documents.start]))
        try:
            yield StoredReport.of(meta, paragraphs)
        except (LookupError, TypeError, ValueError):
            # Metadata of another version.
            continue
