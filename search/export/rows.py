"""Content of an export: a row of cells for each hit, and metadata of the search."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from index.analysis import well_formed
from index.errors import TooMuch
from search.engine.found import Found
from search.result import Hit

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
    "来源",
    "原文网址",
)
KIND_NAMES: Final = {"heading": "标题", "text": "正文", "item": "条目", "caption": "图注"}
SAMPLE: Final = 1_000
"""Hits after which the total time is estimated; nothing is sent before."""
_MARGIN: Final = 1.5
"""The first hits by relevance are short, and a file that breaks off is worse than none."""
_QUICKEST: Final = 100_000
"""Upper bound on the export rate (hits/s)."""


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported: what was found, what links begin with, and when."""

    found: Found
    site: str
    when: datetime

    def _foresee(self, done: int, left: float) -> None:
        """Raises TooMuch if the remaining hits will exceed the deadline. left: seconds remaining at the start."""
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
                    hit.number,
                    KIND_NAMES[hit.kind],
                    hit.occurrences,
                    hit.text,
                    self.site + hit.permalink,
                    query,
                    when,
                    hit.source,
                    hit.original,
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
        pairs += [(name, "1") for name in ("exact_script", "synonyms", "split_words") if getattr(request, name)]
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
            "paragraphs_literal": found.paragraphs_literal,
            "split_words": found.request.split_words,
            "reports": found.reports,
            "occurrences": found.occurrences,
            "sort": found.request.sort,
            "facets": found.facets.to_dict(),
        }
