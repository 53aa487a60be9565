"""Tables of studies as pages show them: columns that sort by link, and cells that open what they count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["words", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """head: in words of the reader. address: of the page sorted by it, "" where it does not sort. sorted: it is."""

    head: str
    align: Align = "number"
    address: str = ""
    sorted: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, "" for nothing to count, and the address of what it counts.

    tongue: it is in the reports' language. marked: a part of it that stands out. shade: of a heat
    table, from 0. measure: it is worked out of what it opens, which counts say more of.
    """

    text: str
    address: str = ""
    tongue: bool = False
    marked: str = ""
    shade: int = 0
    measure: bool = False

    @property
    def parts(self) -> tuple[str, str, str]:
        """What stands before the marked part, that part, and what stands behind it."""
        return self.text.partition(self.marked) if self.marked else (self.text, "", "")


@dataclass(frozen=True, slots=True)
class StudyTable:
    """The rows of a page, each with a cell for every column, the first its head. caption: for whoever hears it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
