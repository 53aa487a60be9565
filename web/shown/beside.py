"""Two reports beside one another as shown: their aligned sections in parts, and the parts on pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Final

from search.result import ReportText
from search.study.alignment import AlignedSections, Section, aligned_sections, sections

MOST_IN_PART: Final = 100
"""Paragraphs of a side in one part."""
ON_PAGE: Final = 400
"""Paragraphs of both sides together after which a page ends, with the part that it has begun."""
MOST_OUTLINED: Final = 400
"""Entries of an outline; where there are more, it has those of the page alone."""


@dataclass(frozen=True, slots=True)
class Part:
    """Sections beside one another, or what of long ones has room: a half-open range of each side's paragraphs.

    number: of the sections, from 1. like: whether they are like each other, or only fill both columns. again: whether
    it goes on with what an earlier part began.
    """

    number: int
    heads: AlignedSections
    like: bool
    left: range
    right: range
    again: bool

    def __len__(self) -> int:
        return len(self.left) + len(self.right)


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """Sections beside one another in the outline: the page that they begin on, and the highlights of each side."""

    number: int
    page: int
    heads: AlignedSections
    marks: tuple[int, int]


class AlignedReports:
    """Two reports by their outlines, on pages: every paragraph of each is on exactly one, in its report's order."""

    def __init__(self, left: ReportText, right: ReportText) -> None:
        self._texts = (left, right)
        aligned = aligned_sections(sections(left), sections(right))
        self.together = sum(None not in row for row in aligned)
        """How many sections have a like one."""
        self._filled = tuple(_filled(aligned))
        self.rows = tuple(heads for heads, _ in self._filled)
        self.pages = tuple(_paged(_parts(self._filled)))

    def outline(self, page: int) -> tuple[OutlineRow, ...]:
        """All sections, or where they are too many those of this page, from 1."""
        begun = {part.number: at for at, parts in reversed([*enumerate(self.pages, 1)]) for part in parts}
        every = len(self.rows) <= MOST_OUTLINED
        return tuple(
            OutlineRow(number, begun[number], row, (self._marks(0, row.left), self._marks(1, row.right)))
            for number, row in enumerate(self.rows, 1)
            if every or begun[number] == page
        )

    def _marks(self, side: int, section: Section | None) -> int:
        paragraphs = self._texts[side].paragraphs
        return sum(len(each.highlights) for each in paragraphs[section.start : section.stop]) if section else 0


def _filled(rows: Sequence[AlignedSections]) -> Iterator[tuple[AlignedSections, bool]]:
    """The rows with both columns filled, and whether each was a pair of like sections.

    What stands alone on the left and what does on the right, between two pairs, stand beside each other in turn.
    """
    for paired, run in groupby(rows, lambda row: None not in row):
        if paired:
            yield from ((row, True) for row in run)
            continue
        alone = [*run]
        lefts = [row.left for row in alone if row.left]
        rights = [row.right for row in alone if row.right]
        yield from ((AlignedSections(*both), False) for both in zip_longest(lefts, rights))


def _parts(rows: Sequence[tuple[AlignedSections, bool]]) -> Iterator[Part]:
    for number, (row, like) in enumerate(rows, 1):
        ranges = [
            [range(at, min(at + MOST_IN_PART, each.stop)) for at in range(each.start, each.stop, MOST_IN_PART)]
            if each
            else []
            for each in row
        ]
        for at, (left, right) in enumerate(zip_longest(*ranges, fillvalue=range(0))):
            yield Part(number, row, like, left, right, again=at > 0)


def _paged(parts: Iterator[Part]) -> Iterator[tuple[Part, ...]]:
    page: list[Part] = []
    for part in parts:
        page.append(part)
        if sum(map(len, page)) >= ON_PAGE:
            yield tuple(page)
            page = []
    if page:
        yield tuple(page)
