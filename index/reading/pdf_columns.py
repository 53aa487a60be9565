"""Columns of a printed page: texts beside each other, each with its own edges."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from index.reading.pdf_rows import Printed

_FEWEST: Final = 2
"""Rows of a column, at each side of a gap."""
_MOST_ACROSS: Final = 0.2
"""Of the rows of a page: headings and others that go over several columns."""
_OVERLAP: Final = 0.5
"""Of the height of the lower column, that stands beside the other."""


def column_starts(rows: Sequence[Printed]) -> list[float]:
    """Where the columns of a page begin but the first (points from its left edge), in order; none of other pages.

    A column follows another in the text, begins where nearly no row of that stands, and stands beside it.
    """
    found: list[float] = []
    written = [row for row in rows if not (row.across or row.is_table or row.slanted)]
    for above, below in pairwise(written):
        start = below.left
        # The text goes up again where a column begins; its first row may be indented.
        if below.above > above.above and start > above.left and not any(abs(start - each) < above.em for each in found):
            start = min(row.left for row in written if row.left > start - 4 * below.em)
            if _is_column(written, start):
                found.append(start)
    return sorted({*found})


def _is_column(rows: Sequence[Printed], start: float) -> bool:
    """Whether rows stand at both sides of this place and beside each other, and few go over it."""
    here = [row for row in rows if row.left >= start]
    before = [row for row in rows if row.right <= start]
    if min(len(here), len(before)) < _FEWEST or len(rows) - len(here) - len(before) > _MOST_ACROSS * len(rows):
        return False
    top = min(max(row.above for row in here), max(row.above for row in before))
    bottom = max(min(row.above for row in here), min(row.above for row in before))
    height = min(max(row.above for row in side) - min(row.above for row in side) for side in (here, before))
    return top - bottom >= _OVERLAP * height
