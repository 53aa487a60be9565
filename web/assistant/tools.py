"""The tools: what a search, a concordance, a comparison, a report and a citation tell an assistant, in bounded size."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from index.china_time import today
from index.deadline import Deadline
from index.errors import RequestError
from index.language import gettext
from search import LiveIndex
from search.engine.searcher import Searcher
from search.export.citation import CitationStyle, cite, reference_line
from search.export.restored import restored_cell
from search.permalink import paragraph_keys, permalink
from search.request import SearchRequest
from search.result import Answer, Hit, ReportSummary, ReportText
from search.study import kwic, trend
from search.study.kwic import KwicLine
from search.study.line_order import PATTERN
from search.study.trend import TrendBy

MOST_HITS: Final = 20
MOST_LINES: Final = 50
MOST_CELLS: Final = 300
MOST_QUERIES: Final = 6
MOST_PARAGRAPHS: Final = 40
LONGEST_TEXT: Final = 2_000
"""Code points of a paragraph's text; more is cut, which is said."""
LONGEST_REPORT: Final = 20_000
"""Code points of the paragraphs of a report that are shown at once."""

_WRITTEN: Final = "查询。空格是“并且”，OR 是“或者”，- 是“不要”，引号里的照原样找，“/句”是同一句里；繁简、全半角不分。"
Query = Annotated[str, Field(description=_WRITTEN)]
Bodies = Annotated[list[str], Field(description="机构，如 广安区政协；空的是不限")]
Years = Annotated[list[str], Field(description="报告年份，如 2023 或 2019..2023；空的是不限")]
Kinds = Annotated[list[str], Field(description="段落类型：heading text item caption；空的是不限")]
InReport = Annotated[str, Field(description="只在这份报告里找：报告编号；空的是不限")]
Skipped = Annotated[int, Field(ge=0, le=10_000, description="跳过前面多少条")]
ReportId = Annotated[str, Field(description="报告编号，由 search 给出")]
Paragraph = Annotated[int, Field(ge=0, le=1_000_000, description="段落在报告里的位置，从 0 起")]
KwicSort = Annotated[
    str,
    Field(pattern=PATTERN, description="排序：position、left、right，或左右各三个字里的一到三个，如 L1,R1,R2"),
]


