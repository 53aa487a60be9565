"""Tables of a printed text: rows whose cells stand in columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from index.reading.pdf_rows import Cell, Printed
from index.reading.tables import CELL

_LABEL = re.compile(
    r"[^\w%％]+|[(（]?[\d一二三四五六七八九十a-zA-Z①-⑳]{1,4}[)）.、．]|第[一二三四五六七八九十\d]{1,3}[、，]?"
)
_FEWEST: Final = 2
_MANY: Final = 3
"""Cells whose places agree by no chance, even without a wide gap."""
_WIDE: Final = 1.0
"""Of a character's height: a gap that typesetting does not leave in a line of text."""
_SAME_PLACE: Final = 2.5
"""Points by which the edges of the cells of a column differ."""
_FARTHEST: Final = 5.0
"""Of a character's height, between rows of a table."""


def with_tables(rows: Sequence[Printed]) -> list[Printed]:
    """The rows, those of tables with ` | ` between their cells.

    Two rows are of a table whose cells stand in the same columns, and whose gaps are no characters of the text: either
    there are several of them, or one is wide.
    """
    cells = [_without_label(row.cells) for row in rows]
    beside: dict[int, list[Cell]] = defaultdict(list)
    for at, (row, below) in enumerate(pairwise(rows)):
        if row.above - below.above <= _FARTHEST * row.em and _are_of_table(cells[at], cells[at + 1], row.em):
            beside[at] += cells[at + 1]
            beside[at + 1] += cells[at]
    return [
        replace(row, text=CELL.join(_texts(cells[at], beside[at], row.em)), is_table=True) if at in beside else row
        for at, row in enumerate(rows)
    ]


def _without_label(cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells, the mark or number of an item of a list together with its text."""
    if len(cells) < _FEWEST or not _LABEL.fullmatch(cells[0].text):
        return cells
    label, text, *others = cells
    return [Cell(f"{label.text} {text.text}", label.left, text.right), *others]


def _texts(cells: Sequence[Cell], beside: Sequence[Cell], em: float) -> list[str]:
    """The texts of a row's cells; a narrow gap parts none where the rows beside have no cell."""
    texts = [cells[0].text]
    for before, cell in pairwise(cells):
        if cell.left - before.right >= _WIDE * em or any(_are_aligned(cell, other) for other in beside):
            texts.append(cell.text)
        else:
            space = " " if texts[-1][-1:].isascii() and cell.text[:1].isascii() else ""
            texts[-1] += space + cell.text
    return texts


def _are_of_table(row: Sequence[Cell], below: Sequence[Cell], em: float) -> bool:
    few, many = sorted((row, below), key=len)
    if len(few) < _FEWEST:
        return False
    gaps = [(right.left - left.right) / em for cells in (few, many) for left, right in pairwise(cells)]
    if len(many) == len(few) >= _MANY and min(gaps) >= _WIDE:
        return True
    aligned = all(any(_are_aligned(cell, other) for other in many) for cell in few)
    return aligned and (len(few) >= _MANY or max(gaps) >= _WIDE)


def _are_aligned(cell: Cell, other: Cell) -> bool:
    """Whether cells of two rows stand in one column: at its left or right edge, or in its middle."""
    left, right = cell.left - other.left, cell.right - other.right
    return min(abs(left), abs(right), abs(left + right) / 2) <= _SAME_PLACE
