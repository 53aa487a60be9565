"""What cleaning works on: the lines of a page, and what is left of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.report import Change, Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page as its reader gave it.

    text: the line, without line breaks. kind: what the page's markup says it is, or None where there is no markup.
    title: the markup calls it the page's title (<h1>). damaged: bytes were lost in it.
    """

    text: str
    kind: Kind | None = None
    title: bool = False
    damaged: bool = False


Fate = Literal["kept", "boilerplate", "empty"]


@dataclass(frozen=True, slots=True)
class CleanedLine:
    """What became of a line that was given.

    line: as the steps left it; its text is empty where they left nothing. steps: the names of those that changed it,
    in their order. fate: kept, cut away as the site's, or empty.
    """

    line: Line
    steps: tuple[str, ...]
    fate: Fate


@dataclass(frozen=True, slots=True)
class CleanedPage:
    """A page after cleaning; `lines` cleaned again stay as they are.

    lines: what is left, in reading order, none of them empty. top: how many of them stand above the first prose.
    head, tail: the mended boilerplate lines that were cut from the top and from the end; publication dates and
    sources are read from them. changes: what each step did, in the steps' order. trace: what became of each line
    given, in order; those that were kept are `lines`.
    """

    lines: tuple[Line, ...]
    top: int
    head: tuple[Line, ...]
    tail: tuple[Line, ...]
    changes: tuple[Change, ...]
    trace: tuple[CleanedLine, ...]
