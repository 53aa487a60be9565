"""Rows of a dispersion plot, a report each, and the drawing of them that is taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.language import gettext
from search.study.places import ReportPlaces
from web.shown.drawings import drawn
from web.shown.picture import MARGIN, Drawing, fitted
from web.shown.words import body_label, reported_year

WIDTH: Final = 1000
"""User units of a row's strip."""
MOST_DRAWN: Final = 120
"""Marks of a row; what lies between is at most a unit or two away."""
_NAME, _COUNT, _STEP, _HEAD = 230, 290, 26, 32
"""Of the drawing, in user units: where names and counts end, the height of a row, what stands above all."""
_LETTER: Final = 14


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A report with the marks of its occurrences: how far along each is, the address of its paragraph, its number.

    address, lines: of the report, and of all its occurrences.
    """

    report: ReportPlaces
    count: str
    address: str
    lines: str
    marks: tuple[tuple[float, str, int], ...]

    @property
    def name(self) -> str:
        """Whose report of which year it is."""
        return f"{body_label(self.report.report.body)} {reported_year(self.report.report.year)}"

    @property
    def thinned(self) -> bool:
        """Whether some of its occurrences have no mark."""
        return len(self.marks) < len(self.report.places)


def strip_drawing(rows: Sequence[PlacedRow]) -> Drawing:
    """A row for each report: its name, the number of occurrences, and a line with a mark for each."""
    left = _COUNT + MARGIN
    width = left + WIDTH * 2 // 3 + MARGIN
    scale = (width - MARGIN - left) / WIDTH
    named = [
        {
            "name": fitted(row.name, (_NAME - MARGIN) / _LETTER),
            "count": row.count,
            "y": _HEAD + at * _STEP,
            "marks": [(round(left + place * scale, 1), _said(row, number)) for place, _, number in row.marks],
        }
        for at, row in enumerate(rows)
    ]
    heads = {"report": gettext("报告"), "count": gettext("处数"), "strip": gettext("开头 → 结尾")}
    edges = {"name": MARGIN, "count": _COUNT, "left": left, "right": width - MARGIN}
    source = drawn("strips", "drawing", named, heads, edges, _STEP)
    return Drawing(source, width, _HEAD + len(rows) * _STEP + 8)


def _said(row: PlacedRow, paragraph: int) -> str:
    return f"{row.name} {gettext('第 %(number)s 段', number=paragraph)}"
