"""Whoosh indexes for tests: of our own segments, and of the same documents as Whoosh itself writes them."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from plain_documents import documents
from whoosh import index as whoosh_index
from whoosh.filedb import filestore

from index.analysis import Segmenter
from index.analysis.batch import BatchSegmenter
from index.reading import read_reports
from index.reading.structure import classify
from index.report import Paragraph, Report
from index.segment.inversion import ReportColumns, write_segment
from index.segment.reader import EXTENSION
from index.whoosh_view.codec import ColumnarSegment
from index.whoosh_view.schema import report_schema

# Whoosh has types for a part only of what is called here.
whoosh: Any = whoosh_index
files: Any = filestore

NAME = "MAIN"
Groups = Sequence[Sequence[Report]]
"""The reports of each segment."""


def make_report(report: str, texts: Sequence[str], **fields: Any) -> Report:
    """A report as a report line gives it."""
    plain: dict[str, Any] = {"title": "", "body": "某市政协", "year": 2023, "date": None, "source": None}
    kinds, sections = classify(texts)
    return Report(id=report, paragraphs=tuple(map(Paragraph, texts, kinds, sections)), **plain | fields)


def seed_reports(seeds: Path) -> list[Report]:
    """The reports of the five seeds."""
    found = [report for path in sorted(seeds.glob("*.txt")) for report in read_reports(path)]
    return [report for report in found if isinstance(report, Report)]


def columnar_index(folder: Path, groups: Groups, deleted: Collection[str] = ()) -> Any:
    """An index of our segments; deleted: the ids of reports that are marked as deleted."""
    folder.mkdir(parents=True, exist_ok=True)
    segmenter = BatchSegmenter(Segmenter())
    segments = []
    for number, reports in enumerate(groups):
        segment: Any = ColumnarSegment(NAME, f"{number:016d}", 0)
        columns = [ReportColumns.of(report, {}) for report in reports]
        segment.documents = write_segment(folder / segment.make_filename(EXTENSION), columns, segmenter)
        segment.deleted = tuple(deleted_ranges(reports, deleted))
        segments.append(segment)
    whoosh.TOC(report_schema(), segments, 1).write(files.FileStorage(str(folder)), NAME)
    return whoosh.open_dir(str(folder), indexname=NAME)


def deleted_ranges(reports: Sequence[Report], deleted: Collection[str]) -> Iterator[tuple[int, int]]:
    """The documents of the reports with these ids."""
    ends = np.cumsum([len(report.paragraphs) for report in reports]).tolist()
    for report, end in zip(reports, ends, strict=True):
        if report.id in deleted and report.paragraphs:
            yield end - len(report.paragraphs), end


def stock_index(folder: Path, groups: Groups, deleted: Collection[str] = ()) -> Any:
    """An index of the same documents, under the same numbers, that Whoosh wrote with its default codec."""
    folder.mkdir(parents=True, exist_ok=True)
    index = whoosh.create_in(str(folder), report_schema(), indexname=NAME)
    segmenter = Segmenter()
    for reports in groups:
        writer = index.writer()
        for report in reports:
            for document in documents(report, {}, segmenter):
                writer.add_document(**document)
        writer.commit(merge=False)
    if deleted:
        writer, start = index.writer(), 0
        for reports in groups:
            for first, last in deleted_ranges(reports, deleted):
                for number in range(first, last):
                    writer.delete_document(start + number)
            start += sum(len(report.paragraphs) for report in reports)
        writer.commit(merge=False)
    return index
