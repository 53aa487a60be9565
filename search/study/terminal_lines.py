"""A concordance on a terminal: the words below one another in lines that it does not break."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import Final, NamedTuple

from index.display_width import padded, width

_INDENT: Final = "  "
_LEAST: Final = 10
"""Cells that a word takes at least, however narrow the terminal is."""


class TerminalLine(NamedTuple):
    """A line of a concordance; place: whose paragraph it is of."""

    left: str
    word: str
    right: str
    place: str


def terminal_cells() -> int | None:
    """How wide the terminal is, by COLUMNS or itself; None where the output goes elsewhere."""
    if not (os.environ.get("COLUMNS") or sys.stdout.isatty()):
        return None
    return shutil.get_terminal_size((0, 0)).columns or None


def laid_out(lines: Sequence[TerminalLine], cells: int | None) -> list[str]:
    """The lines as they are printed, none wider than `cells`; words stand below one another, and so do both sides.

    Where a line has no room for its place, the places stand below, and what has no room of the context is left out at
    the far ends, in whole characters. A report's id is never broken, so that it can be copied.
    """
    left, word, right, place = (max(map(width, column)) for column in zip(*lines, strict=True))
    if cells is None or left + word + right + place + 3 + len(_INDENT) <= cells:
        rows = (f"{_line(line, left, word, right)}{_INDENT}{line.place}" for line in lines)
        return [row.rstrip() for row in rows]
    word = min(word, max(_LEAST, cells - 2))
    sides = max(0, cells - word - 2)
    # A side that needs less than its half leaves the rest to the other.
    left = min(left, max(sides // 2, sides - right))
    right = min(right, sides - left)
    return [
        row for line in lines for row in (_line(line, left, word, right).rstrip(), *_places(line.place, cells), "")
    ][:-1]


def _line(line: TerminalLine, left: int, word: int, right: int) -> str:
    before = _end_of(line.left, left)
    room = " " * (left - width(before))
    return f"{room}{before} {padded(_start_of(line.word, word), word)} {padded(_start_of(line.right, right), right)}"


def _places(place: str, cells: int) -> list[str]:
    rows = [""]
    for part in place.split():
        if rows[-1] and width(_INDENT + rows[-1] + part) + 1 > cells:
            rows.append("")
        rows[-1] += f" {part}" if rows[-1] else part
    return [_INDENT + row for row in rows]


def _start_of(text: str, cells: int) -> str:
    """As many characters from the beginning as fit."""
    used = 0
    for at, char in enumerate(text):
        used += width(char)
        if used > cells:
            return text[:at]
    return text


def _end_of(text: str, cells: int) -> str:
    """As many characters up to the end as fit."""
    used = 0
    for at in range(len(text) - 1, -1, -1):
        used += width(text[at])
        if used > cells:
            return text[at + 1 :]
    return text
