"""Concordance (key word in context): every occurrence on a line of its own, sorted by its context."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

import numpy as np

from index.analysis import well_formed
from index.deadline import Deadline
from index.errors import RequestError
from index.language import N_, gettext
from search.described import Detail
from search.engine.found import READ_AT_ONCE, Found
from search.engine.searcher import Searcher
from search.located import Located
from search.matching.arrays import cut
from search.request import SearchRequest
from search.result import Answer, Hit, OfBody, Where
from search.study.chosen_lines import ChosenLines, KwicGroup
from search.study.line_choice import EVERY_LINE, GROUPS, LineChoice
from search.study.line_order import PATTERN, line_order
from search.study.neighbours import Occurrences

MAX_WIDTH: Final = 1_000
"""Maximum context on each side (characters)."""


@dataclass(frozen=True, slots=True)
class KwicLine(Located, OfBody):
    """One occurrence; `left`, `word` and `right` are one piece of the paragraph, cut to the width asked for.

    start, end: span of the word in the paragraph (code points, half-open).
    """

    COMPUTED: ClassVar[Mapping[str, Detail]] = {
        "number": Detail(N_("第几段，从 1 起"), schema={"minimum": 1}),
        "url": Detail(N_("站内地址")),
    }
    FIRST: ClassVar[tuple[str, ...]] = ("report", "paragraph", "number")

    start: Annotated[int, Detail(N_("在段落里的位置：码点"))]
    end: int
    left: str
    word: str
    right: str
    permalink: Annotated[str, Detail(N_("不变的站内地址"))]
    source: Annotated[str | None, Detail(N_("来源：谁发布的；null：不详"))]
    original: Annotated[str | None, Detail(N_("原文网址：发布报告的网页；null：不详"), schema={"format": "uri"})]
    organ: Annotated[str | None, Detail(N_("机关；null：不详"))]
    region: Where


@dataclass(frozen=True, slots=True)
class KwicResult(Answer):
    """The lines of a page, and how many there are: `total` is exactly the occurrences that a search counts.

    reports, paragraphs_literal: numbers with an occurrence. paragraphs: all that the search finds. paragraphs_apart: of
    those without one, those that have words of a run apart.
    width: maximum characters on each side. facets: as in search. listed: how many lines the choice of a sample and of
    a group leaves, of which limit and offset choose; where groups are counted they choose of `group_count` groups, and
    there are no lines.
    """

    paragraphs: Annotated[int, Detail(N_("找到的段数"))]
    paragraphs_apart: Annotated[int, Detail(N_("没有一处、只分开含有其中的词的段数"))]
    width: int
    sort: Annotated[str, Detail(N_("排序"), schema={"pattern": PATTERN})]
    listed: Annotated[int, Detail(N_("抽样、取组之后的处数"))]
    sample: Annotated[int, Detail(N_("随机抽出多少处；0：全部"))]
    seed: Annotated[int, Detail(N_("抽样的种子；同一代索引，同一种子，抽出的相同"))]
    group: Annotated[str, Detail(N_("按哪一边的几个词归组；空：不归组"), schema={"enum": ["", *GROUPS]})]
    in_group: Annotated[str | None, Detail(N_("只列这一组的；null：不限"))]
    group_count: Annotated[int | None, Detail(N_("组数；null：没有归组"))]
    groups: tuple[KwicGroup, ...]
    lines: tuple[KwicLine, ...]


def kwic(
    searcher: Searcher,
    request: SearchRequest,
    deadline: Deadline | None = None,
    *,
    width: int = 20,
    sort: str = "position",
    choice: LineChoice = EVERY_LINE,
) -> KwicResult:
    """Every occurrence of what was asked for, exactly the highlights of the search of `request`.

    The request's limit and offset count lines; its sort is ignored. width: characters (code points) shown on
    each side, within the paragraph. sort: "position" is the newest report first, in reading order; "left" and "right"
    compare the folded characters outward from the word, to the paragraph's end, and "L1,R1,R2" those at these places
    alone, one after the other; what is outside of the paragraph is first, ties are by position.
    choice: lines left of all, without changing any total. With a group, but none of its words, groups are counted in
    place of lines, and limit and offset count groups; all groups together have each line once.
    Raises QueryError for the query, RequestError for width or sort, TooMuch if more than MOST_SORTED occurrences
    would have to be sorted or grouped, TooSlow when the deadline, by default one of its own, is over.
    """
    sort = checked_lines(width, sort)
    started = time.perf_counter()
    found = searcher.find(request, deadline)
    page = slice(request.offset, request.offset + request.limit)
    chosen = ChosenLines(found, choice)
    by_groups = choice.counts_groups
    shown = chosen.page(page, sort) if not by_groups else Occurrences.room(0)
    return KwicResult(
        query=well_formed(request.query),
        understood=found.understood,
        relaxed=found.relaxed,
        total=found.occurrences,
        paragraphs=len(found.documents),
        paragraphs_apart=found.paragraphs_apart,
        paragraphs_literal=found.paragraphs_literal,
        reports=len(np.unique(found.report_of[found.counts > 0])),
        split_words=request.split_words,
        groups=chosen.groups(page) if by_groups else (),
        group_count=chosen.group_count if by_groups else None,
        lines=tuple(_each_line(found, shown, width)),
        listed=chosen.total,
        took_ms=(time.perf_counter() - started) * 1000,
        offset=request.offset,
        limit=request.limit,
        width=width,
        sort=sort,
        sample=choice.sample,
        seed=choice.seed,
        group=choice.group,
        in_group=choice.in_group,
        facets=found.facets,
    )


def checked_lines(width: int, sort: str) -> str:
    """The sort as `line_order` writes it; raises RequestError for a width or sort out of bounds."""
    if not 0 <= width <= MAX_WIDTH:
        raise RequestError(
            gettext("上下文宽度超出范围：%(width)s", width=width),
            next_step=gettext("请给 0 到 %(most)s 的整数", most=MAX_WIDTH),
        )
    return line_order(sort)


def every_line(found: Found, width: int, sort: str, chosen: ChosenLines) -> Iterator[KwicLine]:
    """The chosen lines of what was found, as `kwic` has them page by page; texts are read as the lines are taken.

    READ_AT_ONCE at a time. Sorts before the first line; raises TooMuch as `kwic` does.
    """
    if sort == "position" and chosen.are_all:
        marked = np.flatnonzero(found.counts)
        newest = marked[found.newest_first(found.documents[marked], len(marked))]
        blocks = (Occurrences.of(found, newest[part]) for part in cut(found.counts[newest], READ_AT_ONCE))
    else:
        every = chosen.every(sort)
        starts = range(0, len(every.documents), READ_AT_ONCE)
        blocks = (every.chosen(slice(start, start + READ_AT_ONCE)) for start in starts)
    return (line for block in blocks for line in _each_line(found, block, width))


def _each_line(found: Found, occurrences: Occurrences, width: int) -> Iterator[KwicLine]:
    # A permalink takes the folding and the digest of a whole text.
    paragraphs: dict[int, tuple[Hit, str]] = {}
    for document, start, end in occurrences.spans():
        found.deadline.check()
        if document not in paragraphs:
            hit = found.hit(document)
            paragraphs[document] = hit, hit.permalink
        yield _line(*paragraphs[document], start, end, width)


def _line(hit: Hit, permalink: str, start: int, end: int, width: int) -> KwicLine:
    return KwicLine(
        report=hit.report,
        paragraph=hit.paragraph,
        body=hit.body,
        year=hit.year,
        date=hit.date,
        title=hit.title,
        section=hit.section,
        start=start,
        end=end,
        left=hit.text[max(0, start - width) : start],
        word=hit.text[start:end],
        right=hit.text[end : end + width],
        permalink=permalink,
        source=hit.source,
        original=hit.original,
        organ=hit.organ,
        region=hit.region,
    )