class Tools:
    """The tools over a live index. site: what addresses begin with.

    Every paragraph comes with its address, which lasts as long as its text, so that it is quoted and not remembered.
    All raise errors of the tree in index/errors.py.
    """

    def __init__(self, live: LiveIndex, site: str) -> None:
        self._live = live
        self._site = site.rstrip("/")

    def search(
        self,
        query: Query,
        body: Bodies = [],  # noqa: B006 - read only; part of the schema that the assistant sees
        year: Years = [],  # noqa: B006
        kind: Kinds = [],  # noqa: B006
        report: InReport = "",
        sort: Literal["relevance", "date", "hits"] = "relevance",
        limit: Annotated[int, Field(ge=0, le=MOST_HITS, description="列出多少段")] = 10,
        offset: Skipped = 0,
    ) -> dict[str, Any]:
        """全文检索：找出含有查询的段落，最相关的在前；给出准确的总数、每段的原文、地址和参考文献。"""
        request = SearchRequest.parse(
            query, body=body, year=year, kind=kind, report=report or None, sort=sort, limit=limit, offset=offset
        )
        with self._live.searcher() as opened:
            found = opened.search(request, Deadline())
            summaries = _summaries(opened)
            hits = [
                _place(hit)
                | {"title": hit.title, "section": hit.section, **_text(hit.text), "occurrences": hit.occurrences}
                | self._cited(summaries[hit.report], hit.text, hit.permalink)
                for hit in found.hits
            ]
        return _counted(found) | {
            "occurrences": found.occurrences,
            "offset": found.offset,
            "hits": hits,
        }

    def kwic(
        self,
        query: Query,
        body: Bodies = [],  # noqa: B006
        year: Years = [],  # noqa: B006
        report: InReport = "",
        width: Annotated[int, Field(ge=0, le=60, description="左右各多少字")] = 20,
        sort: KwicSort = "position",
        limit: Annotated[int, Field(ge=0, le=MOST_LINES, description="列出多少处")] = 20,
        offset: Skipped = 0,
    ) -> dict[str, Any]:
        """语境：查询的词每出现一处列一行，左边、词、右边；给出准确的总处数和每处的地址。"""
        request = SearchRequest.parse(query, body=body, year=year, report=report or None, limit=limit, offset=offset)
        with self._live.searcher() as opened:
            found = kwic(opened, request, Deadline(), width=width, sort=sort)
            summaries = _summaries(opened)
            lines = [
                {"left": line.left, "word": line.word, "right": line.right}
                | _place(line)
                | self._cited(summaries[line.report], line.left + line.word + line.right, line.permalink)
                for line in found.lines
            ]
        return _counted(found) | {
            "paragraphs": found.paragraphs,
            "offset": offset,
            "lines": lines,
        }

    def trend(
        self,
        queries: Annotated[list[str], Field(min_length=1, max_length=MOST_QUERIES, description="一个或几个查询")],
        by: TrendBy = "year",
        body: Bodies = [],  # noqa: B006
        year: Years = [],  # noqa: B006
    ) -> dict[str, Any]:
        """比较：查询在各年、各机构有多少段、多少处，每万字多少处；没有的是 0。"""
        filters = SearchRequest.parse("", body=body, year=year)
        with self._live.searcher() as opened:
            found = trend(opened, queries, filters, Deadline(), by=by).to_dict()
        cells = found["cells"]
        return found | {"cells": cells[:MOST_CELLS], "cells_left_out": max(0, len(cells) - MOST_CELLS)}

    def report(
        self,
        report: ReportId,
        first: Paragraph = 0,
        count: Annotated[int, Field(ge=1, le=MOST_PARAGRAPHS, description="读多少段")] = 20,
    ) -> dict[str, Any]:
        """读一份报告的一部分：从第 first 段（从 0 起）起的几段，每段带着地址。"""
        with self._live.searcher() as opened:
            report = opened.kept_for(report) or report
            text = opened.report(report, "", Deadline())
        keys = paragraph_keys([each.text for each in text.paragraphs])
        shown: list[dict[str, Any]] = []
        room = LONGEST_REPORT
        for each in text.paragraphs[first : first + count]:
            paragraph = _text(each.text)
            room -= len(paragraph["text"])
            if room < 0:
                break
            address = self._site + permalink(report, keys[each.paragraph])
            shown.append({"paragraph": each.paragraph, "kind": each.kind, **paragraph, "address": address})
        summary, following = text.summary, first + len(shown)
        return {
            "report": report,
            "title": summary.title,
            "body": summary.body,
            "year": summary.year,
            "date": summary.date,
            "original": summary.original,
            "total": len(text.paragraphs),
            "first": first,
            "paragraphs": shown,
            "next": following if following < len(text.paragraphs) else None,
        }

    def cite(self, report: ReportId, paragraph: Paragraph, style: CitationStyle = "gbt7714") -> dict[str, Any]:
        """取一段的规范引文：原文照录，附出处和不变的地址。"""
        with self._live.searcher() as opened:
            report = opened.kept_for(report) or report
            text = opened.report(report, "", Deadline())
        return {"report": report, "paragraph": paragraph, "style": style, **self._citation(text, paragraph, style)}

    def _citation(self, text: ReportText, number: int, style: CitationStyle) -> dict[str, Any]:
        if number >= len(text.paragraphs):
            raise RequestError(
                gettext("这份报告没有这一段：%(number)s", number=number),
                next_step=gettext("可用 0 到 %(last)s", last=len(text.paragraphs) - 1),
            )
        found = text.paragraphs[number]
        if len(found.text) > LONGEST_REPORT:
            raise RequestError(
                gettext("这一段太长，有 %(count)s 字", count=len(found.text)),
                next_step=gettext("最多引 %(most)s 字；请打开地址看", most=LONGEST_REPORT),
            )
        key = paragraph_keys([each.text for each in text.paragraphs])[number]
        address = self._site + permalink(text.summary.id, key)
        restored = restored_cell(found.text, found.restored) or ""
        citation = cite(text.summary, number, found.text, url=address, accessed=today(), style=style, restored=restored)
        return {"text": found.text, "address": address, "citation": citation}

    def _cited(self, summary: ReportSummary, text: str, link: str) -> dict[str, str]:
        address = self._site + link
        reference = reference_line(summary, text, url=address, accessed=today(), style="gbt7714")
        return {"address": address, "reference": reference}


def _summaries(opened: Searcher) -> dict[str, ReportSummary]:
    return {each.id: each for each in opened.reports()}


def _counted(found: Answer) -> dict[str, Any]:
    """What was asked, and how much there is of it."""
    return {"query": found.query, "relaxed": found.relaxed, "total": found.total, "reports": found.reports}


def _place(found: Hit | KwicLine) -> dict[str, Any]:
    """Where a paragraph is, and whose it is."""
    return {
        "report": found.report,
        "paragraph": found.paragraph,
        "number": found.number,
        "body": found.body,
        "year": found.year,
    }


def _text(text: str) -> dict[str, Any]:
    """A paragraph's text, and whether it goes on."""
    return {"text": text[:LONGEST_TEXT], **({"cut": True} if len(text) > LONGEST_TEXT else {})}
