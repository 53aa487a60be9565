"""The parts of a comparison as shown: cells, heads and rows of its tables, and a section with table and picture."""

from __future__ import annotations

from dataclasses import dataclass

from web.asked.comparison import Comparison
from web.asked.parameters import Parameters
from web.shown.bars import BarChart
from web.shown.charts import LineChart


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell of a table: its value as shown, shade from 0, counts in words, and the search for its hits, if any.

    value: None if there is no text of that name and year.
    """

    value: str | None
    shade: int = 0
    label: str = ""
    target: Parameters | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: `order` is the value of aria-sort, "" if the rows are sorted by another; `target` sorts by it.

    unit: of the column's numbers, "" where the label says it.
    """

    label: str
    order: str
    target: Comparison
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `key` is its name as `Comparison.series` has it, `drawn` whether the picture shows it."""

    key: str
    name: str
    drawn: bool
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatTable:
    """The first rows in the requested order, and the number of those left out; `heads` has the rows' own one first."""

    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Section:
    """A table and its picture: lines over years, or bars of names; neither if no year is known.

    title: the word, "" for all words. drawn, undrawn: keys and names of the picture's series in their order, and of
    the words that it leaves out. hidden: keys of drawn names that have no row here.
    """

    title: str
    number: int
    table: HeatTable
    lines: LineChart | None = None
    bars: BarChart | None = None
    drawn: tuple[tuple[str, str], ...] = ()
    undrawn: tuple[tuple[str, str], ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def chart(self) -> LineChart | BarChart | None:
        """The picture."""
        return self.lines or self.bars
