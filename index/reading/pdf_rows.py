"""Rows of a printed page: what stands on one baseline, with the gaps between the cells of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from pypdfium2.raw import FPDFText_GetFontSize, FPDFText_IsGenerated

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_BREAK = re.compile(r"\r\n|\n|\r")
_SPACES = re.compile(r"\s+")
# The gap that typesetting puts between Han and Latin characters comes as a space.
_AUTOSPACE = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[\u3000-\u9fff\uff00-\uffef])"
)
_CELL_GAP: Final = 0.3
"""Of a character's height, between cells; typesetting leaves a quarter between Han and Latin."""
_WORD_GAP: Final = 0.15
_SAME_BASELINE: Final = 0.3
"""Of a character's height, by which the middles of those of one row differ."""
_OVERLAP: Final = 1.0
"""Points by which neighbouring characters may overlap."""
_UPRIGHT: Final = 1.5
"""Of a character's height, that a vertical row goes down at least."""
_ONE_TIER: Final = 4.0
"""Of a character's height, by which the beginnings of vertical rows of one tier differ."""
_SLANT: Final = 0.2
"""Of its width, that a slanted row rises or falls at least."""
_LONG_CELL: Final = 12
"""Code points; longer texts at both sides of a wide gap are rows of two columns."""
Box = tuple[float, float, float, float]


