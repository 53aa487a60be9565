"""Columns of every exported table: the one list of their names, for people (Chinese) and for programs (English)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from index.facets import BODY, FACETS, YEAR, ChoiceFacet, Facet
from index.language import language
from search.export.cells import Cell

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def own_columns() -> Language:
    """The language of columns for who reads the language of here and now."""
    return "en" if language() == "en" else "zh"


KIND_NAMES: Final[Mapping[Cell, str]] = {"heading": "标题", "text": "正文", "item": "条目", "caption": "图注"}


@dataclass(frozen=True, slots=True)
class Columns:
    """A table's columns: `labels` by name in the order for people, `names` in the order for programs.

    words: Chinese of a column's values, where programs have codes. unknown: Chinese of a missing value.
    """

    labels: Mapping[str, str]
    names: Sequence[str]
    words: Mapping[str, Mapping[Cell, str]] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)

    def keys(self, columns: Language) -> tuple[str, ...]:
        """Names of the columns that a table has, in their order."""
        return tuple(self.labels if columns == "zh" else self.names)

    def head(self, columns: Language) -> tuple[str, ...]:
        """The table's first row."""
        return tuple(self.labels.values()) if columns == "zh" else tuple(self.names)

    def row(self, cells: Mapping[str, Cell], columns: Language) -> tuple[Cell, ...]:
        """A row from the values by name."""
        if columns == "en":
            return tuple(map(cells.__getitem__, self.names))
        if self.words or self.unknown:
            cells = {**cells, **{name: self._said(name, cells[name]) for name in (*self.words, *self.unknown)}}
        return tuple(map(cells.__getitem__, self.labels))

    def _said(self, name: str, cell: Cell) -> Cell:
        if cell is None:
            return self.unknown.get(name)
        return self.words[name].get(cell, cell) if name in self.words else cell


WHOSE: Final = tuple(facet for facet in FACETS if facet.of_report and facet not in (BODY, YEAR))
"""Facets of a report's body, which tables have at their end, so that columns stay where they were."""
_WHOSE_LABELS: Final = {facet.name: facet.label for facet in WHOSE}
_WHOSE_WORDS: Final[Mapping[str, Mapping[Cell, str]]] = {
    facet.name: dict(facet.labels.items()) for facet in WHOSE if isinstance(facet, ChoiceFacet)
}

HITS: Final = Columns(
    labels={
        "rank": "序号",
        "body": "机构",
        "year": "年份",
        "date": "日期",
        "title": "标题",
        "section": "章节",
        "number": "段号",
        "kind": "类型",
        "occurrences": "处数",
        "text": "原文",
        "link": "链接",
        "query": "检索式",
        "exported": "导出时间",
        "source": "来源",
        "original": "原文网址",
        "restored": "复原",
        **_WHOSE_LABELS,
    },
    names=(
        "report", "paragraph", "number", "kind", "body", "year", "date", "title", "section", "score", "occurrences",
        "text", "link", "query", "exported", "source", "original", "restored", *_WHOSE_LABELS,
    ),
    words={"kind": KIND_NAMES, **_WHOSE_WORDS},
)  # fmt: skip
"""One hit a row. paragraph: from 0, as in the API; number: from 1. link: whole permanent address. restored: places that
were put together again from lost bytes, each `text←what the page shows`."""

LINES: Final = Columns(
    labels={
        "rank": "序号",
        "left": "左文",
        "node": "关键词",
        "right": "右文",
        "body": "机构",
        "year": "年份",
        "date": "日期",
        "title": "标题",
        "section": "章节",
        "number": "段号",
        "link": "链接",
        "query": "检索式",
        "exported": "导出时间",
        "source": "来源",
        "original": "原文网址",
        **_WHOSE_LABELS,
    },
    names=(
        "left", "node", "right", "body", "year", "date", "title", "section", "report", "paragraph", "number", "start",
        "end", "link", "query", "exported", "source", "original", *_WHOSE_LABELS,
    ),
    words=_WHOSE_WORDS,
)  # fmt: skip
"""One occurrence a row. start, end: of the node in its paragraph (code points from 0, half-open)."""


def comparison_columns(axes: Sequence[Facet]) -> Columns:
    """Columns of a comparison: a query in one bucket a row."""
    by = {facet.name: facet.label for facet in axes}
    return Columns(
        labels={"query": "检索式", **by, **COMPARED, "exported": "导出时间"},
        # As in the API, a bucket has a body and a year, whatever it is by.
        names=tuple(dict.fromkeys(["query", BODY.name, YEAR.name, *by, *COMPARED, "exported"])),
        words={each.name: dict(each.labels.items()) for each in axes if isinstance(each, ChoiceFacet)},
        unknown={facet.name: "不详" for facet in axes},
    )


COMPARED: Final = {
    "reports": "报告数",
    "paragraphs": "段数",
    "paragraphs_literal": "有处数的段数",
    "occurrences": "处数",
    "characters": "总字数",
    "per_10k": "每万字处数",
}
"""Numbers of a comparison. characters: of all paragraphs in the bucket, found or not."""
