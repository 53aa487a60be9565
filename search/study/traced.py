"""Answers of the study of wording: runs of a draft that stand elsewhere, formulas, near paragraphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from index.language import N_
from search.described import Described, Detail
from search.located import Located
from search.result import Span

_NUMBER: Final = Detail(N_("第几段，从 1 起"), schema={"minimum": 1})
_ADDRESS: Final = Detail(N_("站内地址"))
_COUNTED: Final = Detail(N_("字数：不计标点和空白"))
_OF_DRAFT: Final = Detail(N_("在底稿里的位置：码点；底稿各段之间算一个换行"))
_IN_REPORTS: Final = Detail(N_("有它的报告数"))
_TIMES: Final = Detail(N_("一共出现几处"))
_BODIES: Final = Detail(N_("有它的机构数"))


@dataclass(frozen=True, slots=True)
class TracedPlace(Located):
    """A paragraph in which a run stands; start, end: where in its text (code points, half-open)."""

    COMPUTED: ClassVar[Mapping[str, Detail]] = {"number": _NUMBER, "url": _ADDRESS}

    start: Annotated[int, Detail(N_("在段落里的位置：码点"))]
    end: int


@dataclass(frozen=True, slots=True)
class ReportsOfBody(Described):
    """A body, and how many of its reports are meant."""

    body: str
    reports: int


@dataclass(frozen=True, slots=True)
class TracedRun(Described):
    """A run of the draft that stands elsewhere, and in no longer one.

    start, end: in the draft's text (code points, half-open). paragraph: the draft's, from 0. text: as the draft has it.
    characters: that count. whose: the bodies with most reports that have it, by their names of today.
    """

    start: Annotated[int, _OF_DRAFT]
    end: int
    paragraph: Annotated[int, Detail(N_("底稿的第几段，从 0 起"))]
    text: str
    characters: Annotated[int, _COUNTED]
    count: Annotated[int, _TIMES]
    reports: Annotated[int, _IN_REPORTS]
    bodies: Annotated[int, _BODIES]
    whose: Annotated[tuple[ReportsOfBody, ...], Detail(N_("报告最多的几个机构"))]
    first: Annotated[TracedPlace, Detail(N_("最早的一处：先看年度，再看日期"))]


@dataclass(frozen=True, slots=True)
class Formula(Described):
    """A wording that many reports have. places: all in the draft (code points). last: the newest year that has it."""

    text: str
    characters: Annotated[int, _COUNTED]
    places: Annotated[tuple[Span, ...], _OF_DRAFT]
    count: Annotated[int, _TIMES]
    reports: Annotated[int, _IN_REPORTS]
    bodies: Annotated[int, _BODIES]
    first: TracedPlace
    last: Annotated[int | None, Detail(N_("最近的年度；null：年份不详"))]


@dataclass(frozen=True, slots=True)
class NearParagraph(Located):
    """A paragraph that has much of another one.

    shared: characters of the other that stand here, of those that count; share: of all of the other's. marks: where in
    the draft's text; highlights: where in this one's (code points, half-open, sorted, apart).
    """

    COMPUTED: ClassVar[Mapping[str, Detail]] = {"number": _NUMBER, "url": _ADDRESS}

    text: Annotated[str, Detail(N_("整段原文"))]
    shared: Annotated[int, _COUNTED]
    share: Annotated[float, Detail(N_("占所比那一段字数的几成，0 到 1"), digits=4)]
    marks: Annotated[tuple[Span, ...], _OF_DRAFT]
    highlights: Annotated[tuple[Span, ...], Detail(N_("相同的各处在 text 里的位置：码点，左闭右开，有序，不重叠"))]


@dataclass(frozen=True, slots=True)
class TracedParagraph(Described):
    """A paragraph of the draft. start: in the draft's text. covered: of its characters, those that stand in runs.

    marks: where these are in the draft's text, those of all runs, whichever are listed.
    """

    paragraph: Annotated[int, Detail(N_("底稿的第几段，从 0 起"))]
    start: Annotated[int, _OF_DRAFT]
    text: str
    characters: Annotated[int, _COUNTED]
    covered: Annotated[int, _COUNTED]
    marks: Annotated[tuple[Span, ...], _OF_DRAFT]
    nearest: tuple[NearParagraph, ...]


@dataclass(frozen=True, slots=True)
class Compared(Described):
    """What was looked through: numbers of reports and paragraphs, and when the index was written."""

    reports: int
    paragraphs: int
    written: Annotated[str, Detail(N_("索引何时写成，UTC"))]


@dataclass(frozen=True, slots=True)
class TraceResult(Described):
    """Where the wording of a draft stands elsewhere.

    report: its id, of a draft in the index. total: of runs; limit and offset count them. coverage: the share of the
    draft's characters that stand in runs; None for a draft without any. paragraphs: those with text, in order.
    """

    report: Annotated[str | None, Detail(N_("底稿是库里的报告时，它的编号"))]
    title: str
    least: Annotated[int, Detail(N_("至少几个字，不计标点和空白"))]
    searched: Annotated[Compared, Detail(N_("与什么比较"))]
    characters: Annotated[int, _COUNTED]
    covered: Annotated[int, _COUNTED]
    coverage: Annotated[float | None, Detail(N_("底稿的字有几成在别处也有，0 到 1；null：底稿没有字"), digits=4)]
    total: int
    offset: int
    limit: int
    runs: tuple[TracedRun, ...]
    formulas: Annotated[tuple[Formula, ...], Detail(N_("许多报告都有的说法"))]
    paragraphs: tuple[TracedParagraph, ...]
    took_ms: Annotated[float, Detail(digits=2, schema={"minimum": 0})]


@dataclass(frozen=True, slots=True)
class SimilarResult(Described):
    """The paragraphs of other reports that have most of the wording of one. total: of all that share any run."""

    report: Annotated[str, Detail(N_("报告的编号"))]
    paragraph: Annotated[int, Detail(N_("段落在报告里的位置，从 0 起"))]
    text: str
    characters: Annotated[int, _COUNTED]
    least: Annotated[int, Detail(N_("至少几个字，不计标点和空白"))]
    searched: Annotated[Compared, Detail(N_("与什么比较"))]
    total: int
    offset: int
    limit: int
    similar: tuple[NearParagraph, ...]
    took_ms: Annotated[float, Detail(digits=2, schema={"minimum": 0})]
