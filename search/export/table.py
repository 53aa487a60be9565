"""Exports as files: reports as report lines, which can be indexed again, and hits, lines or cells as a table."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final, Literal

from index.deadline import UNLIMITED, Deadline
from index.errors import RequestError
from index.language import gettext, listed
from search.engine.searcher import Searcher
from search.export.cells import csv_lines
from search.export.columns import Language
from search.export.notes import Origin
from search.export.rows import HitTable, Table
from search.request import SearchRequest
from search.result import ReportText

ExportKind = Literal["csv", "xlsx", "json", "txt"]
EXPORT_KINDS: Final[tuple[ExportKind, ...]] = ("csv", "xlsx", "json")
"""The kinds of file that have all rows; txt is the methods note alone."""

_BOM: Final = "\ufeff"
_PIECE: Final = 1 << 16
"""Approximate size of a chunk (characters)."""


def report_lines(searcher: Searcher, reports: Iterable[str] = ()) -> Iterator[str]:
    """One JSON object a report, without the line's end: those of the given ids, or all by id.

    Raises ReportNotFound for an id that is not there.
    """
    ids = list(reports) or sorted(summary.id for summary in searcher.reports())
    for report in ids:
        found = searcher.report(report, deadline=UNLIMITED)
        line = {
            "id": found.summary.id,
            "title": found.summary.title,
            "body": found.summary.body,
            "year": found.summary.year,
            "organ": found.summary.organ,
            "region": found.summary.region.to_dict(),
            "date": found.summary.date,
            "source": found.summary.source,
            "url": found.summary.original,
            "site": found.summary.site,
            "paragraphs": [paragraph.text for paragraph in found.paragraphs],
            **_marks(found),
        }
        yield json.dumps(line, ensure_ascii=False)


def _marks(found: ReportText) -> dict[str, Any]:
    """The marks of the report's paragraphs as report lines have them (index/reading/marks.py)."""
    return {
        "kinds": [each.kind for each in found.paragraphs],
        "damaged": [each.paragraph for each in found.paragraphs if each.damaged],
        "restored": [
            {"paragraph": each.paragraph, **asdict(place)} for each in found.paragraphs for place in each.restored
        ],
        "assumed": list(found.summary.assumed),
        "unsure": list(found.summary.unsure),
        "unread": list(found.summary.unread),
    }


def export_hits(
    searcher: Searcher,
    request: SearchRequest,
    kind: ExportKind,
    *,
    site: str,
    when: datetime,
    deadline: Deadline = UNLIMITED,
    columns: Language = "zh",
    bom: bool = True,
) -> Generator[bytes, None, None]:
    """Every hit of `request`, whatever its limit and offset, in its order, with query, time and permanent link.

    csv: UTF-8, with BOM unless told otherwise, a line a hit, no cell of which is taken for a formula. xlsx: a sheet of
    hits, their words marked, and the methods note. json: one object, as a search's, with links and the methods note.
    txt: the methods note. site: what links begin with, such as http://127.0.0.1:8000, or "" for the path alone.
    when: the time of the export. columns: the language of their names.
    Validated before the first piece; raises QueryError for the query, RequestError for `kind`.

    deadline: raises TooMuch before the first piece where the file will not be done by then, TooSlow where that could
    not be foreseen. How long the pieces take to be received does not count. Of the hits only their order is held.
    """
    table = HitTable(searcher.find(request, deadline), Origin.of(searcher, request, site, when, deadline))
    return pieces(table, kind, columns=columns, bom=bom)


def pieces(
    table: Table, kind: ExportKind, *, columns: Language = "zh", bom: bool = True
) -> Generator[bytes, None, None]:
    """The file, in pieces; see export_hits. Closing it before its end lets go of all that it holds."""
    return _received(table, _made(table, kind, columns, bom))


def _made(table: Table, kind: ExportKind, columns: Language, bom: bool) -> Generator[bytes, None, None]:
    if kind == "csv":
        return _gathered(table, _csv(table, columns, bom))
    if kind == "json":
        return _gathered(table, _json(table))
    if kind == "txt":
        return _gathered(table, note_lines(table))
    if kind == "xlsx":
        from search.export.workbook import workbook

        return workbook(table, columns)
    raise RequestError(
        gettext("没有这种导出格式：%(kind)s", kind=str(kind)[:20]),
        next_step=gettext("可用 %(names)s", names=listed(EXPORT_KINDS)),
    )


def _received(table: Table, made: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
    """The pieces; time that the receiver takes does not count against the deadline."""
    with closing(made):
        for piece in made:
            with table.deadline.paused():
                yield piece


def _gathered(table: Table, lines: Iterator[str]) -> Generator[bytes, None, None]:
    """The lines in pieces that are worth sending; the first of them comes as soon as the end can be foreseen."""
    waiting: list[str] = []
    size = least = 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= least and table.foreseen:
            yield "".join(waiting).encode("utf-8", "replace")
            waiting, size, least = [], 0, _PIECE
    yield "".join(waiting).encode("utf-8", "replace")


def note_lines(table: Table) -> Iterator[str]:
    """The methods note as text, a line an entry."""
    for note in table.notes():
        said = " ".join(str(note.said).split())
        yield gettext("%(label)s：%(values)s", label=note.label, values=said) + "\n"


def _csv(table: Table, language: Language, bom: bool) -> Iterator[str]:
    if bom:
        yield _BOM
    columns = table.columns
    yield from csv_lines(columns.head(language), (columns.row(each.cells, language) for each in table.rows()))


def _json(table: Table) -> Iterator[str]:
    head = json.dumps({"about": table.about(), **table.head()}, ensure_ascii=False)
    yield f'{head[:-1]}, "{table.items}": ['
    separator = "\n"
    for row in table.rows():
        yield separator + json.dumps(table.record(row), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"
