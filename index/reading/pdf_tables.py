"""Tables of a printed text: rows whose cells stand in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from index.reading.pdf_rows import Cell, Printed
from index.reading.tables import CELL

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
    found = set[int]()
    for at, (row, below) in enumerate(pairwise(rows)):
        if _are_of_table(row, below):
            found |= {at, at + 1}
    return [
        replace(row, text=CELL.join(cell.text for cell in row.cells), is_table=True) if at in found else row
        for at, row in enumerate(rows)
    ]


def _are_of_table(row: Printed, below: Printed) -> bool:
    few, many = sorted((row.cells, below.cells), key=len)
    if len(few) < _FEWEST or row.above - below.above > _FARTHEST * row.em:
        return False
    gaps = [(right.left - left.right) / row.em for cells in (few, many) for left, right in pairwise(cells)]
    if len(many) == len(few) >= _MANY and min(gaps) >= _WIDE:
        return True
    aligned = all(any(_are_aligned(cell, other) for other in many) for cell in few)
    return aligned and (len(few) >= _MANY or max(gaps) >= _WIDE)


def _are_aligned(cell: Cell, other: Cell) -> bool:
    """Whether cells of two rows stand in one column: at its left or right edge, or in its middle."""
    left, right = cell.left - other.left, cell.right - other.right
    return min(abs(left), abs(right), abs(left + right) / 2) <= _SAME_PLACE
