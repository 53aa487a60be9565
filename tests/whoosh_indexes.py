"""Whoosh indexes for tests: of our own segments, of the same documents written by Whoosh, and for the plain engine."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from plain_documents import documents, plain_schema
from whoosh import index as whoosh_index

from index.analysis import Segmenter, well_formed
from index.analysis.batch import BatchSegmenter
from index.facets import NAME_FACETS
from index.manifest import SegmentRecord
from index.places import gazetteer
from index.reading import read_reports
from index.reading.body_names import other_name_of_today
from index.reading.structure import classify
from index.reading.told import told_body
from index.report import Paragraph, Report
from index.segment.columns import NO_SECTION
from index.segment.inversion import ReportColumns, write_segment
from index.segment.reader import EXTENSION, INDEX_NAME
from index.whoosh_view import write_contents
from index.whoosh_view.analyzer import WordAnalyzer
from index.whoosh_view.schema import COUNTED, report_schema

# Whoosh has types for a part only of what is called here.
whoosh: Any = whoosh_index

Groups = Sequence[Sequence[Report]]
"""The reports of each segment."""
GONE = ("gone", "002_b162581768fd791d")
"""The ids of two reports of `report_groups`: a small one, and one of the seeds."""


def make_report(report: str, texts: Sequence[str], **fields: Any) -> Report:
    """A report as a report line gives it."""
    plain: dict[str, Any] = {"title": "", "body": "某市政协", "year": 2023, "date": None, "source": None}
    kinds, sections = classify(texts)
    given = plain | fields
    body = told_body(given["body"], None, None, year=given["year"])
    given |= {
        "organ": body.organ,
        "region": body.region,
        "today": other_name_of_today(body.name, body.region, gazetteer()),
    }
    return Report(id=report, paragraphs=tuple(map(Paragraph, texts, kinds, sections)), **given)


def seed_reports(seeds: Path) -> list[Report]:
    """The reports of the five seeds."""
    found = [report for path in sorted(seeds.glob("*.txt")) for report in read_reports(path)]
    return [report for report in found if isinstance(report, Report)]


class Searchers(NamedTuple):
    """The same documents: in our segments, and as Whoosh wrote them."""

    ours: Any
    stock: Any


def report_groups(seeds: Path) -> list[list[Report]]:
    """Three segments: seeds, reports with traditional and odd texts, one long report."""
    odd = [
        make_report(
            "古", ["關於提案辦理的報告", "", "A\0B\0", "𠀀𠀁提案", "第一\n第二"], title="提案", body="乙政协", year=None
        ),
        make_report("无", []),
        make_report("gone", ["提案提案提案", "办理"], title="办理提案", body="丙政协", year=1999, date="1999-12-31"),
        make_report("三", ["一、提案办理", "提案" * 200, "提案办理，" * 3], body="甲政协", date="2024-02-29"),
    ]
    long = make_report("长", [f"提案{'办理' * (number % 7)}满意{number}" for number in range(700)], year=2020)
    return [seed_reports(seeds), odd, [long]]


@contextmanager
def open_both(folder: Path, seeds: Path, deleted: Collection[str] = ()) -> Iterator[Searchers]:
    """Searchers of the same three segments."""
    groups = report_groups(seeds)
    ours, stock = columnar_index(folder / "ours", groups, deleted), stock_index(folder / "stock", groups, deleted)
    with ours.searcher() as left, stock.searcher() as right:
        yield Searchers(left, right)


def columnar_index(folder: Path, groups: Groups, deleted: Collection[str] = ()) -> Any:
    """An index of our segments; deleted: the ids of reports that are marked as deleted."""
    folder.mkdir(parents=True, exist_ok=True)
    segmenter = Segmenter()
    batches = BatchSegmenter(segmenter)
    records = []
    for number, reports in enumerate(groups):
        name = f"{INDEX_NAME}_{number:016d}"
        columns = [ReportColumns.of(report, {}) for report in reports]
        documents = write_segment(folder / f"{name}{EXTENSION}", columns, batches)
        records.append(SegmentRecord(name, documents, tuple(deleted_ranges(reports, deleted))))
    write_contents(folder, 1, records, segmenter)
    return whoosh.open_dir(str(folder))


def deleted_ranges(reports: Sequence[Report], deleted: Collection[str]) -> Iterator[tuple[int, int]]:
    """The documents of the reports with these ids."""
    ends = np.cumsum([len(report.paragraphs) for report in reports]).tolist()
    for report, end in zip(reports, ends, strict=True):
        if report.id in deleted and report.paragraphs:
            yield end - len(report.paragraphs), end


def stock_index(folder: Path, groups: Groups, deleted: Collection[str] = ()) -> Any:
    """An index of the same documents, under the same numbers, that Whoosh wrote of their texts with its own codec."""
    given = [[each for report in reports for each in view_documents(report)] for reports in groups]
    return _written(folder, report_schema(WordAnalyzer()), given, groups, deleted)


def plain_index(folder: Path, groups: Groups) -> Any:
    """An index that Whoosh wrote of terms and offsets, which the plain engine (tests/plain_engine.py) reads."""
    segmenter = Segmenter()
    given = [[each for report in reports for each in documents(report, {}, segmenter)] for reports in groups]
    return _written(folder, plain_schema(), given, groups, ())


def _written(
    folder: Path, schema: Any, given: list[list[dict[str, Any]]], groups: Groups, deleted: Collection[str]
) -> Any:
    folder.mkdir(parents=True, exist_ok=True)
    index = whoosh.create_in(str(folder), schema)
    for fields in given:
        writer = index.writer()
        for each in fields:
            writer.add_document(**each)
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


def view_documents(report: Report) -> Iterator[dict[str, Any]]:
    """A report's documents as somebody would give them to Whoosh: texts, numbers, days."""
    segmenter = Segmenter()
    title, day = well_formed(report.title), report.date and datetime.fromisoformat(report.date)
    for document, paragraph in zip(documents(report, {}, segmenter), report.paragraphs, strict=True):
        text = document["text"]
        section = document["section"]
        heading = "" if section == NO_SECTION else well_formed(report.paragraphs[section].text)
        own = dict.fromkeys(("text", "words", "grams", "variants"), text)
        own |= {name: document[name] for name in COUNTED if name in document}
        own |= {"kind": paragraph.kind, "year": report.year, "date": day, "heading": heading}
        if document["paragraph"] == 0:
            own |= {"title": title, "title_grams": title, "report": well_formed(report.id)}
            names = ((facet.name, getattr(report, facet.name)) for facet in NAME_FACETS)
            own |= {name: well_formed(value) for name, value in names if value is not None}
            own |= {"about": document["about"], "meta": document["meta"]}
        yield own
