"""Lines of a page before and after cleaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.report import Change, Kind, Restored


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page as its reader gave it.

    text: the line, without line breaks. kind: its kind by the page's markup, or None.
    title: the markup calls it the page's title (<h1>). damaged: bytes were lost in it.
    restored: places in the text that were put together again from what lost bytes had left.
    """

    text: str
    kind: Kind | None = None
    title: bool = False
    damaged: bool = False
    restored: tuple[Restored, ...] = ()


Fate = Literal["kept", "boilerplate", "empty"]


@dataclass(frozen=True, slots=True)
class CleanedLine:
    """The result of cleaning one line.

    line: after the steps, its text maybe empty. steps: names of those that changed it, in order.
    fate: kept, cut as boilerplate, or empty.
    """

    line: Line
    steps: tuple[str, ...]
    fate: Fate


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """A page after cleaning; cleaning `lines` again changes nothing.

    lines: lines kept, in reading order, none empty. top: number of them above the first prose. head, tail: mended
    boilerplate lines cut from the top and from the end; publication dates and sources are read from them. changes:
    counts per step, in step order. trace: the result of each input line, in order; those kept are `lines`.
    """

    lines: tuple[Line, ...]
    top: int
    head: tuple[Line, ...]
    tail: tuple[Line, ...]
    changes: tuple[Change, ...]
    trace: tuple[CleanedLine, ...]
