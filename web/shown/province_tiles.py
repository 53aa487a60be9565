"""Provinces as a grid of tiles, roughly where they lie: a map that gives each of them the same room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from index.language import ngettext
from web.shown.study_table import Cell

_PLACES: Final[Mapping[str, tuple[int, int]]] = {
    "黑龙江": (1, 9),
    "内蒙古": (2, 7), "吉林": (2, 9),
    "新疆": (3, 1), "北京": (3, 8), "辽宁": (3, 9),
    "青海": (4, 3), "甘肃": (4, 4), "宁夏": (4, 5), "山西": (4, 6), "河北": (4, 7), "天津": (4, 8),
    "西藏": (5, 2), "四川": (5, 4), "陕西": (5, 5), "河南": (5, 6), "山东": (5, 7), "江苏": (5, 8),
    "重庆": (6, 5), "湖北": (6, 6), "安徽": (6, 7), "上海": (6, 8),
    "云南": (7, 4), "贵州": (7, 5), "湖南": (7, 6), "江西": (7, 7), "浙江": (7, 8),
    "广西": (8, 5), "广东": (8, 6), "福建": (8, 7), "台湾": (8, 8),
    "海南": (9, 5), "澳门": (9, 6), "香港": (9, 7),
}  # fmt: skip
"""Row and column of each province, from 1, by how its name begins."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A province: its short name, where it stands, and its cell of a table; None where it has no reports.

    reports: how many it has.
    """

    name: str
    row: int
    column: int
    cell: Cell | None
    reports: int = 0

    @property
    def said_reports(self) -> str:
        """How many reports its number is of, in as few letters as a tile has room for; "" without any."""
        return ngettext("%(num)s 份", "%(num)s 份", self.reports) if self.reports else ""


def tiles(cells: Mapping[str, tuple[Cell, int]]) -> tuple[Tile, ...]:
    """All provinces, with their cells and the number of their reports; cells: by the provinces' full names."""
    by_short = {short: cell for name, cell in cells.items() for short in _PLACES if name.startswith(short)}
    return tuple(Tile(short, row, column, *by_short.get(short, (None, 0))) for short, (row, column) in _PLACES.items())
