"""A heat table, and a map of tiles, as drawings of pictures that are taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sin
from typing import Final

from index.language import gettext
from web.shown.drawings import drawn
from web.shown.picture import MARGIN, Drawing, Key, ems, fitted
from web.shown.province_tiles import Tile
from web.shown.script import in_script
from web.shown.study_table import Cell, StudyTable

MOST_ROWS, MOST_COLUMNS = 60, 40
_LETTER, _NUMBER = 14, 13
"""Sizes of letters of names, and of heads and numbers, in user units."""
_SMALL: Final = 11
_STEP, _BETWEEN, _AROUND = 26, 2, 12
"""Height of a row, room between cells, and beside the text of one."""
_NARROWEST: Final = 40.0
_LONGEST: Final = 16.0
"""Room of a name, in ems."""
_SLANT: Final = 60
"""Degrees by which heads are turned where they are wider than their columns."""
_TILE: Final = (72, 58, 4)
"""Width, height, and room between tiles."""


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: its place is where it begins or, if it is of numbers and not `turned` (degrees), its middle."""

    x: float
    y: float
    text: str
    of_names: bool = False
    turned: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A cell as drawn, or a name where `kind` says so; whole: what it says of itself."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    text: str
    whole: str
    shade: int = 0


@dataclass(frozen=True, slots=True)
class Trimmed:
    """A table of as many rows and columns as a picture has room for, and how many more there are."""

    table: StudyTable
    rows: int
    columns: int


def trimmed(table: StudyTable) -> Trimmed:
    """The first rows and columns; the last column, which has the sums, is kept."""
    names = sum(column.align == "words" for column in table.columns)
    numbers = len(table.columns) - names
    kept = [*range(names + min(numbers, MOST_COLUMNS) - 1), len(table.columns) - 1]
    smaller = replace(
        table,
        columns=tuple(table.columns[at] for at in kept),
        rows=tuple(tuple(row[at] for at in kept) for row in table.rows[:MOST_ROWS]),
    )
    return Trimmed(smaller, len(table.rows) - len(smaller.rows), len(table.columns) - len(kept))


def heat_drawing(table: StudyTable) -> Drawing:
    """The table's rows with their names, each cell shaded as on the page, and sums in the last column."""
    names = sum(column.align == "words" for column in table.columns)
    edges = _edges(table, names)
    heads, top, right = _heads([column.head for column in table.columns], edges, names)
    boxes = [
        _box(table, row, column, (edges[column], top + at * _STEP), edges[column + 1] - edges[column])
        for at, row in enumerate(table.rows)
        for column in range(len(table.columns))
    ]
    shown = [cell for row in table.rows for cell in row[names:-1]]
    height = round(top) + len(table.rows) * _STEP + 8
    source = drawn("heat", "drawing", heads, boxes, {"name": _LETTER, "number": _NUMBER})
    return Drawing(source, round(right) + MARGIN, height, _legend(shown))


def _edges(table: StudyTable, names: int) -> list[float]:
    """The left edge of each column, and behind them the right one of all."""

    def widest(column: int) -> float:
        texts = [in_script(row[column].text) for row in table.rows]
        return min(_LONGEST, max(map(ems, [*texts, table.columns[column].head] if column < names else texts)))

    numbers = range(names, len(table.columns))
    wide = max(_NARROWEST, max(map(widest, numbers)) * _NUMBER + _AROUND)
    edges = [float(MARGIN)]
    for column in range(len(table.columns)):
        edges.append(edges[-1] + (widest(column) * _LETTER + _AROUND if column < names else wide))
    return edges


def _heads(heads: Sequence[str], edges: Sequence[float], names: int) -> tuple[list[Head], float, float]:
    """The heads, the height of their row, and how far to the right they or the cells reach."""
    texts = [fitted(head, _LONGEST) for head in heads]
    turned = any(
        ems(text) * _NUMBER > edges[at + 1] - edges[at] - _BETWEEN for at, text in enumerate(texts) if at >= names
    )
    longest = max(map(ems, texts[names:])) * _NUMBER if turned else 0.0
    height = max(_STEP, longest * sin(radians(_SLANT)) + _AROUND)
    found, right = [], edges[-1]
    for at, text in enumerate(texts):
        if at < names:
            found.append(Head(edges[at], height - 8, text, of_names=True))
            continue
        middle = (edges[at] + edges[at + 1]) / 2
        found.append(Head(middle, height - 8, text, turned=_SLANT if turned else 0))
        right = max(right, middle + (ems(text) * _NUMBER * cos(radians(_SLANT)) + _NUMBER if turned else 0.0))
    return found, height, right


def _box(table: StudyTable, row: Sequence[Cell], column: int, corner: tuple[float, float], width: float) -> Box:
    cell, (x, y) = row[column], corner
    if table.columns[column].align == "words":
        name = in_script(cell.text)
        return Box("name", x, y, width, _STEP, fitted(name, (width - _AROUND) / _LETTER + 0.1), name)
    named = [in_script(each.text) for each, head in zip(row, table.columns, strict=True) if head.align == "words"]
    whole = f"{' '.join(named)} {table.columns[column].head}: {cell.text or gettext('没有报告')}"
    kind = "sum" if column == len(row) - 1 else _kind(cell)
    return Box(kind, x, y, width - _BETWEEN, _STEP - _BETWEEN, cell.text, whole, cell.shade)


def _kind(cell: Cell | None) -> str:
    return "number" if cell and cell.text else "without"


def tile_drawing(tiles: Sequence[Tile]) -> Drawing:
    """The provinces where they lie, each with its number, and of how many reports that is."""
    width, height, between = _TILE
    columns, rows = max(tile.column for tile in tiles), max(tile.row for tile in tiles)
    boxes = []
    for tile in tiles:
        text, name = tile.cell.text if tile.cell else "", in_script(tile.name)
        x, y = (tile.column - 1) * (width + between), (tile.row - 1) * (height + between)
        whole = f"{name}: {text or gettext('没有报告')}"
        whole += f" ({tile.said_reports})" if text else ""
        box = Box(_kind(tile.cell), x, y, width, height, text, whole, tile.cell.shade if tile.cell else 0)
        boxes.append((name, box, tile.said_reports if text else ""))
    source = drawn("tiles", "drawing", boxes, {"name": _NUMBER, "number": _LETTER, "reports": _SMALL})
    legend = _legend([tile.cell or Cell("") for tile in tiles])
    return Drawing(source, columns * (width + between) - between, rows * (height + between) + 8, legend)


def _legend(cells: Iterable[Cell]) -> tuple[Key, ...]:
    """What is drawn in three ways: a number, none of what could be said, and no reports in which it could be."""
    texts = {cell.text: cell.shade for cell in cells}
    found = []
    if shade := max(texts.values(), default=0):
        found.append(Key(drawn("heat", "symbol", "number", "", shade), gettext("颜色越深，数越大")))
    if any(text and not text.strip("0.") for text in texts):
        found.append(Key(drawn("heat", "symbol", "number", "0", 0), gettext("有报告，没有说到")))
    if "" in texts:
        found.append(Key(drawn("heat", "symbol", "without", "", 0), gettext("没有报告")))
    return tuple(found)
