"""Tables as CSV: the one writer of every command, none of whose cells a program computes where the file is opened."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

Cell = str | int | float | None

_LINE_END: Final = "\r\n"
_FORMULA_SIGNS: Final = frozenset("=+-@\t\r\n")
"""A text that begins with one of these, in whatever width, may be computed where it is opened."""


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Cell]], *, end: str = _LINE_END) -> Iterator[str]:
    """The table line by line, the head first; no text is taken for a formula, and None is an empty cell.

    end: what ends a line; within a cell a text keeps its own.
    """
    out = io.StringIO()
    # The csv module quotes a line break only where its own line end has it, and a text may hold either.
    writer = csv.writer(out, lineterminator=_LINE_END)
    for row in chain([head], rows):
        writer.writerow([harmless(cell) for cell in row])
        yield out.getvalue().removesuffix(_LINE_END) + end
        out.seek(0)
        out.truncate()


def harmless(cell: Cell) -> str | int | float:
    """A cell that no program computes: a text that could be a formula begins with an apostrophe (OWASP, CSV injection).

    Numbers stay numbers.
    """
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and _computed(cell[:1]) else cell


@lru_cache(1 << 14)
def _computed(first: str) -> bool:
    return unicodedata.normalize("NFKC", first)[:1] in _FORMULA_SIGNS
