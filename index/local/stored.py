"""Stored reports read back whole from a generation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing

from index.errors import CorruptIndex
from index.local.snapshot import Snapshot
from index.local.sums import sum_file
from index.report import KINDS, Paragraph
from index.segment import SegmentReader
from index.segment.reader import EXTENSION
from index.segment.segments import Segments
from index.stored import StoredReport


def stored_reports(snapshot: Snapshot, reports: Iterable[str]) -> Iterator[StoredReport]:
    """Those of the reports whose segment files are as they were written, in no order.

    Each segment is read by itself, so that a damaged one does not affect the others.
    """
    wanted = list(reports)
    for record in snapshot.generation.segments:
        name = f"{record.name}{EXTENSION}"
        with closing(Segments([SegmentReader(snapshot.data / name)], [record.deleted])) as segment:
            try:
                found = [documents for report in wanted if (documents := segment.report_documents(report))]
            except (CorruptIndex, LookupError, ValueError):
                # Even its report ids may be unreadable.
                continue
            if found and _whole(snapshot, name):
                yield from _stored(segment, found)


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
