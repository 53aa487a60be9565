"""Stored reports read back from a generation, whole or only when each was indexed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index.errors import CorruptIndex
from index.local.sums import VerifiedFiles
from index.manifest import Generation
from index.report import KINDS, Paragraph
from index.segment import SegmentReader
from index.segment.arrays import ArrayFileError
from index.segment.reader import EXTENSION
from index.segment.segments import Segments
from index.stored import IndexedText, StoredReport


@dataclass(frozen=True, slots=True)
class Stored:
    """A generation to read back from. data: its data directory. verified: files that need not be read again."""

    data: Path
    generation: Generation
    verified: VerifiedFiles


def stored_reports(stored: Stored, reports: Iterable[str]) -> Iterator[StoredReport]:
    """Those of the reports whose segment files are as they were written, in no order.

    Each segment is read by itself, so that a damaged one does not affect the others. Raises OSError if the system does
    not let a file be read.
    """
    for segment, found in _by_segment(stored, list(reports)):
        yield from _stored(segment, found)


def stored_times(stored: Stored, reports: Iterable[str]) -> Iterator[IndexedText]:
    """When those of the reports whose segment files are as they were written were indexed, in no order.

    Raises as `stored_reports` does.
    """
    for segment, found in _by_segment(stored, list(reports)):
        for documents in found:
            try:
                meta = segment.full_meta(int(segment.reports[documents.start]))
                yield IndexedText.of(meta, partial(_texts, segment, documents))
            except (LookupError, ValueError):
                # Metadata of another version.
                continue


def _texts(segment: Segments, documents: range) -> list[str]:
    return [segment.text(each) for each in documents]


def _by_segment(stored: Stored, wanted: list[str]) -> Iterator[tuple[Segments, list[range]]]:
    """Each whole segment that has some of the reports, with the documents of each."""
    for record in stored.generation.segments if wanted else ():
        name = f"{record.name}{EXTENSION}"
        try:
            segment = Segments([SegmentReader(stored.data / name)], [record.deleted])
        except (ArrayFileError, FileNotFoundError):
            continue
        with closing(segment):
            if not _may_have(segment, wanted):
                continue
            if stored.verified.whole(stored.data / name, stored.generation.files[name]):
                yield segment, _found(segment, wanted)


def _may_have(segment: Segments, wanted: list[str]) -> bool:
    """Whether a segment that is not verified seems to have some of the reports: to read it whole takes longer."""
    try:
        return bool(_found(segment, wanted))
    except (CorruptIndex, LookupError, ValueError, OverflowError):
        return True


def _found(segment: Segments, wanted: list[str]) -> list[range]:
    return [documents for report in wanted if (documents := segment.report_documents(report))]


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
