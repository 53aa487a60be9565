"""Reading whole reports back from a generation."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate

from index.local.snapshot import Snapshot
from index.local.sums import sum_file
from index.report import KINDS, Paragraph
from index.segment.reader import EXTENSION
from index.stored import StoredReport


def stored_reports(snapshot: Snapshot, reports: Iterable[str]) -> Iterator[StoredReport]:
    """Those of the reports that the generation has in files that are as they were written, in no order."""
    segments = snapshot.generation.segments
    starts = [0, *accumulate(segment.documents for segment in segments)]

    @cache
    def whole(segment: int) -> bool:
        name = f"{segments[segment].name}{EXTENSION}"
        try:
            return sum_file(snapshot.data / name) == snapshot.generation.files[name]
        except (OSError, KeyError):
            return False

    for report in reports:
        # A damaged segment may not even tell which reports it has.
        try:
            documents = snapshot.report_documents(report)
            if documents and whole(bisect_right(starts, documents.start) - 1):
                yield _stored(snapshot, documents)
        except (LookupError, TypeError, ValueError, ArithmeticError):
            continue


def _stored(snapshot: Snapshot, documents: range) -> StoredReport:
    kinds = snapshot.column("kind")[documents.start : documents.stop].tolist()
    paragraphs = [
        Paragraph(snapshot.text(each), KINDS[kind], snapshot.section(each), snapshot.damaged(each))
        for each, kind in zip(documents, kinds, strict=True)
    ]
    return StoredReport.of(snapshot.full_meta(int(snapshot.reports[documents.start])), paragraphs)
