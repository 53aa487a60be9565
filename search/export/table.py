"""Export: the reports of an index as report lines, which can be indexed again, and all hits of a search as a table."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from typing import Final, Literal, get_args

from index.deadline import UNLIMITED, Deadline
from index.errors import RequestError
from index.facets import report_values
from search.engine.searcher import Searcher
from search.export import rows
from search.export.cells import csv_lines
from search.export.rows import COLUMNS, Export
from search.request import SearchRequest

ExportKind = Literal["csv", "xlsx", "json"]
EXPORT_KINDS: Final[tuple[ExportKind, ...]] = get_args(ExportKind)

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
            **report_values(found.summary),
            "date": found.summary.date,
            "source": found.summary.source,
            "url": found.summary.original,
            "site": found.summary.site,
            "paragraphs": [paragraph.text for paragraph in found.paragraphs],
        }
        yield json.dumps(line, ensure_ascii=False)


def export_hits(
    searcher: Searcher,
    request: SearchRequest,
    kind: ExportKind,
    *,
    site: str,
    when: datetime,
    deadline: Deadline = UNLIMITED,
) -> Generator[bytes, None, None]:
    """Every hit of `request`, whatever its limit and offset, in its order, with query, time and permanent link.

    csv: UTF-8 with BOM, a line a hit, no cell of which is taken for a formula. xlsx: a sheet of hits, their words
    marked, and one about the search. json: one object, as a search's, with links. site: what links begin with, such as
    http://127.0.0.1:8000, or "" for the path alone. when: the time of the export.
    Validated before the first piece; raises QueryError for the query, RequestError for `kind`.

    deadline: raises TooMuch before the first piece where the file will not be done by then, TooSlow where that could
    not be foreseen. How long the pieces take to be received does not count. Of the hits only their order is held.
    """
    return pieces(Export(searcher.find(request, deadline), site.rstrip("/"), when), kind)


def pieces(export: Export, kind: ExportKind) -> Generator[bytes, None, None]:
    """The file, in pieces; see export_hits. Closing it before its end lets go of all that it holds."""
    return _received(export, _made(export, kind))


def _made(export: Export, kind: ExportKind) -> Generator[bytes, None, None]:
    if kind == "csv":
        return _gathered(_csv(export))
    if kind == "json":
        return _gathered(_json(export))
    if kind == "xlsx":
        from search.export.workbook import workbook

        return workbook(export)
    raise RequestError(f"没有这种导出格式：{str(kind)[:20]}", next_step="可用 " + "、".join(EXPORT_KINDS))


def _received(export: Export, made: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
    """The pieces; time that the receiver takes does not count against the deadline."""
    with closing(made):
        for piece in made:
            with export.found.deadline.paused():
                yield piece


def _gathered(lines: Iterator[str]) -> Generator[bytes, None, None]:
    """The lines in pieces that are worth sending."""
    waiting: list[str] = []
    size = 0
    for number, line in enumerate(lines):
        waiting.append(line)
        size += len(line)
        # Before the hits there is a line or two.
        if size >= _PIECE and number > rows.SAMPLE:
            yield "".join(waiting).encode("utf-8", "replace")
            waiting, size = [], 0
    yield "".join(waiting).encode("utf-8", "replace")


def _csv(export: Export) -> Iterator[str]:
    yield _BOM
    yield from csv_lines(COLUMNS, (cells for _, cells in export.rows()))


def _json(export: Export) -> Iterator[str]:
    about = json.dumps(export.about(), ensure_ascii=False)
    yield f'{about[:-1]}, "hits": ['
    separator = "\n"
    for hit, _ in export.rows():
        links = {"url": export.site + hit.url, "permalink": export.site + hit.permalink}
        yield separator + json.dumps(hit.to_dict() | links, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"