class Cell(NamedTuple):
    """A part of a row that a gap sets apart: its text, and where it begins and ends (points)."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Printed:
    """A row of a page: its text, and where it stands.

    left, right: of its first and its last character, from the page's left edge, of a vertical row from its upper edge;
    above: its height over the page's lower edge; size: of its font (all in points). height: of the page. em: height of
    a character on the page. cells: its parts where gaps that are no characters stand. slanted: it is at an angle.
    across: where a vertical row stands, from the page's left edge; 0 of others. is_table: it is one of a table.
    """

    text: str
    left: float
    right: float
    above: float
    size: float
    height: float
    em: float = 0.0
    cells: tuple[Cell, ...] = ()
    slanted: bool = False
    across: float = 0.0
    is_table: bool = False


def printed_rows(page: PdfPage) -> list[Printed]:
    """The rows of a page in the order of its text; pieces that follow each other on one baseline are one row."""
    _, bottom, _, top = page.get_cropbox()
    text_page = page.get_textpage()
    rows: list[Printed] = []
    last: Box | None = None
    try:
        at = 0
        for line in _BREAK.split(text_page.get_text_range()):
            for start, text in _pieces(text_page, line, at):
                row, first, end = _row(text_page, text, at + start, bottom, top)
                if last and _goes_on(rows[-1], row, last, first):
                    rows[-1] = _merged(rows[-1], row)
                else:
                    rows.append(row)
                last = end
            at += len(line) + 2
    finally:
        text_page.close()
    return list(_from_the_right(rows))


def _from_the_right(rows: Sequence[Printed]) -> Iterator[Printed]:
    """The rows, vertical ones that begin at about one height from the right to the left."""
    run: list[Printed] = []
    for row in rows:
        if run and not (row.across and abs(row.above - run[-1].above) < _ONE_TIER * row.em):
            yield from sorted(run, key=lambda each: -each.across)
            run = []
        if row.across:
            run.append(row)
        else:
            yield row
    yield from sorted(run, key=lambda each: -each.across)


def _pieces(text_page: PdfTextPage, line: str, at: int) -> Iterator[tuple[int, str]]:
    """The parts of a line between gaps behind which the text stands elsewhere, and where in the line they begin."""
    start = 0
    for gap in _gaps(text_page, line, at):
        ends, begins = (text_page.get_charbox(at + place, loose=True) for place in (gap.start() - 1, gap.end()))
        em = ends[3] - ends[1]
        across, down = (ends[side] + ends[side + 2] - begins[side] - begins[side + 2] for side in (0, 1))
        # The next character of a vertical row is below.
        if abs(across) > 2 * em and (abs(down) > 2 * em or begins[0] < ends[2] - em):
            yield start, line[start : gap.start()]
            start = gap.end()
    if line[start:].strip():
        yield start, line[start:]


def _gaps(text_page: PdfTextPage, line: str, at: int) -> Iterator[re.Match[str]]:
    """The spaces in a line that are no characters of the text."""
    for gap in _SPACES.finditer(line.rstrip(), len(line) - len(line.lstrip())):
        if any(FPDFText_IsGenerated(text_page, at + place) == 1 for place in range(gap.start(), gap.end())):
            yield gap


def _row(text_page: PdfTextPage, text: str, at: int, bottom: float, top: float) -> tuple[Printed, Box, Box]:
    """A row whose first character has this index, and the boxes of its first and last character."""
    begin = at + len(text) - len(text.lstrip())
    stop = at + len(text.rstrip()) - 1
    first = text_page.get_charbox(begin, loose=True)
    last = text_page.get_charbox(stop, loose=True)
    right = text_page.get_charbox(stop)[2]
    size = round(FPDFText_GetFontSize(text_page, begin), 1)
    em = max(first[3] - first[1], 1.0)
    left, across, slanted = first[0], 0.0, False
    falls = first[1] - last[1]
    if abs(last[0] - first[0]) < em and falls > _UPRIGHT * em:
        left, right, across = top - first[3], top - last[1], max(first[0], 1.0)
    else:
        slanted = len(text.strip()) > 1 and abs(falls) > max(em / 2, _SLANT * abs(last[2] - first[0]))
    cells = tuple(_cells(text_page, text, at, em))
    plain = _AUTOSPACE.sub("", text.strip())
    row = Printed(plain, left, right, first[1] - bottom, size, top - bottom, em, cells, slanted, across)
    return row, first, last


def _cells(text_page: PdfTextPage, text: str, at: int, em: float) -> Iterator[Cell]:
    """The parts of a row between gaps that the reader of the file made to spaces."""
    begin = len(text) - len(text.lstrip())
    left = text_page.get_charbox(at + begin, loose=True)[0]
    for gap in _gaps(text_page, text, at):
        ends = text_page.get_charbox(at + gap.start() - 1, loose=True)[2]
        begins = text_page.get_charbox(at + gap.end(), loose=True)[0]
        if begins - ends > _CELL_GAP * em:
            yield Cell(_AUTOSPACE.sub("", text[begin : gap.start()]), left, ends)
            begin, left = gap.end(), begins
    rest = text.rstrip()
    yield Cell(_AUTOSPACE.sub("", rest[begin:]), left, text_page.get_charbox(at + len(rest) - 1, loose=True)[2])


def _goes_on(row: Printed, piece: Printed, last: Box, first: Box) -> bool:
    """Whether a piece stands on a row's baseline, at its right."""
    middles = (last[1] + last[3]) / 2 - (first[1] + first[3]) / 2
    if abs(middles) > _SAME_BASELINE * row.em or first[0] < last[2] - _OVERLAP or row.across or piece.across:
        return False
    if row.slanted or piece.slanted:
        return False
    long = min(len(row.cells[-1].text), len(piece.cells[0].text)) > _LONG_CELL
    return row.size == piece.size and not (long and first[0] - last[2] > row.em)


def _merged(row: Printed, piece: Printed) -> Printed:
    last, first = row.cells[-1], piece.cells[0]
    gap = first.left - last.right
    space = " " if gap > _WORD_GAP * row.em else ""
    text = _AUTOSPACE.sub("", f"{row.text}{space}{piece.text}")
    if gap > _CELL_GAP * row.em:
        cells = (*row.cells, *piece.cells)
    else:
        joined = Cell(_AUTOSPACE.sub("", f"{last.text}{space}{first.text}"), last.left, first.right)
        cells = (*row.cells[:-1], joined, *piece.cells[1:])
    return replace(row, text=text, right=piece.right, cells=cells)
