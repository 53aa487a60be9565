"""Export: the reports of an index as report lines, which can be indexed again, and all hits of a search as a table."""

from __future__ import annotations

import json
import math
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args
from urllib.parse import urlencode

from index.analysis import well_formed
from index.deadline import UNLIMITED, Deadline
from index.errors import RequestError, TooMuch
from index.facets import report_values
from search.engine.found import Found
from search.engine.searcher import Searcher
from search.export.cells import csv_lines
from search.request import SearchRequest
from search.result import Hit

ExportKind = Literal["csv", "xlsx", "json"]
EXPORT_KINDS: Final[tuple[ExportKind, ...]] = get_args(ExportKind)

COLUMNS: Final = (
    "序号",
    "机构",
    "年份",
    "日期",
    "标题",
    "章节",
    "段",
    "类型",
    "处数",
    "原文",
    "链接",
    "检索式",
    "导出时间",
)
KIND_NAMES: Final = {"heading": "标题", "text": "正文", "item": "条目", "caption": "图注"}

_BOM: Final = "\ufeff"
_PIECE: Final = 1 << 16
"""About so many characters are handed on at once."""
SAMPLE: Final = 1_000
"""Hits after which it is foreseen how long all will take; nothing is handed on before."""
_MARGIN: Final = 1.5
"""The first hits by relevance are short, and a file that breaks off is worse than none."""
_QUICKEST: Final = 100_000
"""Hits a second that no machine exports."""


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
    The query is looked at before the first piece is asked for; raises QueryError for it, RequestError for `kind`.

    deadline: raises TooMuch before the first piece where the file will not be done by then, TooSlow where that could
    not be foreseen. How long the pieces take to be received does not count. Of the hits only their order is held.
    """
    return Export(searcher.find(request, deadline), site.rstrip("/"), when).pieces(kind)


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported: what was found, what links begin with, and when."""

    found: Found
    site: str
    when: datetime

    def pieces(self, kind: ExportKind) -> Generator[bytes, None, None]:
        """The file, in pieces; see export_hits. Closing it before its end lets go of all that it holds."""
        return self._received(self._made(kind))

    def _made(self, kind: ExportKind) -> Generator[bytes, None, None]:
        if kind == "csv":
            return _gathered(_csv(self))
        if kind == "json":
            return _gathered(_json(self))
        if kind == "xlsx":
            from search.export.workbook import workbook

            return workbook(self)
        raise RequestError(f"没有这种导出格式：{str(kind)[:20]}", next_step="可用 " + "、".join(EXPORT_KINDS))

    def _received(self, made: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
        """The pieces, without counting how long somebody takes to receive them."""
        with closing(made):
            for piece in made:
                with self.found.deadline.paused():
                    yield piece

    def _foresee(self, done: int, left: float) -> None:
        """Raises TooMuch where what is not done yet will take too long. left: seconds that were left at the start."""
        total, remaining = len(self.found.documents), self.found.deadline.remaining
        if math.isinf(remaining):
            return
        needed = (left - remaining) / done * (total - done) * _MARGIN if done else total / _QUICKEST
        if needed > remaining:
            raise TooMuch(
                f"共 {total:,} 段，{self.found.deadline.seconds:g} 秒之内导不完",
                next_step="请加上机构、年份缩小范围，或在服务器上用命令 zhengsou export",
            )

    def rows(self) -> Iterator[tuple[Hit, tuple[str | int | None, ...]]]:
        """Each hit with its cells, as COLUMNS names them."""
        query, when = self.query, self.when.isoformat(sep=" ", timespec="seconds")
        self._foresee(0, 0)
        began = self.found.deadline.remaining
        for number, hit in enumerate(self.found.every_hit(), 1):
            if number == SAMPLE:
                self._foresee(SAMPLE, began)
            yield (
                hit,
                (
                    number,
                    hit.body,
                    hit.year,
                    hit.date,
                    hit.title,
                    hit.section,
                    hit.paragraph + 1,
                    KIND_NAMES[hit.kind],
                    hit.occurrences,
                    hit.text,
                    self.site + hit.permalink,
                    query,
                    when,
                ),
            )

    @property
    def query(self) -> str:
        """The query as it can be written down."""
        return well_formed(self.found.request.query)

    @property
    def address(self) -> str:
        """Where the search can be repeated."""
        request = self.found.request
        pairs = [("q", self.query)]
        pairs += request.filter_pairs()
        pairs += [("report", request.report)] if request.report else []
        pairs += [("sort", request.sort)] if request.sort != "relevance" else []
        pairs += [(name, "1") for name in ("exact_script", "synonyms") if getattr(request, name)]
        return f"{self.site}/?{urlencode(pairs)}"

    def about(self) -> dict[str, Any]:
        """What was asked and how much was found."""
        found = self.found
        return {
            "query": self.query,
            "understood": found.understood,
            "exported": self.when.isoformat(timespec="seconds"),
            "url": self.address,
            "relaxed": found.relaxed,
            "total": len(found.documents),
            "reports": found.reports,
            "occurrences": found.occurrences,
            "sort": found.request.sort,
            "facets": found.facets.to_dict(),
        }


def _gathered(lines: Iterator[str]) -> Generator[bytes, None, None]:
    """The lines in pieces that are worth sending."""
    waiting: list[str] = []
    size = 0
    for number, line in enumerate(lines):
        waiting.append(line)
        size += len(line)
        # Before the hits there is a line or two.
        if size >= _PIECE and number > SAMPLE:
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
