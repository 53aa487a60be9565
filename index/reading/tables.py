"""Tables of data in a saved page, as opposed to tables that lay a page out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from index.reading.layout import Event

CELL: Final = " | "
"""Between the cells of a row, as in documents of Word."""
_LONGEST_CELL: Final = 200
_FEWEST: Final = 2
"""Rows of a table of data, and cells of most of them."""
_MARKED: Final = re.compile(r"[:：]$")


class Row(NamedTuple):
    """The text of a row, and the index behind its closing event."""

    text: str
    end: int


def data_rows(events: Sequence[Event]) -> dict[int, Row]:
    """The rows of tables of data, by the index of their opening event. Time is linear in the page.

    Such a table holds no other one, has several rows of several cells, and no long cell.
    """
    found: dict[int, Row] = {}
    for start, end in _innermost(events):
        rows = list(_rows(events, start, end))
        cells = [[cell for cell in each if cell] for _, _, each in rows]
        wide = [each for each in cells if len(each) >= _FEWEST]
        if len(wide) < _FEWEST or 2 * len(wide) < sum(map(bool, cells)):
            continue
        if any(len(cell) > _LONGEST_CELL or _MARKED.search(cell) for each in cells for cell in each):
            continue
        found |= {at: Row(CELL.join(each), stop) for (at, stop, _), each in zip(rows, cells, strict=True) if each}
    return found


def _innermost(events: Sequence[Event]) -> Iterator[tuple[int, int]]:
    """The tables that hold no other: indexes of their opening and closing events."""
    opened = None
    for at, event in enumerate(events):
        if event.tag == "table":
            if event.opens:
                opened = at
            elif opened is not None:
                yield opened, at
                opened = None


def _rows(events: Sequence[Event], start: int, end: int) -> Iterator[tuple[int, int, list[str]]]:
    """The rows of a table: indexes of the opening event and behind the closing one, and the texts of the cells."""
    opened, cells = start, list[str]()
    for at in range(start, end):
        event = events[at]
        if event.tag == "tr" and event.opens:
            opened, cells = at, []
        elif event.tag == "tr":
            yield opened, at + 1, [" ".join(cell.split()) for cell in cells]
            cells = []
        elif event.tag in ("td", "th") and event.opens:
            cells.append("")
        elif cells:
            cells[-1] += event.text if event.tag == "-text" and event.opens else " " * (event.tag in ("br", "p", "div"))
